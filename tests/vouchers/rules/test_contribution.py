"""The own share, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.contribution import split


@pytest.mark.parametrize(
    ("cost", "share", "cap", "voucher", "own"),
    [
        (8_000_000, "0.10", 10_000_000, 7_200_000, 800_000),
        (12_000_000, "0.10", 10_000_000, 10_000_000, 2_000_000),  # 10.8 million would exceed the cap
        (1_000_005, "0.10", 10_000_000, 900_005, 100_000),  # 100,000.5 is rounded down for the business
        (5_000_000, "0", 10_000_000, 5_000_000, 0),
    ],
)
def test_splits_worked_by_hand(cost: int, share: str, cap: int, voucher: int, own: int) -> None:
    divided = split(cost, share=Decimal(share), cap=cap)
    assert (divided.voucher, divided.own) == (voucher, own)


@given(st.integers(0, 10**9), st.decimals(0, 1, places=3), st.integers(0, 10**8))
def test_no_won_is_lost_and_the_cap_holds(cost: int, share: Decimal, cap: int) -> None:
    divided = split(cost, share=share, cap=cap)
    assert divided.voucher + divided.own == cost
    assert 0 <= divided.voucher <= cap
    assert divided.own >= int(cost * share)
