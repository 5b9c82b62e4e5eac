"""Boundary files of the administrative dongs (GeoJSON, RFC 7946), and drawing them on a map.

What is drawn is rounded to the map's own units, and points that fall on the one before are left out: the same line of
two neighbours stays the same line, so that no gap opens between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

Ring = list[list[float]]  # closed: longitude and latitude in degrees (WGS84)
WIDTH = 1100  # units of the drawing, as of the map of squares
MARGIN = 6
SHORT_CODE, FULL_CODE = 8, 10  # digits of a dong's code, without and with the two zeros at its end


class BoundariesUnreadable(ValueError):
    """The text says what is wrong and where."""


def read_boundaries(data: bytes, code_property: str = "code") -> dict[str, list[Ring]]:
    """The rings of each dong by its ten-digit code; of what has no such code nothing. Raises BoundariesUnreadable."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise BoundariesUnreadable("This is no JSON.") from fault
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list):
        raise BoundariesUnreadable("This is no FeatureCollection of GeoJSON.")
    found: dict[str, list[Ring]] = {}
    for number, feature in enumerate(features, start=1):
        try:
            code = _code(feature["properties"].get(code_property))
            if code:
                found.setdefault(code, []).extend(_rings(feature["geometry"]))
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise BoundariesUnreadable(f"Feature {number}: {fault}") from fault
    return found


def _code(given: Any) -> str:
    text = str(given or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) not in (SHORT_CODE, FULL_CODE):
        return ""
    return text.ljust(FULL_CODE, "0")


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Raises ValueError."""
    kind, given = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"{kind} is neither Polygon nor MultiPolygon")
    for polygon in [given] if kind == "Polygon" else given:
        for line in polygon:
            ring = [[float(point[0]), float(point[1])] for point in line]
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise ValueError("a ring is not closed")
            if any(abs(longitude) > 180 or abs(latitude) > 90 for longitude, latitude in ring):
                raise ValueError("a point is not in degrees (WGS84); convert the file to EPSG:4326")
            yield ring


Line = list[tuple[int, int]]  # points of the map


@dataclass(frozen=True)
class Drawn:
    """A dong on the map: its path (SVG, filled by even-odd), and its lines, each closed by its first point."""

    path: str
    lines: Sequence[Line]

    def has_room(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a box lies within: a corner of it does, and no line runs through it."""
        stretches = (stretch for line in self.lines for stretch in pairwise([*line, line[0]]))
        return self._holds(left, top) and not any(_meets(*one, left, top, right, bottom) for one in stretches)

    def _holds(self, x: float, y: float) -> bool:
        """Even-odd, as it is filled: a ray to the east crosses the lines an odd number of times."""
        crossings = 0
        for line in self.lines:
            for (x1, y1), (x2, y2) in pairwise([*line, line[0]]):
                if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                    crossings += 1
        return crossings % 2 == 1


def _meets(start: tuple[int, int], end: tuple[int, int], left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a stretch of a line has a point in a box (Liang and Barsky, ACM TOG 3(1), 1984)."""
    (x1, y1), (x2, y2) = start, end
    enters, leaves = 0.0, 1.0  # from which part of the stretch to which it is within every side so far
    for towards, room in ((x1 - x2, x1 - left), (x2 - x1, right - x1), (y1 - y2, y1 - top), (y2 - y1, bottom - y1)):
        if not towards and room < 0:
            return False
        if towards < 0:
            enters = max(enters, room / towards)
        elif towards > 0:
            leaves = min(leaves, room / towards)
    return enters <= leaves


@dataclass(frozen=True)
class BoundaryMap:
    """A map in units of which it is WIDTH wide; north is above."""

    height: int
    dongs: Mapping[str, Drawn]
    west: float
    north: float
    east_scale: float
    north_scale: float

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a point lies on the map."""
        return round(MARGIN + (longitude - self.west) * self.east_scale), round(
            MARGIN + (self.north - latitude) * self.north_scale
        )


def boundary_map(outlines: Mapping[str, Sequence[Ring]]) -> BoundaryMap:
    """The dongs drawn side by side; a degree of longitude is as much shorter as it is in their middle. Raises
    ValueError without any."""
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    if not points:
        raise ValueError("no outline")
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    shorter = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * shorter)
    blank = BoundaryMap(
        height=round((north - south) * scale) + 2 * MARGIN, dongs={}, west=west, north=north,
        east_scale=scale * shorter, north_scale=scale,
    )  # fmt: skip
    dongs = {code: _drawn(blank, rings) for code, rings in outlines.items()}
    return BoundaryMap(blank.height, dongs, west, north, blank.east_scale, blank.north_scale)


def _drawn(on: BoundaryMap, rings: Sequence[Ring]) -> Drawn:
    lines = [_without_repeats(on.at(longitude, latitude) for longitude, latitude in ring) for ring in rings]
    shown = [line for line in lines if len(line) > 2]
    path = "".join("M" + "L".join(f"{x},{y}" for x, y in line) + "Z" for line in shown)
    return Drawn(path, shown)


def _without_repeats(points: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept
