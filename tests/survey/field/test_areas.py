"""Areas are proved from what came out: every shop once, sizes, contiguity by Voronoi cells that touch."""

import random
from collections import Counter, deque
from itertools import combinations

import numpy as np
import pytest
from scipy.spatial import Voronoi

from survey.rules.field.areas import Limits, Shop, cut, metres, neighbours
from tests.survey.field.places import areas, city, made_up


def contiguous(area: set[int], shops: list[Shop]) -> bool:
    """Whether the addresses of an area hang together by cells of the dong's Voronoi diagram that touch."""
    places = metres([(shop.longitude, shop.latitude) for shop in sorted(shops, key=lambda shop: shop.key)])
    places = places.round(1)
    keys = sorted(shop.key for shop in shops)
    addresses = sorted({(float(x), float(y)) for x, y in places})
    number = {address: at for at, address in enumerate(addresses)}
    wanted = {number[float(x), float(y)] for key, (x, y) in zip(keys, places, strict=True) if key in area}
    if len(addresses) < 4:
        return True
    beside: dict[int, set[int]] = {}
    for one, other in Voronoi(np.array(addresses)).ridge_points:
        beside.setdefault(int(one), set()).add(int(other))
        beside.setdefault(int(other), set()).add(int(one))
    seen, waiting = {min(wanted)}, deque([min(wanted)])
    while waiting:
        for near in beside[waiting.popleft()] & wanted - seen:
            seen.add(near)
            waiting.append(near)
    return seen == wanted


@pytest.mark.slow
def test_the_city_is_cut_into_contiguous_areas_within_the_limits_and_every_shop_is_in_one() -> None:
    for dong, shops in city().items():
        cut_out = areas()[dong]
        assert Counter(key for area in cut_out for key in area) == Counter(shop.key for shop in shops), dong
        sizes = [len(area) for area in cut_out]
        assert all(size <= 300 for size in sizes), (dong, sizes)
        if len(shops) >= 400:
            assert all(size >= 200 for size in sizes), (dong, sizes)
        elif len(shops) > 300:
            assert len(sizes) == 2 and min(sizes) >= 0.9 * len(shops) / 2, (dong, sizes)
        else:
            assert len(sizes) == (1 if shops else 0), (dong, sizes)
        for area in cut_out:
            assert contiguous(set(area), shops), (dong, area[:3])


def test_the_order_of_the_file_changes_no_area() -> None:
    shops = made_up(900)
    mixed = shops[:]
    random.Random(4).shuffle(mixed)
    assert cut(mixed) == cut(shops)
    assert len(cut(shops)) == 3


def test_three_hundred_and_more_shops_of_one_building_are_shared_among_areas() -> None:
    market = [Shop(key, 127.4, 36.3) for key in range(1, 319)]
    assert sorted(map(len, cut(market))) == [159, 159]


def test_shops_of_one_address_stay_together_where_the_limits_allow_it() -> None:
    shops = [
        Shop(100 * building + floor, 127.3 + building / 1000, 36.3 + (building % 3) / 1000)
        for building in range(40)
        for floor in range(15)
    ]
    area_of = {key: at for at, area in enumerate(cut(shops)) for key in area}
    assert all(len({area_of[100 * building + floor] for floor in range(15)}) == 1 for building in range(40))


@pytest.mark.parametrize("line", [(0.001, 0.0), (0.0, 0.001)])
def test_shops_along_one_straight_road_are_cut_into_stretches(line: tuple[float, float]) -> None:
    shops = [Shop(key, 127.3 + key * line[0], 36.3 + key * line[1]) for key in range(500)]
    stretches = cut(shops)
    assert sorted(map(len, stretches)) == [250, 250]
    assert {(min(area), max(area)) for area in stretches} == {(0, 249), (250, 499)}


def test_few_shops_none_and_one_twice() -> None:
    assert cut([]) == []
    assert cut([Shop(7, 127.4, 36.3)]) == [[7]]
    with pytest.raises(ValueError, match="twice"):
        cut([Shop(7, 127.4, 36.3), Shop(7, 127.5, 36.3)])


def test_other_limits_are_kept_too() -> None:
    sizes = [len(area) for area in cut(made_up(1000), Limits(least=40, most=60))]
    assert sum(sizes) == 1000 and min(sizes) >= 40 and max(sizes) <= 60


def test_neighbours_are_those_whose_circle_is_empty() -> None:
    """Delaunay by its definition: an edge belongs to a triangle whose circle holds no other address."""
    for seed in range(30):
        chance = np.random.default_rng(seed)
        places = chance.uniform(0, 100, size=(9, 2))
        wanted = set()
        for corners in combinations(range(9), 3):
            middle, radius = circle(*places[list(corners)])
            others = [at for at in range(9) if at not in corners]
            if all(np.linalg.norm(places[at] - middle) > radius for at in others):
                wanted |= set(combinations(corners, 2))
        assert {(int(one), int(other)) for one, other in neighbours(places)} == wanted


def circle(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, float]:
    """Middle and radius of the circle through three points."""
    middle = np.linalg.solve(2 * np.array([b - a, c - a]), np.array([b @ b - a @ a, c @ c - a @ a]))
    return middle, float(np.linalg.norm(a - middle))
