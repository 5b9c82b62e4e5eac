"""Whatever parts an order is cut into, they add up to it, and neither money of any of them is negative."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.instalments import next_part
from vouchers.rules.ledger import Parts
from vouchers.rules.settlement import Cost, divide_claimed

won = st.integers(0, 10**9)


@given(won, won, st.lists(st.fractions(0, 1), max_size=6))
def test_the_parts_of_an_order_add_up_to_it_and_none_has_a_negative_money(
    support: int, own: int, cuts: list[Fraction]
) -> None:
    whole = Parts(support, own)
    if not whole.total:
        return
    marks = sorted({int(whole.total * cut) for cut in cuts} | {0, whole.total})
    so_far = Parts(0, 0)
    for before, after in pairwise(marks):
        part = next_part(whole, so_far, after - before)
        assert part.total == after - before
        assert min(part.support, part.own) >= 0
        so_far = so_far + part
        assert 0 <= Fraction(whole.own * after, whole.total) - so_far.own < 1, "less than a won from its exact share"
    assert so_far == whole


def test_by_hand() -> None:
    """1,000,000 won, a tenth of them the business's own, accepted as 333,333 and 666,667."""
    whole = Parts(900_000, 100_000)
    first = next_part(whole, Parts(0, 0), 333_333)
    assert first == Parts(300_000, 33_333)
    assert next_part(whole, first, 666_667) == Parts(600_000, 66_667)


def test_no_more_is_taken_than_the_order_has_left() -> None:
    whole = Parts(900, 100)
    for before, more in ((Parts(0, 0), 1_001), (Parts(900, 100), 1), (Parts(0, 0), 0)):
        with pytest.raises(ValueError, match="left"):
            next_part(whole, before, more)


def test_what_was_claimed_of_an_order_is_set_against_the_part_paid_first() -> None:
    """Two parts of one order, 900,000 won of support in each, both wholly disallowed; 1,000,000 are claimed before."""
    parts = [Cost(900_000, 100_000, 0, 1_000_000), Cost(900_000, 100_000, 0, 1_000_000)]
    assert [one.to_claim for one in divide_claimed(parts, 1_000_000)] == [0, 800_000]
    assert [one.to_claim for one in divide_claimed(parts, 0)] == [900_000, 900_000]
    assert [one.to_claim for one in divide_claimed(parts, 9_000_000)] == [0, 0]
