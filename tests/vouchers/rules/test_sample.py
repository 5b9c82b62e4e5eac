"""Samples: drawn again the same, in whatever order the cases come, and every case as likely as another."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.sample import draw, frame_hash

KEYS = st.sets(st.text(min_size=1, max_size=8), max_size=30)


@given(KEYS, st.integers(1, 40), st.text(min_size=1))
def test_the_same_seed_draws_the_same_cases_each_once(keys: set[str], size: int, seed: str) -> None:
    chosen = draw(sorted(keys), size, seed)
    assert chosen == draw(sorted(keys, reverse=True), size, seed)
    assert len(set(chosen)) == len(chosen) == min(size, len(keys))
    assert set(chosen) <= keys
    assert frame_hash(keys) == frame_hash(sorted(keys, reverse=True))


def test_every_case_is_as_likely_as_another() -> None:
    keys = [f"DA-2026-{number:05d}" for number in range(10)]
    drawn = Counter(key for seed in range(2000) for key in draw(keys, 3, str(seed)))
    assert all(500 < drawn[key] < 700 for key in keys)  # 600 expected, five deviations are 100


def test_a_sample_has_a_size_and_a_seed() -> None:
    for size, seed in ((0, "가"), (1, "")):
        with pytest.raises(ValueError, match="size and a seed"):
            draw(["A"], size, seed)
