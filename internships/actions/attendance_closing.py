"""Closing: the mentor closes the week, the manager the month; a closed month stands as it is."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats

from internships.actions.attendance_day import computed, confirming, settle, write_days
from internships.actions.leave import earn, give_back
from internships.errors_work import EarlierMonthOpen, MonthNotReady, NotOverYet, WeekNotReady
from internships.lifecycles import WORKED
from internships.models import AttendanceDay, AttendanceMonth, AttendanceRequest, Host, Placement
from internships.queries.access import require_manages
from internships.queries.calendar import weekdays
from internships.queries.hours import hours_by
from internships.queries.placement import last_worked
from internships.rules.attendance import Flag
from internships.rules.calendar import monday_of, next_month
from internships.rules.day_kinds import AWAY, Wish
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.models import Call
from programs.queries.deadlines import is_day_of_work


@action
def close_week(actor: Actor, host_id: int, monday: date) -> int:
    """The mentor closes a week of the host: days of work on which nobody came are absences, every day is confirmed.

    Returns how many days were confirmed; closed again, none. Raises NotPermitted (also to the system: days are
    confirmed by somebody), NotOverYet, WeekNotReady (somebody has not clocked out, or a request of the week waits).
    """
    host = Host.objects.get(pk=host_id)
    require(actor, "mentor_host", host)
    seen_by = confirming(actor)
    first = monday_of(monday)
    last = first + timedelta(days=6)
    if last >= clock.today():
        raise NotOverYet(day=last)
    placements = _locked(Placement.objects.filter(position__host=host))
    days = AttendanceDay.objects.filter(placement__in=placements, day__range=(first, last), confirmed_at=None)
    waiting = AttendanceRequest.objects.filter(placement__in=placements, day__range=(first, last), state="asked")
    inside = days.filter(flags__contains=[Flag.STILL_IN.value]).count()
    if inside or waiting.exists():
        raise WeekNotReady(inside=inside, requests=waiting.count())
    _free(actor, placements, first, last)
    fill(placements, first, last)
    count = days.update(confirmed_by=seen_by, confirmed_at=clock.now())
    if count:
        record(actor, "close_week", host, after={"week": first, "days": count})
    return count


def _locked(placements: QuerySet[Placement]) -> list[Placement]:
    """Those of the placements that worked, under the lock that every click takes, in one order."""
    found = placements.filter(state__in=WORKED).select_for_update(of=("self",))
    return list(found.select_related("position__call", "position__host").order_by("pk"))


def _free(actor: Actor, placements: Sequence[Placement], first: date, last: date) -> None:
    """Who was to be away on a day that the government made a public holiday since (근로기준법 §55 ②) has the holiday
    instead, and their leave again."""
    off = [day for day in weekdays(first, last) if not is_day_of_work(day)]
    if not off:
        return
    still_open = AttendanceDay.objects.filter(placement=OuterRef("placement"), day=OuterRef("day"), confirmed_at=None)
    granted = AttendanceRequest.objects.filter(placement__in=placements, day__in=off, kind__in=AWAY, state="granted")
    granted = granted.filter(Exists(still_open))  # what was closed once stands
    of_number = {placement.pk: placement for placement in placements}
    for request in granted.order_by("placement", "pk"):
        placement = of_number[request.placement_id]
        if request.kind == Wish.LEAVE:
            give_back(placement, request)
        settle(actor, placement, request.day)


def fill(placements: Sequence[Placement], first: date, last: date) -> int:
    """Writes the days of which nothing is known: absences on days of work, public holidays on weekdays; how many."""
    known = set(
        AttendanceDay.objects.filter(placement__in=placements, day__range=(first, last)).values_list(
            "placement_id", "day"
        )
    )
    hours = hours_by(placements)
    made = [
        computed(placement, day, hours[placement.pk].on(day), ())
        for placement in placements
        for day in weekdays(max(first, placement.first_day), min(last, last_worked(placement)))
        if (placement.pk, day) not in known
    ]
    write_days(made)
    return len(made)


def fill_before(placement: Placement, day: date) -> None:
    """Absences on the days of work before ``day``, of somebody who was not there yet when their weeks were closed: who
    begins late, or ends without having come. They wait for the mentor; months that are closed stay as they are."""
    closed = AttendanceMonth.objects.filter(call=placement.position.call_id).order_by("-month").first()
    first = max(placement.first_day, next_month(closed.month)) if closed else placement.first_day
    fill([placement], first, day - timedelta(days=1))


@action
def close_month(actor: Actor, call_id: int, month: date) -> AttendanceMonth:
    """The manager closes a month of the call: nothing of it changes any more, what comes later counts in a later one.

    Closed again, it is the same month. Raises NotPermitted, NotOverYet, EarlierMonthOpen, MonthNotReady (days that no
    mentor confirmed, requests that wait).
    """
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    first = month.replace(day=1)
    there = AttendanceMonth.objects.filter(call=call, month=first).first()
    if there is not None:
        return there
    last = next_month(first) - timedelta(days=1)
    if last >= clock.today():
        raise NotOverYet(day=last)
    placements = _locked(Placement.objects.filter(position__call=call))
    _require_order(call, placements, first)
    _require_ready(placements, first, last)
    for placement in placements:
        earn(placement)
    days = AttendanceDay.objects.filter(placement__in=placements, day__range=(first, last)).count()
    closed = AttendanceMonth.objects.create(
        call=call, month=first, days=days, closed_by=actor.user, closed_at=clock.now()
    )
    record(actor, "close_month", closed, after={"month": first, "days": days})
    return closed


def _require_order(call: Call, placements: Iterable[Placement], first: date) -> None:
    """Months are closed one after the other. Raises EarlierMonthOpen."""
    begun = min((one.first_day for one in placements), default=first).replace(day=1)
    latest = AttendanceMonth.objects.filter(call=call).order_by("-month").values_list("month", flat=True).first()
    expected = next_month(latest) if latest else begun
    if expected < first:
        raise EarlierMonthOpen(month=formats.date_format(expected, "YEAR_MONTH_FORMAT"))


def _require_ready(placements: list[Placement], first: date, last: date) -> None:
    """Every weekday of everybody is there and confirmed, no request waits. Raises MonthNotReady with the figures."""
    days = AttendanceDay.objects.filter(placement__in=placements, day__range=(first, last))
    known = set(days.values_list("placement_id", "day"))
    unknown = sum(
        (placement.pk, day) not in known
        for placement in placements
        for day in weekdays(max(first, placement.first_day), min(last, last_worked(placement)))
    )
    unconfirmed = days.filter(confirmed_at=None).count() + unknown
    waiting = AttendanceRequest.objects.filter(
        placement__in=placements, day__range=(first, last), state="asked"
    ).count()
    if unconfirmed or waiting:
        raise MonthNotReady(days=unconfirmed, requests=waiting)
