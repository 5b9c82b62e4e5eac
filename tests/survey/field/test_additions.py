"""Where newcomers go, by brute force; what is asked about; who goes there."""

import random
from math import asin, cos, radians, sin, sqrt

import pytest

from survey.rules.field.additions import (
    MOST_ALIKE,
    SAME_NAME_M,
    SAME_PLACE_M,
    Alike,
    Known,
    Stop,
    looks_alike,
    nearest_stop,
    placed,
    who_goes,
)
from survey.rules.field.areas import Shop
from survey.rules.korean import name_key

HERE = (127.385, 36.350)


def on_the_globe(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places by the haversine formula: another way than the rule's."""
    (east, north), (there_east, there_north) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((there_north - north) / 2) ** 2 + cos(north) * cos(there_north) * sin((there_east - east) / 2) ** 2
    return 2 * 6_378_137 * asin(sqrt(half))


def stops(count: int, seed: int, areas: int = 3) -> list[Stop]:
    chance = random.Random(seed)
    positions = dict.fromkeys(range(1, areas + 1), 0)
    made = []
    for key in range(1, count + 1):
        area = chance.randint(1, areas)
        positions[area] += 1
        east, north = HERE[0] + chance.uniform(-0.01, 0.01), HERE[1] + chance.uniform(-0.01, 0.01)
        made.append(Stop(key, area, positions[area], east, north))
    return made


def newcomers(count: int, seed: int) -> list[Shop]:
    chance = random.Random(seed)
    return [
        Shop(1000 + one, HERE[0] + chance.uniform(-0.012, 0.012), HERE[1] + chance.uniform(-0.012, 0.012))
        for one in range(count)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_the_nearest_shop_is_that_of_looking_at_all_of_them(seed: int) -> None:
    there = stops(60, seed)
    for shop in newcomers(20, seed + 100):
        here = (shop.longitude, shop.latitude)
        least = min(on_the_globe(here, (one.longitude, one.latitude)) for one in there)
        found = nearest_stop(shop, there)
        assert on_the_globe(here, (found.longitude, found.latitude)) == pytest.approx(least, rel=0.002, abs=0.2)


@pytest.mark.parametrize("seed", range(20))
def test_newcomers_stand_on_the_way_right_behind_their_nearest_shops_and_nothing_else_changes_its_order(
    seed: int,
) -> None:
    there, new = stops(40, seed), newcomers(30, seed + 100)
    places = placed(new, there)
    assert sorted(one.key for found in places.values() for one in found) == [shop.key for shop in new]
    for area in {stop.area for stop in there}:
        found = places.get(area, [])
        moved = {
            stop.key: stop.position + sum(one.after.position < stop.position for one in found)
            for stop in there
            if stop.area == area
        }
        way = sorted([*moved.items(), *((one.key, one.position) for one in found)], key=lambda pair: pair[1])
        assert [position for _key, position in way] == list(range(1, len(way) + 1))
        walked = [key for key, _position in way]
        assert [key for key in walked if key < 1000] == [stop.key for stop in there if stop.area == area]
        shops = {shop.key: shop for shop in new}
        before, away = 0, 0.0
        for key in walked:
            if key < 1000:
                before, away = key, 0.0
                continue
            shop, stop = shops[key], next(one for one in there if one.key == before)
            assert nearest_stop(shop, there) == stop
            further = on_the_globe((shop.longitude, shop.latitude), (stop.longitude, stop.latitude))
            assert further >= away - 0.2
            away = further


def test_the_order_in_which_newcomers_are_given_does_not_matter() -> None:
    there, new = stops(40, 1), newcomers(30, 2)
    assert placed(new[::-1], there) == placed(new, there)


def test_in_a_building_the_newcomer_comes_after_all_that_are_there() -> None:
    tower = [Stop(key, 1, key, *HERE) for key in range(1, 6)]
    assert nearest_stop(Shop(9, *HERE), tower).position == 5


def test_without_any_stop_there_is_no_place() -> None:
    with pytest.raises(ValueError, match="min"):
        nearest_stop(Shop(1, *HERE), [])


def known(key: int, name: str, metres_north: float) -> Known:
    return Known(key, name_key(name), HERE[0], HERE[1] + metres_north / 111_320)


@pytest.mark.parametrize(
    ("name", "metres", "why"),
    [
        ("성심당", 5, Alike.NAME_AND_PLACE),
        ("성심당 은행점", 200, Alike.NAME),
        ("성심", SAME_NAME_M - 1, Alike.NAME),
        ("성심당", SAME_NAME_M + 1, None),
        ("두꺼비짬뽕", SAME_PLACE_M - 1, Alike.PLACE),
        ("두꺼비짬뽕", SAME_PLACE_M + 1, None),
        ("심당", 200, Alike.NAME),
        ("성", 200, None),  # one syllable says nothing
    ],
)
def test_what_a_person_is_asked_about(name: str, metres: float, why: Alike | None) -> None:
    found = looks_alike(known(0, "성심 당", 0), [known(1, name, metres)])
    assert [(one.key, one.alike) for one in found] == ([(1, why)] if why else [])


def test_the_likeliest_and_nearest_come_first_and_not_too_many() -> None:
    there = [known(key, f"이웃{key}", key) for key in range(1, 13)]
    found = looks_alike(known(0, "성심당", 0), [*there, known(50, "성심당", 100), known(51, "성심당", 10)])
    assert [one.key for one in found] == [51, 50, 1, 2, 3, 4, 5, 6] and len(found) == MOST_ALIKE
    assert [one.metres for one in found[:3]] == [10, 100, 1]
    assert looks_alike(known(0, "성심당", 0), []) == []


def test_who_goes_there() -> None:
    assert who_goes({1: 5, 2: 9}, neighbour=1, finder=2) == 2  # stands before it
    assert who_goes({1: 5, 2: 9}, neighbour=1, finder=7) == 1  # works elsewhere
    assert who_goes({1: 5, 2: 9}, neighbour=None) == 2
    assert who_goes({3: 9, 2: 9}, neighbour=7) == 2
    assert who_goes({}, neighbour=None, finder=7) is None
    assert who_goes({1: 5, 2: 9}, neighbour=1, finder=7, stays=True) == 7  # has its answers already
