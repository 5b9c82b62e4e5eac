"""Refusals that count say their numbers in the words that fit them."""

from __future__ import annotations

import pytest
from django.utils import translation

from programs.errors_choosing import ReviewsOpen


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 review has not been handed in yet."),
        ("en", 2, "2 reviews have not been handed in yet."),
        ("ko", 1, "아직 제출되지 않은 평가가 1건 있습니다."),
    ],
)
def test_a_refusal_counts_in_words(language: str, count: int, words: str) -> None:
    with translation.override(language):
        assert str(ReviewsOpen(count=count)) == words
