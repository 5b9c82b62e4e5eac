"""Decisions as they wait, are confirmed, and differ from the ranking."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum

from programs.models import Call, Decision
from programs.rules.terms import TrackTerms

WAITING = ("eligible", "in_review")


def waiting_decisions(call: Call) -> QuerySet[Decision]:
    """The decisions of applications whose result is not published, in the order of the list."""
    return (
        Decision.objects.filter(application__call=call, application__state__in=WAITING)
        .select_related("application", "run", "proposed_by", "decided_by")
        .defer("run__inputs", "run__result", "application__answers", "application__revisions")
        .order_by("track", F("rank").asc(nulls_last=True), "application_id")
    )


def proposed_decisions(call: Call) -> QuerySet[Decision]:
    return waiting_decisions(call).filter(state="proposed")


def compared_decisions(call: Call) -> QuerySet[Decision]:
    """The same with no more than :func:`digest` and a comparison with the ranking look at: they may be very many."""
    bare = proposed_decisions(call).select_related(None).defer(None)
    return bare.only(
        "application_id", "state", "run_id", "outcome", "amount", "reason", "why", "proposed_by_id", "proposed_at"
    )


def mark(decision: Decision | None) -> str:
    """What tells one look at a decision from the next; empty while there is none."""
    return f"{decision.state}:{decision.proposed_at.isoformat()}" if decision else ""


def digest(decisions: Iterable[Decision]) -> str:
    """SHA-256 of what is confirmed with them: who gets what, why, from which ranking."""
    content = sorted(
        [one.application_id, one.outcome, one.amount, one.reason, one.run_id or 0, mark(one)] for one in decisions
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class TrackUse:
    """What the decisions of a track come to: ``selected`` cases with ``amount`` won, ``reserve`` and ``rejected``."""

    terms: TrackTerms
    selected: int
    amount: int
    reserve: int
    rejected: int

    @property
    def over_places(self) -> bool:
        return self.terms.places is not None and self.selected > self.terms.places

    @property
    def over_budget(self) -> bool:
        return self.terms.budget is not None and self.amount > self.terms.budget

    @property
    def left(self) -> int | None:
        """Of the budget, in won."""
        return None if self.terms.budget is None else self.terms.budget - self.amount


NONE = (0, 0, 0, 0)


def track_uses(call: Call) -> list[TrackUse]:
    """One for each track of the call, in its order; one statement."""
    terms = call.terms.choosing_terms
    counted = (
        Decision.objects.filter(application__call=call)
        .exclude(application__state__in=["withdrawn", "given_up"])
        .order_by()
        .values_list("track")
        .annotate(
            selected=Count("pk", filter=Q(outcome="selected")),
            amount=Sum("amount", filter=Q(outcome="selected"), default=0),
            reserve=Count("pk", filter=Q(outcome="reserve")),
            rejected=Count("pk", filter=Q(outcome="rejected")),
        )
    )
    one_list = [track.code for track in terms.tracks] == [""]
    sums: dict[str, tuple[int, ...]] = {}
    for track, *figures in counted:
        code = "" if one_list else track
        sums[code] = tuple(map(sum, zip(sums.get(code, NONE), figures, strict=True)))
    return [TrackUse(track, *sums.get(track.code, NONE)) for track in terms.tracks]
