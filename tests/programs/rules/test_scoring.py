"""Means, against figures worked by hand and exact fractions; the order that follows is in test_ranking."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.scoring import trimmed_mean

POINTS = st.decimals(0, 100, places=2)


def test_means_worked_by_hand() -> None:
    totals = [Decimal(value) for value in ("70", "81.5", "90.25", "60")]
    assert trimmed_mean(totals, drop_extremes=False) == Decimal("75.44")  # 301.75 / 4 = 75.4375
    assert trimmed_mean(totals, drop_extremes=True) == Decimal("75.75")  # (70 + 81.5) / 2
    assert trimmed_mean([Decimal("80.005")], drop_extremes=False) == Decimal("80.01")
    assert trimmed_mean([Decimal(10), Decimal(20)], drop_extremes=True) == Decimal(15)
    assert trimmed_mean([], drop_extremes=True) is None


@given(st.lists(POINTS, min_size=1, max_size=9), st.booleans())
def test_the_mean_equals_an_exact_one(totals: list[Decimal], drop: bool) -> None:
    kept = sorted(totals)
    if drop and len(kept) > 2:
        kept.remove(max(kept))
        kept.remove(min(kept))
    exact = sum(map(Fraction, kept)) / len(kept)
    mean = trimmed_mean(totals, drop_extremes=drop)
    assert mean is not None
    assert abs(Fraction(mean) - exact) <= Fraction(1, 200)
