"""Due dates that are counted in days (민법 §157, §159, §161)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

SATURDAY = 5


def is_working_day(day: date, is_holiday: Callable[[date], bool]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def last_day(noticed: date, days: int, is_holiday: Callable[[date], bool]) -> date:
    """The last day of a term of ``days`` from the notice: the day of the notice is not counted (§157); a Saturday or
    holiday moves the end to the next day that is none (§161). The term ends when that day is over (§159)."""
    last = noticed + timedelta(days=days)
    while not is_working_day(last, is_holiday):
        last += timedelta(days=1)
    return last


def last_minute(due_at: datetime) -> datetime:
    """A due moment as people read it: the last minute that is still in time."""
    return due_at - timedelta(minutes=1)
