"""Whose employment has ended and who is not paid for every month of it: all wages are due within fourteen days of the
end (근로기준법 §36), those of the last month, whether or not it is over, and those of earlier months that no run has
paid yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear, TruncMonth

from internships.lifecycles import WORKED
from internships.models import AttendanceDay, PaidRow, PayRun, Placement
from internships.queries.employment import OVER_ON, has_worked, left_on
from internships.queries.pay_input import Payable, months_of
from internships.rules.pay.at_exit import LATE_AT_EXIT, LateInterest, due_on, late_interest
from internships.rules.pay.kept import contract_from
from kernel import clock
from programs.models import Call

BROUGHT = Q(credited_minutes__gt=0) | Q(excused_minutes__gt=0) | Q(overtime_minutes__gt=0) | Q(holiday_minutes__gt=0)


@dataclass(frozen=True)
class Leaver:
    """Somebody with their last place that is not wholly paid, the months that no approved run pays (their first days,
    the earliest first), the last day of their employment and the last one on which they are paid in time."""

    placement: Any
    months: tuple[date, ...]
    last_day: date
    due_on: date
    days_left: int  # below nothing: so many days too late


def unpaid_leavers(calls: Iterable[Call] | QuerySet[Call]) -> list[Leaver]:
    """Everybody of these calls whose employment has ended and of whose months one is not paid by an approved run, the
    first to be due first. Who is placed anew in the call has not left it; who never worked is owed nothing. One
    statement."""
    found: dict[tuple[int, int], list[Any]] = {}
    for place in _not_wholly_paid(calls):
        found.setdefault((place.person_id, place.position.call_id), []).append(place)
    return [one for one in map(_leaver, found.values()) if one.months]


def _not_wholly_paid(calls: Iterable[Call] | QuerySet[Call]) -> QuerySet[Placement]:
    """Places of those who have left, of which some month may not be paid: ``left_on`` is the end of all of the person's
    in the call, ``unpaid`` the months in which they earned something, ``last_paid`` whether the one of the end is."""
    paid = PaidRow.objects.filter(placement=OuterRef("pk"), sequence=0)
    return (
        Placement.objects.filter(has_worked(), position__call__in=calls, state__in=WORKED)
        .annotate(over_on=OVER_ON, left_on=left_on())
        .annotate(over_month=TruncMonth("over_on", output_field=DateField()))
        # Of most who have left every month is paid: their days are not looked at.
        .annotate(paid_months=Coalesce(Subquery(_count(paid)), 0))
        .filter(left_on__lt=clock.today(), paid_months__lt=_month_number("over_on") - _month_number("first_day") + 1)
        .annotate(unpaid=ArraySubquery(_unpaid_months()), last_paid=Exists(paid.filter(month=OuterRef("over_month"))))
        .select_related("person", "position__host__organisation", "position__call")
        .order_by("left_on", "person__name", "pk")
    )


def _count(rows: QuerySet[PaidRow]) -> Any:
    return rows.order_by().values("placement").annotate(found=Count("pk")).values("found")


def _month_number(day: str) -> Any:
    """Months are counted through, so that two of them can be subtracted."""
    return ExtractYear(day) * 12 + ExtractMonth(day)


def _unpaid_months() -> Any:
    """First days of the months in which a place earned something that no approved run has paid."""
    paid = PaidRow.objects.filter(placement=OuterRef("placement"), month=OuterRef("month"), sequence=0)
    month = Cast(TruncMonth("day"), DateField())  # an array is not converted item by item
    days = AttendanceDay.objects.filter(BROUGHT, placement=OuterRef("pk")).annotate(month=month)
    return days.filter(~Exists(paid)).order_by("month").values("month").distinct()


def _leaver(places: list[Any]) -> Leaver:
    """From somebody's places that are not wholly paid. The month of the end counts even without a day of work in it:
    leave that is left is paid with it."""
    months = {month for place in places for month in place.unpaid}
    months |= {place.over_month for place in places if place.over_on == place.left_on and not place.last_paid}
    last_day = places[0].left_on
    until = due_on(last_day)
    return Leaver(places[-1], tuple(sorted(months)), last_day, until, (until - clock.today()).days)


def leavers_of(call: Call, month: date) -> list[Leaver]:
    """Those who have left a call and are not paid for the month that begins on ``month``."""
    return [one for one in unpaid_leavers([call]) if month in one.months]


def payables(call: Call, month: date, pay_on: date, people: Iterable[int]) -> dict[int, list[Payable]]:
    """Person → their places in the month, each ready to be paid or with what it lacks, before the month is closed."""
    found: dict[int, list[Payable]] = {}
    for one in months_of(call, month, pay_on, leavers=frozenset(people)):
        found.setdefault(one.placement.person_id, []).append(one)
    return found


def ready(call: Call, month: date, pay_on: date) -> tuple[frozenset[int], list[Payable]]:
    """Who of those that have left can be paid for the month now, and whose places lack something."""
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
    """Who has left and waits for their pay, by the month that is not paid, the earliest first."""
    by_month: dict[date, list[Leaver]] = {}
    for one in unpaid_leavers([call]):
        for month in one.months:
            by_month.setdefault(month, []).append(one)
    return [(month, _waiting(call, month, pay_on, mine)) for month, mine in sorted(by_month.items())]


def _waiting(call: Call, month: date, pay_on: date, leavers: list[Leaver]) -> list[Waiting]:
    places = payables(call, month, pay_on, [one.placement.person_id for one in leavers])
    lacks = {
        person: tuple(dict.fromkeys(code for one in mine for code in one.lacks)) for person, mine in places.items()
    }
    return [Waiting(one, lacks.get(one.placement.person_id, ())) for one in leavers]


def late_at_exit(run: PayRun) -> list[tuple[str, LateInterest]]:
    """Who of a run is paid later than the law allows after the end, by name, with the interest that is owed unless both
    agreed on a later day or the law excuses the delay; a person once, for the wages of all their places. Two
    statements."""
    of_month = run.rows.filter(month=run.month, sequence=0).select_related("placement__person")
    flagged = of_month.filter(warnings__contains=[LATE_AT_EXIT]).annotate(left_on=left_on("placement__"))
    late = {row.placement.person_id: row for row in flagged.order_by("placement__person__name", "pk")}
    wages: dict[int, int] = {}
    for row in of_month.filter(placement__person__in=late):
        wages[row.placement.person_id] = wages.get(row.placement.person_id, 0) + row.gross
    return [(row.placement.person.name, _interest(row, wages[person], run.pay_on)) for person, row in late.items()]


def _interest(row: Any, wages: int, pay_on: date) -> LateInterest:
    """Since the end that counted when it was computed, where the person has been taken on again since."""
    return late_interest(wages, row.left_on or contract_from(row.inputs["contract"]).last_day, pay_on)
