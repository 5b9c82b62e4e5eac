"""Positions as hosts write them: begun, described, asked for, taken back, closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from internships.actions.granting import hold_seats, require_mentor_room
from internships.actions.position_values import check, keep_version, require_whole, save
from internships.errors import (
    HostNotApproved,
    NoTerms,
    PositionBeingJudged,
    PositionInUse,
    PositionOver,
    PositionsClosed,
)
from internships.lifecycles import ACTIVE, OPEN_CHANGE
from internships.models import Host, Position, PositionChange
from internships.queries.access import PROGRAMME, require_writes
from internships.queries.position import takes_positions
from internships.queries.position_values import WRITTEN, differences, from_plain, terms_of, values_of, with_values
from internships.rules.plan import PlanRow, kept_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance
from programs.models import Call


@action
def draft_position(
    actor: Actor, call_id: int, host_id: int, title: str, work: str, seats: int, **details: Any
) -> Position:
    """Begins a position of ``seats`` seats; without days of its own it lasts as long as the call's work.

    A person of the host does this, or a manager of the call in its place. ``details`` are further written fields of
    :class:`Position`. Raises NotVisible, HostNotApproved, PositionsClosed, NoTerms, OutsideCallPeriod, PositionKnown,
    NoMentorOfHost.
    """
    call = Call.objects.filter(pk=call_id, programme=PROGRAMME).first()
    # The lock keeps the approval standing until this is written.
    host = Host.objects.select_related("organisation").select_for_update(of=("self",)).filter(pk=host_id).first()
    if call is None or host is None:
        raise NotVisible()
    position = Position(call=call, host=host, title=title.strip(), work=work, seats=seats)
    require_writes(actor, position)
    _require_open(actor, position)
    terms = terms_of(position)
    if terms.first_day is None or terms.last_day is None:
        raise NoTerms()
    values = {"first_day": terms.first_day, "last_day": terms.last_day} | _written(details)
    with_values(position, {name: value for name, value in values.items() if value is not None})
    check(position)
    save(position)
    record(actor, "draft_position", position, after={"host": host.pk, "call": call.pk, "seats": seats})
    keep_version(actor, position, "draft_position")
    return position


def _require_open(actor: Actor, position: Position) -> None:
    """Raises HostNotApproved, and PositionsClosed for hosts once the call takes no more."""
    if position.host.state != "approved":
        raise HostNotApproved(field="host", host=str(position.host))
    if not may(actor, "manage_call", position.call) and not takes_positions(position.call):
        raise PositionsClosed()


def _written(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details by the names of the fields: a mentor as a person, a plan as rows or as it is kept. Raises TypeError for
    what a host does not write."""
    values = dict(details)
    if "mentor" in values:
        mentor = values.pop("mentor")
        values["mentor_id"] = mentor.pk if mentor else None
    if "plan" in values:
        values["plan"] = kept_from(values["plan"])
    unknown = values.keys() - set(WRITTEN)
    if unknown:
        raise TypeError(f"not written by a host: {sorted(unknown)}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def locked_position(actor: Actor, position_id: int) -> Position:
    """The position for whoever writes it, locked, with host and call. Raises NotVisible."""
    position = (
        Position.objects.select_for_update(of=("self",), no_key=True)
        .select_related("host__organisation", "call", "mentor")
        .filter(pk=position_id)
        .first()
    )
    if position is None:
        raise NotVisible()
    require_writes(actor, position)
    return position


@action
def describe_position(actor: Actor, position_id: int, **details: Any) -> Position:
    """Writes fields of a position; of a granted one they go into the change that its host then asks for.

    What is the same as before changes nothing. Raises NotVisible, PositionBeingJudged, PositionOver,
    OutsideCallPeriod, PositionKnown, SeatsHeld, NoMentorOfHost.
    """
    position = locked_position(actor, position_id)
    values = _written(details)
    if position.state == "granted":
        return _note_change(actor, position, values)
    _refuse_settled(position)
    before = values_of(position)
    changes = differences(before, values)
    if not changes:
        return position
    with_values(position, values)
    check(position)
    save(position, list(values))
    record(
        actor,
        "describe_position",
        position,
        before={name: pair[0] for name, pair in changes.items()},
        after={name: pair[1] for name, pair in changes.items()},
    )
    keep_version(actor, position, "describe_position", changes)
    return position


def _refuse_settled(position: Position) -> None:
    if position.state == "asked":
        raise PositionBeingJudged()
    if position.state == "closed":
        raise PositionOver()


def _note_change(actor: Actor, position: Position, values: Mapping[str, Any]) -> Position:
    """The granted position with what its host wants of it, not saved: that lies in the open change."""
    change = PositionChange.objects.select_for_update().filter(position=position, state__in=OPEN_CHANGE).first()
    if change is not None and change.state == "asked":
        raise PositionBeingJudged()
    granted = values_of(position)
    wanted = {**granted, **(from_plain(change.values) if change else {}), **values}
    changes = differences(granted, wanted)
    if change is None and not changes:
        return position
    wished = with_values(position, wanted)
    check(wished)
    kept = {name: pair[1] for name, pair in changes.items()}
    if change is None:
        change = PositionChange.objects.create(position=position, values=kept)
    before, change.values = dict(change.values), kept
    change.save(update_fields=["values"])
    record(actor, "describe_change", change, before={"values": before}, after={"values": kept})
    return wished


@action
def plan_position(actor: Actor, position_id: int, rows: Sequence[PlanRow]) -> Position:
    """Writes the work plan. It may be unfinished; asking for the position wants every week. Raises as
    :func:`describe_position`."""
    return describe_position(actor, position_id, plan=rows)


@action
def ask_position(actor: Actor, position_id: int) -> Position:
    """The host asks the office for the position.

    Raises NotVisible, HostNotApproved, PositionsClosed, TransitionRefused, PositionIncomplete, MentorFull.
    """
    position = locked_position(actor, position_id)
    hold_seats(position.call_id)
    _require_open(actor, position)
    terms = terms_of(position)
    require_whole(position, terms)
    require_mentor_room(position, terms, ("granted", "asked"))
    advance(position, "ask_position", actor, asked_at=clock.now(), note="")
    keep_version(actor, position, "ask_position")
    return position


@action
def take_back_position(actor: Actor, position_id: int) -> Position:
    """Before the office has decided. Raises NotVisible, TransitionRefused."""
    position = locked_position(actor, position_id)
    advance(position, "take_back_position", actor)
    keep_version(actor, position, "take_back_position")
    return position


@action
def close_position(actor: Actor, position_id: int, reason: str) -> Position:
    """The host (or the office) withdraws the position; a change that waits is dropped with it.

    Raises NotVisible, ReasonNeeded, PositionInUse (somebody holds a seat), TransitionRefused.
    """
    position = locked_position(actor, position_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    held = position.placements.filter(state__in=ACTIVE).count()
    if held:
        raise PositionInUse(count=held, position=position.title)
    for change in PositionChange.objects.select_for_update().filter(position=position, state__in=OPEN_CHANGE):
        advance(change, "drop_change", actor, reason=reason.strip())
    advance(position, "close_position", actor, reason=reason.strip(), note=reason.strip(), decided_at=clock.now())
    keep_version(actor, position, "close_position", reason=reason.strip())
    return position
