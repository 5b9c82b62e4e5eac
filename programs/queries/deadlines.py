"""Due dates by the calendar of public offices (관공서의 공휴일)."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays

from kernel import clock
from programs.models import Call
from programs.rules.deadlines import last_day, last_minute


@cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def is_holiday(day: date) -> bool:
    return day in _of_year(day.year)


def due_at(days: int) -> datetime:
    """The half-open end of a term of ``days`` that is told today: midnight after its last day, in Seoul."""
    return due_from(clock.now(), days)


def due_from(noticed: datetime, days: int) -> datetime:
    """The half-open end of a term of ``days`` from a notice at ``noticed``."""
    return end_of(last_day(noticed.astimezone(clock.SEOUL).date(), days, is_holiday))


def appeal_until(call: Call, noticed: datetime | None) -> datetime | None:
    """The last minute of the time to appeal against a result told at ``noticed``; None where the call gives none."""
    days = call.terms.choosing_terms.deadlines.appeal
    return last_minute(due_from(noticed, days)) if days and noticed else None


def end_of(day: date) -> datetime:
    """Midnight after ``day`` in Seoul, the first moment that is too late."""
    after = day + timedelta(days=1)
    return clock.seoul(after.year, after.month, after.day)
