"""The clauses that a call's agreements get, by track."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext

from kernel import clock
from programs.models import Call
from vouchers.models import ClauseSet
from vouchers.rules.agreement import Clause, Party, Text, suggested_clauses
from vouchers.rules.clauses import filled, values_of
from vouchers.settings import VoucherSettings


def tracks_of(call: Call) -> list[tuple[str, str]]:
    """Code and name of each track of the call."""
    return [(one.code, gettext(one.label)) for one in VoucherSettings.of(call.terms.settings).tracks]


def versions(call: Call, track: str) -> QuerySet[ClauseSet]:
    """Newest first, with who wrote each."""
    return ClauseSet.objects.filter(call=call, track=track).select_related("made_by").order_by("-version")


def latest(call: Call, track: str) -> ClauseSet | None:
    return versions(call, track).first()


def present(call: Call, track: str) -> tuple[Clause, ...]:
    """What the next agreement of the track gets, with its places unfilled; without a version the suggestion."""
    written = latest(call, track)
    return clauses_of(written) if written else suggested_clauses(track, call.fund)


def clauses_of(written: ClauseSet) -> tuple[Clause, ...]:
    return tuple(Clause(**one) for one in written.clauses)


def example(clauses: tuple[Clause, ...]) -> Text:
    """A text of made-up parties, to read clauses in."""
    today = clock.today()
    text = Text(
        number=f"DA-{today.year}-00000",
        version=1,
        title="동네 빵집의 하루 수요 예측",
        demand=Party("가상상회", "000-00-00000", "홍길동"),
        supplier=Party("한빛데이터(가상)", "000-00-00000", "성춘향"),
        city=Party(settings.OFFICE_NAME),
        support=7_200_000,
        cash=800_000,
        in_kind=0,
        first_day=today,
        last_day=today + timedelta(days=180),
        clauses=(),
    )
    return replace(text, clauses=filled(clauses, values_of(text, today + timedelta(days=14))))
