"""The small map: what a thumb cannot tell apart is one spot, and north is above."""

from hypothesis import given
from hypothesis import strategies as st

from survey.rules.field.spots import APART, MOST_HEIGHT, WIDTH, small_map

DAEJEON = (127.38, 36.35)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """A point so many metres from the middle of Daejeon."""
    return DAEJEON[0] + east_m / 89_560, DAEJEON[1] + north_m / 111_195


def test_north_is_above_and_neighbours_of_one_door_are_one_spot() -> None:
    drawn = small_map([at(0, 0), at(0.2, 0.2), at(0, 300), at(300, 0)])
    assert [spot.members for spot in drawn.spots] == [(0, 1), (2,), (3,)]
    here, above, right = drawn.spots
    assert (above.x, right.y) == (here.x, here.y)
    assert above.y < here.y < drawn.height
    assert here.x < right.x < WIDTH
    assert abs((right.x - here.x) * drawn.metres - 300) <= drawn.metres * APART


def test_nothing_to_visit_and_one_shop_are_maps_too() -> None:
    assert small_map([]).spots == []
    assert [spot.number for spot in small_map([DAEJEON]).spots] == [1]


METRES = st.integers(-4_000, 4_000)


@given(st.lists(st.tuples(METRES, METRES), min_size=1, max_size=30))
def test_every_business_is_at_one_spot_within_the_picture_and_spots_do_not_touch(
    metres: list[tuple[int, int]],
) -> None:
    drawn = small_map([at(*one) for one in metres])
    assert sorted(place for spot in drawn.spots for place in spot.members) == list(range(len(metres)))
    places = [(spot.x, spot.y) for spot in drawn.spots]
    assert len(set(places)) == len(places)
    assert all(x % APART == y % APART == APART // 2 for x, y in places)
    assert max(x for x, _y in places) <= WIDTH and drawn.height <= MOST_HEIGHT + APART
