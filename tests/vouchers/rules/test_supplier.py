"""Names found by initial consonants, prices by day, agreements that hold."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.prior_agreement import Flaw, Wanted, flaws, still_holds
from vouchers.rules.supplier import Price, in_force, name_pattern, named, number_in, price_on

DAY = date(2026, 4, 1)


@pytest.mark.parametrize("typed", ["ㅎㅂㄷㅇㅌ", "한빛", "빛데", "한ㅂ", "한빛 데이터", "ㅎㅂ ㄷ"])
def test_a_name_is_found_by_its_letters_or_initial_consonants(typed: str) -> None:
    assert re.search(name_pattern(typed), "한빛데이터")


@pytest.mark.parametrize("typed", ["ㄱㅂ", "빛한", "데이타", ".*"])
def test_what_is_not_in_the_name_does_not_find_it(typed: str) -> None:
    assert not re.search(name_pattern(typed), "한빛데이터")


@given(st.text(max_size=20))
def test_whatever_is_typed_makes_a_pattern_that_finds_itself(typed: str) -> None:
    assert re.search(name_pattern(typed), typed)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30),
    st.from_regex(r"[0-9]{10}", fullmatch=True),
)
def test_an_answer_leads_back_to_the_registration_number(name: str, number: str) -> None:
    assert number.isascii() and number_in(named(name, number)) == number


@pytest.mark.parametrize("answer", ["한빛데이터(가상)", "", None, 12, "(999-00-0001)"])
def test_plain_text_names_no_entry(answer: object) -> None:
    assert number_in(answer) is None


def test_the_price_of_a_day_is_the_latest_one_valid_by_then() -> None:
    prices = [Price(1, 100, DAY), Price(2, 120, DAY + timedelta(days=10)), Price(3, 110, DAY)]
    assert price_on(prices, DAY - timedelta(days=1)) is None
    assert price_on(prices, DAY) == prices[2]  # entered last for the same day
    assert price_on(prices, DAY + timedelta(days=9)) == prices[2]
    assert price_on(prices, DAY + timedelta(days=10)) == prices[1]


def test_both_days_of_a_sanction_count() -> None:
    last = date(2026, 4, 30)
    assert not in_force(DAY, last, date(2026, 3, 31))
    assert in_force(DAY, last, DAY) and in_force(DAY, last, last)
    assert not in_force(DAY, last, date(2026, 5, 1))
    assert in_force(DAY, None, date(2099, 1, 1))


def test_an_agreement_holds_only_for_the_same_supplier_and_the_same_won() -> None:
    wanted = Wanted.of({"supplier": "한빛데이터 (999-00-00012)", "cost": 8_000_000})
    assert still_holds("9990000012", 8_000_000, wanted)
    assert not still_holds("9990000012", 8_000_001, wanted)
    assert not still_holds("9990000013", 8_000_000, wanted)
    assert not still_holds("9990000012", 8_000_000, Wanted.of({"supplier": "한빛데이터", "cost": "팔백만"}))


@pytest.mark.parametrize(
    ("lines", "amount", "first", "last", "found"),
    [
        ([5, 3], 8, DAY, DAY, []),
        ([], 8, DAY, DAY, [Flaw.NO_LINES]),
        ([5, 2], 8, DAY, DAY, [Flaw.SUM_DIFFERS]),
        ([8], 8, DAY, DAY - timedelta(days=1), [Flaw.PERIOD_BACKWARDS]),
        ([8], 8, DAY - timedelta(days=1), DAY, [Flaw.PERIOD_PAST]),
    ],
)
def test_a_request_names_its_flaws(lines: list[int], amount: int, first: date, last: date, found: list[Flaw]) -> None:
    assert flaws(lines, amount, first, last, DAY) == found
