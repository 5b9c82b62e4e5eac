"""Annual leave in the first year: one day for each month of full attendance (근로기준법 §60 ②), taken by the hour.

At most eleven days. The right comes into being on the day after the month, so that nobody has one for a month that ends
with the contract (대법원 2021. 10. 14. 선고 2021다227100). A month is counted by the calendar from the first day of
work (민법 §160 ② ③): it ends on the day before the same day of the next month, or on the last day of a month without
such a day. Lateness and early leaving are no absence.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from internships.rules.labour import FULL_DAY, SHORT_WEEK

MOST_DAYS = 11


@dataclass(frozen=True)
class LeaveMonth:
    """The ``number``-th month of work (from 1), its days, and when a right from it comes into being."""

    number: int
    first_day: date
    last_day: date

    @property
    def due(self) -> date:
        return self.last_day + timedelta(days=1)


def month_end(first_day: date, months: int) -> date:
    """The last day of so many months from ``first_day`` on, that day included."""
    index = first_day.month - 1 + months
    year, month = first_day.year + index // 12, index % 12 + 1
    last = monthrange(year, month)[1]
    if first_day.day > last:
        return date(year, month, last)
    return date(year, month, first_day.day) - timedelta(days=1)


def leave_months(first_day: date, last_day: date) -> Iterator[LeaveMonth]:
    """The months that may give a day of leave: whole ones with a day of the contract after them, eleven at most."""
    for number in range(1, MOST_DAYS + 1):
        begins = first_day if number == 1 else month_end(first_day, number - 1) + timedelta(days=1)
        month = LeaveMonth(number, begins, month_end(first_day, number))
        if month.due > last_day:
            return
        yield month


def earned(month: LeaveMonth, attended: Collection[date], absent: Collection[date]) -> bool:
    """Whether the month gives a day: no day of absence in it and at least one of attendance."""
    within = [day for day in absent if month.first_day <= day <= month.last_day]
    return not within and any(month.first_day <= day <= month.last_day for day in attended)


def leave_day(weekly_minutes: int) -> int:
    """Minutes of one day of leave: a fifth of the week, 480 at most (근로기준법 시행령 별표 2 제4호); none below 15
    hours a week."""
    return min(FULL_DAY, weekly_minutes // 5) if weekly_minutes >= SHORT_WEEK else 0
