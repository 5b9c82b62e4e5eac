"""What the office decides on positions: granted within quotas and mentors' room, returned, seats kept for groups."""

from collections.abc import Mapping

from django.urls import reverse

from internships.actions.host import appoint
from internships.actions.position_values import keep_version, require_whole
from internships.errors import HostNotApproved, MentorFull, QuotaReached, TooManyKept, UnknownGroup
from internships.errors_priority import GroupsNotSeen
from internships.models import Host, Position, ReservedSeats
from internships.queries.access import require_decides
from internships.queries.host import members_of
from internships.queries.position import kind_seats, mentored_seats
from internships.queries.position_values import terms_of
from internships.queries.priority import SEE
from internships.rules.position import mentor_has_room
from internships.rules.terms import Terms
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance, hold
from notices.actions import notify

_LOCK_SPACE = 0x73656174  # "seat": keeps these advisory locks apart from those of other apps


def hold_seats(call_id: int) -> None:
    """Until the transaction ends nobody else asks for or grants seats of the call: what is counted stays true.

    Not the call's row: that is held by everybody who hands in an application.
    """
    hold(_LOCK_SPACE, call_id)


def require_mentor_room(position: Position, terms: Terms, states: tuple[str, ...]) -> None:
    """Raises MentorFull when the mentor would have more interns than the call lets; the seats are held."""
    if position.mentor is None:
        return
    already = mentored_seats(position.call, position.mentor, states, position)
    if not mentor_has_room(already, position.seats, terms.mentor_capacity):
        raise MentorFull(
            field="mentor",
            mentor=position.mentor.name,
            already=already,
            total=already + position.seats,
            most=terms.mentor_capacity,
        )


def require_quota(position: Position, terms: Terms, seats: int) -> None:
    """Raises QuotaReached, with the figures, when ``seats`` more would be too many for the host's kind."""
    (kind,) = (one for one in kind_seats(position.call, terms) if one.kind == position.host.kind)
    if kind.most is not None and not kind.admits(seats):
        raise QuotaReached(
            most=kind.most,
            kind=Host.Kind(kind.kind).label,
            granted=kind.granted,
            seats=seats,
            over=kind.granted + seats - kind.most,
        )


def locked_to_decide(actor: Actor, position_id: int) -> Position:
    """The position and the seats of its call, held for a decision. Raises NotVisible, NotPermitted, OwnHost."""
    call_id = Position.objects.filter(pk=position_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotVisible()
    position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("host__organisation", "call", "mentor")
        .get(pk=position_id)
    )
    require_decides(actor, position)
    hold_seats(call_id)
    return position


@action
def grant_position(actor: Actor, position_id: int) -> Position:
    """From now on the position is shown, matched and offered; its mentor becomes a mentor of the host.

    Raises NotVisible, NotPermitted, OwnHost, TransitionRefused, HostNotApproved, PositionIncomplete, QuotaReached,
    MentorFull.
    """
    position = locked_to_decide(actor, position_id)
    if position.host.state != "approved":
        raise HostNotApproved(host=str(position.host))
    terms = terms_of(position)
    require_whole(position, terms)
    if position.state == "asked":  # else the life cycle refuses below, in its own words
        require_quota(position, terms, position.seats)
        require_mentor_room(position, terms, ("granted",))
    advance(position, "grant_position", actor, decided_at=clock.now(), note="")
    if position.mentor is not None:
        appoint(actor, position.host, position.mentor)
    keep_version(actor, position, "grant_position")
    tell_decided(position, "granted")
    return position


@action
def return_position(actor: Actor, position_id: int, reason: str) -> Position:
    """The host mends it and asks again. Raises NotVisible, NotPermitted, OwnHost, ReasonNeeded, TransitionRefused."""
    position = locked_to_decide(actor, position_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(position, "return_position", actor, reason=reason.strip(), note=reason.strip(), decided_at=clock.now())
    keep_version(actor, position, "return_position", reason=reason.strip())
    tell_decided(position, "returned", reason.strip())
    return position


@action
def reserve_seats(actor: Actor, position_id: int, seats: Mapping[str, int]) -> Position:
    """Keeps seats for priority groups (group → seats), which are offered to their members first; 0 gives a group's
    back, and what is kept for groups that are not named stays. Only whoever may see priority groups anyway: who knows
    for which group a seat is kept and who was placed there knows who belongs to it. The trail has the number alone.

    Raises NotVisible, NotPermitted, OwnHost, GroupsNotSeen, UnknownGroup, TooManyKept.
    """
    position = locked_to_decide(actor, position_id)
    if not may(actor, SEE, position.call):
        raise GroupsNotSeen()
    if not set(seats) <= set(terms_of(position).groups):
        raise UnknownGroup(field="group")
    before = dict(position.reserved.values_list("group", "seats"))
    wanted = {group: count for group, count in {**before, **seats}.items() if count > 0}
    if sum(wanted.values()) > position.seats:
        raise TooManyKept(kept=sum(wanted.values()), seats=position.seats)
    if wanted == before:
        return position
    position.reserved.exclude(group__in=wanted).delete()
    for group, count in wanted.items():
        ReservedSeats.objects.update_or_create(position=position, group=group, defaults={"seats": count})
    record(actor, "reserve_seats", position, before=_kept(before), after=_kept(wanted))
    keep_version(actor, position, "reserve_seats", {"reserved": [before, wanted]})
    return position


def _kept(seats: Mapping[str, int]) -> dict[str, int]:
    return {"kept": sum(seats.values())}


def tell_decided(position: Position, outcome: str, reason: str = "") -> None:
    """Tells the people of the host what became of their position; ``outcome`` as ``position_decided`` has it."""
    notify(
        "position_decided",
        list(members_of(position.host)),
        about=position,
        url=reverse("internships:my_position", args=[position.pk]),
        context={"host": str(position.host), "title": position.title, "outcome": outcome, "reason": reason},
    )
