"""Response rates as far as they had come by the end of each day, by hand."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from kernel import clock
from survey.queries.day_rates import rates_by_day
from survey.queries.field import board, total
from survey.rules.field.response_rates import response_rates
from survey.rules.visit_results import VisitResult
from tests.survey.factories import NAMES, Census, hand_in, make_census
from tests.survey.test_field import visit
from tests.survey.test_pages import signed_in

pytestmark = pytest.mark.django_db


def a_few_days() -> tuple[Census, list[date]]:
    """Of 8 shops one is closed and one not met three days ago, one refuses two days ago; today one answers, and who was
    not met is not met again."""
    census = make_census()
    morning = clock.now().astimezone(clock.SEOUL).replace(hour=10, minute=0)
    three, two = morning - timedelta(days=3), morning - timedelta(days=2)
    visit(census, NAMES[0], VisitResult.CLOSED, at=three, note="안내문(가상)")
    visit(census, NAMES[2], VisitResult.ABSENT, at=three)
    visit(census, NAMES[3], VisitResult.REFUSED, at=two, note="바쁨(가상)")
    visit(census, NAMES[2], VisitResult.ABSENT, at=clock.now())
    hand_in(census)
    return census, [clock.today() - timedelta(days=days) for days in (3, 2, 1, 0)]


def test_rates_grow_day_by_day_and_end_where_the_board_stands() -> None:
    census, days = a_few_days()
    found = rates_by_day(census.wave, days)
    rows = [[one.rr1, one.rr3, one.rr5] for one in found.values()]
    nothing = Fraction(0)
    assert rows == [
        [nothing, None, None],  # 1 closed, 7 not visited: of those that are known none is there, e = 0
        [nothing, nothing, nothing],  # 1 refused
        [nothing, nothing, nothing],  # the same a day later
        [Fraction(1, 7), Fraction(1, 6), Fraction(1, 3)],  # 3 are there, 1 is gone, 4 unknown: e = 3/4
    ]
    assert found[days[-1]] == response_rates(total(board(census.wave.pk, "gu"), "").cases)


def test_the_board_by_day_shows_them_as_they_are_now(django_assert_max_num_queries: Any) -> None:
    census, _days = a_few_days()
    with django_assert_max_num_queries(1):
        assert rates_by_day(census.wave, [clock.today()])[clock.today()].rr1 == Fraction(1, 7)
    page = signed_in(census.manager).get(reverse("survey:field", args=["2026A"]), {"by": "day"})
    assert [(row.visits, rates.rr1) for row, rates in page.context["days"]] == [(2, Fraction(1, 7)), (1, 0), (2, 0)]
