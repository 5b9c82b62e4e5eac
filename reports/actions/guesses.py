"""Counting unknown verification codes, so that nobody finds documents by trying."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from kernel import clock
from reports.errors import TooManyGuesses
from reports.models import GuessCount

WINDOW = timedelta(minutes=10)
MISSES = 20


def refuse_guesser(address: str) -> None:
    """Raises TooManyGuesses when too many unknown codes came from this address in the running window."""
    tried = GuessCount.objects.filter(address_key=_key(address), since=_window()).values_list("misses", flat=True)
    if (tried.first() or 0) >= MISSES:
        raise TooManyGuesses()


def count_miss(address: str) -> None:
    """One more unknown code from this address; the address itself is not kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_guesscount (address_key, since, misses) VALUES (%s, %s, 1) "
            "ON CONFLICT (address_key, since) DO UPDATE SET misses = reports_guesscount.misses + 1",
            [_key(address), _window()],
        )


def forget_guesses() -> int:
    """Removes the counts of past windows; returns how many."""
    return GuessCount.objects.filter(since__lt=_window()).delete()[0]


def _key(address: str) -> str:
    return salted_hmac("reports.guesses", address, algorithm="sha256").hexdigest()


def _window() -> datetime:
    moment = clock.now()
    return moment - timedelta(minutes=moment.minute % 10, seconds=moment.second, microseconds=moment.microsecond)
