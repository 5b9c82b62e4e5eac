"""Settlements to the won: by hand, and what must hold for any costs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.settlement import Cost, claims, divide_recovery, keep_until, settle

sums = st.integers(0, 10**8)
costs = st.builds(
    lambda support, own, kind, share: Cost(support, own, kind, int((support + own + kind) * share)),
    sums, sums, sums, st.fractions(0, 1),
)  # fmt: skip


def test_by_hand() -> None:
    """Two orders of 1,000,000 (900,000 + 100,000); 333,333 of the second are not allowed: 9/10 of it, rounded up."""
    figures = settle([Cost(900_000, 100_000), Cost(900_000, 100_000, 0, 333_333)], free_support=500, free_own=50)
    assert (figures.cost, figures.allowed, figures.disallowed) == (2_000_000, 1_666_667, 333_333)
    assert figures.claim == 300_000  # 299,999.7
    assert (figures.returned, figures.refunded) == (500, 50)


@given(st.lists(costs, max_size=8), sums, sums)
def test_every_won_of_support_is_allowed_claimed_or_returned(lines: list[Cost], free: int, own: int) -> None:
    figures = settle(lines, free_support=free, free_own=own)
    assert 0 <= figures.claim <= figures.support_paid
    assert figures.allowed + figures.disallowed == figures.cost
    assert figures.cost == figures.support_paid + figures.own_paid + figures.in_kind
    exact = sum((Fraction(one.disallowed * one.support, one.amount) for one in lines if one.amount), Fraction(0))
    assert exact <= figures.claim < exact + len(lines) + 1


def test_what_an_earlier_clawback_of_the_same_order_claims_is_not_claimed_again() -> None:
    """900,000 of support each; of the first, wholly disallowed, 600,000 are claimed back already."""
    lines = [Cost(900_000, 100_000, 0, 1_000_000, claimed=600_000), Cost(900_000, 100_000)]
    figures = settle(lines, free_support=0, free_own=0, taken=600_000)
    assert (figures.claim, figures.claimed) == (300_000, 600_000)


def test_the_last_lines_go_first_where_an_earlier_clawback_names_no_order() -> None:
    lines = [Cost(900_000, 0, 0, 900_000), Cost(900_000, 0, 0, 500_000)]
    assert claims(lines, 800_000) == (300_000, 500_000)
    assert claims(lines, 0) == (0, 0)


@given(st.lists(costs, max_size=8), st.fractions(0, 1))
def test_no_more_is_ever_claimed_than_was_paid(lines: list[Cost], share: Fraction) -> None:
    paid = sum(one.support for one in lines)
    taken = int(paid * share)
    figures = settle(lines, free_support=0, free_own=0, taken=taken)
    wanted = sum(one.disallowed_support for one in lines)
    assert figures.claim == min(wanted, paid - taken)
    assert figures.claim + figures.claimed == wanted


def claimed_won_by_won(lines: list[Cost], taken: int) -> int:
    """What the city takes back, counted coin by coin: each won that is disallowed is paid with the line's mixture of
    moneys, a coin that is the city's by any part of it is taken back, as long as there is one that nothing takes back
    already. Another way than the rule's, which divides."""
    back = 0
    for line in lines:
        part_of_a_coin, coins = Fraction(0), 0
        for _won in range(line.disallowed):
            part_of_a_coin += Fraction(line.support, line.amount)
            while part_of_a_coin > coins:
                coins += 1
        back += min(coins, line.support)
    left = sum(line.support for line in lines) - taken
    while back > left:
        back -= 1
    return back


small = st.integers(0, 60)
small_costs = st.builds(
    lambda support, own, kind, share: Cost(support, own, kind, int((support + own + kind) * share)),
    small, small, small, st.fractions(0, 1),
)  # fmt: skip


@given(st.lists(small_costs, max_size=5), st.fractions(0, 1))
def test_what_is_claimed_back_is_what_counting_each_won_gives(lines: list[Cost], share: Fraction) -> None:
    taken = int(sum(one.support for one in lines) * share)
    assert settle(lines, free_support=0, free_own=0, taken=taken).claim == claimed_won_by_won(lines, taken)


def test_a_line_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no more is disallowed"):
        Cost(100, 0, 0, 101)


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.integers(1, 2_000))
def test_what_is_paid_back_pays_the_interest_first(interest: int, principal: int, paid: int) -> None:
    if paid > interest + principal:
        with pytest.raises(ValueError, match="open"):
            divide_recovery(paid, interest, principal)
        return
    to_interest, to_principal = divide_recovery(paid, interest, principal)
    assert to_interest + to_principal == paid
    assert to_principal == 0 or to_interest == interest


def test_papers_are_kept_for_five_years() -> None:
    assert keep_until(date(2026, 11, 30)) == date(2031, 11, 30)
    assert keep_until(date(2028, 2, 29)) == date(2033, 3, 1)
