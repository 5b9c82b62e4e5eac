"""From days to the minutes that premiums and weekly holidays are paid for."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from internships.rules.labour import FULL_DAY, FULL_WEEK, SHORT_WEEK
from internships.rules.pay.inputs import Contract, Day, PersonMonth
from internships.rules.pay.law import WEEK_WITHOUT_A_NEXT

WEEK = timedelta(days=7)
ONE = timedelta(days=1)


class DayMissing(Exception):
    """A day of the person's month is not known: the attendance is not closed."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class Rest(StrEnum):
    """Whether the weekly holiday of a week is paid, or why not."""

    PAID = "paid"
    SHORT = "short"  # less than 15 hours a week
    ABSENT = "absent"  # a day of the week was missed
    NOT_WORKED = "not_worked"  # not one day of the week was worked
    ENDED = "ended"  # the contract does not last to the weekly holiday, or, before August 2021, beyond it


@dataclass(frozen=True)
class Week:
    """The week that ends with ``rest_day``; ``unpaid`` are contractual minutes of it that are not paid."""

    rest_day: date
    rest: Rest
    unpaid: int


def end_of_week(day: date, contract: Contract) -> date:
    """The weekly holiday of the week that ``day`` lies in."""
    return day + timedelta(days=(contract.rest_day - day.weekday()) % 7)


def weeks(month: PersonMonth) -> list[Week]:
    """The weeks whose weekly holiday lies in the month while the contract runs: a week that spans two months counts
    where its weekly holiday lies. Raises DayMissing."""
    known = {one.day: one for one in month.days}
    for day in month.days_needed():
        if day not in known:
            raise DayMissing(day)
    found = []
    day = end_of_week(month.first, month.contract)
    while day <= month.last:
        if day >= month.contract.first_day and day - WEEK < month.contract.last_day:
            inside = [known[one] for one in _days(day - WEEK + ONE, day) if one in known]
            found.append(Week(day, _rest(inside, day, month.contract), sum(one.unpaid for one in inside)))
        day += WEEK
    return found


def _days(first: date, last: date) -> list[date]:
    return [first + ONE * number for number in range((last - first).days + 1)]


def _rest(days: list[Day], rest_day: date, contract: Contract) -> Rest:
    """근로기준법 §55 ①, 시행령 §30 ①: every contractual day of the week attended. Coming late is not absence; holidays
    and excused leave are left out of the count, but a week without one day of work earns no weekly holiday. The week
    of joining counts from the day of joining."""
    if contract.weekly_minutes < SHORT_WEEK:
        return Rest.SHORT
    lasts = rest_day if rest_day >= WEEK_WITHOUT_A_NEXT else rest_day + ONE
    if contract.last_day < lasts:
        return Rest.ENDED
    if any(one.counts and one.worked == 0 and one.paid_leave == 0 for one in days):
        return Rest.ABSENT
    return Rest.PAID if any(one.worked > 0 for one in days) else Rest.NOT_WORKED


def premium_minutes(month: PersonMonth) -> int:
    """Minutes of ``extra`` work in the month that are paid with the premium for overtime.

    A full-time week: what goes beyond 8 hours of a day, or beyond 40 hours of work in the week, in the order of time
    (근로기준법 §53, §56 ①): extra work that only makes up for a day not worked has none. Part-time: everything beyond
    the contractual hours (기간제법 §6 ③).
    """
    contract = month.contract
    if contract.weekly_minutes < FULL_WEEK:
        return sum(one.extra for one in month.within)
    inside = {one.day for one in month.within}
    found = 0
    ordered = sorted(month.days, key=lambda one: one.day)
    for _rest_day, days in groupby(ordered, key=lambda one: end_of_week(one.day, contract)):
        week = 0
        for one in days:
            beyond = max(0, one.worked + one.extra - FULL_DAY)
            within_day = one.worked + one.extra - beyond
            beyond += max(0, week + within_day - max(FULL_WEEK, week))
            week += within_day
            if one.day in inside:
                found += min(one.extra, beyond)
    return found


def holiday_minutes(month: PersonMonth) -> tuple[int, int]:
    """Work on holidays: (up to 8 hours of each day, beyond 8 hours), paid differently (근로기준법 §56 ②)."""
    short = sum(min(one.holiday, FULL_DAY) for one in month.within)
    return short, sum(one.holiday for one in month.within) - short
