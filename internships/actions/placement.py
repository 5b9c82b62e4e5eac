"""Placements: offered to selected applicants, accepted, declined or left to lapse, ended early, withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role, revoke_role
from accounts.models import Role
from internships.actions.attendance_closing import fill_before
from internships.errors import NoSeatLeft, NotOffered, NotSelected, OfferOver, OtherCall, PlacedAlready
from internships.models import LeaveCause, MatchingRun, Placement, Position
from internships.queries.access import require_manages, require_own
from internships.queries.calendar import days_of_work
from internships.rules.retention import keep_until
from internships.rules.terms import terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import advance, lock
from notices.actions import notify
from programs.actions import give_up
from programs.models import Application, Call
from programs.queries.deadlines import due_at
from programs.rules.deadlines import last_minute
from programs.wording import moment_text
from reports.actions import withdraw_about

# A person's own click gives them no role; the programme does, because the place is theirs.
PROGRAMME = Actor.system("internships")
PLACE_ENDED = "배치 종료"  # why its letters are no longer valid
NOT_ANSWERED = "정해진 날까지 응답하지 않아 배치 제안이 끝났습니다."


# -- offered -------------------------------------------------------------------------------------------------------


@action
def place_applicant(actor: Actor, application_id: int, position_id: int) -> Placement:
    """Offers a seat to a selected applicant by hand, who is told and answers.

    The position's row is locked while its seats are counted, so that clicks at once never fill more than there are.
    Raises NotPermitted, NotSelected, OtherCall, NotOffered, NoSeatLeft, PlacedAlready.
    """
    call = _call_of(Application.objects.values_list("call_id", flat=True).get(pk=application_id))
    application = Application.objects.select_for_update(of=("self",)).select_related("user").get(pk=application_id)
    require_manages(actor, call)
    position = hold_position(position_id)
    if position.call_id != application.call_id:
        raise OtherCall(field="position")
    if application.state != "selected":
        raise NotSelected(state=application.stage.label)
    return offer(actor, application, position, call)


@action
def place_applicants(actor: Actor, application_ids: Sequence[int], position_id: int) -> list[Placement]:
    """Places several applicants at one position, all of them or none. Raises what :func:`place_applicant` raises."""
    return [place_applicant(actor, application_id, position_id) for application_id in sorted(application_ids)]


def offer(
    actor: Actor,
    application: Application,
    position: Position,
    call: Call,
    *,
    run: MatchingRun | None = None,
    wish: int | None = None,
    **more: Any,
) -> Placement:
    """Writes the placement and tells its person. Call, application and position are locked by whoever calls.

    Raises NotOffered, NoSeatLeft, PlacedAlready.
    """
    if not position.is_offered:
        raise NotOffered(field="position", position=position.title)
    until = due_at(terms_from(call.terms.settings).offer_days)
    placement = _seat(application, position, until, run=run, wish=wish, **more)
    after = {"application": application.pk, "position": position.pk, "run": run and run.pk, "wish": wish}
    record(actor, "place_applicant", placement, after=after)
    notify(
        "placement_proposed",
        [placement.person],
        about=placement,
        url=reverse("internships:my_place"),
        context=_facts(placement),
        key=f"placement-{placement.pk}-proposed",
    )
    return placement


def _seat(application: Application, position: Position, until: datetime, **more: Any) -> Placement:
    if position.free < 1:
        raise NoSeatLeft(field="position", seats=position.seats, position=position.title)
    try:
        with transaction.atomic():
            placement = Placement.objects.create(
                application=application,
                person=application.user,
                position=position,
                first_day=position.first_day,
                last_day=position.last_day,
                due_at=until,
                **more,
            )
    except IntegrityError as error:
        if "no_more_interns_than_seats" in str(error):
            raise NoSeatLeft(field="position", seats=position.seats, position=position.title) from error
        raise PlacedAlready(person=application.name) from error
    position.taken += 1  # as the trigger has counted
    return placement


def _facts(placement: Placement) -> dict[str, str]:
    position = placement.position
    return {
        "host": str(position.host),
        "title": position.title,
        "place": position.place,
        "first_day": placement.first_day.isoformat(),
        "last_day": placement.last_day.isoformat(),
        "until": moment_text(placement.answer_until) if placement.answer_until else "",
    }


# -- answered ------------------------------------------------------------------------------------------------------


def _call_of(call_id: int | None) -> Call:
    """The call under lock: the first lock of whatever frees or fills a seat. Raises NotVisible."""
    if call_id is None:
        raise NotVisible()
    call: Call = lock(Call, call_id)
    return call


def hold_position(position_id: int) -> Position:
    """The position locked, its key left free for wishes that point to it. Raises NotVisible."""
    rows = Position.objects.select_for_update(of=("self",), no_key=True).select_related("host__organisation")
    position = rows.filter(pk=position_id).first()
    if position is None:
        raise NotVisible()
    return position


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


def locked_with_call(placement_id: int) -> Placement:
    """As :func:`locked`, the call locked before it."""
    _call_of(Placement.objects.filter(pk=placement_id).values_list("position__call_id", flat=True).first())
    return locked(placement_id)


@action
def accept_placement(actor: Actor, placement_id: int) -> Placement:
    """The applicant takes the place and becomes an intern; a second click changes nothing. Who follows somebody that
    left begins on the next day of work.

    Raises NotVisible, OfferOver by the moment of arrival, TransitionRefused.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    if placement.state == "accepted":
        return placement
    over = placement.due_at is not None and clock.arrived() >= placement.due_at
    if placement.due_at and (placement.state == "lapsed" or (placement.state == "proposed" and over)):
        raise OfferOver(until=moment_text(last_minute(placement.due_at)))
    advance(placement, "accept_placement", actor, answered_at=clock.now(), first_day=_first_day(placement))
    grant_role(PROGRAMME, placement.person, Role.INTERN, reason=str(placement.position))
    return placement


def _first_day(placement: Placement) -> date:
    """The first day of the position; after somebody who left, and of somebody who worked at another place before, the
    next day of work where that is later."""
    moved = placement.application.placements.filter(state="withdrawn", keep_until__isnull=False)
    if not moved.exists() and not placement.position.placements.filter(state="left").exists():
        return placement.first_day
    coming = days_of_work(clock.today() + timedelta(days=1), placement.last_day)
    return max(placement.first_day, next(coming, placement.first_day))


@action
def decline_placement(actor: Actor, placement_id: int, reason: str) -> Placement:
    """The applicant turns the place down and with it the selection; seat and place go to others by themselves.

    Raises NotVisible, TransitionRefused, ReasonNeeded.
    """
    placement = locked_with_call(placement_id)
    require_own(actor, placement)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    _end(actor, placement, "decline_placement", reason.strip(), answered_at=clock.now())
    _give_up(placement, reason.strip())
    return placement


@action
def lapse_placement(actor: Actor, placement_id: int) -> bool:
    """Ends an offer whose due date is over; whether it did. Harmless when somebody was quicker."""
    placement = locked_with_call(placement_id)
    if placement.state != "proposed" or placement.due_at is None or clock.settled() < placement.due_at:
        return False
    _end(actor, placement, "lapse_placement", NOT_ANSWERED)
    _give_up(placement, NOT_ANSWERED)
    return True


@action
def leave_placement(actor: Actor, placement_id: int, reason: str, cause: str = LeaveCause.OTHER.value) -> Placement:
    """Ends a placement before its time (중도포기), for one of the causes that are counted and in words: role of intern
    and selection end, the seat goes to others.

    Raises NotPermitted, TransitionRefused, ReasonNeeded.
    """
    placement = locked_with_call(placement_id)
    require_manages(actor, placement.position.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    never_came = placement.state == "accepted"
    _end(actor, placement, "leave_placement", reason.strip(), leave_cause=LeaveCause(cause).value)
    if never_came:
        fill_before(placement, clock.today())
    revoke_role(PROGRAMME, placement.person, Role.INTERN, reason=reason.strip())
    _give_up(placement, reason.strip())
    return placement


def _end(actor: Actor, placement: Placement, verb: str, reason: str, **changes: Any) -> None:
    """Ends it; letters about it are no longer valid, the records of whoever has worked are kept from this day on."""
    if placement.is_held:
        withdraw_about(actor, placement.about, PLACE_ENDED)
    if placement.state == "working":
        changes["keep_until"] = keep_until(min(placement.last_day, clock.today()))
    advance(placement, verb, actor, reason=reason, ended_at=clock.now(), end_reason=reason, **changes)


def _give_up(placement: Placement, reason: str) -> None:
    """The selection ends with the place; what follows is done by the programme's hook on giving up."""
    application = placement.application
    if application.state in ("selected", "reserve"):
        give_up(PROGRAMME, application.pk, reason)


# -- withdrawn -------------------------------------------------------------------------------------------------------


@action
def withdraw_placement(actor: Actor, placement_id: int, reason: str) -> Placement:
    """The place is withdrawn, as when its host can no longer keep it; the person stays selected and is offered another
    by :func:`internships.actions.matching.fill_seats`. Raises NotPermitted, ReasonNeeded, TransitionRefused."""
    placement = locked_with_call(placement_id)
    require_manages(actor, placement.position.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return take_away(actor, placement, reason.strip())


def take_away(actor: Actor, placement: Placement, reason: str) -> Placement:
    """The place is withdrawn: part of an action that has the right to it and holds the call and the placement. Raises
    TransitionRefused."""
    had_role = placement.state in ("accepted", "working")
    _end(actor, placement, "withdraw_placement", reason)
    if had_role:
        revoke_role(PROGRAMME, placement.person, Role.INTERN, reason=reason)
    notify(
        "placement_withdrawn",
        [placement.person],
        about=placement,
        url=reverse("internships:my_place"),
        context=_facts(placement) | {"reason": reason},
        key=f"placement-{placement.pk}-withdrawn",
    )
    return placement
