"""Where a click was made, as far as the call asks: within the host's circle, or at the code on the host's screen.

Nothing that is missing or wrong costs a click: it is kept, and a mentor looks at it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isfinite

from internships.rules.way import Point, kilometres

WORST_ACCURACY = 1000  # metres: a position that is worse says nothing
CODE_LASTS = timedelta(minutes=2)  # from showing it to the click: a camera, a page that loads
CODE_LENGTH = 20


class Evidence(StrEnum):
    """What a call asks for with a click."""

    NONE = ""
    POSITION = "position"
    SCREEN = "screen"


class Whereabouts(StrEnum):
    NOT_ASKED = ""
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"  # asked for and not given, or too rough


@dataclass(frozen=True)
class Fix:
    """A position of a phone. ``accuracy`` in metres: the person is within so many of it, by 95 %."""

    point: Point
    accuracy: int


def fix_from(latitude: str, longitude: str, accuracy: str) -> Fix | None:
    """What a phone sent, or None for anything that is no position."""
    try:
        numbers = [Decimal(text) for text in (latitude, longitude, accuracy)]
    except InvalidOperation:
        return None
    if not all(isfinite(number) for number in numbers) or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return Fix(Point(numbers[0], numbers[1]), min(99_999, max(0, int(numbers[2]))))


def metres(fix: Fix, place: Point) -> int:
    return min(99_999_999, round(kilometres(fix.point, place) * 1000))


def by_position(fix: Fix | None, place: Point | None, radius: int) -> Whereabouts:
    """Inside when the person may be within ``radius`` metres of ``place``, given how exact the position is."""
    if fix is None or place is None or fix.accuracy > WORST_ACCURACY:
        return Whereabouts.UNKNOWN
    return Whereabouts.INSIDE if metres(fix, place) - fix.accuracy <= radius else Whereabouts.OUTSIDE


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def screen_code(key: bytes, host: int, minute: int) -> str:
    """The code that the screen of ``host`` shows in ``minute`` (counted from 1970): nobody can make one up."""
    return hmac.new(key, f"{host}/{minute}".encode(), hashlib.sha256).hexdigest()[:CODE_LENGTH]


def by_code(key: bytes, host: int, code: str, moment: datetime) -> Whereabouts:
    """Inside when ``code`` was on the host's screen at the moment of the click or up to two minutes before."""
    if not code:
        return Whereabouts.UNKNOWN
    newest = minute_of(moment)
    shown = range(newest - CODE_LASTS // timedelta(minutes=1), newest + 1)
    fits = any(hmac.compare_digest(code, screen_code(key, host, minute)) for minute in shown)
    return Whereabouts.INSIDE if fits else Whereabouts.OUTSIDE
