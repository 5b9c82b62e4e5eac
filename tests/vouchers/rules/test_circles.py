"""Purchases in a circle, compared with who reaches whom."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.circles import circles

PURCHASES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24)


def reaching(purchases: list[tuple[int, int]]) -> set[frozenset[int]]:
    """Groups of businesses that reach each other, by squaring the relation until it rests."""
    reach = set(purchases)
    while True:
        further = reach | {(a, d) for (a, b), (c, d) in product(reach, reach) if b == c}
        if further == reach:
            break
        reach = further
    return {frozenset(b for b in range(8) if (a, b) in reach and (b, a) in reach) for a in range(8)} - {frozenset()}


@given(PURCHASES)
def test_a_circle_is_who_reaches_each_other(purchases: list[tuple[int, int]]) -> None:
    assert {frozenset(group) for group in circles(purchases)} == reaching(purchases)


def test_three_shops_that_pass_the_money_on() -> None:
    assert circles([("빵집", "자료상"), ("자료상", "꽃집"), ("꽃집", "빵집"), ("분식집", "자료상")]) == [
        ["빵집", "자료상", "꽃집"]
    ]


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = [(number, number + 1) for number in range(50_000)]
    assert circles(chain) == []
    assert len(circles([*chain, (50_000, 0)])[0]) == 50_001
