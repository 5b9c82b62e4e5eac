"""A business that comes to a wave after its areas were cut: whether the list has it already, its area, its place in the
way through it, and who goes there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey.rules.field.areas import Shop, metres

SAME_PLACE_M = 15  # metres that a phone's place is off by in a street: what lies within may be the same shop
SAME_NAME_M = 300  # metres within which one name is asked about; beyond them it is another branch
MOST_ALIKE = 8  # entries that a person is asked about


class Alike(StrEnum):
    """Why an entry may be the business that was found, the likeliest first."""

    NAME_AND_PLACE = "both"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True)
class Known:
    """An entry of the list: its name as it is compared (``rules.korean.name_key``), and its place in degrees."""

    key: int
    name_key: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Likeness:
    """An entry that may be the business that was found, and how far from it, in whole metres."""

    key: int
    alike: Alike
    metres: int


def looks_alike(found: Known, known: Sequence[Known]) -> list[Likeness]:
    """Entries that may be the business that was found, likeliest and nearest first, at most ``MOST_ALIKE``.

    A name is alike when one holds the other (성심당, 성심당은행점) and the entry lies within ``SAME_NAME_M``; a place,
    within ``SAME_PLACE_M``.
    """
    away = _metres_from((found.longitude, found.latitude), [(one.longitude, one.latitude) for one in known])
    alike = []
    for one, distance in zip(known, away, strict=True):
        named = distance <= SAME_NAME_M and _one_name(found.name_key, one.name_key)
        there = distance <= SAME_PLACE_M
        if named or there:
            why = Alike.NAME_AND_PLACE if named and there else Alike.NAME if named else Alike.PLACE
            alike.append(Likeness(one.key, why, round(distance)))
    order = list(Alike)
    return sorted(alike, key=lambda one: (order.index(one.alike), one.metres, one.key))[:MOST_ALIKE]


def _one_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) > 1 and short in long)


@dataclass(frozen=True)
class Stop:
    """A shop on the way through an area, at ``position``."""

    key: int
    area: int
    position: int
    longitude: float
    latitude: float


def nearest_stop(shop: Shop, stops: Sequence[Stop]) -> Stop:
    """The stop nearest to a shop; of several in one place the last of the way, so that the shop comes after all of
    them. Raises ValueError without any stop."""
    away = _metres_from((shop.longitude, shop.latitude), [(one.longitude, one.latitude) for one in stops])
    return min(
        zip(stops, away, strict=True),
        key=lambda pair: (round(pair[1], 1), pair[0].area, -pair[0].position, -pair[0].key),
    )[0]


@dataclass(frozen=True)
class Place:
    """Where a newcomer goes: right after a stop, at a position of the way as it is then."""

    key: int
    after: Stop
    position: int


def placed(newcomers: Sequence[Shop], stops: Sequence[Stop]) -> dict[int, list[Place]]:
    """The places of newcomers by area, in the order of the way: each in the area of the stop nearest to it, right after
    that stop; several after one stop by their distance from it.

    Whoever writes them down moves every shop of the area on by one for each newcomer that comes after an earlier
    position than its own. The order in which newcomers are given does not matter. Raises ValueError without any stop.
    """
    by_area = defaultdict[int, list[tuple[Stop, float, int]]](list)
    for shop in newcomers:
        stop = nearest_stop(shop, stops)
        (away,) = _metres_from((stop.longitude, stop.latitude), [(shop.longitude, shop.latitude)])
        by_area[stop.area].append((stop, away, shop.key))
    return {area: _in_order(found) for area, found in sorted(by_area.items())}


def _in_order(found: list[tuple[Stop, float, int]]) -> list[Place]:
    ordered = sorted(found, key=lambda one: (one[0].position, one[0].key, one[1], one[2]))
    return [Place(key, stop, stop.position + count) for count, (stop, _away, key) in enumerate(ordered, start=1)]


def who_goes(
    at_work: Mapping[int, int], *, neighbour: int | None, finder: int | None = None, stays: bool = False
) -> int | None:
    """Who gets a business that came to an area.

    Args:
        at_work: how many businesses of the area each person has.
        neighbour: whoever has the shop after which it comes.
        finder: who found it and stands before it.
        stays: the finder may have its answers already, and goes on with it wherever they work.

    The finder where they work in the area, else the neighbour, else whoever has most of the area (of several the first
    by number); None where nobody works.
    """
    if stays and finder is not None:
        return finder
    for person in (finder, neighbour):
        if person is not None and person in at_work:
            return person
    return min(at_work, key=lambda person: (-at_work[person], person), default=None)


def _metres_from(here: tuple[float, float], there: Iterable[tuple[float, float]]) -> list[float]:
    """How far each place lies from one, as the crow flies."""
    places = metres([here, *there])
    return [float(one) for one in np.linalg.norm(places[1:] - places[0], axis=1)]
