"""The archive: managers propose, approvers decide, auditors read."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from kernel.action import action
from kernel.transition import advance
from programs.models import DestructionOrder
from tests.factories import make_user
from tests.permissions.matrix.programs import APPROVER, MANAGER, a_call, call_of, row
from tests.permissions.world import World
from tests.programs import factories as make

AUDITOR = {"auditor"}
posted = partial(row, method="post")


def ordered(world: World) -> Mapping[str, Any]:
    """A proposed destruction of a call that the manager of the table looks after."""
    order = DestructionOrder.objects.create(
        number="DS-2026-00001", call=call_of(world), reason="보존기간 만료", proposed_by=make_user("manager")
    )
    return {"public_id": order.public_id}


def carried_out(world: World) -> Mapping[str, Any]:
    found = ordered(world)
    order = DestructionOrder.objects.get(**found)
    for verb in ("approve", "carry_out"):
        _advanced(order, verb)
    return found


@action
def _advanced(order: DestructionOrder, verb: str) -> None:
    advance(order, verb, make.SYSTEM)


ROWS = [
    row("archive", MANAGER | APPROVER | AUDITOR),
    posted("propose_destruction", MANAGER, a_call, data={"reason": "만료"}),
    row("destruction", MANAGER | AUDITOR, ordered),
    posted("destruction_record", MANAGER | AUDITOR, carried_out),
    posted("decide_destruction", MANAGER, ordered, data={"verb": "approve"}),
]
