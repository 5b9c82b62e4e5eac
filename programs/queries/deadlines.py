"""Due dates by the calendar of public offices (관공서의 공휴일)."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.conf import settings

from kernel import clock
from programs.models import Call
from programs.rules.deadlines import last_day, last_minute


@cache
def _known(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of a year, substitutes included: those that the library knows, and those that the government
    has named since (임시공휴일, 관공서의 공휴일에 관한 규정 §2 11), which the office enters as a setting."""
    return _known(year) | {day for day in settings.HOLIDAYS if day.year == year}


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


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
