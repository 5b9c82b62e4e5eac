"""How long the way to work is likely to take, from two points. An estimate that the call publishes; no timetable."""

from dataclasses import dataclass
from decimal import Decimal
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius (IUGG)


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True)
class Pace:
    """``base``: minutes for going to the stop and waiting; ``per_km``: minutes for each kilometre as the crow flies."""

    base: int
    per_km: Decimal


def kilometres(start: Point, end: Point) -> float:
    """Distance on the sphere (haversine), as the crow flies."""
    here, there = radians(start.latitude), radians(end.latitude)
    across = sin((there - here) / 2) ** 2
    along = sin(radians(end.longitude - start.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(across + cos(here) * cos(there) * along))


def minutes(start: Point, end: Point, pace: Pace) -> int:
    """One way, door to door, rounded up to whole minutes."""
    return ceil(pace.base + float(pace.per_km) * kilometres(start, end))
