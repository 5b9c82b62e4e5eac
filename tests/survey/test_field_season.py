"""The season of :mod:`tests.survey.field_season` adds up: what its diary says was found at the doors, counted
again by hand, is what boards and response rates say."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from survey.models import Assignment, Business, Case, CensusRecord, Visit
from survey.queries.field import BoardRow, board
from survey.rules.field.response_rates import Cases
from survey.rules.visit_results import VisitResult as R
from tests.survey.factories import frame_bytes, load
from tests.survey.field_season import FieldSeason, counted, last_results

pytestmark = pytest.mark.django_db
DONGS = {"3014053500": ("중구", "은행선화동", 127.427, 36.328), "3020053000": ("유성구", "온천1동", 127.345, 36.354)}


def two_dongs(each: int) -> None:
    load(
        frame_bytes(
            *(
                {
                    "name": f"가상가게{dong[4]}{number:03}", "dong_code": dong, "gu_name": gu, "dong_name": name,
                    "longitude": f"{east + number % 10 / 5_000:.4f}", "latitude": f"{north + number // 10 / 5_000:.4f}",
                }
                for dong, (gu, name, east, north) in DONGS.items()
                for number in range(each)
            )
        )
    )  # fmt: skip


def test_a_season_adds_up_whichever_way_it_is_counted() -> None:
    two_dongs(30)
    season = FieldSeason(people=2, visits_a_day=9).play(date(2025, 9, 24))
    results = last_results(season.sent())
    everywhere = list(Business.objects.values_list("pk", flat=True))
    assert Counter(Case.objects.values_list("result", flat=True)) == {
        result or "": many for result, many in counted(results, everywhere).items()
    }
    assert Visit.objects.count() == len(season.sent()), "every visit once, however often it was sent"
    assert Assignment.objects.exclude(ended_at=None).exists(), "somebody left, and somebody else went on"
    assert CensusRecord.objects.filter(state="approved", version__gt=1).exists(), "something came back and was mended"
    for row in board(season.wave.pk, "dong"):
        _same_rates(row, counted(results, list(Business.objects.filter(dong=row.key).values_list("pk", flat=True))))


def _same_rates(row: BoardRow, found: Counter[R | None]) -> None:
    """The six rates, by the formulas of the Standard Definitions written out once more."""
    complete, partial, refused = found[R.COMPLETED], found[R.PARTIAL], found[R.REFUSED]
    not_met, gone = found[R.ABSENT], found[R.CLOSED] + found[R.MOVED_OUT] + found[R.NOT_TARGET]
    unknown, known = found[R.UNKNOWN] + found[None], complete + partial + refused + not_met
    wholes = (known + unknown, known + Fraction(known, known + gone) * unknown, known)
    assert row.cases.all == known + gone + unknown
    assert _rates(row) == [done / Fraction(whole) for whole in wholes for done in (complete, complete + partial)]


def test_the_same_seed_plays_the_same_season_whose_rates_are_these_by_hand() -> None:
    two_dongs(20)
    season = FieldSeason(people=1, visits_a_day=9).play(date(2025, 9, 19))
    assert len(season.diary) == 44
    eunhaeng, oncheon = board(season.wave.pk, "dong")
    # 14 are there, of which 8 answered, 1 in part; 4 are gone, 2 nobody knows: e = 14/18, 14 + 7/9 · 2 = 140/9.
    assert eunhaeng.cases == Cases(complete=8, partial=1, refusal=5, unknown=2, not_eligible=4)
    assert _rates(eunhaeng) == list(map(Fraction, ("8/16", "9/16", "72/140", "81/140", "8/14", "9/14")))
    # 12 are there, of which 6 answered; nobody was at 8 doors yet, and none of those known is gone: e = 1.
    assert oncheon.cases == Cases(complete=6, refusal=5, non_contact=1, unvisited=8)
    assert _rates(oncheon) == list(map(Fraction, ("6/20", "6/20", "6/20", "6/20", "6/12", "6/12")))


def _rates(row: BoardRow) -> list[Fraction | None]:
    rates = row.rates
    return [rates.rr1, rates.rr2, rates.rr3, rates.rr4, rates.rr5, rates.rr6]
