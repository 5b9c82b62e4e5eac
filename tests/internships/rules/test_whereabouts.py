"""Where a click was made: within the host's circle, or at the code on its screen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from internships.rules.way import Point
from internships.rules.whereabouts import Fix, Whereabouts, by_code, by_position, fix_from, minute_of, screen_code
from kernel import clock

PLACE = Point(Decimal("36.350400"), Decimal("127.384500"))
NOON = clock.seoul(2026, 9, 1, 12)
KEY = b"a key of the tests"


def north(metres: int, accuracy: int = 10) -> Fix:
    """So many metres north of the place: a degree of latitude is 111,195 m on the sphere."""
    return Fix(Point(PLACE.latitude + Decimal(metres) / Decimal(111_195), PLACE.longitude), accuracy)


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        (north(0), "inside"),
        (north(209), "inside"),
        (north(212), "outside"),
        (north(260, accuracy=61), "inside"),
        (north(100, accuracy=1001), "unknown"),
        (None, "unknown"),
    ],
)
def test_who_may_be_within_the_circle_is_inside(fix: Fix | None, expected: str) -> None:
    assert by_position(fix, PLACE, radius=200) == expected


def test_a_place_without_a_point_says_nothing() -> None:
    assert by_position(north(0), None, 200) is Whereabouts.UNKNOWN


@pytest.mark.parametrize("sent", ["//", "x/127/5", "NaN/127/5", "91/127/5", "36/181/5"])
def test_what_is_no_position_is_none(sent: str) -> None:
    assert fix_from(*sent.split("/")) is None


def test_a_code_is_good_for_two_minutes_after_its_own() -> None:
    code = screen_code(KEY, 7, minute_of(NOON))
    for after, expected in ((0, "inside"), (59, "inside"), (179, "inside"), (180, "outside"), (-1, "outside")):
        assert by_code(KEY, 7, code, NOON + timedelta(seconds=after)) == expected
    assert by_code(KEY, 8, code, NOON) is Whereabouts.OUTSIDE
    assert by_code(b"another key", 7, code, NOON) is Whereabouts.OUTSIDE
    assert by_code(KEY, 7, "", NOON) is Whereabouts.UNKNOWN
