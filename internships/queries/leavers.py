"""Whose employment has ended and who is not paid for their last month: wages are due within fourteen days of the end
(근로기준법 §36), whether or not the month is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Least, TruncDate, TruncMonth

from internships.lifecycles import ACTIVE
from internships.models import AttendanceDay, PaidRow, PayRow, PayRun, Placement
from internships.queries.pay_input import WORKED, Payable, months_of
from internships.rules.pay.at_exit import LateInterest, due_on, late_interest
from internships.rules.pay.compute import LATE_AT_EXIT
from internships.rules.pay.kept import contract_from
from kernel import clock
from programs.models import Call

CUT_SHORT = ("left", "withdrawn")


@dataclass(frozen=True)
class Leaver:
    """Somebody with their last place, the last day of their employment and the last one on which they are paid in
    time."""

    placement: Any
    last_day: date
    due_on: date
    days_left: int  # below nothing: so many days too late

    @property
    def month(self) -> date:
        return self.last_day.replace(day=1)


def unpaid_leavers(calls: Iterable[Call] | QuerySet[Call]) -> list[Leaver]:
    """Everybody of these calls whose employment has ended and whose last month no approved run pays, the first to be
    due first. Who is placed anew in the call has not left it; who never worked is owed nothing. One statement."""
    ended = TruncDate("ended_at", tzinfo=clock.SEOUL)
    over = Case(
        When(state__in=CUT_SHORT, ended_at__isnull=False, then=Least(F("last_day"), ended)),
        default=F("last_day"),
        output_field=DateField(),
    )
    paid = PaidRow.objects.filter(placement=OuterRef("pk"), sequence=0, month=OuterRef("over_month"))
    another = Placement.objects.filter(
        person=OuterRef("person"), position__call=OuterRef("position__call"), pk__gt=OuterRef("pk")
    )
    worked = AttendanceDay.objects.filter(placement=OuterRef("pk"), worked_minutes__gt=0)
    found = (
        Placement.objects.filter(position__call__in=calls, state__in=WORKED)
        .annotate(over_on=over, over_month=TruncMonth(over, output_field=DateField()))
        .filter(Exists(worked), ~Exists(paid), over_on__lt=clock.today())
        .exclude(Exists(another.filter(state__in={*ACTIVE, *WORKED})))
        .select_related("person", "position__host__organisation", "position__call")
        .order_by("over_on", "person__name", "pk")
    )
    return [_leaver(one) for one in found]


def _leaver(placement: Any) -> Leaver:
    until = due_on(placement.over_on)
    return Leaver(placement, placement.over_on, until, (until - clock.today()).days)


def leavers_of(call: Call, month: date) -> list[Leaver]:
    """Those of a call who ended in the month that begins on ``month``."""
    return [one for one in unpaid_leavers([call]) if one.month == month]


def payables(call: Call, month: date, pay_on: date, people: Iterable[int]) -> dict[int, list[Payable]]:
    """Person → their places in the month, each ready to be paid or with what it lacks, before the month is closed."""
    found: dict[int, list[Payable]] = {}
    for one in months_of(call, month, pay_on, leavers=frozenset(people)):
        found.setdefault(one.placement.person_id, []).append(one)
    return found


def ready(call: Call, month: date, pay_on: date) -> tuple[frozenset[int], list[Payable]]:
    """Who of those that ended in the month can be paid now, and whose places lack something."""
    people = {one.placement.person_id for one in leavers_of(call, month)}
    places = payables(call, month, pay_on, people)
    lacking = [one for mine in places.values() for one in mine if one.lacks]
    waiting = {one.placement.person_id for one in lacking}
    return frozenset(places.keys() - waiting), lacking


@dataclass(frozen=True)
class Waiting:
    """A leaver with what stands in the way of paying them (codes; none: they can be paid)."""

    leaver: Leaver
    lacks: tuple[str, ...]


def leavers_by_month(call: Call, pay_on: date) -> list[tuple[date, list[Waiting]]]:
    """Who has left and waits for their pay, by the month in which they ended, the earliest first."""
    by_month: dict[date, list[Leaver]] = {}
    for one in unpaid_leavers([call]):
        by_month.setdefault(one.month, []).append(one)
    return [(month, _waiting(call, month, pay_on, mine)) for month, mine in sorted(by_month.items())]


def _waiting(call: Call, month: date, pay_on: date, leavers: list[Leaver]) -> list[Waiting]:
    places = payables(call, month, pay_on, [one.placement.person_id for one in leavers])
    lacks = {
        person: tuple(dict.fromkeys(code for one in mine for code in one.lacks)) for person, mine in places.items()
    }
    return [Waiting(one, lacks.get(one.placement.person_id, ())) for one in leavers]


def late_at_exit(run: PayRun) -> list[tuple[str, LateInterest]]:
    """Who of a run is paid later than the law allows after the end, by name, with the interest that is owed unless both
    agreed on a later day or the law excuses the delay. Two statements."""
    of_month = run.rows.filter(month=run.month, sequence=0).select_related("placement__person")
    late = list(of_month.filter(warnings__contains=[LATE_AT_EXIT]).order_by("placement__person__name", "pk"))
    wages: dict[int, int] = {}
    for row in of_month.filter(placement__person__in={row.placement.person_id for row in late}):
        wages[row.placement.person_id] = wages.get(row.placement.person_id, 0) + row.gross
    return [(row.placement.person.name, _interest(row, wages[row.placement.person_id], run.pay_on)) for row in late]


def _interest(row: PayRow, wages: int, pay_on: date) -> LateInterest:
    return late_interest(wages, contract_from(row.inputs["contract"]).last_day, pay_on)
