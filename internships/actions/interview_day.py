"""Interview days from the office's side: made with many slots at once, opened for booking, called off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from internships.actions.interview import give_to_panel, lock_slots, take_from_panel
from internships.errors_interview import (
    DayClosed,
    DayGone,
    DayKnown,
    InterviewerBusy,
    InterviewsHeld,
    NoSlotFits,
    NoSlotYet,
    RoomBusy,
    SlotInUse,
)
from internships.lifecycles import INTERVIEW_ACTIVE
from internships.messages_interview import tell_called_off, tell_may_book
from internships.models import InterviewBooking, InterviewDay, InterviewSlot, SlotInterviewer
from internships.queries.access import require_manages
from internships.queries.interview import who_may_book
from internships.rules.interviews import Span, clashes, plan_slots
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance, lock
from programs.errors_choosing import NotAReviewer
from programs.models import Call

SOMEBODY_ELSE = "면접위원 교체"  # the reason that is kept when a sheet is taken back


@dataclass(frozen=True)
class Times:
    """Slots one after another: from ``first`` until ``until`` at the latest, each of ``minutes`` with ``pause`` minutes
    between, for ``capacity`` applicants at once, in ``room`` or over ``video_link``, asked by ``panel`` (users)."""

    first: time
    until: time
    minutes: int
    pause: int = 0
    capacity: int = 1
    room: str = ""
    video_link: str = ""
    panel: Sequence[User] = ()


@action
def make_interview_day(
    actor: Actor, call_id: int, held_on: date, times: Times, *, place: str = "", note: str = ""
) -> InterviewDay:
    """A day with its first slots, in preparation. Raises NotPermitted, DayGone, DayKnown and what
    :func:`add_interview_times` raises."""
    call = lock(Call, call_id)
    require_manages(actor, call)
    if held_on <= clock.today():
        raise DayGone(field="held_on")
    try:
        with transaction.atomic():
            day = InterviewDay.objects.create(
                call=call, held_on=held_on, place=place.strip(), note=note.strip(), made_by=actor.user
            )
    except IntegrityError as error:
        raise DayKnown(field="place") from error
    record(actor, "make_interview_day", day, after={"call": call.pk, "held_on": held_on, "place": day.place})
    add_interview_times(actor, day.pk, times)
    return day


@action
def add_interview_times(actor: Actor, day_id: int, times: Times) -> list[InterviewSlot]:
    """More slots for a day, all of them or none. The call's lock orders managers who do so at once.

    Raises NotPermitted, DayClosed, NoSlotFits, NotAReviewer, RoomBusy, InterviewerBusy.
    """
    day = _day(actor, day_id)
    if day.state == "cancelled":
        raise DayClosed()
    planned = plan_slots(day.held_on, times.first, times.until, times.minutes, times.pause, clock.SEOUL)
    if not planned:
        raise NoSlotFits(field="until")
    _check_panel(day.call, planned, times.panel, taken=InterviewSlot.objects.all())
    _check_room(day, planned, times.room.strip())
    made = InterviewSlot.objects.bulk_create(
        InterviewSlot(
            day=day,
            starts_at=one.starts_at,
            minutes=one.minutes,
            capacity=times.capacity,
            room=times.room.strip(),
            video_link=times.video_link.strip(),
        )
        for one in planned
    )
    SlotInterviewer.objects.bulk_create(
        SlotInterviewer(slot=slot, interviewer=person) for slot in made for person in times.panel
    )
    panel = [person.pk for person in times.panel]
    record(actor, "add_interview_times", day, after={"slots": len(made), "room": times.room, "panel": panel})
    return made


def _day(actor: Actor, day_id: int) -> InterviewDay:
    found = InterviewDay.objects.filter(pk=day_id).first()
    if found is None:
        raise NotVisible()
    call = lock(Call, found.call_id)
    require_manages(actor, call)
    day: InterviewDay = lock(InterviewDay, day_id)
    day.call = call
    return day


def _check_panel(call: Call, planned: Sequence[Span], panel: Iterable[User], taken: QuerySet[InterviewSlot]) -> None:
    """Everybody is a reviewer of the call and free at these times, going by the slots ``taken``."""
    for person in panel:
        if not may(Actor.person(person), "review_call", call):
            raise NotAReviewer(name=str(person))
        own = taken.filter(interviewers=person).exclude(day__state="cancelled")
        clash = clashes(planned, _spans(own.filter(starts_at__date__range=_dates(planned))))
        if clash:
            raise InterviewerBusy(field="panel", name=person.name, time=_time(clash))


def _check_room(day: InterviewDay, planned: Sequence[Span], room: str) -> None:
    if not room:
        return
    taken = InterviewSlot.objects.filter(
        room=room, day__held_on=day.held_on, day__place=day.place, day__call__programme=day.call.programme
    ).exclude(day__state="cancelled")
    clash = clashes(planned, _spans(taken))
    if clash:
        raise RoomBusy(field="room", room=room, time=_time(clash))


def _dates(planned: Sequence[Span]) -> tuple[date, date]:
    day, margin = planned[0].starts_at.date(), timedelta(days=1)
    return day - margin, day + margin


def _spans(slots: Iterable[InterviewSlot]) -> list[Span]:
    return [Span(one.starts_at, one.minutes) for one in slots]


def _time(span: Span) -> str:
    return f"{span.starts_at.astimezone(clock.SEOUL):%H:%M}"


@action
def remove_slot(actor: Actor, slot_id: int) -> InterviewDay:
    """Takes away a time that nobody has ever booked. Raises NotPermitted, NotVisible, SlotInUse."""
    slot = lock_slots([slot_id]).get(slot_id)
    if slot is None:
        raise NotVisible()
    require_manages(actor, slot.day.call)
    if slot.bookings.exists():
        raise SlotInUse()
    record(actor, "remove_interview_time", slot.day, before={"starts_at": slot.starts_at, "room": slot.room})
    slot.delete()
    return slot.day


@action
def seat_interviewers(actor: Actor, slot_id: int, people: Sequence[User]) -> InterviewSlot:
    """Who asks in a slot from now on, where somebody falls ill or may not judge: whoever booked is given to those who
    are new, and the sheets of those who left go, unless they were handed in.

    Raises NotVisible, NotPermitted, NotAReviewer, InterviewerBusy.
    """
    slot = lock_slots([slot_id]).get(slot_id)
    if slot is None:
        raise NotVisible()
    require_manages(actor, slot.day.call)
    others = InterviewSlot.objects.exclude(pk=slot.pk)
    _check_panel(slot.day.call, [Span(slot.starts_at, slot.minutes)], people, taken=others)
    before = sorted(slot.panel.values_list("interviewer", flat=True))
    slot.panel.exclude(interviewer__in=people).delete()
    SlotInterviewer.objects.bulk_create(
        (SlotInterviewer(slot=slot, interviewer=person) for person in people), ignore_conflicts=True
    )
    for booking in slot.bookings.filter(state__in=["booked", "came"]).select_related("application__call"):
        take_from_panel(booking, SOMEBODY_ELSE, keep=people)
        give_to_panel(booking, booking.application, slot)
    after = sorted(person.pk for person in people)
    record(actor, "seat_interviewers", slot.day, before={"panel": before}, after={"slot": slot.pk, "panel": after})
    return slot


@action
def open_interview_day(actor: Actor, day_id: int) -> InterviewDay:
    """From now on its slots can be booked; whoever may book and has no interview is told, once a day.

    Raises NotPermitted, NoSlotYet, TransitionRefused.
    """
    day = _day(actor, day_id)
    if not day.slots.exists():
        raise NoSlotYet()
    advance(day, "open_interview_day", actor)
    tell_may_book(day, list(who_may_book(day.call).select_related("user")))
    return day


@action
def cancel_interview_day(actor: Actor, day_id: int, reason: str) -> InterviewDay:
    """Calls a day off: every booking and wait ends, their applicants are told and may book again.

    Raises NotPermitted, ReasonNeeded, InterviewsHeld, TransitionRefused.
    """
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    slots = lock_slots(InterviewSlot.objects.filter(day=day_id).values_list("pk", flat=True))
    day = _day(actor, day_id)
    bookings = InterviewBooking.objects.filter(slot__in=slots, state__in=INTERVIEW_ACTIVE)
    rows = list(bookings.select_related("application__user", "application__call", "slot").order_by("pk"))
    if any(one.state in {"came", "no_show"} for one in rows):
        raise InterviewsHeld()
    advance(day, "cancel_interview_day", actor, reason=reason.strip())
    for one in rows:
        advance(one, "cancel_interview", actor, reason=reason.strip(), ended_at=clock.now(), note=reason.strip()[:300])
        take_from_panel(one, reason.strip())
    tell_called_off(day, rows, reason.strip())
    return day
