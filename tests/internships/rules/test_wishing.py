"""From lists and districts to wishes with their ways."""

from __future__ import annotations

from decimal import Decimal

from internships.rules.matching import Wish
from internships.rules.way import Pace, Point
from internships.rules.wishing import Atlas, Spot

HOME = Point(Decimal("36.35"), Decimal("127.38"))
NORTH = Point(Decimal("36.44"), Decimal("127.38"))  # 0.09 degrees of latitude are 10.01 km
ATLAS = Atlas(
    [
        Spot(1, "quality", "30200", NORTH),
        Spot(2, "census", "30200", HOME),
        Spot(3, "quality", "30200", None),
        Spot(4, "census", "30110", HOME),
    ],
    Pace(15, Decimal(2)),
    Decimal(3),
)


def test_named_positions_come_first_then_districts_the_nearest_first_and_unknown_ways_last() -> None:
    wishes = ATLAS.wishes(HOME, [4, 9, 1], ["30200"], {"quality"})
    assert wishes == (Wish(4, 15), Wish(1, 36, Decimal(3)), Wish(2, 15), Wish(3, None, Decimal(3)))


def test_without_a_home_no_way_is_known_and_equals_come_by_their_number() -> None:
    wishes = ATLAS.wishes(None, [], ["30200", "30110"], ())
    assert [(wish.position, wish.minutes) for wish in wishes] == [(1, None), (2, None), (3, None), (4, None)]
