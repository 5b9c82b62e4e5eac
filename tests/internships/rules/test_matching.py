"""Matching people to seats: worked cases by hand, thousands of small markets by brute force, an outside package."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from internships.rules.matching import (
    Kept,
    KeptSeats,
    Market,
    Person,
    Place,
    Verdict,
    WhatIf,
    Wish,
    from_json,
    lot,
    match,
    prove,
    to_json,
    what_if,
    wishes_of,
    with_more,
)
from tests.internships.rules.matching_oracle import every_stable, rank_of, stable

GROUPS = ("disabled", "low_income")


def person(key: int, score: int, *positions: int, longest: int | None = None, groups: str = "") -> Person:
    wishes = tuple(Wish(position, 30) for position in positions)
    return Person(key, Decimal(score), f"{key:02}", wishes, longest, frozenset(groups.split()))


# -- by hand -------------------------------------------------------------------------------------------------------


def test_the_better_score_gets_the_dearer_wish_and_the_other_their_next() -> None:
    market = Market((person(1, 70, 10, 20), person(2, 90, 10, 20)), (Place(10, 1), Place(20, 1)))
    result = match(market)
    assert result.placed == {2: 10, 1: 20}
    assert result.rank == {2: 1, 1: 2}


def test_who_was_held_is_sent_on_when_somebody_better_comes_late() -> None:
    # 1 holds 10 until 3, who was refused at 20 by 2, asks there.
    people = (person(1, 60, 10, 30), person(2, 90, 20), person(3, 80, 20, 10))
    assert match(Market(people, (Place(10, 1), Place(20, 1), Place(30, 1)))).placed == {1: 30, 2: 20, 3: 10}


def test_the_longest_way_is_a_hard_limit_even_if_the_seat_stays_empty() -> None:
    far = Person(1, Decimal(95), "a", (Wish(10, 61), Wish(20, 60)), longest=60)
    market = Market((far,), (Place(10, 1), Place(20, 1)))
    assert match(market).placed == {1: 20}
    assert [met.verdict for met in wishes_of(market, {1: 20})[1]] == [Verdict.TOO_FAR, Verdict.PLACED]


def test_a_way_that_is_not_known_keeps_nobody_away() -> None:
    market = Market((Person(1, Decimal(50), "a", (Wish(10, None),), longest=10),), (Place(10, 1),))
    assert match(market).placed == {1: 10}


def test_equals_are_decided_by_the_lot_and_not_by_their_number() -> None:
    first, second = (Person(key, Decimal(80), of, (Wish(10),)) for key, of in ((1, "ff"), (2, "0a")))
    assert match(Market((first, second), (Place(10, 1),))).placed == {2: 10}


def test_the_lot_is_the_hash_that_the_terms_name() -> None:
    # printf '2026/DI-2026-001-00001' | sha256sum
    assert lot("2026", "DI-2026-001-00001") == "83f42fc9a8e7c4153e7a8362a9564547e03b0e7ef21c812fcb4dfd559008b60c"


def test_fit_counts_at_the_position_it_belongs_to_alone() -> None:
    fits = Person(1, Decimal(78), "a", (Wish(10, 30, Decimal(3)), Wish(20)))
    better = Person(2, Decimal(80), "b", (Wish(10), Wish(20)))
    market = Market((fits, better), (Place(10, 1), Place(20, 1)))
    assert match(market).placed == {1: 10, 2: 20}
    assert match(Market((replace(fits, wishes=(Wish(20), Wish(10))), better), market.places)).placed == {1: 20, 2: 10}


def test_a_kept_seat_goes_to_its_group_first_and_to_everybody_when_nobody_of_it_asks() -> None:
    place = (Place(10, 2, (Kept("disabled", 1),)),)
    without = (person(1, 90, 10), person(2, 80, 10), person(3, 70, 10))
    assert match(Market(without, place)).placed == {1: 10, 2: 10}
    member = person(3, 70, 10, groups="disabled")
    market = Market((*without[:2], member), place)
    assert match(market).placed == {1: 10, 3: 10}
    proof = prove(market, {1: 10, 3: 10})
    assert proof.holds
    assert proof.kept == (KeptSeats(10, "disabled", 1, 1, 0),)


def test_a_member_who_is_among_the_best_takes_the_kept_seat_and_no_second_member_is_owed_one() -> None:
    people = (person(1, 95, 10, groups="disabled"), person(2, 90, 10), person(3, 70, 10, groups="disabled"))
    market = Market(people, (Place(10, 2, (Kept("disabled", 1),)),))
    assert match(market).placed == {1: 10, 2: 10}
    assert prove(market, {1: 10, 2: 10}).kept[0].honoured


def test_more_kept_seats_than_seats_are_honoured_as_far_as_there_are_seats() -> None:
    people = (person(1, 80, 10, groups="disabled"), person(2, 90, 10, groups="low_income"))
    market = Market(people, (Place(10, 1, (Kept("disabled", 1), Kept("low_income", 1))),))
    assert match(market).placed == {1: 10}
    assert prove(market, {1: 10}).holds


# -- the proof finds what is wrong ---------------------------------------------------------------------------------


def test_the_proof_names_a_pair_that_would_rather_have_each_other() -> None:
    market = Market((person(1, 90, 10, 20), person(2, 80, 10, 20)), (Place(10, 1), Place(20, 1)))
    proof = prove(market, {1: 20, 2: 10})
    assert not proof.holds
    assert proof.blocking == ((1, 10),)


def test_the_proof_names_a_seat_left_empty_that_somebody_wants() -> None:
    market = Market((person(1, 90, 10),), (Place(10, 1),))
    assert prove(market, {}).blocking == ((1, 10),)


def test_the_proof_names_positions_that_are_overfull_people_too_far_and_people_who_never_asked() -> None:
    far = Person(3, Decimal(10), "c", (Wish(20, 90),), longest=30)
    market = Market((person(1, 90, 10), person(2, 80, 10), far), (Place(10, 1), Place(20, 1)))
    proof = prove(market, {1: 10, 2: 10, 3: 20})
    assert (proof.overfull, proof.too_far, proof.unwished) == ((10,), (3,), ())
    assert prove(market, {1: 20}).unwished == (1,)


def test_the_proof_names_kept_seats_that_a_member_was_refused() -> None:
    people = (person(1, 90, 10), person(2, 70, 10, groups="disabled"))
    market = Market(people, (Place(10, 1, (Kept("disabled", 1),)),))
    proof = prove(market, {1: 10})
    assert proof.kept == (KeptSeats(10, "disabled", 1, 0, 1),)
    assert not proof.kept[0].honoured


def test_everybody_reads_what_became_of_each_wish() -> None:
    people = (
        person(1, 90, 10),
        Person(2, Decimal(80), "b", (Wish(10), Wish(99), Wish(20, 50), Wish(30), Wish(40)), 45),
    )
    market = Market(people, (Place(10, 1), Place(20, 1), Place(30, 1), Place(40, 1)))
    result = match(market)
    assert [met.verdict for met in wishes_of(market, result.placed)[2]] == [
        Verdict.OTHERS_BEFORE, Verdict.CLOSED, Verdict.TOO_FAR, Verdict.PLACED, Verdict.NOT_NEEDED
    ]  # fmt: skip


# -- small markets by brute force ----------------------------------------------------------------------------------


def small_market(dice: random.Random) -> Market:
    """Up to five people and four positions, with equals, ways beyond the limit, fit and seats kept for two groups that
    overlap."""
    places = []
    for key in range(1, dice.randint(2, 5)):
        seats = dice.choice((0, 1, 1, 1, 2, 3))
        kept = tuple(Kept(group, dice.randint(1, 2)) for group in dice.sample(GROUPS, dice.randint(0, 2)))
        places.append(Place(key, seats, kept))
    people = []
    for key in range(dice.randint(1, 5)):
        wished = dice.sample(range(1, 5), dice.choice((0, 1, 2, 3, 4, 4)))
        wishes = tuple(Wish(at, dice.choice((None, 20, 40, 60)), Decimal(dice.randint(0, 9))) for at in wished)
        groups = frozenset(dice.sample(GROUPS, dice.choice((0, 0, 1, 2))))
        score = Decimal(dice.randint(70, 73))
        people.append(Person(key, score, str(dice.random()), wishes, dice.choice((None, 30, 50)), groups))
    return Market(tuple(people), tuple(places))


def tangled_market(dice: random.Random) -> Market:
    """Everybody wants everything and each position sees another order: here several matchings are stable."""
    people = tuple(
        Person(
            key, Decimal(70), str(dice.random()),
            tuple(Wish(at, 30, Decimal(dice.randint(0, 30))) for at in dice.sample(range(1, 5), 4)),
            groups=frozenset(dice.sample(GROUPS, dice.choice((0, 0, 1, 2)))),
        )
        for key in range(5)
    )  # fmt: skip
    places = (Place(1, 1), Place(2, 1), Place(3, 2, (Kept("disabled", 1),)), Place(4, 1, (Kept("low_income", 1),)))
    return Market(people, places)


@pytest.mark.parametrize("part", range(8))
def test_small_markets_are_stable_and_best_for_every_person_among_all_stable_matchings(part: int) -> None:
    dice = random.Random(part)
    with_choice = 0
    for _ in range(250):
        market = small_market(dice) if dice.random() < 0.6 else tangled_market(dice)
        placed = match(market).placed
        assert stable(market, placed), to_json(market)
        assert prove(market, placed).holds, to_json(market)
        found = list(every_stable(market))
        with_choice += len(found) > 1
        for other in found:
            for one in market.people:
                assert rank_of(one, placed) <= rank_of(one, other), to_json(market)
    assert with_choice > 3  # the question of the best one has been asked


def test_the_proof_agrees_with_brute_force_on_matchings_that_nobody_made_well() -> None:
    dice = random.Random(77)
    verdicts = set()
    for _ in range(1500):
        market = small_market(dice)
        keys = [one.key for one in market.places]
        placed = {
            one.key: dice.choice([wish.position for wish in one.wishes])
            for one in market.people
            if one.wishes and dice.random() < 0.8
        }
        proof = prove(market, placed)
        whole = not (proof.blocking or proof.overfull or proof.unwished or proof.too_far)
        assert whole == stable(market, placed), (to_json(market), placed, keys)
        verdicts.add(whole)
    assert verdicts == {True, False}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_nobody_gets_a_dearer_place_by_wishing_otherwise_than_they_mean(seed: int) -> None:
    dice = random.Random(seed)
    market = small_market(dice)
    honest = match(market).placed
    for at, one in enumerate(market.people):
        for _ in range(5):
            told = tuple(dice.sample(one.wishes, dice.randint(0, len(one.wishes))))
            people = (*market.people[:at], replace(one, wishes=told), *market.people[at + 1 :])
            assert rank_of(one, honest) <= rank_of(one, match(Market(people, market.places)).placed)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_in_which_people_and_positions_are_listed_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    market = small_market(dice)
    other = Market(
        tuple(dice.sample(market.people, len(market.people))), tuple(dice.sample(market.places, len(market.places)))
    )
    assert match(other) == match(market)
    assert to_json(other) == to_json(market)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_more_seats_leave_nobody_worse_off(seed: int) -> None:
    dice = random.Random(seed)
    market = small_market(dice)
    before = match(market).placed
    wider = with_more(market, {market.places[0].key: 2} if market.places else {})
    after = match(wider).placed
    assert all(rank_of(one, after) <= rank_of(one, before) for one in market.people)


def test_what_two_seats_more_and_an_hour_more_of_way_would_change_is_told_in_people() -> None:
    """A of 90 points lives 100 minutes from 10 and goes 60 at most; B of 80 has that seat; C of 70 only wants it."""
    people = (
        Person(1, Decimal(90), "a", (Wish(10, 100),), 60),
        Person(2, Decimal(80), "b", (Wish(10, 20), Wish(20, 30)), 60),
        Person(3, Decimal(70), "c", (Wish(10, 20),), 60),
    )
    market = Market(people, (Place(10, 1), Place(20, 1)))
    assert match(market).placed == {2: 10}
    # Two seats more at 10: C comes too. A stays out: no seat brings it nearer.
    assert what_if(market, {10: 2}, 0) == WhatIf(placed_before=1, placed=2, better=0, worse=0, newly=1, lost=0)
    # An hour more of way: A takes the seat, and B, who stands behind, goes to the second wish.
    assert what_if(market, {}, 60) == WhatIf(placed_before=1, placed=2, better=0, worse=1, newly=1, lost=0)
    # Both: everybody has the first wish. Without the seat at 20 the hour alone costs B the place.
    assert what_if(market, {10: 2}, 60) == WhatIf(placed_before=1, placed=3, better=0, worse=0, newly=2, lost=0)
    assert what_if(market, {20: -1}, 60) == WhatIf(placed_before=1, placed=1, better=0, worse=0, newly=1, lost=1)
    assert market.people == people, "nothing of it is kept"


def test_what_is_kept_can_be_read_again_and_gives_the_same_matching() -> None:
    dice = random.Random(3)
    for _ in range(200):
        market = small_market(dice)
        again = from_json(to_json(market))
        assert to_json(again) == to_json(market)
        assert match(again) == match(market)


# -- an outside package --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_without_kept_seats_the_package_matching_places_everybody_the_same(seed: int) -> None:
    """Hospital-resident, resident-optimal. The package wants every wish to be mutual, so each position ranks whoever
    asks."""
    dice = random.Random(seed)
    places = tuple(Place(key, dice.randint(1, 4)) for key in range(1, 7))
    people = tuple(
        Person(
            key,
            Decimal(dice.randint(60, 70)),
            f"{dice.random():.12f}",
            tuple(Wish(at, 30, Decimal(dice.randint(0, 3))) for at in dice.sample(range(1, 7), dice.randint(1, 6))),
        )
        for key in range(20)
    )
    wished = {one.key: [wish.position for wish in one.wishes] for one in people}
    ranked = {
        place.key: [
            one.key
            for one in sorted(
                (one for one in people if place.key in wished[one.key]),
                key=lambda one: (-(one.score + next(w.fit for w in one.wishes if w.position == place.key)), one.lot),
            )
        ]
        for place in places
    }
    asked = {key: order for key, order in ranked.items() if order}
    game = HospitalResident.create_from_dictionaries(
        wished, asked, {place.key: place.seats for place in places if place.key in asked}
    )
    theirs = {resident.name: hospital.name for hospital, crew in game.solve("resident").items() for resident in crew}
    assert match(Market(people, places)).placed == theirs
