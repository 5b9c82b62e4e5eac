"""The order in which the shops of an area are walked: one short way through all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.rules.field.areas import Figures, Places, Shop, metres


def walking_order(shops: Sequence[Shop], start: tuple[float, float] | None = None) -> list[int]:
    """Keys of the shops in walking order; shops of one place follow one another by key.

    Args:
        start: longitude and latitude where the day begins; else the way begins at the shop farthest to the north-west.

    The nearest shop next, then every two crossing pieces of the way are uncrossed (2-opt) until none is left: short,
    not the shortest there could be.
    """
    if not shops:
        return []
    ordered = sorted(shops, key=lambda shop: shop.key)
    degrees = [(shop.longitude, shop.latitude) for shop in ordered]
    places = metres([*degrees, start] if start else degrees)
    corner = places[-1] if start else np.array([places[:, 0].min(), places[:, 1].max()])
    places = places[: len(ordered)]
    stops, stop_of = np.unique(places.round(1), axis=0, return_inverse=True)
    way = _uncrossed(_nearest_next(stops, corner), stops)
    at = np.empty(len(way), dtype=np.intp)
    at[way] = np.arange(len(way))
    return [ordered[one].key for one in np.argsort(at[stop_of], kind="stable")]


def length(shops: Sequence[Shop]) -> float:
    """Metres of the way through the shops in the order given, as the crow flies."""
    if len(shops) < 2:
        return 0.0
    places = metres([(shop.longitude, shop.latitude) for shop in shops])
    return float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum())


def _nearest_next(stops: Figures, corner: Figures) -> Places:
    left = np.ones(len(stops), dtype=bool)
    here, way = corner, []
    for _ in range(len(stops)):
        away = np.where(left, ((stops - here) ** 2).sum(axis=1), np.inf)
        following = int(away.argmin())
        left[following] = False
        here = stops[following]
        way.append(following)
    return np.array(way, dtype=np.intp)


def _uncrossed(way: Places, stops: Figures) -> Places:
    """Turns pieces of the way round as long as that makes it shorter; its first stop stays first, its end is free."""
    shorter = True
    while shorter:
        shorter = False
        for first in range(1, len(way) - 1):
            places = stops[way]
            before = np.linalg.norm(places[first] - places[first - 1])
            lasts = np.arange(first + 1, len(way))
            follow = np.minimum(lasts + 1, len(way) - 1)
            now = before + np.linalg.norm(places[follow] - places[lasts], axis=1)
            turned = np.linalg.norm(places[lasts] - places[first - 1], axis=1)
            turned = turned + np.where(
                lasts + 1 < len(way), np.linalg.norm(places[follow] - places[first], axis=1), 0.0
            )
            gain = now - turned
            best = int(gain.argmax())
            if gain[best] > 1e-6:
                way[first : lasts[best] + 1] = way[first : lasts[best] + 1][::-1]
                shorter = True
    return way
