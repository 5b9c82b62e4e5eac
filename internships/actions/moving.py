"""What the office changes after the matching: a person moved by hand, a position that its host withdraws."""

from internships.actions.matching import fill_seats
from internships.actions.placement import PROGRAMME, locked_with_call, offer, withdraw_placement
from internships.actions.position import close_position
from internships.errors import OtherCall, SamePosition
from internships.lifecycles import ACTIVE
from internships.models import Placement, Position
from internships.queries.access import require_manages
from internships.queries.matching import passed_over
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import lock
from programs.models import Call


@action
def move_placement(actor: Actor, placement_id: int, position_id: int, reason: str) -> Placement:
    """Moves a person to another position by hand: the old place is withdrawn, the new one offered, the freed seat goes
    to whoever waits. Kept with the reason and with whom it passes over: see
    :func:`internships.queries.matching.passed_over`.

    Raises NotPermitted, ReasonNeeded, SamePosition, OtherCall, NotOffered, NoSeatLeft, TransitionRefused.
    """
    placement = locked_with_call(placement_id)
    call = placement.position.call
    require_manages(actor, call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if placement.position_id == position_id:
        raise SamePosition(field="position", person=placement.person)
    position: Position = lock(Position, position_id)
    if position.call_id != call.pk:
        raise OtherCall(field="position")
    before = passed_over(call, placement.application_id, position_id)
    withdraw_placement(actor, placement_id, reason)
    moved = offer(actor, placement.application, position, call, move_reason=reason.strip(), disturbs=before)
    fill_seats(PROGRAMME, call.pk)
    return moved


@action
def withdraw_position(actor: Actor, position_id: int, reason: str) -> Position:
    """A position is no longer offered, though people are placed there: each place is withdrawn, the position closed,
    and its people are offered what is free by the rule of the matching.

    Raises NotPermitted, ReasonNeeded, TransitionRefused.
    """
    call_id = Position.objects.values_list("call_id", flat=True).get(pk=position_id)
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    active = Placement.objects.filter(position_id=position_id, state__in=ACTIVE).order_by("pk")
    for placement_id in list(active.values_list("pk", flat=True)):
        withdraw_placement(actor, placement_id, reason.strip())
    position = close_position(actor, position_id, reason)
    fill_seats(PROGRAMME, call.pk)
    return position
