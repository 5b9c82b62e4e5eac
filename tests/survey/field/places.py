"""Shops at their places for the tests of field work: the real ones of Daejeon where they are at hand, else made up."""

import csv
import random
from functools import cache

from config.processes import FRAME
from survey.rules.field.areas import Shop, cut


def made_up(count: int, seed: int = 1, middle: tuple[float, float] = (127.385, 36.350), first: int = 1) -> list[Shop]:
    """Shops along a few streets, several at one address, within about two kilometres; keys from ``first``."""
    chance = random.Random(seed)
    shops: list[Shop] = []
    while len(shops) < count:
        east, north = chance.uniform(-0.01, 0.01), chance.choice([-0.008, -0.004, 0.0, 0.004, 0.008])
        if chance.random() < 0.5:
            east, north = north, east
        for _ in range(chance.choice([1, 1, 1, 2, 5, 12])):
            shops.append(Shop(first + len(shops), middle[0] + east, middle[1] + north))
    return shops[:count]


@cache
def city() -> dict[str, list[Shop]]:
    """Shops by dong: all 78,607 of the city, or made-up dongs of very different sizes."""
    if not FRAME.exists():
        sizes = (0, 1, 150, 299, 301, 399, 400, 650, 1500, 2600)
        return {
            str(at): made_up(size, seed=at, middle=(127.3 + at / 40, 36.3), first=10_000 * at)
            for at, size in enumerate(sizes)
        }
    found: dict[str, list[Shop]] = {}
    with FRAME.open(encoding="utf-8-sig", newline="") as file:
        for key, row in enumerate(csv.DictReader(file), start=1):
            found.setdefault(row["행정동코드8"], []).append(Shop(key, float(row["경도"]), float(row["위도"])))
    return found


@cache
def areas() -> dict[str, list[list[int]]]:
    """The areas of every dong."""
    return {dong: cut(shops) for dong, shops in city().items()}
