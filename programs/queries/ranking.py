"""The ranking of a call from its handed-in reviews."""

from collections import defaultdict
from decimal import Decimal

from programs.models import Call, Score
from programs.queries.meetings import agreed_points
from programs.rules.ranking import (
    Candidate,
    Inputs,
    Ranked,
    Sheet,
    rank,
)


def ranking(call: Call) -> list[Ranked]:
    """The list by the call's own terms."""
    return list(rank(ranking_inputs(call)).listed)


def ranking_inputs(call: Call) -> Inputs:
    """Everything the list follows from, to be ranked or kept; four statements, whatever the number of applications."""
    waiting = call.applications.filter(state__in=["eligible", "in_review", "selected", "reserve", "rejected"])
    points: dict[int, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    scores = Score.objects.filter(
        review__assignment__application__call=call, review__assignment__revoked_at=None, review__state="submitted"
    )
    for application, reviewer, criterion, given in scores.values_list(
        "review__assignment__application_id", "review__assignment__reviewer_id", "criterion", "points"
    ):
        points[application][str(reviewer)][criterion] = given
    terms, agreed = call.terms.choosing_terms, agreed_points(call)
    candidates = (
        Candidate(
            application=pk,
            track=track if terms.track(track) else "",
            asked=asked or 0,
            groups=frozenset(groups),
            sheets=tuple(Sheet(reviewer, sheet) for reviewer, sheet in points[pk].items()),
            receipt=serial or 0,
            ticket=receipt_number,
            agreed=agreed.get(pk),
        )
        for pk, track, asked, groups, serial, receipt_number in waiting.values_list(
            "pk", "track", "asked", "groups", "receipt_serial", "receipt_number"
        )
    )
    return Inputs(terms.for_ranking(), tuple(candidates))
