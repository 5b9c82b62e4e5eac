"""The ledger's rules: entries add up, money never comes from nowhere, an order's parts are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.ledger import (
    COUNTER,
    FLOWS,
    OWN_VERBS,
    SUPPORT_VERBS,
    Book,
    Kind,
    Money,
    NotInBooks,
    Overdrawn,
    Parts,
    Place,
    Slot,
    Verb,
    lines,
    part,
)

PLACE = Place(call=1, track="purchase", voucher=7, supplier=3)
steps = st.lists(
    st.tuples(st.sampled_from(list(Verb)), st.integers(0, 500), st.integers(0, 500), st.integers(7, 9)), max_size=60
)


@given(steps)
def test_under_any_sequence_of_verbs_everything_adds_up_and_nothing_is_below_its_floor(sequence) -> None:
    book = Book()
    for verb, support, own, voucher in sequence:
        place = Place(1, "purchase", voucher, 3)
        try:
            book.post(lines(verb, place, support=support, own=own))
        except (NotInBooks, Overdrawn):
            continue
        assert sum(book.balances.values()) == 0
        assert all(won >= 0 for slot, won in book.balances.items() if slot.kind not in COUNTER)


@given(steps)
def test_what_the_city_brought_in_is_always_somewhere(sequence) -> None:
    """Independent of the lines: support money in the books equals what was appropriated less what was withdrawn."""
    book, brought = Book(), 0
    for verb, support, _own, voucher in sequence:
        try:
            book.post(lines(verb, Place(1, "purchase", voucher, 3), support=support))
        except (NotInBooks, Overdrawn):
            continue
        brought += {Verb.APPROPRIATE: support, Verb.WITHDRAW: -support}.get(verb, 0)
    held = book.total(
        [Kind.AVAILABLE, Kind.COMMITTED, Kind.FREE, Kind.RESERVED, Kind.DELIVERED, Kind.ACCEPTED, Kind.PAYABLE,
         Kind.PAID, Kind.RETURNED],
        Money.SUPPORT,
    )  # fmt: skip
    assert held == brought == -book.total([Kind.SOURCE], Money.SUPPORT)


def test_an_order_by_hand() -> None:
    """8,000,000 won of support and 800,000 won of the business: an order of 1,100,000 takes 100,000 of its own."""
    assert part(Parts(8_000_000, 800_000), 1_100_000) == Parts(1_000_000, 100_000)
    assert part(Parts(8_000_000, 800_000), 8_800_000) == Parts(8_000_000, 800_000)
    assert part(Parts(10, 1), 5) == Parts(5, 0)
    with pytest.raises(NotInBooks):
        part(Parts(10, 1), 12)


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.lists(st.integers(1, 2_000), max_size=30))
def test_orders_use_up_both_moneys_exactly(support: int, own: int, wishes: list[int]) -> None:
    free = Parts(support, own)
    for wish in wishes:
        if wish > free.total:
            continue
        taken = part(free, wish)
        assert taken.total == wish
        assert 0 <= taken.support <= free.support and 0 <= taken.own <= free.own
        free = Parts(free.support - taken.support, free.own - taken.own)
    if free.total:
        assert part(free, free.total) == free


def test_every_verb_moves_from_one_kind_of_account_to_another_and_is_known_to_some_money() -> None:
    assert set(FLOWS) == set(Verb) == OWN_VERBS | SUPPORT_VERBS
    for verb, (source, target) in FLOWS.items():
        money = {"own": 5} if verb not in SUPPORT_VERBS else {"support": 5}
        made = lines(verb, PLACE, **money)
        assert sorted(made.values()) == [-5, 5]
        assert {slot.kind for slot in made} == {source, target}


def test_the_books_refuse_what_is_no_movement() -> None:
    for wrong in ({"support": 0}, {"support": -5}, {"own": 5}):
        with pytest.raises(NotInBooks):
            lines(Verb.ISSUE, PLACE, **wrong)
    with pytest.raises(NotInBooks):
        lines(Verb.INVOICE, Place(1, "purchase", 7), support=5)
    with pytest.raises(NotInBooks):
        Book().post({Slot(Kind.FREE, Money.SUPPORT, 1, "", 7): 5})
