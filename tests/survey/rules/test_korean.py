"""Names as people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.rules.korean import initials, name_key, name_tokens, typed_pattern


def finds(typed: str, name: str) -> bool:
    pattern, key = typed_pattern(typed), name_key(name)
    return pattern is not None and pattern.tokens <= name_tokens(key) and bool(re.search(pattern.expression, key))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ㅅㅅㄷ", "성심당"),
        ("성ㅅ", "성심당"),
        ("성시", "성심당"),
        ("두껍", "두꺼비짬뽕"),
        ("짬뽕", "두꺼비 짬뽕"),
        ("닭", "달가게"),
        ("달ㄱ", "달가게"),
        ("gs2", "GS25"),
        ("ＧＳ２５", "GS25"),
        ("이크樂", "바이크樂"),
    ],
)
def test_half_typed_names_and_initial_consonants_find_the_shop(typed: str, name: str) -> None:
    assert finds(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"), [("성심", "성당심"), ("ㅅㄷ", "도시"), ("강", "가나"), ("짬", "두꺼비짬뽕")]
)
def test_other_names_are_not_found(typed: str, name: str) -> None:
    assert not finds(typed, name)


def test_initials_by_hand() -> None:
    assert initials("성심당gs25") == "ㅅㅅㄷgs25"


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=12), st.data())
def test_every_beginning_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, len(name)))
    assert finds(name[:length], name)
    assert finds(initials(name)[:length], name)
