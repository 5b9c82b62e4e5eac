import random
from itertools import permutations

import pytest

from survey.rules.field.areas import Shop
from survey.rules.field.walking import length, walking_order
from tests.survey.field.places import made_up


def way(order: list[int], shops: list[Shop]) -> float:
    by_key = {shop.key: shop for shop in shops}
    return length([by_key[key] for key in order])


def test_every_shop_is_walked_once_and_no_piece_of_the_way_turned_round_would_shorten_it() -> None:
    shops = made_up(250, seed=2)
    order = walking_order(shops)
    assert sorted(order) == sorted(shop.key for shop in shops)
    walked = way(order, shops)
    chance = random.Random(1)
    for _ in range(1000):
        first, last = sorted(chance.sample(range(1, 250), 2))
        turned = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
        assert way(turned, shops) >= walked - 0.5


@pytest.mark.parametrize("seed", range(20))
def test_the_way_through_a_few_shops_is_hardly_longer_than_the_shortest(seed: int) -> None:
    chance = random.Random(seed)
    shops = [Shop(key, 127.38 + chance.uniform(0, 0.01), 36.35 + chance.uniform(0, 0.01)) for key in range(7)]
    order = walking_order(shops)
    shortest = min(way([order[0], *rest], shops) for rest in permutations(order[1:]))
    assert way(order, shops) <= 1.25 * shortest


def test_shops_of_one_building_follow_one_another() -> None:
    shops = [Shop(1, 127.38, 36.35), Shop(2, 127.39, 36.35), Shop(3, 127.38, 36.35), Shop(4, 127.39, 36.35)]
    assert walking_order(shops) == [1, 3, 2, 4]


def test_the_way_begins_where_the_day_begins() -> None:
    shops = [Shop(key, 127.38 + key / 1000, 36.35) for key in range(5)]
    assert walking_order(shops) == [0, 1, 2, 3, 4]
    assert walking_order(shops, start=(127.389, 36.35)) == [4, 3, 2, 1, 0]


def test_one_shop_and_none() -> None:
    assert walking_order([Shop(9, 127.4, 36.3)]) == [9]
    assert walking_order([]) == []
    assert length([]) == 0.0


def test_a_thousandth_of_a_degree_is_a_hundred_and_eleven_metres_north() -> None:
    assert length([Shop(1, 127.38, 36.350), Shop(2, 127.38, 36.351)]) == pytest.approx(111.32, abs=0.01)
