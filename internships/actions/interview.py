"""Interviews from the applicant's side: booked, changed, waited for, given back; and who came.

Locks are taken in one order, slots by their number and then the application, so that neither a hundred clicks at once
nor a place that is passed on can stop one another.
"""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from internships.errors_interview import (
    InterviewBooked,
    InterviewNotYet,
    InterviewOver,
    NothingBooked,
    NotInvited,
    SlotFull,
    SlotNotOpen,
    TooLateToChange,
)
from internships.lifecycles import INTERVIEW_ACTIVE
from internships.messages_interview import tell_booked, tell_given_back, tell_moved_up
from internships.models import InterviewBooking, InterviewSlot
from internships.queries.access import PROGRAMME as CODE
from internships.queries.access import require_manages
from internships.queries.interview import stands_from
from internships.rules.interviews import INTERVIEWED, OUT
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance
from programs.actions import assign_reviewers, revoke_assignment
from programs.errors_choosing import ConflictFound, NotAReviewer, ReviewConflict
from programs.facts import own_application
from programs.models import Application, ReviewAssignment
from programs.rules.deadlines import last_minute
from programs.wording import moment_text

SYSTEM = Actor.system("internships")
# Reasons that are kept with what the system does.
GIVEN_BACK = "면접 예약 반납"
DID_NOT_COME = "면접 불참"
IS_OUT = "신청이 더 이상 심사 대상이 아님"


@action
def book_interview(actor: Actor, application_id: int, slot_id: int) -> InterviewBooking:
    """A place in the slot for the applicant, in place of the one that they had; a second click finds it booked.

    Raises NotVisible, NotInvited, SlotNotOpen, SlotFull, TooLateToChange, InterviewOver, ChangedMeanwhile.
    """
    slots, application, present = _held(actor, application_id, slot_id)
    slot = slots[slot_id]
    if present and present.slot_id == slot_id and present.state == "booked":
        return present
    _check_open(actor, application, slot)
    if slot.free < 1:
        raise SlotFull(field="slot")
    if present:
        _give_back(actor, present, slots[present.slot_id])
    booking = _written(application, slot, "booked")
    give_to_panel(booking, application, slot)
    record(actor, "book_interview", booking, after={"slot": slot.pk})
    tell_booked(booking)
    if present:
        _pass_on(slots[present.slot_id])
    return booking


@action
def wait_for_interview(actor: Actor, application_id: int, slot_id: int) -> InterviewBooking:
    """A wait for a place in a slot that is full; where one is free it is booked at once. Only whoever has no interview
    waits, for one slot at a time.

    Raises what :func:`book_interview` raises but SlotFull, and InterviewBooked.
    """
    slots, application, present = _held(actor, application_id, slot_id)
    slot = slots[slot_id]
    if present and present.state == "booked":
        raise InterviewBooked()
    if slot.free > 0:
        return book_interview(actor, application_id, slot_id)
    if present and present.slot_id == slot_id:
        return present
    _check_open(actor, application, slot)
    if present:
        _give_back(actor, present, slots[present.slot_id])
    booking = _written(application, slot, "waiting")
    record(actor, "wait_for_interview", booking, after={"slot": slot.pk})
    return booking


@action
def cancel_interview(actor: Actor, application_id: int, reason: str = "") -> InterviewBooking:
    """Gives the place or the wait back; whoever has waited longest for that slot moves up. The applicant may until the
    day that the call sets, the office at any time.

    Raises NotVisible, NothingBooked, TooLateToChange, InterviewOver, ChangedMeanwhile.
    """
    slots, application, present = _held(actor, application_id, None)
    if present is None:
        raise NothingBooked()
    slot = slots[present.slot_id]
    _give_back(actor, present, slot, reason)
    if not own_application(actor.user, application):
        tell_given_back(present, reason)
    _pass_on(slot)
    return present


@action
def release_interview(actor: Actor, application_id: int) -> None:
    """The system gives back the place or the wait of an application that is out (withdrawn, not eligible any more)."""
    slots, application, present = _held(actor, application_id, None)
    if present is None or application.state not in OUT:
        return
    slot = slots[present.slot_id]
    _give_back(actor, present, slot, IS_OUT)
    _pass_on(slot)


def _held(
    actor: Actor, application_id: int, slot_id: int | None
) -> tuple[dict[int, InterviewSlot], Application, InterviewBooking | None]:
    """The slots concerned, the application and its interview, all locked, for its applicant or the call's managers."""
    known = _present(application_id)
    wanted = {slot_id} if slot_id is not None else set()
    slots = lock_slots(wanted | ({known.slot_id} if known else set()))
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "user")
        .filter(pk=application_id, call__programme=CODE)
        .first()
    )
    if application is None or not (
        own_application(actor.user, application) or may(actor, "manage_call", application.call)
    ):
        raise NotVisible()
    if not wanted <= slots.keys() or any(slots[pk].day.call_id != application.call_id for pk in wanted):
        raise NotVisible()
    present = _present(application_id)
    if present is not None and present.slot_id not in slots:
        raise ChangedMeanwhile()  # another click of the same person was faster
    if present is not None and present.state in {"came", "no_show"}:
        raise InterviewOver(state=present.stage.label)
    return slots, application, present


def _present(application_id: int) -> InterviewBooking | None:
    return InterviewBooking.objects.filter(application=application_id, state__in=INTERVIEW_ACTIVE).first()


def lock_slots(slots: Iterable[int]) -> dict[int, InterviewSlot]:
    """The slots with their days and calls, locked in the order of their numbers."""
    rows = InterviewSlot.objects.select_for_update(of=("self",)).select_related("day__call").filter(pk__in=list(slots))
    return {one.pk: one for one in rows.order_by("pk")}


def _check_open(actor: Actor, application: Application, slot: InterviewSlot) -> None:
    if application.state not in INTERVIEWED:
        raise NotInvited(state=application.stage.label)
    if slot.day.state != "open" or slot.starts_at <= clock.arrived():
        raise SlotNotOpen(field="slot")
    if not may(actor, "manage_call", application.call):
        _check_time(slot)


def _check_time(slot: InterviewSlot) -> None:
    end = stands_from(slot)
    if clock.arrived() >= end:
        raise TooLateToChange(until=moment_text(last_minute(end)))


def _written(application: Application, slot: InterviewSlot, state: str) -> InterviewBooking:
    try:
        with transaction.atomic():
            made = InterviewBooking.objects.create(
                application=application, slot=slot, state=state, booked_at=clock.now()
            )
    except IntegrityError as error:
        if "no_more_interviews_than_capacity" in str(error):
            raise SlotFull(field="slot") from error
        raise ChangedMeanwhile() from error
    if state == "booked":
        slot.booked += 1  # as the trigger has counted
    return made


def _give_back(actor: Actor, booking: InterviewBooking, slot: InterviewSlot, reason: str = "") -> None:
    held = booking.state == "booked"
    if held and not may(actor, "manage_call", slot.day.call):
        _check_time(slot)
    advance(booking, "cancel_interview", actor, reason=reason.strip(), ended_at=clock.now())
    if held:
        slot.booked -= 1
        take_from_panel(booking, reason.strip() or GIVEN_BACK)


def _pass_on(slot: InterviewSlot) -> None:
    """A free place goes to whoever has waited longest for this slot, as long as they could still give it back."""
    if slot.day.state != "open" or clock.now() >= stands_from(slot):
        return
    waiting = slot.bookings.filter(state="waiting", application__state__in=INTERVIEWED).order_by("pk")
    for booking in waiting.select_related("application__call", "application__user")[: max(slot.free, 0)]:
        booking.slot = slot
        advance(booking, "move_up", SYSTEM, booked_at=clock.now())
        slot.booked += 1
        give_to_panel(booking, booking.application, slot)
        tell_moved_up(booking)


def give_to_panel(booking: InterviewBooking, application: Application, slot: InterviewSlot) -> None:
    """Whoever asks in the slot is asked to judge the application. A conflict of interest leaves that person out; the
    day's list shows it, and the office puts somebody else in."""
    given = []
    for person in slot.interviewers.order_by("pk"):
        try:
            given += [one.pk for one in assign_reviewers(SYSTEM, application.pk, [person])]
        except (ConflictFound, NotAReviewer, ReviewConflict):
            continue
    if given:
        booking.given = [*booking.given, *given]
        booking.save(update_fields=["given"])


def take_from_panel(booking: InterviewBooking, reason: str, keep: Sequence[User] = ()) -> None:
    """The sheets that the booking gave and that nobody has handed in go, but for those of ``keep``."""
    rows = ReviewAssignment.objects.filter(pk__in=booking.given, revoked_at=None).exclude(review__state="submitted")
    for pk in list(rows.exclude(reviewer__in=keep).values_list("pk", flat=True)):
        revoke_assignment(SYSTEM, pk, reason)


# -- who came -----------------------------------------------------------------------------------------------------


@action
def mark_interview(actor: Actor, booking_id: int, verb: str, reason: str = "") -> InterviewBooking:
    """Notes that the applicant came (``mark_came``), did not (``mark_no_show``), or is excused (``excuse_interview``,
    the office alone, with a reason): then the place is free, and another interview may be booked.

    The slot's panel and the office note it, on the day itself. Raises NotVisible, NotPermitted, InterviewNotYet,
    ReasonNeeded, TransitionRefused.
    """
    booking, application = _locked(booking_id)
    slot = booking.slot
    if not (may(actor, "manage_call", slot.day.call) or asks_in(actor, slot)):
        raise NotVisible()
    if verb == "excuse_interview":
        require_manages(actor, slot.day.call)
        return _excused(actor, booking, reason.strip())
    _check_begun(slot, verb)
    advance(booking, verb, actor, ended_at=clock.now())
    if verb == "mark_no_show":
        take_from_panel(booking, DID_NOT_COME)
    else:
        give_to_panel(booking, application, slot)
    return booking


def _locked(booking_id: int) -> tuple[InterviewBooking, Application]:
    """The booking with its slot, day and call, and its application, locked in the order of this module."""
    found = InterviewBooking.objects.filter(pk=booking_id).values("slot_id", "application_id").first()
    if found is None:
        raise NotVisible()
    slots = lock_slots([found["slot_id"]])
    application = Application.objects.select_for_update(of=("self",)).get(pk=found["application_id"])
    booking = InterviewBooking.objects.select_for_update().get(pk=booking_id)
    booking.slot = slots[found["slot_id"]]
    return booking, application


def _excused(actor: Actor, booking: InterviewBooking, reason: str) -> InterviewBooking:
    """The place is free for whoever waits."""
    if not reason:
        raise ReasonNeeded(field="reason")
    advance(booking, "excuse_interview", actor, reason=reason, note=reason, ended_at=clock.now())
    take_from_panel(booking, reason)
    booking.slot.refresh_from_db(fields=["booked"])
    _pass_on(booking.slot)
    return booking


def _check_begun(slot: InterviewSlot, verb: str) -> None:
    """Who came is noted from the day on, who did not from the slot's beginning."""
    begins = slot.starts_at.astimezone(clock.SEOUL)
    early = clock.today() < begins.date() if verb == "mark_came" else clock.now() < begins
    if early:
        raise InterviewNotYet(time=moment_text(begins))


def asks_in(actor: Actor, slot: InterviewSlot) -> bool:
    """Whether the actor sits on the slot's panel."""
    return (
        actor.user is not None
        and may(actor, "review_call", slot.day.call)
        and slot.panel.filter(interviewer=actor.user).exists()
    )
