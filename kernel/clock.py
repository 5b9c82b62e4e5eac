"""The one clock. Everything that needs the time asks here; rules get it as an argument.

Deadlines: what a person does before one is judged by :func:`arrived`, the moment at which their request reached us,
however long it then waited for its turn; what follows a deadline (closing, screening, ranking, the next in line) goes
by :func:`settled`, and so never runs ahead of somebody who was in time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_reached_us: ContextVar[float | None] = ContextVar("reached_us", default=None)


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


def waited() -> timedelta:
    """How long ago the request that is being worked on reached us; nothing outside of a request, and nothing after
    ``LONGEST_WAIT`` seconds: from then on others have acted on the deadline."""
    reached = _reached_us.get()
    seconds = 0.0 if reached is None else time.monotonic() - reached
    return timedelta(seconds=seconds if 0 < seconds <= settings.LONGEST_WAIT else 0)


def arrived(read: datetime | None = None) -> datetime:
    """The moment that counts before a deadline: when the request that is being worked on reached us, by the database's
    clock. In a task or a command it is now. Read it once the rows are locked that what follows the deadline locks;
    ``read``: the database's clock, where the statement that locked them has read it too."""
    return (_moment.get() or read or database_now()) - waited()


def settled() -> datetime:
    """What follows a deadline waits until this has come to it, by the database's clock: whatever arrived before it has
    then been worked off or holds the lock. Inside :func:`at` the moment given there: nobody waits in a played hour."""
    return _moment.get() or database_now() - timedelta(seconds=settings.LONGEST_WAIT)


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


@contextmanager
def reached_us(monotonic: float) -> Iterator[None]:
    """Runs the block for a request that reached us at ``monotonic`` (seconds of :func:`time.monotonic`)."""
    token = _reached_us.set(monotonic)
    try:
        yield
    finally:
        _reached_us.reset(token)


def seoul(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An aware moment from Seoul's wall clock."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SEOUL)


def within(opens_at: datetime, closes_at: datetime, moment: datetime) -> bool:
    """Whether ``moment`` lies in the half-open window: the opening second is in, the closing second is out."""
    return opens_at <= moment < closes_at
