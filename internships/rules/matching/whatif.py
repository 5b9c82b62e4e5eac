"""How a matching would come out with other seats and ways; nothing is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from internships.rules.matching.assign import match
from internships.rules.matching.market import Market, with_more


@dataclass(frozen=True)
class WhatIf:
    """People counted by what changes for them."""

    placed_before: int
    placed: int
    better: int
    worse: int
    newly: int
    lost: int


def what_if(market: Market, seats: Mapping[int, int], minutes: int) -> WhatIf:
    """The matching of ``market`` against one with so many more ``seats`` and ``minutes`` of longest way."""
    before, after = match(market), match(with_more(market, seats, minutes))
    both = before.rank.keys() & after.rank.keys()
    return WhatIf(
        len(before.placed),
        len(after.placed),
        sum(before.rank[key] > after.rank[key] for key in both),
        sum(before.rank[key] < after.rank[key] for key in both),
        len(after.placed.keys() - before.placed.keys()),
        len(before.placed.keys() - after.placed.keys()),
    )
