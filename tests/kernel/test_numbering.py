"""Numbers without gaps, and repeated requests that cost nothing, with real parallel connections."""

from functools import partial

import pytest

from kernel.action import action
from kernel.actor import Actor
from kernel.models import Counter
from kernel.numbering import earlier_result, first_time, next_number, remember
from tests.at_once import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


class Refused(Exception):
    """Ends an action after it took a number."""


@action
def take(number: int) -> int | None:
    """Takes the next receipt number; every third taker is refused afterwards."""
    value = next_number("receipt-2026")
    if number % 3 == 0:
        raise Refused
    return value


def test_receipt_numbers_have_no_gaps_though_some_takers_are_refused() -> None:
    def attempt(number: int) -> int | None:
        try:
            return take(number)
        except Refused:
            return None

    taken = sorted(value for value in at_once([partial(attempt, number) for number in range(20)]) if value is not None)
    assert taken == list(range(1, 14))  # 20 takers, 7 refused
    assert Counter.objects.get(series="receipt-2026").value == 13


def test_each_series_counts_for_itself() -> None:
    @action
    def both() -> tuple[int, int, int]:
        return next_number("a"), next_number("b"), next_number("a")

    assert both() == (1, 1, 2)


def test_a_double_click_has_the_effect_of_one() -> None:
    actor = Actor.person(make_user())

    @action
    def submit() -> str:
        claimed = first_time(actor, "submit", "form-key")
        if claimed is None:
            return earlier_result(actor, "submit", "form-key")
        result = f"receipt {next_number('submissions')}"
        remember(claimed, result)
        return result

    assert at_once([submit] * 8) == ["receipt 1"] * 8
    assert Counter.objects.get(series="submissions").value == 1


def test_the_same_key_of_another_person_or_verb_is_another_request() -> None:
    one, other = Actor.person(make_user()), Actor.person(make_user())

    @action
    def claim(actor: Actor, verb: str) -> bool:
        claimed = first_time(actor, verb, "key")
        if claimed is not None:
            remember(claimed, "done")
        return claimed is not None

    assert [claim(one, "a"), claim(one, "a"), claim(one, "b"), claim(other, "a")] == [True, False, True, True]
    assert [claim(Actor.system("x"), "a"), claim(Actor.system("x"), "a")] == [True, False]


def test_a_request_that_failed_may_be_repeated() -> None:
    actor = Actor.person(make_user())

    @action
    def submit(*, fail: bool) -> str:
        claimed = first_time(actor, "submit", "key")
        if claimed is None:
            return "repeated"
        remember(claimed, "done")
        if fail:
            raise Refused
        return "done"

    with pytest.raises(Refused):
        submit(fail=True)
    assert submit(fail=False) == "done"
    assert submit(fail=False) == "repeated"
