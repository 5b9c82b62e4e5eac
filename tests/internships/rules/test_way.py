"""The estimated way to work: distances by another formula, minutes by hand."""

from __future__ import annotations

from decimal import Decimal
from math import acos, cos, isclose, radians, sin

from hypothesis import given
from hypothesis import strategies as st

from internships.rules.way import EARTH_KM, Pace, Point, kilometres, minutes

CITY_HALL, STATION = (
    Point(Decimal("36.350412"), Decimal("127.384548")),
    Point(Decimal("36.332326"), Decimal("127.434211")),
)


def by_cosines(start: Point, end: Point) -> float:
    """The spherical law of cosines, which is right for what is not very near."""
    here, there = radians(start.latitude), radians(end.latitude)
    turn = radians(end.longitude - start.longitude)
    return EARTH_KM * acos(min(1.0, sin(here) * sin(there) + cos(here) * cos(there) * cos(turn)))


def test_city_hall_and_station_lie_under_five_kilometres_apart() -> None:
    assert isclose(kilometres(CITY_HALL, STATION), 4.88, abs_tol=0.02)


def test_minutes_are_rounded_up_and_begin_with_the_base() -> None:
    assert minutes(CITY_HALL, CITY_HALL, Pace(15, Decimal(4))) == 15
    assert minutes(CITY_HALL, STATION, Pace(15, Decimal(4))) == 35  # 15 + 4 × 4.88 = 34.5
    assert minutes(CITY_HALL, STATION, Pace(0, Decimal("2.5"))) == 13  # 12.2


@given(*[st.decimals("36.1", "36.6", places=5), st.decimals("127.2", "127.6", places=5)] * 2)
def test_the_distance_agrees_with_another_formula(a: Decimal, b: Decimal, c: Decimal, d: Decimal) -> None:
    start, end = Point(a, b), Point(c, d)
    assert isclose(kilometres(start, end), by_cosines(start, end), abs_tol=0.01)
    assert kilometres(start, end) == kilometres(end, start)
