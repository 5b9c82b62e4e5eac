"""From what somebody wrote to the wishes that a matching looks at: positions, then districts, each with its way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from internships.rules.matching import Wish
from internships.rules.way import Pace, Point, minutes


@dataclass(frozen=True)
class Spot:
    """A position as wishes see it: its kind of ``work``, its ``district`` (구, five digits), its point if known."""

    key: int
    work: str
    district: str
    point: Point | None


class Atlas:
    """The positions of a call; the ways from a home to all of them are worked out once for each home."""

    def __init__(self, spots: Iterable[Spot], pace: Pace, fit_points: Decimal) -> None:
        self.spots = {spot.key: spot for spot in spots}
        self.pace, self.fit_points = pace, fit_points
        self.by_district: dict[str, list[int]] = defaultdict(list)
        for spot in self.spots.values():
            self.by_district[spot.district].append(spot.key)
        self._ways: dict[Point | None, dict[int, int | None]] = {}

    def wishes(
        self, home: Point | None, named: Sequence[int], districts: Sequence[str], liked: Collection[str]
    ) -> tuple[Wish, ...]:
        """``named`` positions in their order, then those of ``districts``, the nearest first; each with its minutes
        and, where its work is one of ``liked``, the points for fit. What is not offered is left out."""
        ways = self.ways(home)
        order = dict.fromkeys(key for key in named if key in ways)
        order |= dict.fromkeys(key for district in districts for key in self._nearest(district, ways))
        return tuple(
            Wish(key, ways[key], self.fit_points if self.spots[key].work in liked else Decimal(0)) for key in order
        )

    def _nearest(self, district: str, ways: Mapping[int, int | None]) -> list[int]:
        """A way that is not known comes last; equals by key."""
        return sorted(self.by_district.get(district, ()), key=lambda key: (ways[key] is None, ways[key] or 0, key))

    def ways(self, home: Point | None) -> dict[int, int | None]:
        """Minutes from a home to each position; None where a point is not known."""
        if home not in self._ways:
            self._ways[home] = {
                key: minutes(home, spot.point, self.pace) if home and spot.point else None
                for key, spot in self.spots.items()
            }
        return self._ways[home]
