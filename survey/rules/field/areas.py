"""Cutting a dong into enumeration areas (조사구): contiguous, of like size, compact.

A dong is halved again and again by straight lines until each piece is one area. Of the lines that could be drawn the
one is taken whose two sides are contiguous and lie closest together. Two addresses are neighbours when an edge of the
Delaunay triangulation of the dong's addresses joins them (their Voronoi cells touch); a piece is contiguous when its
addresses hang together by such edges. Shops of one address stay in one area where that is possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, QhullError

SMALLEST, LARGEST = 200, 300  # shops of an area, as far as the number of a dong's shops allows
METRES_OF_A_DEGREE = 111_320.0  # of latitude
DIRECTIONS = 24

Figures = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Shop:
    """A business at its place, in degrees (WGS84)."""

    key: int
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Limits:
    """How many shops an area may hold. ``most`` always holds, ``least`` where a dong has enough of them."""

    least: int = SMALLEST
    most: int = LARGEST

    def areas(self, shops: int) -> int:
        """Into how many areas a dong is cut: as few as ``most`` allows."""
        return ceil(shops / self.most)

    def within(self, shops: int) -> tuple[int, int]:
        """Least and most shops of each area of a dong of so many. 301 to 399 shops cannot make two areas of 200: then
        areas come within a tenth of their mean."""
        mean = shops // self.areas(shops)
        return self.least if mean >= self.least else 9 * mean // 10, self.most


def cut(shops: Sequence[Shop], limits: Limits | None = None) -> list[list[int]]:
    """Keys of the shops of each area, from north to south; the same shops give the same areas.

    Raises ValueError when a key comes twice.
    """
    if len({shop.key for shop in shops}) < len(shops):
        raise ValueError("a shop comes twice")
    if not shops:
        return []
    ordered = sorted(shops, key=lambda shop: shop.key)
    ground = _Ground(metres([(shop.longitude, shop.latitude) for shop in ordered]))
    limits = limits or Limits()
    whole = np.arange(len(ordered))
    pieces = ground.cut(whole, limits.areas(len(ordered)), limits.within(len(ordered)))
    areas = sorted(pieces, key=lambda piece: (-float(ground.places[piece, 1].mean()), int(piece[0])))
    return [[ordered[one].key for one in sorted(piece)] for piece in areas]


def metres(degrees: Sequence[tuple[float, float]]) -> Figures:
    """Longitude and latitude → metres east and north of the middle; right to 0.1 % across a city."""
    given = np.asarray(degrees, dtype=np.float64)
    middle = given.mean(axis=0)
    east = METRES_OF_A_DEGREE * cos(radians(float(middle[1])))
    return np.asarray((given - middle) * np.array([east, METRES_OF_A_DEGREE]))


class _Ground:
    """The shops of a dong, their addresses and which of these are neighbours."""

    def __init__(self, places: Figures) -> None:
        self.places = places
        self.addresses, self.address_of = np.unique(places.round(1), axis=0, return_inverse=True)
        self.edges = neighbours(self.addresses)

    def cut(self, piece: Places, parts: int, within: tuple[int, int]) -> Iterator[Places]:
        """The piece in so many contiguous parts, each with a number of shops within the limits."""
        if parts <= 1:
            yield piece
            return
        left = parts // 2
        best = min(self._halves(piece, left, parts - left, within), key=lambda half: half.badness)
        yield from self.cut(best.one, left, within)
        yield from self.cut(best.other, parts - left, within)

    def _halves(self, piece: Places, left: int, right: int, within: tuple[int, int]) -> Iterator[_Halves]:
        least, most = within
        low = max(left * least, len(piece) - right * most)
        high = min(left * most, len(piece) - right * least)
        wanted = len(piece) * left / (left + right)
        for direction in range(DIRECTIONS):
            turned = 2 * pi * direction / DIRECTIONS
            along = self.places[piece] @ np.array([cos(turned), sin(turned)])
            order = piece[np.lexsort((piece, self.address_of[piece], along.round(1)))]
            at = self._between_addresses(order, low, high, wanted)
            one, other = order[:at], order[at:]
            apart = self._pieces(one) + self._pieces(other) - 2
            torn = int(self.address_of[order[at - 1]] == self.address_of[order[at]])
            yield _Halves(one, other, (apart, torn, self._spread(one) + self._spread(other)))

    def _between_addresses(self, order: Places, low: int, high: int, wanted: float) -> int:
        """Where to cut: between two addresses, as near to the wanted number as can be; through one if need be."""
        address = self.address_of[order]
        between = np.flatnonzero(address[1:] != address[:-1]) + 1
        between = between[(between >= low) & (between <= high)]
        if not len(between):
            return round(wanted)
        return int(between[np.abs(between - wanted).argmin()])

    def _pieces(self, shops: Places) -> int:
        return pieces(np.unique(self.address_of[shops]), self.edges, len(self.addresses))

    def _spread(self, shops: Places) -> float:
        places = self.places[shops]
        return float(((places - places.mean(axis=0)) ** 2).sum())


@dataclass(frozen=True)
class _Halves:
    one: Places
    other: Places
    badness: tuple[int, int, float]


def neighbours(addresses: Figures) -> NDArray[np.intp]:
    """Pairs of addresses (rows of metres east and north, each once) that an edge of their Delaunay triangulation joins;
    addresses on one line, or fewer than three, follow one another."""
    try:
        corners = Delaunay(addresses).simplices
    except (QhullError, ValueError):
        order = np.lexsort((addresses[:, 1], addresses[:, 0]))
        return np.column_stack((order[:-1], order[1:]))
    sides = np.vstack((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]))
    return np.unique(np.sort(sides, axis=1), axis=0)


def pieces(addresses: Places, edges: NDArray[np.intp], count: int) -> int:
    """Into how many pieces a set of addresses (of ``count``) falls by the edges between them; 1 is contiguous."""
    inside = np.zeros(count, dtype=bool)
    inside[addresses] = True
    kept = edges[inside[edges].all(axis=1)]
    number = np.cumsum(inside) - 1
    graph = csr_matrix(
        (np.ones(len(kept), dtype=np.int8), (number[kept[:, 0]], number[kept[:, 1]])), shape=(len(addresses),) * 2
    )
    return int(connected_components(graph, directed=False, return_labels=False))
