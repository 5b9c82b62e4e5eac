"""The one clock. Everything that needs the time asks here; rules get it as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment, aware, in UTC; inside :func:`at` the moment given there."""
    return _moment.get() or timezone.now()


def database_now() -> datetime:
    """The moment by the database's clock, which all nodes share: for what must not hang on whose clock is slow. Inside
    a transaction it runs on (``clock_timestamp()``, not ``now()``); inside :func:`at` the moment given there."""
    fixed = _moment.get()
    if fixed is not None:
        return fixed
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def today() -> date:
    """The date in Seoul."""
    return now().astimezone(SEOUL).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Runs the block as if it were ``moment`` (aware): the demo plays a season, tests stand at a deadline."""
    if moment.tzinfo is None:
        raise ValueError("give an aware moment")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def seoul(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An aware moment from Seoul's wall clock."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SEOUL)


def within(opens_at: datetime, closes_at: datetime, moment: datetime) -> bool:
    """Whether ``moment`` lies in the half-open window: the opening second is in, the closing second is out."""
    return opens_at <= moment < closes_at
