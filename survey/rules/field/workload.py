"""Sharing areas out among enumerators: loads alike, each one's areas near one another and near where they start.

First the map is halved by straight lines until each piece is one person's share of the load. Since areas are not cut,
shares then differ by up to half an area; areas are moved and exchanged between shares that lie near one another until
every load is within the tolerance of the mean. Last, shares go to the people who live nearest (the assignment with the
least distance in all).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from survey.rules.field.areas import DIRECTIONS, Figures, Places

TOLERANCE = 0.10  # of the mean load
CLOSE = 12  # shares with which a share exchanges areas: its nearest ones


@dataclass(frozen=True)
class AreaLoad:
    """An area to be given out: its load (visits still to make, or minutes) and its middle, metres east and north."""

    key: int
    load: float
    east: float
    north: float


def share_out(
    areas: Sequence[AreaLoad], people: Sequence[int], starts: Mapping[int, tuple[float, float]] | None = None
) -> dict[int, list[int]]:
    """Keys of the areas of each person; the same areas and people give the same shares.

    Args:
        starts: where somebody begins the day, metres east and north, for those who said so.

    Whoever gets nothing because there are fewer areas than people has an empty list. Raises ValueError without people.
    """
    if not people:
        raise ValueError("nobody to share with")
    ordered = sorted(areas, key=lambda area: area.key)
    if not ordered:
        return {person: [] for person in people}
    board = _Board(ordered)
    shares = list(board.halved(np.arange(len(ordered)), len(people)))
    shares = board.evened(shares)
    middles = [board.middle(share) for share in shares]
    given = _nearest(middles, people, starts or {})
    return {person: [ordered[one].key for one in sorted(shares[given[at]])] for at, person in enumerate(people)}


def farthest_from_mean(loads: Iterable[float]) -> float:
    """The greatest difference of a load from the mean, as a share of the mean; 0 when there is nothing to do."""
    figures = list(loads)
    mean = sum(figures) / len(figures) if figures else 0.0
    return max(abs(load - mean) for load in figures) / mean if mean else 0.0


class _Board:
    """Loads and middles of the areas."""

    def __init__(self, areas: Sequence[AreaLoad]) -> None:
        self.loads: Figures = np.array([area.load for area in areas], dtype=np.float64)
        self.places: Figures = np.array([(area.east, area.north) for area in areas], dtype=np.float64)

    def halved(self, piece: Places, parts: int) -> Iterator[Places]:
        """So many shares of like load, neighbours together."""
        if parts == 1:
            yield piece
            return
        left = parts // 2
        one, other = min(self._halves(piece, left / parts), key=lambda halves: sum(map(self._spread, halves)))
        yield from self.halved(one, left)
        yield from self.halved(other, parts - left)

    def _halves(self, piece: Places, wanted: float) -> Iterator[tuple[Places, Places]]:
        for direction in range(DIRECTIONS // 2):  # the other half turn swaps the sides
            turned = 2 * pi * direction / DIRECTIONS
            order = piece[np.lexsort((piece, self.places[piece] @ np.array([cos(turned), sin(turned)])))]
            upto = np.concatenate(([0.0], np.cumsum(self.loads[order])))
            at = int(np.abs(upto - wanted * upto[-1]).argmin())
            yield order[:at], order[at:]

    def _spread(self, areas: Places) -> float:
        if not len(areas):
            return 0.0
        places = self.places[areas]
        return float((self.loads[areas, None] * (places - places.mean(axis=0)) ** 2).sum())

    def middle(self, areas: Places) -> Figures:
        """The middle of a share; of everything, where the share is empty."""
        return np.asarray(self.places[areas].mean(axis=0) if len(areas) else self.places.mean(axis=0))

    def evened(self, shares: list[Places]) -> list[Places]:
        """The shares after exchanges that bring the load farthest from the mean nearer to it, shortest ways first."""
        mean = float(self.loads.sum()) / len(shares)
        held = [list(map(int, share)) for share in shares]
        while change := self._next_change(held, mean):
            change.make(held)
        return [np.array(share, dtype=np.intp) for share in held]

    def _next_change(self, held: list[list[int]], mean: float) -> _Change | None:
        """What to exchange next: for the share farthest from the mean, or the next one where nothing helps that one."""
        loads = np.array([self.loads[share].sum() for share in held])
        away = np.abs(loads - mean)
        uneven = [int(one) for one in np.argsort(-away, kind="stable") if away[one] > TOLERANCE * mean]
        changes = (self._best_change(held, loads, one, mean) for one in uneven)
        return next((change for change in changes if change), None)

    def _best_change(self, held: list[list[int]], loads: Figures, worst: int, mean: float) -> _Change | None:
        """The exchange with a near share that is worth most: less unevenness for each metre that areas move apart."""
        middles = np.array([self.middle(np.array(share, dtype=np.intp)) for share in held])
        near = np.argsort(((middles - middles[worst]) ** 2).sum(axis=1), kind="stable")[1 : CLOSE + 1]
        changes = chain.from_iterable(self._changes(held, worst, int(other)) for other in near)
        best, worth = None, 0.0
        for change in changes:
            moved = self.loads[change.gives].sum() - self.loads[change.takes].sum()
            before = (loads[worst] - mean) ** 2 + (loads[change.other] - mean) ** 2
            after = (loads[worst] - moved - mean) ** 2 + (loads[change.other] + moved - mean) ** 2
            if after >= before * (1 - 1e-9):  # an exchange that only trades places is none
                continue
            apart = _farther(self.places, change.gives, middles[worst], middles[change.other])
            apart += _farther(self.places, change.takes, middles[change.other], middles[worst])
            gain = (before - after) / (1000.0 + max(0.0, apart))
            if gain > worth:
                best, worth = change, gain
        return best

    @staticmethod
    def _changes(held: list[list[int]], worst: int, other: int) -> Iterator[_Change]:
        mine, theirs = [[], *([one] for one in held[worst])], [[], *([one] for one in held[other])]
        for gives in mine:
            for takes in theirs:
                if gives or takes:
                    yield _Change(worst, other, gives, takes)


@dataclass(frozen=True)
class _Change:
    """Areas that a share gives to another one and takes from it."""

    worst: int
    other: int
    gives: list[int]
    takes: list[int]

    def make(self, held: list[list[int]]) -> None:
        held[self.worst] = [one for one in held[self.worst] if one not in self.gives] + self.takes
        held[self.other] = [one for one in held[self.other] if one not in self.takes] + self.gives


def _farther(places: Figures, moved: list[int], was: Figures, comes: Figures) -> float:
    """By how many metres areas lie farther from the middle of the share to which they come."""
    there = np.linalg.norm(places[moved] - comes, axis=1) - np.linalg.norm(places[moved] - was, axis=1)
    return float(there.sum())


def _nearest(
    middles: Sequence[Figures], people: Sequence[int], starts: Mapping[int, tuple[float, float]]
) -> NDArray[np.intp]:
    """Which share each person takes: least distance in all from where they start; without a start all are alike."""
    ways = np.zeros((len(people), len(middles)))
    for at, person in enumerate(people):
        if person in starts:
            ways[at] = [float(np.linalg.norm(middle - np.array(starts[person]))) for middle in middles]
    return np.asarray(linear_sum_assignment(ways)[1])
