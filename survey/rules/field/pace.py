"""How fast the field gets on: when it will be through, and whose work deserves a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

LOOKED_BACK = 10  # working days over which the pace is taken
STUCK_AFTER = 3  # working days without a visit
TOO_FAST = 0.4  # of the median time of a record of everybody
FEWEST = 10  # records before somebody's time is compared


@dataclass(frozen=True)
class Forecast:
    """Businesses settled a working day, and the day on which the last one would be; None at a standstill."""

    a_day: float
    done_on: date | None


def forecast(settled: Mapping[date, int], left: int, today: date, works: Callable[[date], bool]) -> Forecast:
    """The last working days' pace carried on. ``settled``: businesses settled by day; ``today`` is not over yet and
    counts as a day still to work."""
    days = _working_days_before(today, LOOKED_BACK, works, min(settled, default=today))
    a_day = sum(settled.get(day, 0) for day in days) / len(days) if days else 0.0
    if left <= 0:
        return Forecast(a_day, today)
    if a_day == 0:
        return Forecast(0.0, None)
    needed, day = ceil(left / a_day), today
    while True:
        needed -= works(day)
        if needed <= 0:
            return Forecast(a_day, day)
        day += timedelta(days=1)


def _working_days_before(today: date, many: int, works: Callable[[date], bool], first: date) -> list[date]:
    days: list[date] = []
    day = today - timedelta(days=1)
    while day >= first and len(days) < many:
        if works(day):
            days.append(day)
        day -= timedelta(days=1)
    return days


class Worth(StrEnum):
    """Why somebody's work deserves a look; never a verdict."""

    STUCK = "stuck"
    TOO_FAST = "too_fast"


@dataclass(frozen=True)
class Work:
    """Somebody's field work: day of the last visit, seconds of each record, businesses still open."""

    person: int
    last_visit: date | None
    seconds: Sequence[float]
    open: int


def worth_a_look(everybody: Sequence[Work], today: date, works: Callable[[date], bool]) -> dict[int, list[Worth]]:
    """Who is stuck (open businesses, no visit for three working days) or far faster than the others."""
    usual = median(all_of) if (all_of := [second for work in everybody for second in work.seconds]) else 0.0
    found: dict[int, list[Worth]] = {}
    for work in everybody:
        reasons = []
        idle = _working_days_before(today, STUCK_AFTER, works, (work.last_visit or date.min) + timedelta(days=1))
        if work.open and len(idle) >= STUCK_AFTER:
            reasons.append(Worth.STUCK)
        if len(work.seconds) >= FEWEST and median(work.seconds) < TOO_FAST * usual:
            reasons.append(Worth.TOO_FAST)
        if reasons:
            found[work.person] = reasons
    return found
