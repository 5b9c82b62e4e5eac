"""The attendance of a call at a glance: each intern by day, and who is on the way to completion."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from internships.lifecycles import HELD
from internships.models import AttendanceDay, AttendanceMonth, AttendanceRequest, Placement
from internships.queries.attendance import Share, attended, shares
from internships.queries.calendar import number_of_days, weekdays
from internships.queries.placement import ended_on
from internships.rules.attendance import Flag
from internships.rules.calendar import next_month
from internships.rules.completion import Completion
from internships.rules.day_kinds import DayKind
from kernel import clock
from programs.models import Call
from programs.queries.deadlines import is_day_of_work

WEEKS = 4
WATCHED = (Flag.STILL_IN, Flag.OUTSIDE, Flag.NOT_APPROVED)  # what a manager looks at


@dataclass(frozen=True)
class Cell:
    """One person's day: ``tone`` is full, part, away, absent, free, open (nothing known yet) or none (not theirs)."""

    day: date
    tone: str
    row: AttendanceDay | None


@dataclass(frozen=True)
class Line:
    """One intern. ``forecast`` is what they come to when from now on they miss nothing (completion at best)."""

    share: Share
    forecast: Completion
    cells: list[Cell]

    @property
    def lost(self) -> bool:
        """Whether completing is out of reach, whatever comes."""
        return self.placement.state in ("accepted", "working") and not self.forecast.met

    @property
    def placement(self) -> Any:
        return self.share.placement


@dataclass(frozen=True)
class HeatMap:
    """``months`` are those of the call that are over, each with whether it is closed."""

    days: list[date]
    lines: list[Line]
    counts: Mapping[str, int]
    months: list[tuple[date, bool]]


def heat_map(call: Call, monday: date) -> HeatMap:
    """Four weeks from ``monday`` of everybody who works or worked; seven statements whatever their number."""
    last = monday + timedelta(days=7 * WEEKS - 1)
    days = list(weekdays(monday, last))
    of_time = AttendanceDay.objects.filter(day__range=(monday, last))
    moved = Q(state="withdrawn", keep_until__isnull=False)  # who worked there: their days are closed like others
    found = (
        attended(Placement.objects.filter(Q(state__in=(*HELD, "left")) | moved, position__call=call))
        .select_related("person", "position__host__organisation", "position__call")
        .prefetch_related(Prefetch("days", of_time, to_attr="of_time"))
        .order_by("position__host__organisation__name", "person__name", "pk")
    )
    placements = list(found)
    for placement in placements:
        placement.position.call = call  # one call, one set of terms
    free = {day for day in days if not is_day_of_work(day)}
    lines = [Line(share, _forecast(share), _cells(share.placement, days, free)) for share in shares(placements)]
    return HeatMap(days, lines, _counts(call, lines), _months(call, placements))


def _forecast(share: Share) -> Completion:
    """The whole period, with every minute credited that is still to come."""
    placement, so_far = share.placement, share.completion
    due = share.hours.due(placement.first_day, placement.last_day)
    return replace(
        so_far,
        working_days=number_of_days(placement.first_day, placement.last_day),
        minutes_due=due,
        minutes_credited=so_far.minutes_credited + max(0, due - so_far.minutes_due),
    )


def _cells(placement: Any, days: list[date], free: set[date]) -> list[Cell]:
    known = {one.day: one for one in placement.of_time}
    return [Cell(day, _tone(placement, day, known.get(day), free), known.get(day)) for day in days]


def _tone(placement: Any, day: date, row: AttendanceDay | None, free: set[date]) -> str:
    if not placement.first_day <= day <= (ended_on(placement) or placement.last_day):
        return "none"
    if day in free:
        return "free"
    if row is None:
        return "open" if day >= clock.today() else "absent"
    if row.kind == DayKind.ABSENCE:
        return "absent"
    if row.kind != DayKind.WORK:
        return "away"
    return "part" if row.missing_minutes else "full"


def _counts(call: Call, lines: list[Line]) -> Mapping[str, int]:
    """What waits and who is behind."""
    flags = Counter(
        flag for line in lines for cell in line.cells if cell.row and not cell.row.confirmed_at
        for flag in cell.row.flags
    )  # fmt: skip
    working = [line for line in lines if line.placement.state in ("accepted", "working")]
    return {
        "behind": sum(1 for line in working if line.share.completion.minutes_due and not line.share.completion.met),
        "working": len(working),
        "lost": sum(1 for line in lines if line.lost),
        "flags": sum(flags[flag.value] for flag in WATCHED),
        "unconfirmed": AttendanceDay.objects.filter(
            placement__position__call=call, confirmed_at=None, day__lt=clock.today()
        ).count(),
        "requests": AttendanceRequest.objects.filter(placement__position__call=call, state="asked").count(),
    }


def _months(call: Call, placements: list[Any]) -> list[tuple[date, bool]]:
    """The months of work that are over, from the first."""
    if not placements:
        return []
    closed = set(AttendanceMonth.objects.filter(call=call).values_list("month", flat=True))
    month = min(one.first_day for one in placements).replace(day=1)
    until = min(clock.today().replace(day=1), max(one.last_day for one in placements) + timedelta(days=1))
    found = []
    while month < until:
        found.append((month, month in closed))
        month = next_month(month)
    return found
