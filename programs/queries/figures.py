"""Reference figures: what holds today, what held before, what waits for a second person, what is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Role
from kernel.actor import Actor
from programs.actions.figure import DECIDERS, PROPOSERS
from programs.figures import FigureKind, figure_kinds
from programs.models import FigureProposal, ReferenceFigure


@dataclass(frozen=True)
class FigureLine:
    """One kind of figure with its values, newest first, each as it is read, and what was proposed."""

    kind: FigureKind
    now: str  # what holds today, empty when nothing does
    values: list[tuple[ReferenceFigure, str]]
    proposals: list[dict[str, Any]]

    @property
    def missing(self) -> bool:
        return self.kind.needed and not self.now


READERS = (*PROPOSERS, *DECIDERS, Role.AUDITOR)


def figures(actor: Actor, today: date) -> list[FigureLine]:
    """Every kind that is registered; two statements."""
    values = list(ReferenceFigure.objects.select_related("entered_by").order_by("-since"))
    proposals = list(FigureProposal.objects.select_related("proposed_by", "decided_by").order_by("-pk"))
    found = []
    for kind in figure_kinds():
        mine = [(one, kind.shown(one.value)) for one in values if one.name == kind.name]
        now = next((text for one, text in mine if one.since <= today and (one.until is None or today < one.until)), "")
        asked = [
            {"one": one, "value": kind.shown(one.value), "decides": _decides(actor, one)}
            for one in proposals
            if one.name == kind.name
        ]
        found.append(FigureLine(kind, now, mine, asked[:20]))
    return found


def _decides(actor: Actor, one: FigureProposal) -> bool:
    second = one.state == "proposed" and actor.user_id != one.proposed_by_id
    return bool(second and actor.user and actor.user.has_role(*DECIDERS))


def waiting_figures(user: Any) -> int:
    """How many proposals wait for the person as the second one."""
    if not user.has_role(*DECIDERS):
        return 0
    return FigureProposal.objects.filter(state="proposed").exclude(proposed_by=user).count()
