"""Numbers, roles, idle time: checked against figures worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.idle import TOUCH_EVERY, seconds_left, should_touch
from accounts.rules.numbers import business_check_digit, digits, is_business_number, is_corporate_number
from accounts.rules.roles import may_grant


# The four of the domain notes. By hand for 120-88-0076: 1+6+0+8·1+8·3+0+0+7·3+6·5 = 90, + ⌊6·5/10⌋ = 93 → 7.
@pytest.mark.parametrize("number", ["1208800767", "1111111119", "2222222227", "3333333336", "120-88-00767"])
def test_known_business_numbers_are_right(number: str) -> None:
    assert is_business_number(number)


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 9))
def test_exactly_one_check_digit_fits(first_nine: int, last: int) -> None:
    fits = is_business_number(f"{first_nine}{last}")
    assert fits == (last == business_check_digit(str(first_nine)))


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_among_the_first_eight_is_noticed(first_nine: int, place: int, shift: int) -> None:
    number = f"{first_nine}{business_check_digit(str(first_nine))}"
    if place == 8:
        return  # the ninth digit counts twice (·5 and its tens) and may collide
    typed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_business_number(typed)


@pytest.mark.parametrize("text", ["", "120880076", "12088007670", "가나다라마바사아자차", "１２０８８００７６７"])
def test_what_is_not_ten_digits_is_no_number(text: str) -> None:
    assert not is_business_number(text)


# By hand: 1·1+1·2+0·1+1·2+1·1+1·2+0·1+0·2+0·1+0·2+0·1+1·2 = 10 → 0.
def test_a_corporate_number_is_checked_by_its_thirteenth_digit() -> None:
    assert is_corporate_number("110111-0000010")
    assert not is_corporate_number("110111-0000011")
    assert not is_corporate_number("110111-000001")


@given(st.text())
def test_no_text_breaks_the_checks(text: str) -> None:
    assert is_business_number(text) in {True, False}
    assert is_corporate_number(text) in {True, False}
    assert "-" not in digits(text)


@pytest.mark.parametrize(
    "giver, role, to_oneself, allowed",
    [
        ({"administrator"}, "manager", False, True),
        ({"administrator"}, "manager", True, False),
        ({"manager"}, "reviewer", False, True),
        ({"manager"}, "manager", False, False),
        ({"manager"}, "auditor", False, False),
        ({"auditor"}, "reviewer", False, False),
        (set(), "intern", False, False),
    ],
)
def test_who_gives_which_role(giver: set[str], role: str, to_oneself: bool, allowed: bool) -> None:
    assert may_grant(giver, role, to_oneself=to_oneself) is allowed


def test_a_session_ends_after_the_idle_time_and_the_unwritten_moments_are_given() -> None:
    assert seconds_left(1000, 1000, 1800) == 1800 + TOUCH_EVERY
    assert seconds_left(1000, 1000 + 1800 + TOUCH_EVERY - 1, 1800) == 1
    assert seconds_left(1000, 1000 + 1800 + TOUCH_EVERY, 1800) == 0
    assert not should_touch(1000, 1029)
    assert should_touch(1000, 1030)
