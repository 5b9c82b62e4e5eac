"""Businesses as spots on a small map: what lies too close together for a thumb is one spot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320  # units of the picture: about the pixels of a phone
SPOT = 28  # units across
APART = 32  # units between two spots, so that a thumb meets one
MOST_HEIGHT = 640
DEGREE_M = 111_195  # metres of a degree of latitude


@dataclass(frozen=True)
class Spot:
    """A place of the map, at ``x`` and ``y``; ``members``: which of the businesses are there, in their order."""

    number: int
    x: int
    y: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class SmallMap:
    """``metres``: how much of the ground one unit is."""

    height: int
    metres: float
    spots: list[Spot]

    @property
    def scale_m(self) -> int:
        """The width of a spot on the ground, in metres."""
        return round(self.metres * SPOT)


def small_map(points: Sequence[tuple[float, float]], apart: int = APART) -> SmallMap:
    """The map of points (longitude, latitude), north above; spots at least ``apart`` from one another, numbered in the
    order of their first points."""
    if not points:
        return SmallMap(apart, 1.0, [])
    middle = math.radians(sum(north for _east, north in points) / len(points))
    flat = [(east * DEGREE_M * math.cos(middle), north * DEGREE_M) for east, north in points]
    west, north = min(x for x, _y in flat), max(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - west, north - min(y for _x, y in flat)
    metres = max(wide / (WIDTH - apart), high / (MOST_HEIGHT - apart), 0.5)
    cells: dict[tuple[int, int], list[int]] = {}
    for place, (x, y) in enumerate(flat):
        cell = round((x - west) / metres / apart), round((north - y) / metres / apart)
        cells.setdefault(cell, []).append(place)
    found = [
        Spot(number, column * apart + apart // 2, row * apart + apart // 2, tuple(members))
        for number, ((column, row), members) in enumerate(cells.items(), 1)
    ]
    return SmallMap(max(spot.y for spot in found) + apart // 2, metres, found)
