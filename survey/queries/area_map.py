"""The areas of a dong on a small map."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

from survey.models import Area, Case
from survey.rules.field.spots import WIDTH, small_map

APART = 8  # units of the picture between two dots: they are looked at, not met with a thumb
SHADES = 4  # areas beside the one that is looked at, told apart as far as that goes


@dataclass(frozen=True)
class Dot:
    """A place with shops. ``is_here``: some of them are of the area that is looked at."""

    x: int
    y: int
    shade: int
    is_here: bool


@dataclass(frozen=True)
class AreaName:
    """The number of an area, in the middle of its dots."""

    serial: int
    x: int
    y: int
    is_here: bool


@dataclass(frozen=True)
class DongMap:
    """``across_m``: about how many metres the picture is wide, in tens."""

    height: int
    across_m: int
    dots: list[Dot]
    names: list[AreaName]


def dong_map(area: Area) -> DongMap:
    """Where the shops of a dong lie that have a place, by area. One statement."""
    found = Case.objects.filter(wave=area.wave_id, area__dong=area.dong_id, business__merged_into=None)
    listed = found.order_by("area__serial", "position")
    told = listed.values_list("area__serial", "business__longitude", "business__latitude")
    shops = [(serial, (east, north)) for serial, east, north in told if east is not None and north is not None]
    drawn = small_map([place for _serial, place in shops], APART)
    dots: list[Dot] = []
    places: dict[int, list[tuple[int, int]]] = {}
    for spot in drawn.spots:
        serials = sorted({shops[member][0] for member in spot.members})
        dots.append(Dot(spot.x, spot.y, serials[0] % SHADES, is_here=area.serial in serials))
        for serial in serials:
            places.setdefault(serial, []).append((spot.x, spot.y))
    names = [
        AreaName(serial, round(mean(x for x, _y in at)), round(mean(y for _x, y in at)), serial == area.serial)
        for serial, at in sorted(places.items())
    ]
    return DongMap(drawn.height, 10 * round(drawn.metres * WIDTH / 10), dots, names)
