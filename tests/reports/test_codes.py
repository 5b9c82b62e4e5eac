"""Verification codes."""

import random

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.codes import ALPHABET, check_symbol, grouped, new_code, normalised

bodies = st.text(ALPHABET, min_size=15, max_size=15)


def test_a_code_worked_by_hand() -> None:
    # Luhn modulo 32 of "2": doubled 4 → 32 - 4 = 28 = W; the fourteen zeros before it add nothing.
    assert check_symbol("0" * 14 + "2") == "W"


@given(bodies, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_a_single_wrong_symbol_is_always_noticed(body: str, place: int, wrong: str) -> None:
    code = body + check_symbol(body)
    changed = code[:place] + wrong + code[place + 1 :]
    assert (normalised(changed) is not None) == (changed == code)


@given(bodies)
def test_a_code_is_understood_as_people_write_it(body: str) -> None:
    code = body + check_symbol(body)
    written = f" {grouped(code).lower().replace('1', 'l').replace('0', 'o')} "
    assert normalised(written) == code


def test_codes_are_drawn_from_the_source_given() -> None:
    source = random.Random(7)
    codes = {new_code(lambda n: source.randrange(n)) for _ in range(500)}
    assert len(codes) == 500
    assert all(normalised(code) == code for code in codes)


def test_what_cannot_be_a_code_is_refused() -> None:
    assert normalised("") is None
    assert normalised("ABCD-EFGH") is None
    assert normalised("가나다라마바사아자차카타파하거너") is None
    assert normalised("U" * 16) is None  # Crockford's alphabet has no U
