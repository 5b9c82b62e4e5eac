"""The ranking of a call from its handed-in reviews."""

from collections import defaultdict
from decimal import Decimal

from programs.models import Call, Score
from programs.rules.ranking import (
    Candidate,
    Inputs,
    Marking,
    Ranked,
    Sheet,
    Terms,
    TieBreak,
    TieKind,
    Track,
    rank,
)


def ranking(call: Call) -> list[Ranked]:
    """The list by the call's own terms."""
    return list(rank(ranking_inputs(call)).listed)


def ranking_inputs(call: Call) -> Inputs:
    """Everything the list follows from, to be ranked or kept; three statements, whatever the number of applications."""
    waiting = call.applications.filter(state__in=["eligible", "in_review", "selected", "reserve", "rejected"])
    points: dict[int, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    scores = Score.objects.filter(
        review__assignment__application__call=call, review__assignment__revoked_at=None, review__state="submitted"
    )
    for application, reviewer, criterion, given in scores.values_list(
        "review__assignment__application_id", "review__assignment__reviewer_id", "criterion", "points"
    ):
        points[application][str(reviewer)][criterion] = given
    candidates = (
        Candidate(
            application=pk,
            sheets=tuple(Sheet(reviewer, sheet) for reviewer, sheet in points[pk].items()),
            receipt=serial or 0,
            ticket=receipt_number,
        )
        for pk, serial, receipt_number in waiting.values_list("pk", "receipt_serial", "receipt_number")
    )
    return Inputs(terms_of(call), tuple(candidates))


def terms_of(call: Call) -> Terms:
    """The call's terms of choosing: one list of all applications, until the call knows tracks."""
    terms = call.terms
    marking = Marking(
        cut_off=terms.cut_off,
        drop_extremes=terms.drop_extremes,
        tie_break=tuple(TieBreak(TieKind.CRITERION, key) for key in terms.tie_break),
    )
    return Terms(marking, (Track(places=call.seats, reserves=call.reserves),))
