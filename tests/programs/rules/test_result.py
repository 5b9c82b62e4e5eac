"""A ranking as it is kept, and what two of them, or two sets of inputs, tell apart."""

import json
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.ranking import (
    Bonus,
    Candidate,
    Changed,
    Difference,
    Inputs,
    Marking,
    Sheet,
    Terms,
    Track,
    differences,
    moves,
    rank,
    result_from_json,
    result_to_json,
    to_json,
)
from tests.programs.rules.worlds import calls


@given(calls())
def test_a_kept_ranking_is_read_back_as_it_was(inputs: Inputs):
    kept = json.loads(json.dumps(result_to_json(rank(inputs))))
    assert result_to_json(result_from_json(kept)) == kept
    assert moves(result_from_json(kept), rank(inputs)) == ()


@given(calls(), calls(), st.randoms(use_true_random=False))
def test_differences_are_found_exactly_when_the_canonical_json_differs(one: Inputs, other: Inputs, dice: Random):
    assert bool(differences(one, other)) == (to_json(one) != to_json(other))
    shuffled = list(one.candidates)
    dice.shuffle(shuffled)
    assert differences(one, Inputs(one.terms, tuple(shuffled))) == ()


def test_each_difference_is_named_with_its_application():
    def candidate(number: int, **fields) -> Candidate:
        return Candidate(number, sheets=(Sheet("a", {"use": Decimal(10)}),), asked=5, **fields)

    terms = Terms(Marking(), (Track(places=1),))
    before = Inputs(terms, tuple(map(candidate, range(1, 7))))
    changed = (
        replace(candidate(1), sheets=(Sheet("a", {"use": Decimal(11)}),)),
        replace(candidate(2), bonuses=(Bonus("b", Decimal(1), True),)),
        replace(candidate(3), asked=6),
        replace(candidate(4), groups=frozenset({"youth"})),
        replace(candidate(5), agreed={"use": Decimal(9)}),
        candidate(7),
    )
    after = Inputs(replace(terms, tracks=(Track(places=2),)), changed)
    assert differences(before, after) == (
        Difference(Changed.TERMS),
        Difference(Changed.SHEETS, 1),
        Difference(Changed.BONUS, 2),
        Difference(Changed.MONEY, 3),
        Difference(Changed.STANDING, 4),
        Difference(Changed.SHEETS, 5),
        Difference(Changed.GONE, 6),
        Difference(Changed.ADDED, 7),
    )
