import random
from itertools import permutations

import numpy as np
import pytest

from survey.rules.field.areas import metres
from survey.rules.field.workload import AreaLoad, farthest_from_mean, share_out
from tests.survey.field.places import areas, city


def areas_of_the_city() -> list[AreaLoad]:
    every = [shop for shops in city().values() for shop in shops]
    flat = metres([(shop.longitude, shop.latitude) for shop in every])
    place = {shop.key: at for shop, at in zip(every, flat, strict=True)}
    cut_out = [area for dong in sorted(areas()) for area in areas()[dong]]
    middles = [np.mean([place[key] for key in area], axis=0) for area in cut_out]
    return [AreaLoad(at, len(area), *middle) for at, (area, middle) in enumerate(zip(cut_out, middles, strict=True))]


def made_up_areas(count: int, seed: int) -> list[AreaLoad]:
    chance = random.Random(seed)
    return [
        AreaLoad(key, chance.randint(200, 300), chance.uniform(0, 15_000), chance.uniform(0, 15_000))
        for key in range(count)
    ]


@pytest.mark.parametrize("people", [1, 2, 7, 25, 60, 70])
def test_everybody_has_a_load_within_ten_per_cent_of_the_mean_and_every_area_is_given_once(people: int) -> None:
    given = made_up_areas(304, seed=people)
    shares = share_out(given, list(range(100, 100 + people)))
    assert sorted(key for share in shares.values() for key in share) == [area.key for area in given]
    load = {area.key: area.load for area in given}
    loads = [sum(load[key] for key in share) for share in shares.values()]
    mean = sum(loads) / people
    assert all(abs(one - mean) <= 0.1 * mean for one in loads), sorted(loads)


def test_shares_lie_together() -> None:
    """Seventy people's areas lie far nearer to one another than areas drawn by lot would."""
    given = made_up_areas(304, seed=5)
    by_key = {area.key: area for area in given}

    def apart(share: list[int]) -> float:
        places = np.array([(by_key[key].east, by_key[key].north) for key in share])
        return float(np.linalg.norm(places - places.mean(axis=0), axis=1).mean())

    shares = share_out(given, list(range(70)))
    keys = [area.key for area in given]
    random.Random(1).shuffle(keys)
    by_lot = [keys[at : at + 4] for at in range(0, 304, 4)]
    assert np.median([apart(share) for share in shares.values()]) < np.median([apart(share) for share in by_lot]) / 3


def test_the_same_areas_in_another_order_give_the_same_shares() -> None:
    given = made_up_areas(60, seed=3)
    assert share_out(given[::-1], [1, 2, 3, 4]) == share_out(given, [1, 2, 3, 4])


def test_people_get_the_share_nearest_to_where_they_start_least_way_in_all() -> None:
    given = made_up_areas(24, seed=8)
    people = [1, 2, 3, 4, 5]
    starts = {1: (0.0, 0.0), 2: (15_000.0, 15_000.0), 3: (0.0, 15_000.0), 4: (7_500.0, 7_500.0), 5: (15_000.0, 0.0)}
    by_key = {area.key: area for area in given}
    shares = share_out(given, people, starts)
    middles = [np.mean([(by_key[key].east, by_key[key].north) for key in shares[person]], axis=0) for person in people]

    def way(order: tuple[int, ...]) -> float:
        return sum(float(np.linalg.norm(middles[at] - starts[people[who]])) for who, at in enumerate(order))

    assert way(tuple(range(5))) == pytest.approx(min(way(order) for order in permutations(range(5))))


def test_more_people_than_areas_no_areas_and_nobody() -> None:
    shares = share_out(made_up_areas(2, seed=1), [1, 2, 3])
    assert sorted(map(len, shares.values())) == [0, 1, 1]
    assert share_out([], [1, 2]) == {1: [], 2: []}
    with pytest.raises(ValueError, match="nobody"):
        share_out(made_up_areas(2, seed=1), [])


def test_the_distance_from_the_mean() -> None:
    assert farthest_from_mean([90, 110, 100]) == pytest.approx(0.10)
    assert farthest_from_mean([]) == 0.0
    assert farthest_from_mean([0, 0]) == 0.0


@pytest.mark.slow
def test_the_areas_of_the_city_are_shared_among_seventy_within_ten_per_cent() -> None:
    whole = areas_of_the_city()
    people = 70 if len(whole) >= 280 else max(1, len(whole) // 6)
    load = {area.key: area.load for area in whole}
    shares = share_out(whole, list(range(people)))
    loads = [sum(load[key] for key in share) for share in shares.values()]
    assert sum(loads) == sum(load.values())
    assert max(loads) <= 1.1 * sum(loads) / people and min(loads) >= 0.9 * sum(loads) / people
