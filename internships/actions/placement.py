"""Placements: proposed to selected applicants, accepted or declined by them, ended early."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role, revoke_role
from accounts.models import Role
from internships.errors import NoSeatLeft, NotSelected, OtherCall, PlacedAlready
from internships.models import Placement, Position
from internships.queries.access import require_manages, require_own
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import advance, lock
from notices.actions import notify
from programs.models import Application

# A person's own click gives them no role; the programme does, because the place is theirs.
PROGRAMME = Actor.system("internships")


@action
def place_applicant(actor: Actor, application_id: int, position_id: int) -> Placement:
    """Proposes a seat to a selected applicant, who is told and answers.

    The position's row is locked while its seats are counted, so that clicks at once never fill more than there are.
    Raises NotPermitted, NotSelected, OtherCall, NoSeatLeft, PlacedAlready.
    """
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("call", "user").get(pk=application_id)
    )
    require_manages(actor, application.call)
    position: Position = lock(Position, position_id)
    if position.call_id != application.call_id:
        raise OtherCall(field="position")
    if application.state != "selected":
        raise NotSelected(state=application.stage.label)
    if position.free < 1:
        raise NoSeatLeft(field="position", seats=position.seats, position=position.title)
    placement = _seat(application, position)
    record(actor, "place_applicant", placement, after={"application": application.pk, "position": position.pk})
    notify(
        "placement_proposed",
        [placement.person],
        about=placement,
        url=reverse("internships:my_place"),
        context=_facts(placement),
        key=f"placement-{placement.pk}-proposed",
    )
    return placement


@action
def place_applicants(actor: Actor, application_ids: Sequence[int], position_id: int) -> list[Placement]:
    """Places several applicants at one position, all of them or none. Raises what :func:`place_applicant` raises."""
    return [place_applicant(actor, application_id, position_id) for application_id in sorted(application_ids)]


def _seat(application: Application, position: Position) -> Placement:
    try:
        with transaction.atomic():
            return Placement.objects.create(
                application=application,
                person=application.user,
                position=position,
                first_day=position.first_day,
                last_day=position.last_day,
            )
    except IntegrityError as error:
        if "no_more_interns_than_seats" in str(error):
            raise NoSeatLeft(field="position", seats=position.seats, position=position.title) from error
        raise PlacedAlready(person=application.name) from error


def _facts(placement: Placement) -> dict[str, str]:
    position = placement.position
    return {
        "host": str(position.host),
        "title": position.title,
        "place": position.place,
        "first_day": placement.first_day.isoformat(),
        "last_day": placement.last_day.isoformat(),
    }


def locked(placement_id: int) -> Placement:
    """The placement with its position, host and call, locked. Raises NotVisible."""
    placement = (
        Placement.objects.select_for_update(of=("self",))
        .select_related("person", "position__host__organisation", "position__call")
        .filter(pk=placement_id)
        .first()
    )
    if placement is None:
        raise NotVisible()
    return placement


@action
def accept_placement(actor: Actor, placement_id: int) -> Placement:
    """The applicant takes the place and becomes an intern; a second click changes nothing.

    Raises NotVisible, TransitionRefused.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    if placement.state == "accepted":
        return placement
    advance(placement, "accept_placement", actor, answered_at=clock.now())
    grant_role(PROGRAMME, placement.person, Role.INTERN, reason=str(placement.position))
    return placement


@action
def decline_placement(actor: Actor, placement_id: int, reason: str) -> Placement:
    """The applicant turns the place down; the seat is free again.

    Raises NotVisible, TransitionRefused, ReasonNeeded.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    now = clock.now()
    return advance(
        placement,
        "decline_placement",
        actor,
        reason=reason.strip(),
        answered_at=now,
        ended_at=now,
        end_reason=reason.strip(),
    )


@action
def leave_placement(actor: Actor, placement_id: int, reason: str) -> Placement:
    """Ends a placement before its time (중도포기): the seat is free again, the role of intern is taken.

    Raises NotPermitted, TransitionRefused, ReasonNeeded.
    """
    placement = locked(placement_id)
    require_manages(actor, placement.position.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(
        placement,
        "leave_placement",
        actor,
        reason=reason.strip(),
        ended_at=clock.now(),
        end_reason=reason.strip(),
    )
    revoke_role(PROGRAMME, placement.person, Role.INTERN, reason=reason.strip())
    return placement
