"""Somebody's month of attendance as it goes on paper (출근부): every day, what was asked for, who closed it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from internships.lifecycles import WORKED
from internships.models import (
    AttendanceAdjustment,
    AttendanceDay,
    AttendanceEvent,
    AttendanceMonth,
    AttendanceRequest,
    Placement,
)
from internships.queries.hours import hours_from, with_hours
from internships.queries.placement import ended_on, whole
from internships.rules.attendance import MINUTE, Schedule
from internships.rules.calendar import monday_of, next_month
from internships.rules.day_kinds import Wish
from kernel import clock
from programs.queries.deadlines import is_day_of_work

AT_ONCE = 50  # people read at a time
TOTALS = (
    "worked_minutes",
    "late_minutes",
    "early_minutes",
    "excused_minutes",
    "sick_minutes",
    "missing_minutes",
    "overtime_minutes",
    "holiday_minutes",
    "night_minutes",
)


@dataclass(frozen=True)
class Line:
    """A day of the calendar: what is known of it (None: nothing), and whether work is due on it."""

    day: date
    row: AttendanceDay | None
    due: bool


@dataclass(frozen=True)
class Week:
    """How the days of a week that lie in the month were closed: their last confirmation, how many wait for one."""

    first: date
    last: date
    confirmed: int
    waiting: int
    by: str
    at: datetime | None


@dataclass(frozen=True)
class MonthSheet:
    """The month of one person at one place. ``hours`` are those agreed for it; ``told_late`` are clicks whose moment by
    the phone, by the server and as counted are not the same minute; ``closed`` is the manager's closing of the month
    (None: still open)."""

    placement: Any
    month: date
    hours: Schedule
    lines: list[Line]
    totals: dict[str, int]
    kinds: dict[str, int]
    weeks: list[Week]
    corrections: list[AttendanceRequest]
    granted: list[AttendanceRequest]
    adjustments: list[AttendanceAdjustment]
    told_late: list[AttendanceEvent]
    sources: dict[str, int]
    closed: AttendanceMonth | None

    @property
    def confirmed(self) -> bool:
        """Whether a mentor has confirmed every day of it."""
        return bool(self.weeks) and not any(week.waiting for week in self.weeks)


def months_of(placement: Placement) -> list[date]:
    """The months of which there is a sheet, the latest first: from the first day of work to the last, or to today."""
    last = min(ended_on(placement) or placement.last_day, clock.today())
    found, month = [], placement.first_day.replace(day=1)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found[::-1]


def sheet_of(placement_id: int, month: date) -> MonthSheet:
    """The month of one placement that begins on ``month``."""
    return next(sheets(whole().filter(pk=placement_id), month))


def at_work(month: date, *, call: int = 0, host: int = 0) -> QuerySet[Placement]:
    """Everybody of a call, or at a host, who was to work in the month, by host and name."""
    of = {"position__host": host} if host else {"position__call": call}
    there = {"state__in": WORKED, "first_day__lt": next_month(month), "last_day__gte": month}
    found = whole().filter(Q(ended_at=None) | Q(ended_at__date__gte=month), **of, **there)
    return found.order_by("position__host__organisation__name", "person__name", "pk")


def sheets(placements: QuerySet[Placement], month: date) -> Iterator[MonthSheet]:
    """The month of each of them; six statements for each fifty people, and one for the closings of the month."""
    last = next_month(month) - timedelta(days=1)
    within = {"day__range": (month, last)}
    later = AttendanceAdjustment.objects.filter(**within).select_related("request").order_by("day", "month", "pk")
    asked = AttendanceRequest.objects.filter(**within, state="granted").select_related("decided_by")
    found = placements.prefetch_related(
        Prefetch("days", AttendanceDay.objects.filter(**within).select_related("confirmed_by"), to_attr="of_month"),
        Prefetch("adjustments", later, to_attr="adjusted"),
        Prefetch("requests", asked.order_by("day", "pk"), to_attr="granted_requests"),
        Prefetch("events", AttendanceEvent.objects.filter(**within).order_by("counted_at", "pk"), to_attr="clicks"),
        Prefetch("contracts", with_hours(), to_attr="agreed"),
    )
    closings = {one.call_id: one for one in AttendanceMonth.objects.filter(month=month).select_related("closed_by")}
    for placement in found.iterator(chunk_size=AT_ONCE):
        yield _sheet(placement, month, last, closings.get(placement.position.call_id))


def _sheet(placement: Any, month: date, last: date, closed: AttendanceMonth | None) -> MonthSheet:
    known: dict[date, AttendanceDay] = {row.day: row for row in placement.of_month}
    first = max(month, placement.first_day)
    until = max([min(last, ended_on(placement) or placement.last_day), *known])  # whatever is known stands on it
    lines = [_line(first + timedelta(days=number), known) for number in range((until - first).days + 1)]
    return MonthSheet(
        placement=placement,
        month=month,
        hours=hours_from(placement, placement.agreed).on(last),
        lines=lines,
        totals={name: sum(getattr(row, name) for row in known.values()) for name in TOTALS},
        kinds=_kinds(known.values()),
        weeks=_weeks(lines),
        corrections=[one for one in placement.granted_requests if one.kind == Wish.CORRECTION],
        granted=[one for one in placement.granted_requests if one.kind != Wish.CORRECTION],
        adjustments=placement.adjusted,
        told_late=[one for one in placement.clicks if _told_late(one)],
        sources=dict(Counter(one.get_source_display() for one in placement.clicks)),
        closed=closed,
    )


def _line(day: date, known: dict[date, AttendanceDay]) -> Line:
    return Line(day, known.get(day), is_day_of_work(day))


def _kinds(rows: Any) -> dict[str, int]:
    """How many days there are of each kind, in the order of the kinds; a holiday on which nobody worked is none."""
    counted = Counter(row.kind for row in rows if row.kind != AttendanceDay.Kind.HOLIDAY or row.worked_minutes)
    return {str(kind.label): counted[kind.value] for kind in AttendanceDay.Kind if counted[kind.value]}


def _weeks(lines: list[Line]) -> list[Week]:
    """A day of work of which nothing is known waits, like one that is there and not confirmed."""
    by_week: dict[date, list[Line]] = {}
    for line in lines:
        by_week.setdefault(monday_of(line.day), []).append(line)
    return [_week(mine) for mine in by_week.values() if any(one.row or one.due for one in mine)]


def _week(lines: list[Line]) -> Week:
    rows = [one.row for one in lines if one.row is not None]
    confirmed = [row for row in rows if row.confirmed_at is not None]
    latest = max(confirmed, key=lambda row: row.confirmed_at or clock.now(), default=None)
    unknown = sum(one.due and one.row is None for one in lines)
    return Week(
        first=lines[0].day,
        last=lines[-1].day,
        confirmed=len(confirmed),
        waiting=len(rows) - len(confirmed) + unknown,
        by=latest.confirmed_by.name if latest and latest.confirmed_by else "",
        at=latest.confirmed_at if latest else None,
    )


def _told_late(event: AttendanceEvent) -> bool:
    """Whether the click counts at another minute than the phone showed or the server noted."""
    moments = (event.counted_at, event.received_at, event.device_at or event.counted_at)
    return max(moments) - min(moments) >= MINUTE
