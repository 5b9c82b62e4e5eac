"""The work plan of a position, week by week (업무계획): asked for before anybody is placed.

Weeks are those of the calendar, Monday to Sunday; the first is the one with the first day of work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from internships.rules.calendar import monday_of


@dataclass(frozen=True)
class PlanRow:
    """What is done from week ``first`` to week ``last`` (both in it, counted from 1), and what comes of it."""

    first: int
    last: int
    work: str
    aim: str = ""


class FaultKind(StrEnum):
    """What can be wrong with a plan."""

    MISSING = "missing"  # weeks that no row speaks of
    TWICE = "twice"  # weeks that two rows speak of
    BEYOND = "beyond"  # weeks after the last one
    BACKWARDS = "backwards"  # a row that ends before it starts
    EMPTY = "empty"  # a row that says nothing


@dataclass(frozen=True)
class Fault:
    """``first`` and ``last`` are weeks."""

    kind: FaultKind
    first: int
    last: int


def weeks_of(first_day: date, last_day: date) -> int:
    """How many weeks of the calendar the period touches."""
    return (monday_of(last_day) - monday_of(first_day)).days // 7 + 1


def days_of_week(first_day: date, last_day: date, week: int) -> tuple[date, date]:
    """The first and the last day of ``week`` that lie in the period."""
    monday = monday_of(first_day) + timedelta(weeks=week - 1)
    return max(monday, first_day), min(monday + timedelta(days=6), last_day)


def faults(rows: Sequence[PlanRow], weeks: int) -> list[Fault]:
    """What keeps the plan from covering each of ``weeks`` weeks exactly once; none when it does."""
    found = [fault for row in rows for fault in _of_row(row, weeks)]
    spoken = [0] * (weeks + 1)
    for row in rows:
        for week in range(max(row.first, 1), min(row.last, weeks) + 1):
            spoken[week] += 1
    found += _stretches(FaultKind.MISSING, [week for week in range(1, weeks + 1) if spoken[week] == 0])
    found += _stretches(FaultKind.TWICE, [week for week in range(1, weeks + 1) if spoken[week] > 1])
    return found


def _of_row(row: PlanRow, weeks: int) -> Iterable[Fault]:
    if row.last < row.first or row.first < 1:
        yield Fault(FaultKind.BACKWARDS, row.first, row.last)
    elif row.last > weeks:
        yield Fault(FaultKind.BEYOND, max(row.first, weeks + 1), row.last)
    if not row.work.strip():
        yield Fault(FaultKind.EMPTY, row.first, row.last)


def _stretches(kind: FaultKind, weeks: Sequence[int]) -> list[Fault]:
    """Weeks that follow one another as one fault."""
    found: list[Fault] = []
    for week in weeks:
        if found and found[-1].last == week - 1:
            found[-1] = Fault(kind, found[-1].first, week)
        else:
            found.append(Fault(kind, week, week))
    return found


def rows_from(kept: Iterable[Mapping[str, Any]]) -> list[PlanRow]:
    """The rows as they are kept with the position (JSON), in the order of weeks."""
    rows = [PlanRow(int(row["first"]), int(row["last"]), str(row["work"]), str(row.get("aim", ""))) for row in kept]
    return sorted(rows, key=lambda row: (row.first, row.last))


def kept_from(rows: Iterable[PlanRow]) -> list[dict[str, Any]]:
    """The rows as they are kept, in the order of weeks."""
    return [asdict(row) for row in sorted(rows, key=lambda row: (row.first, row.last))]
