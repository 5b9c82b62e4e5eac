import json
from typing import Any

import pytest

from survey.rules.boundaries import WIDTH, BoundariesUnreadable, boundary_map, read_boundaries

SQUARE = [[127.0, 36.0], [127.1, 36.0], [127.1, 36.1], [127.0, 36.1], [127.0, 36.0]]
BESIDE = [[127.1, 36.0], [127.2, 36.0], [127.2, 36.1], [127.1, 36.1], [127.1, 36.0]]
HOLE = [[127.04, 36.04], [127.06, 36.04], [127.06, 36.06], [127.04, 36.04]]


def file(*dongs: tuple[Any, str, Any], name: str = "code") -> bytes:
    features = [
        {"type": "Feature", "properties": {name: code}, "geometry": {"type": kind, "coordinates": coordinates}}
        for code, kind, coordinates in dongs
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_dongs_are_known_by_eight_or_ten_digits_whatever_the_property_is_called() -> None:
    data = file(("30110530", "Polygon", [SQUARE]), (3014053500, "MultiPolygon", [[BESIDE], [HOLE]]), name="adm_cd2")
    assert read_boundaries(data, "adm_cd2") == {"3011053000": [SQUARE], "3014053500": [BESIDE, HOLE]}
    assert read_boundaries(data) == {}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04", "no JSON"),
        (b"[]", "FeatureCollection"),
        (file(("30110530", "Point", [127.0, 36.0])), "Feature 1: Point"),
        (file(("30110530", "Polygon", [SQUARE]), ("30110545", "Polygon", [SQUARE[:-1]])), "Feature 2: a ring"),
        (file(("30110530", "Polygon", [[[234_000, 318_000]] * 4])), "degrees"),
        (b'{"features": [{"properties": null}]}', "Feature 1"),
    ],
)
def test_what_cannot_be_read_says_where(data: bytes, why: str) -> None:
    with pytest.raises(BoundariesUnreadable, match=why):
        read_boundaries(data)


def test_the_map_is_as_wide_as_it_shall_be_north_is_above_and_neighbours_share_their_line() -> None:
    drawn = boundary_map({"1": [SQUARE], "2": [BESIDE]})
    left, right = drawn.dongs["1"], drawn.dongs["2"]
    (left_line,), (right_line,) = left.lines, right.lines
    assert min(x for x, _y in left_line) == 6 and max(x for x, _y in right_line) == WIDTH - 6
    # 0.2° across and 0.1° down at 36.05° north: cos(36.05°) = 0.8085, so 1 to 0.618
    height = max(y for _x, y in left_line) - min(y for _x, y in left_line)
    assert abs(height - 1088 / 2 / 0.8085) <= 1
    assert drawn.at(127.0, 36.1) == (6, 6) and drawn.at(127.2, 36.0) == (WIDTH - 6, drawn.height - 6)
    x = drawn.at(127.1, 36.0)[0]
    assert f"{x}," in left.path and f"{x}," in right.path


def test_a_name_has_room_where_it_would_stand_and_not_because_its_dong_is_wide_somewhere() -> None:
    bent = [[127.0, 36.0], [127.1, 36.0], [127.1, 36.1], [127.09, 36.1], [127.09, 36.01], [127.0, 36.01], [127.0, 36.0]]
    drawn = boundary_map({"1": [bent], "2": [SQUARE, HOLE]})
    x, y = drawn.at(127.05, 36.05)
    assert not drawn.dongs["1"].has_room(x - 10, y - 10, x + 10, y + 10)  # in the middle of its box, and outside of it
    assert not drawn.dongs["2"].has_room(x - 10, y - 10, x + 10, y + 10)  # in its hole
    x, y = drawn.at(127.025, 36.025)
    assert drawn.dongs["2"].has_room(x - 10, y - 10, x + 10, y + 10)
    assert not drawn.dongs["2"].has_room(x - 400, y - 10, x + 10, y + 10)


def test_a_name_has_no_room_where_its_dong_is_notched_between_the_corners() -> None:
    notch = [[127.03, 36.1], [127.032, 36.04], [127.034, 36.1]]
    notched = [*SQUARE[:3], *reversed(notch), SQUARE[3], SQUARE[0]]
    drawn = boundary_map({"1": [notched], "2": [BESIDE]})
    x, y = drawn.at(127.05, 36.05)
    wide = x - drawn.at(127.02, 36.05)[0]  # from the corners to the notch, and on
    assert not drawn.dongs["1"].has_room(x - wide, y - 5, x + wide, y + 5)
    assert drawn.dongs["1"].has_room(x - wide / 2, y - 5, x + wide, y + 5)


def test_points_that_fall_on_one_another_are_drawn_once_and_a_speck_not_at_all() -> None:
    speck = [[127.00001, 36.0], [127.00002, 36.0], [127.00002, 36.00001], [127.00001, 36.0]]
    drawn = boundary_map({"1": [SQUARE, speck]})
    assert drawn.dongs["1"].path.count("M") == 1
    with pytest.raises(ValueError, match="no outline"):
        boundary_map({})
