"""What the office changes after the matching: a person moved by hand, a position that its host withdraws."""

from operator import attrgetter

from django.urls import reverse

from internships.actions.matching import fill_seats
from internships.actions.placement import PROGRAMME, hold_position, locked, locked_with_call, offer, take_away
from internships.actions.position import close_position, locked_position
from internships.errors import OtherCall, SamePosition
from internships.lifecycles import ACTIVE
from internships.models import Placement, Position
from internships.queries.access import require_manages
from internships.queries.host import members_of
from internships.queries.matching import passed_over
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import lock
from notices.actions import notify
from programs.models import Call
from programs.queries.calls import managers_of


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
    position = hold_position(position_id)
    if position.call_id != call.pk:
        raise OtherCall(field="position")
    before = passed_over(call, placement.application_id, position_id)
    take_away(actor, placement, reason.strip())
    moved = offer(actor, placement.application, position, call, move_reason=reason.strip(), disturbs=before)
    fill_seats(PROGRAMME, call.pk)
    return moved


@action
def withdraw_position(actor: Actor, position_id: int, reason: str) -> Position:
    """The host (or the office) withdraws a position though people are placed there: each place is withdrawn, the
    position closed, and its people, who stay selected, are offered what is free by the rule of the matching. What that
    comes to is told beforehand by :func:`internships.queries.withdrawal.outcome_of`.

    Raises NotVisible, ReasonNeeded, TransitionRefused.
    """
    call_id = Position.objects.filter(pk=position_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotVisible()
    call: Call = lock(Call, call_id)
    position = locked_position(actor, position_id)
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded(field="reason")
    active = position.placements.filter(state__in=ACTIVE).order_by("pk")
    freed = [take_away(actor, locked(pk), reason) for pk in list(active.values_list("pk", flat=True))]
    closed = close_position(actor, position_id, reason)
    fill_seats(PROGRAMME, call.pk)
    if freed:
        _tell_withdrawn(actor, closed, reason, len(freed))
    return closed


def _tell_withdrawn(actor: Actor, position: Position, reason: str, people: int) -> None:
    """The other side is told: the managers of the call and the people of the host, but not whoever did it."""
    told = {*managers_of(position.call), *members_of(position.host)} - {actor.user}
    notify(
        "position_withdrawn",
        sorted(told, key=attrgetter("pk")),
        about=position,
        url=reverse("internships:my_position", args=[position.pk]),
        context={"host": str(position.host), "title": position.title, "reason": reason, "people": people},
    )
