"""Nearly the same text is found, and nothing else is; compared with sets of strings, each with each."""

import random
import re
import unicodedata
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from vouchers.rules.likeness import ALIKE, LEAST, WIDTH, alike, clusters, likeness, shingles

TEXT = (
    "우리 동네 빵집은 날씨와 요일에 따라 손님 수가 크게 달라집니다 유동인구 자료와 카드 매출 자료를 "
    "사서 하루에 구울 빵의 양을 정하려고 합니다 남는 빵이 줄면 재료비가 줄고 모자라는 날이 줄면 "
    "매출이 늘어납니다 직원 두 명이 자료를 매일 보고 한 달에 한 번 결과를 적습니다 온라인 주문 "
    "기록도 함께 써서 새 제품을 낼 때를 정합니다 시청 앞 지점부터 시작합니다 "
)
WORDS = TEXT.split()


def essay(seed: int, words: int = 200) -> str:
    shuffled = random.Random(seed)
    return " ".join(shuffled.choice(WORDS) for _ in range(words))


def by_strings(one: str, other: str) -> float:
    """Jaccard of plain sets of strings."""
    sets = []
    for text in (one, other):
        kept = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).lower())
        sets.append({kept[place : place + WIDTH] for place in range(len(kept) - WIDTH + 1)})
    either = sets[0] | sets[1]
    return len(sets[0] & sets[1]) / len(either) if either else 0.0


def changed(text: str, share: float, seed: int) -> str:
    """The text with about ``share`` of its words taken from another one."""
    chance = random.Random(seed)
    return " ".join(word if chance.random() > share else chance.choice(WORDS) for word in text.split())


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_that_of_sets_of_strings(one: str, other: str) -> None:
    assert likeness(shingles(one), shingles(other)) == by_strings(one, other)


def test_spaces_punctuation_and_case_make_no_difference() -> None:
    assert likeness(shingles("Data를, 산다! 그리고 쓴다"), shingles("data를산다그리고 쓴다.")) == 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_copies_are_found_and_every_pair_told_is_alike(seed: int) -> None:
    texts = {f"own {number}": essay(seed + number) for number in range(12)}
    for number, share in enumerate((0.0, 0.02, 0.05, 0.1, 0.4)):
        texts[f"copy {number}"] = changed(texts["own 0"], share, seed)
    exact = {
        pair: share for pair in combinations(texts, 2) if (share := by_strings(*(texts[key] for key in pair))) >= ALIKE
    }
    found = {(one.one, one.other): one.share for one in alike(texts)}
    assert found.items() <= exact.items()
    assert {pair for pair, share in exact.items() if share > 0.8} <= set(found)


def test_short_texts_say_nothing() -> None:
    short = "가나다라마바사" * 3
    assert len(shingles(short)) < LEAST
    assert alike({1: short, 2: short}) == []


def test_pairs_come_in_the_order_of_the_texts_and_always_the_same() -> None:
    texts = {"b": essay(1), "a": essay(1), "c": essay(2)}
    assert [(one.one, one.other, one.share) for one in alike(texts)] == [("b", "a", 1.0)]
    assert alike(texts) == alike(dict(texts))


def test_groups_hang_together_by_any_pair() -> None:
    assert clusters([(1, 2), (5, 6), (2, 3), (7, 5)]) == [[1, 2, 3], [5, 6, 7]]
