"""The office's calendar: which days are free."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from internships.rules.completion import working_days
from programs.queries.deadlines import NAMED, Named, holidays_of


def days_off(first_day: date, last_day: date) -> set[date]:
    """Public holidays (관공서의 공휴일, substitutes included) of the years from ``first_day`` to ``last_day``."""
    return {day for year in range(first_day.year, last_day.year + 1) for day in holidays_of(year)}


def weekdays(first_day: date, last_day: date) -> Iterator[date]:
    """Monday to Friday, public holidays included; both days included."""
    return working_days(first_day, last_day, ())


def days_of_work(first_day: date, last_day: date) -> Iterator[date]:
    """Monday to Friday without public holidays; both days included."""
    return working_days(first_day, last_day, days_off(first_day, last_day))


def number_of_days(first_day: date, last_day: date) -> int:
    """How many days of work there are, both days included."""
    return _number(first_day, last_day, NAMED.read())


@lru_cache(maxsize=256)
def _number(first_day: date, last_day: date, _named: Named) -> int:
    """Asked for each intern of a list, mostly of one period; by the days that were named, with which it changes."""
    return sum(1 for _day in days_of_work(first_day, last_day))
