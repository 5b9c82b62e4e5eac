"""From contract, attendance and declarations to what pay is computed from: the one door between the two.

:func:`months_of` answers with a :class:`Payable` for everybody who was employed in a month of a call.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from internships.lifecycles import CUT_SHORT, WORKED
from internships.lifecycles_work import PAID_BY
from internships.models import (
    AttendanceAdjustment,
    AttendanceDay,
    AttendanceMonth,
    AttendanceRequest,
    LeaveEntry,
    PayProfile,
    Placement,
)
from internships.models import Contract as Agreement
from internships.queries.calendar import days_off
from internships.queries.employment import left_on
from internships.queries.placement import ended_on
from internships.queries.training import Owed, allowances
from internships.rules.labour import Insurance, WageKind
from internships.rules.leave import month_end
from internships.rules.pay import Allowance, Contract, Day, Exemption, Leave, Person, PersonMonth
from internships.rules.pay.terms import PayTerms, pay_terms_from
from programs.models import Call

AWEEK = timedelta(days=7)
WEEKDAYS = range(5)  # closing a month asks for these
LABOUR_DAY = (5, 1)  # 근로자의 날 제정에 관한 법률
Minutes = dict[str, int]
MINUTES = (
    "credited_minutes",
    "excused_minutes",
    "sick_minutes",
    "overtime_minutes",
    "holiday_minutes",
    "night_minutes",
)


@dataclass(frozen=True)
class Payable:
    """Somebody's month: what it is computed from, or why it cannot be (``lacks``: what is missing, by code).
    ``left_on`` is the last day of their employment; nothing while it goes on, at this place or another."""

    placement: Any
    month: PersonMonth | None
    lacks: tuple[str, ...] = ()
    unsigned: bool = False  # the person has not signed the terms that they are paid by

    @property
    def left_on(self) -> date | None:
        found: date | None = self.placement.left_on
        return found


@dataclass(frozen=True)
class _Asked:
    """What is the same for everybody of a month; ``closed``: the manager has closed its attendance; ``leavers``: the
    people asked for, whose employment is over and who are not kept waiting for that (None: everybody)."""

    first: date
    pay_on: date
    terms: PayTerms
    holidays: set[date]
    closed: bool
    owed: dict[int, list[Owed]]
    leavers: frozenset[int] | None


def months_of(
    call: Call, first: date, pay_on: date, counted: date | None = None, leavers: frozenset[int] | None = None
) -> list[Payable]:
    """Everybody employed in the month that begins on ``first``, by name, as it was closed, with the adjustments that
    count up to the month ``counted`` (without one: as it was closed). Of ``leavers``, these people alone, by the days
    that their mentor has confirmed, whether or not the month is closed. A fixed number of statements, and two more
    for each course with an allowance."""
    end = month_end(first, 1)
    asked = _Asked(
        first,
        pay_on,
        pay_terms_from(call.terms.settings),
        _holidays(first - AWEEK, end),
        AttendanceMonth.objects.filter(call=call, month=first).exists(),
        allowances(call, end),
        leavers,
    )
    employed = _employed(call, first, end, counted or first)
    if leavers is not None:
        employed = employed.filter(person__in=leavers)
    found = (_payable(placement, asked) for placement in employed)
    return [one for one in found if one is not None]


def _employed(call: Call, begin: date, end: date, counted: date) -> QuerySet[Placement]:
    """Everybody with a place in the month who has worked; a place that ended before work began has no days."""
    days = AttendanceDay.objects.filter(day__range=(begin - AWEEK, end)).order_by("day")
    later = AttendanceAdjustment.objects.filter(day__range=(begin - AWEEK, end), month__lte=counted)
    agreed = Agreement.objects.filter(state__in=PAID_BY, first_day__lte=end).order_by("first_day", "pk")
    worked = Exists(AttendanceDay.objects.filter(placement=OuterRef("pk")))
    asked = AttendanceRequest.objects.filter(placement=OuterRef("pk"), day__range=(begin, end), state="asked")
    return (
        Placement.objects.filter(position__call=call, state__in=WORKED, first_day__lte=end, last_day__gte=begin)
        .filter(Q(ended_at=None) | Q(ended_at__date__gte=begin))
        .exclude(Q(state__in=CUT_SHORT) & ~worked)
        .annotate(waiting=Exists(asked), left_on=left_on())
        .select_related("person__pay_profile", "position")
        .prefetch_related(
            Prefetch("days", days, to_attr="pay_days"),
            Prefetch("adjustments", later, to_attr="pay_adjustments"),
            Prefetch("leave", LeaveEntry.objects.filter(day__lte=end).exclude(kind="paid_out"), to_attr="pay_leave"),
            Prefetch("contracts", agreed, to_attr="agreed"),
        )
        .order_by("person__name", "pk")
    )


def _holidays(begin: date, end: date) -> set[date]:
    """Paid holidays: public ones and Labour Day."""
    return days_off(begin, end) | {date(year, *LABOUR_DAY) for year in range(begin.year, end.year + 1)}


def _payable(placement: Any, asked: _Asked) -> Payable | None:
    first, birth = asked.first, _birth(placement.agreed)
    if not placement.agreed and not any(any(minutes.values()) for minutes in _known(placement).values()):
        return None  # nothing was agreed and nothing worked: nothing can be owed
    lacks = [code for code, there in (("contract", placement.agreed), ("birth", birth)) if not there]
    if any(one.first_day > max(first, placement.agreed[0].first_day) for one in placement.agreed[1:]):
        lacks.append("changed")
    if lacks or birth is None:
        return Payable(placement, None, lacks=tuple(lacks))
    contract = _contract(placement, placement.agreed)
    trained = (_allowance(one, contract) for one in asked.owed.get(placement.pk, ()))
    due = (*asked.terms.allowances, *(one for one in trained if month_end(first, 1) >= one.due_on >= first))
    empty = PersonMonth(
        first.year, first.month, contract, _person(placement, birth), (), asked.pay_on, asked.terms.employer, due
    )
    if empty.employed_to < empty.employed_from:
        return None
    known, nothing = _known(placement), dict.fromkeys(MINUTES, 0)
    usual = _usual_week(placement.agreed[-1])
    days = tuple(
        _day(day, usual[day.weekday()], known.get(day, nothing), free=day in asked.holidays)
        for day in empty.days_needed()
    )
    unknown = any(one.day.weekday() in WEEKDAYS and one.counts and one.day not in known for one in days)
    if unknown or not (asked.closed or (asked.leavers is not None and _confirmed(placement))):
        return Payable(placement, None, lacks=("attendance" if asked.leavers is None else "days",))
    left = max(0, sum(one.minutes for one in placement.pay_leave)) if empty.ends else 0
    unsigned = placement.agreed[-1].state == "unsigned"
    return Payable(placement, replace(empty, days=days, unused_leave=left), unsigned=unsigned)


def _allowance(owed: Owed, contract: Contract) -> Allowance:
    """The allowance of a course, which its own rule has found due; of a training before the work it is paid with the
    first wage."""
    course = owed.course
    due_on = max(course.due_day, contract.first_day)
    source = f"공고의 교육수당: 「{course.title}」 이수, {course.due_day} 현재 참여"
    return Allowance(f"training-{course.pk}", f"교육수당 {course.title}", owed.amount, due_on, source=source)


def _confirmed(placement: Any) -> bool:
    """Whether the mentor has confirmed every day of somebody's, and nothing that they asked for waits."""
    return not placement.waiting and all(row.confirmed_at for row in placement.pay_days)


def _contract(placement: Placement, agreed: list[Agreement]) -> Contract:
    """Wage and hours of the latest contract, employed since the first day of the first one; whose place ended earlier,
    until then."""
    latest = agreed[-1]
    last = min(latest.last_day, ended_on(placement) or latest.last_day)
    return Contract(
        WageKind(latest.wage_kind),
        latest.wage,
        latest.weekly_minutes,
        agreed[0].first_day,
        last,
        latest.weekly_holiday,
        agreed_until=latest.last_day if last < latest.last_day else None,
    )


def _birth(agreed: list[Agreement]) -> date | None:
    """The date of birth as it stands in the signed contract."""
    try:
        return date.fromisoformat(agreed[-1].worker["detail"])
    except (IndexError, KeyError, ValueError):
        return None


def _person(placement: Placement, birth: date) -> Person:
    """What the person declared; who declared nothing counts as one person at the whole table."""
    try:
        profile = placement.person.pay_profile
    except PayProfile.DoesNotExist:
        return Person(birth)
    exemptions = tuple(
        Exemption(Insurance(one["insurance"]), one["reason"], one["source"]) for one in profile.exemptions
    )
    return Person(birth, profile.dependants, profile.tax_percent, profile.pension_at_once, exemptions)


def _usual_week(agreed: Agreement) -> list[int]:
    """Contractual minutes from Monday to Sunday."""
    minutes = agreed.terms.daily_minutes
    return [minutes if day in agreed.work_days else 0 for day in range(7)]


def _day(day: date, due: int, known: Minutes, *, free: bool) -> Day:
    """A day by contract, calendar and closed attendance. Leave, public leave and travel are paid like work; sick leave
    is neither paid nor an absence (근로기준법 시행령 §30 ①)."""
    leave = (
        Leave("excused", known["excused_minutes"]),
        Leave("sick", known["sick_minutes"], paid=False),
    )
    return Day(
        day,
        due,
        worked=0 if free else min(due, known["credited_minutes"]),
        extra=0 if free else known["overtime_minutes"],
        night=known["night_minutes"],
        holiday=known["holiday_minutes"],
        free=free and due > 0,
        leave=tuple(one for one in leave if one.minutes > 0 and not free),
    )


def _known(placement: Any) -> dict[date, Minutes]:
    """Each day as it is known now: its row and the sum of its adjustments, so that what a closed month gained or lost
    since makes a correction."""
    found: dict[date, Minutes] = {}
    for row in [*placement.pay_days, *placement.pay_adjustments]:
        minutes = found.setdefault(row.day, dict.fromkeys(MINUTES, 0))
        for name in MINUTES:
            minutes[name] += getattr(row, name)
    return found
