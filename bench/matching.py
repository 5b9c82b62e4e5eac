"""Placing people: 2,000 × 250 × 20 wishes, a tenth and ten times of it; the rule, its proof, what if."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate

from bench.harness import Result, Stage, repeated
from internships.rules.matching import Kept, Market, Person, Place, Wish, lot, match, prove, to_json, what_if

SIZES, WISHES = (200, 2_000, 20_000), 20


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        for name, function in RULES:
            values, rss = repeated(function, size, runs=5)
            yield Result.of(name, size, "ms", values, rss)


def timed(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1000


def market(people: int) -> Market:
    """Eight people for one seat; everybody wishes for twenty positions, the liked ones more often; every tenth belongs
    to a group for which every tenth position keeps a seat."""
    dice = random.Random(7)
    count = people // 8
    liked = list(accumulate(1 / (1 + at % 50) for at in range(count)))
    wished = [
        list(dict.fromkeys(dice.choices(range(count), cum_weights=liked, k=3 * WISHES)))[:WISHES] for _ in range(people)
    ]
    return Market(
        tuple(
            Person(
                key,
                Decimal(dice.randint(6000, 9900)) / 100,
                lot("2026", str(key)),
                tuple(Wish(at, dice.randint(10, 90), Decimal(dice.choice((0, 0, 5)))) for at in wished[key]),
                dice.choice((30, 60, 90)),
                frozenset({"disabled"} if dice.random() < 0.1 else ()),
            )
            for key in range(people)
        ),
        tuple(Place(key, 1, (Kept("disabled", 1),) if key % 10 == 0 else ()) for key in range(count)),
    )


def match_all(size: int) -> float:
    prepared = market(size)
    return timed(lambda: match(prepared))


def prove_all(size: int) -> float:
    prepared = market(size)
    placed = match(prepared).placed

    def holds() -> None:
        assert prove(prepared, placed).holds

    return timed(holds)


def as_json(size: int) -> float:
    prepared = market(size)
    return timed(lambda: to_json(prepared))


def asked_what_if(size: int) -> float:
    """Two seats more at the dearest position and an hour more of way for everybody."""
    prepared = market(size)
    return timed(lambda: what_if(prepared, {0: 2}, 60))


RULES = (
    ("matching", match_all),
    ("matching_proof", prove_all),
    ("matching_as_json", as_json),
    ("matching_what_if", asked_what_if),
)
