"""Clock, masks, life-cycle tables: plain functions."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.lifecycle import LifeCycle, State, Transition
from kernel.models.audit import canonical
from kernel.personal import mask_account, mask_email, mask_name, mask_phone

OPEN, CLOSE = clock.seoul(2026, 3, 2, 9), clock.seoul(2026, 3, 31, 18)


@pytest.mark.parametrize(
    "moment, inside",
    [
        (OPEN - timedelta(microseconds=1), False),
        (OPEN, True),
        (CLOSE - timedelta(microseconds=1), True),
        (CLOSE, False),
    ],
)
def test_a_window_takes_its_first_moment_and_not_its_last(moment: datetime, inside: bool) -> None:
    assert clock.within(OPEN, CLOSE, moment) is inside


def test_the_day_in_seoul_begins_nine_hours_before_utc() -> None:
    with clock.at(clock.seoul(2026, 1, 1, 0, 0, 1)):
        assert clock.today().isoformat() == "2026-01-01"
        assert clock.now().utctimetuple()[:3] == (2025, 12, 31)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    "name, masked",
    [("홍길동", "홍*동"), ("남궁민수", "남**수"), ("이산", "이*"), ("이", "이"), ("", "")],
)
def test_names_are_masked_in_the_middle(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(min_size=2, max_size=20))
def test_a_masked_name_hides_something_and_keeps_its_beginning(name: str) -> None:
    masked = mask_name(name)
    assert masked[0] == name[0] and "*" in masked


def test_other_personal_data_are_masked_as_the_office_does() -> None:
    assert mask_phone("010-0000-1234") == "010-****-1234"
    assert mask_phone("123") == "***"
    assert mask_email("gildong@example.org") == "gi*****@example.org"
    assert mask_account("110-123-456789") == "**********6789"


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())))
def test_the_same_values_always_give_the_same_text(values: dict[str, object]) -> None:
    backwards = dict(reversed(list(values.items())))
    assert canonical(values) == canonical(backwards)


def table(name: str, *arrows: Transition, initial: str = "a") -> LifeCycle:
    return LifeCycle(name, "t", (State("a", "A"), State("b", "B")), arrows, initial)


def test_an_arrow_to_an_unknown_state_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        table("test_unknown", Transition("go", "go", ("a",), "c", "x"))


def test_two_arrows_of_one_verb_from_one_state_are_refused() -> None:
    with pytest.raises(ValueError, match="two arrows"):
        table("test_two", Transition("go", "go", ("a",), "b", "x"), Transition("go", "go", ("a",), "a", "x"))


def test_an_unknown_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="initial"):
        table("test_begin", initial="z")
