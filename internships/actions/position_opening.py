"""A position that the office opens at once in the place of an approved host: written, planned, asked for, granted."""

from collections.abc import Iterable
from typing import Any

from internships.actions.granting import grant_position
from internships.actions.position import ask_position, draft_position
from internships.models import Position
from internships.queries.access import require_manages
from internships.rules.plan import PlanRow
from kernel.action import action
from kernel.actor import Actor
from programs.models import Call


@action
def open_position(
    actor: Actor,
    call_id: int,
    host_id: int,
    title: str,
    seats: int,
    *,
    plan: Iterable[PlanRow],
    work: str = "quality",
    **details: Any,
) -> Position:
    """All the steps of a position in one, each with its own checks: nothing is granted that lacks something.

    Raises NotPermitted and what :func:`draft_position`, :func:`ask_position` and :func:`grant_position` raise.
    """
    require_manages(actor, Call.objects.get(pk=call_id))
    position = draft_position(actor, call_id, host_id, title, work, seats, plan=plan, **details)
    ask_position(actor, position.pk)
    return grant_position(actor, position.pk)
