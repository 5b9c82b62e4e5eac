"""Leaving a reviewer out gives the list that would be without their sheets."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from programs.rules.ranking import (
    Candidate,
    Inputs,
    Marking,
    Sheet,
    Terms,
    Track,
    rank,
    sensitivity,
)
from programs.rules.scoring import Proposal
from tests.programs.rules.worlds import calls


def selected(inputs: Inputs, track: str) -> dict[int, Decimal]:
    return {
        place.application: place.score
        for place in rank(inputs).listed
        if place.track == track and place.proposal is Proposal.SELECTED
    }


@settings(max_examples=80, deadline=None)
@given(calls())
def test_a_shift_is_what_ranking_anew_gives(inputs: Inputs):
    # The number of sheets needed is asked of the whole list only; so those without enough are left out here.
    needed = inputs.terms.marking.needed
    one = replace(inputs.terms.marking, needed=1)
    have = {place.application for place in rank(inputs).listed if place.score is not None}
    shifts = sensitivity(inputs)
    assert {(shift.track, shift.reviewer) for shift in shifts} == {
        (candidate.track, sheet.reviewer) for candidate in inputs.candidates for sheet in candidate.sheets
    }
    if needed > 1 and {candidate.application for candidate in inputs.candidates if candidate.sheets} - have:
        return
    for shift in shifts:
        rest = tuple(
            replace(candidate, sheets=tuple(s for s in candidate.sheets if s.reviewer != shift.reviewer))
            for candidate in inputs.candidates
        )
        before = selected(inputs, shift.track)
        after = selected(Inputs(replace(inputs.terms, marking=one), rest), shift.track)
        assert set(shift.gained) == after.keys() - before.keys()
        assert set(shift.lost) == before.keys() - after.keys()
        assert shift.line_before == (min(before.values()) if before else None)
        assert shift.line_after == (min(after.values()) if after else None)


def test_one_severe_reviewer_decides_between_two():
    # 나 gave application 2 twenty points less: with them 1 is selected (80 against 75), without them 2 (80 against 85).
    def sheets(*points: str) -> tuple[Sheet, ...]:
        return tuple(Sheet(name, {"use": Decimal(given)}) for name, given in zip("가나", points, strict=True))

    candidates = (Candidate(1, sheets=sheets("80", "80")), Candidate(2, sheets=sheets("85", "65")))
    found = {shift.reviewer: shift for shift in sensitivity(Inputs(Terms(Marking(), (Track(places=1),)), candidates))}
    assert (found["나"].gained, found["나"].lost) == ((2,), (1,))
    assert (found["나"].line_before, found["나"].line_after) == (Decimal("80"), Decimal("85"))
    assert found["가"].stable
