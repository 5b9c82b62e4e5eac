"""Changing a granted position: asked for with a reason, granted or returned by the office, dropped by the host."""

from internships.actions.granting import (
    hold_seats,
    locked_to_decide,
    require_mentor_room,
    require_quota,
    tell_decided,
)
from internships.actions.host import appoint
from internships.actions.position import locked_position
from internships.actions.position_values import check, keep_version, require_whole, save
from internships.errors import NothingChanged
from internships.lifecycles import HELD, OPEN_CHANGE
from internships.models import Position, PositionChange
from internships.queries.position_values import differences, terms_of, values_of, wished
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance
from reports.actions import withdraw_about

POSITION_CHANGED = "자리 변경"  # why letters that say how it was are no longer valid


@action
def ask_change(actor: Actor, position_id: int, reason: str) -> PositionChange:
    """The host asks for what it has changed of a granted position.

    Raises NotVisible, ReasonNeeded, NothingChanged, TransitionRefused, PositionIncomplete, MentorFull, SeatsHeld.
    """
    position = locked_position(actor, position_id)
    change = _open(position)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if not change.values:
        raise NothingChanged()
    hold_seats(position.call_id)
    wanted = _wanted(position, change)
    terms = terms_of(wanted)
    require_whole(wanted, terms)
    require_mentor_room(wanted, terms, ("granted", "asked"))
    now = clock.now()
    return advance(
        change, "ask_change", actor, reason=reason.strip(), fields={"reason": reason.strip()}, asked_at=now, note=""
    )


def _open(position: Position) -> PositionChange:
    """The position's open change, locked. Raises NothingChanged."""
    change = PositionChange.objects.select_for_update().filter(position=position, state__in=OPEN_CHANGE).first()
    if change is None:
        raise NothingChanged()
    return change


def _wanted(position: Position, change: PositionChange) -> Position:
    """The position as the change makes it, not saved."""
    check(wished(position, change))
    return position


@action
def grant_change(actor: Actor, position_id: int) -> Position:
    """The position becomes what was asked for, checked by the quotas, capacities and seats of this moment; letters of
    people who are placed there are made anew.

    Raises NotVisible, NotPermitted, OwnHost, NothingChanged, TransitionRefused, QuotaReached, MentorFull, SeatsHeld,
    PositionIncomplete, PositionKnown.
    """
    position = locked_to_decide(actor, position_id)
    change = _open(position)
    advance(change, "grant_change", actor, decided_at=clock.now())
    before = values_of(position)
    _wanted(position, change)
    terms = terms_of(position)
    require_whole(position, terms)
    require_quota(position, terms, position.seats - before["seats"])
    require_mentor_room(position, terms, ("granted",))
    names = list(change.values)
    save(position, names)
    if "mentor_id" in names and position.mentor is not None:
        appoint(actor, position.host, position.mentor)
    changes = differences(before, {name: getattr(position, name) for name in names})
    keep_version(actor, position, "grant_change", changes, change.reason)
    for placement in position.placements.filter(state__in=HELD).order_by("pk"):
        withdraw_about(actor, placement.about, POSITION_CHANGED)
    tell_decided(position, "changed")
    return position


@action
def return_change(actor: Actor, position_id: int, reason: str) -> PositionChange:
    """Raises NotVisible, NotPermitted, OwnHost, NothingChanged, ReasonNeeded, TransitionRefused."""
    position = locked_to_decide(actor, position_id)
    change = _open(position)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(change, "return_change", actor, reason=reason.strip(), note=reason.strip(), decided_at=clock.now())
    tell_decided(position, "change_returned", reason.strip())
    return change


@action
def drop_change(actor: Actor, position_id: int) -> PositionChange:
    """The position stays as it was granted. Raises NotVisible, NothingChanged."""
    position = locked_position(actor, position_id)
    change = _open(position)
    return advance(change, "drop_change", actor)
