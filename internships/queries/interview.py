"""Reading interviews: what an applicant may book, what the office and the panel see of a day."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from internships.lifecycles import INTERVIEW_ACTIVE
from internships.models import InterviewBooking, InterviewDay, InterviewSlot
from internships.queries.access import PROGRAMME, require_manages
from internships.rules.interviews import INTERVIEWED, OUT, changeable_until
from internships.rules.terms import terms_from
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import scopes
from programs.facts import own_application
from programs.models import Application, Call, Review
from programs.queries.calendar import Event
from programs.queries.reviews import Shown, shown_cases

# -- the applicant ------------------------------------------------------------------------------------------------


def own_case(actor: Actor, public_id: uuid.UUID) -> Application:
    """The person's own application for an internship. Raises NotVisible."""
    found = Application.objects.select_related("call", "user").filter(public_id=public_id).first()
    if found is None or found.call.programme != PROGRAMME or not own_application(actor.user, found):
        raise NotVisible()
    return found


def invited_cases(user: User) -> list[Application]:
    """The person's applications whose interview can be booked or is booked; one statement."""
    mine = Application.objects.filter(user=user, organisation=None, call__programme=PROGRAMME)
    shown = Q(state__in=INTERVIEWED, call__interview_days__state="open") | Q(interviews__state__in=INTERVIEW_ACTIVE)
    return list(mine.filter(shown).select_related("call").order_by("-pk").distinct())


def present_booking(application: Application) -> InterviewBooking | None:
    """The application's interview: booked, waited for, or held."""
    rows = InterviewBooking.objects.filter(application=application, state__in=INTERVIEW_ACTIVE)
    return rows.select_related("slot__day__call").first()


@dataclass(frozen=True)
class Bookable:
    """A slot as its applicant sees it; ``mine`` is the state of their booking there, ``ahead`` how many wait."""

    slot: InterviewSlot
    mine: str
    ahead: int


def bookable(application: Application, present: InterviewBooking | None) -> list[tuple[InterviewDay, list[Bookable]]]:
    """Days that are open, each with the times that can still be booked; two statements."""
    days_before = terms_from(application.call.terms.settings).interview_change_days
    now = clock.now()
    slots = (
        InterviewSlot.objects.filter(day__call=application.call, day__state="open", starts_at__gt=now)
        .annotate(ahead=Count("bookings", filter=Q(bookings__state="waiting")))
        .select_related("day")
        .order_by("day__held_on", "day_id", "starts_at", "room", "pk")
    )
    found: dict[int, tuple[InterviewDay, list[Bookable]]] = {}
    for slot in slots:
        mine = present.state if present and present.slot_id == slot.pk else ""
        if mine or now < changeable_until(slot.starts_at, days_before, clock.SEOUL):
            _day, rows = found.setdefault(slot.day_id, (slot.day, []))
            rows.append(Bookable(slot, mine, slot.ahead))
    return list(found.values())


def stands_from(slot: InterviewSlot) -> datetime:
    """The moment from which on applicants cannot book, change or give back the slot any more."""
    terms = terms_from(slot.day.call.terms.settings)
    return changeable_until(slot.starts_at, terms.interview_change_days, clock.SEOUL)


# -- the office ---------------------------------------------------------------------------------------------------


def days_of(call: Call) -> QuerySet[InterviewDay]:
    """The call's interview days with ``slot_count``, ``places``, ``taken`` and ``waiting``, by day; one statement."""
    waiting = (
        InterviewBooking.objects.filter(slot__day=OuterRef("pk"), state="waiting")
        .order_by()
        .values("slot__day")
        .values(n=Count("pk"))
    )
    days = InterviewDay.objects.filter(call=call).annotate(
        slot_count=Count("slots"),
        places=Coalesce(Sum("slots__capacity"), 0),
        taken=Coalesce(Sum("slots__booked"), 0),
        waiting=Coalesce(Subquery(waiting), 0),
    )
    return days.order_by("held_on", "place", "pk")


def booking_counts(call: Call) -> dict[str, int]:
    """Applicants by how far they are: ``invited`` (may book), and every state of an interview; two statements."""
    states = InterviewBooking.objects.filter(application__call=call, state__in=INTERVIEW_ACTIVE)
    counted: dict[str, int] = dict(states.order_by().values_list("state").annotate(n=Count("pk")))
    return {"invited": who_may_book(call).count(), **counted}


def who_may_book(call: Call) -> QuerySet[Application]:
    """Applications that were found eligible and have no interview."""
    rows = Application.objects.filter(call=call, state__in=INTERVIEWED)
    return rows.exclude(interviews__state__in=INTERVIEW_ACTIVE)


def managed_day(actor: Actor, day_id: int) -> InterviewDay:
    """A day of a call that the actor manages. Raises NotVisible, NotPermitted."""
    day = InterviewDay.objects.select_related("call").filter(pk=day_id).first()
    if day is None:
        raise NotVisible()
    require_manages(actor, day.call)
    return day


def day_of_booking(booking_id: int) -> InterviewDay:
    """The day on which somebody booked or waits, with its call."""
    return InterviewDay.objects.select_related("call").get(slots__bookings=booking_id)


def free_slots(day: InterviewDay) -> QuerySet[InterviewSlot]:
    """Its times that still have a place, by time."""
    return day.slots.filter(booked__lt=F("capacity")).order_by("starts_at", "room", "pk")


def managed_slot(actor: Actor, slot_id: int) -> InterviewSlot:
    """A time of a call that the actor manages. Raises NotVisible, NotPermitted."""
    found = InterviewSlot.objects.select_related("day__call").filter(pk=slot_id).first()
    if found is None:
        raise NotVisible()
    require_manages(actor, found.day.call)
    return found


@dataclass(frozen=True)
class Seat:
    """A booking on the list of a day; ``asked`` of the slot's panel may judge the application, ``done`` have."""

    booking: InterviewBooking
    case: Shown
    asked: int
    done: int
    review: Review | None = None


@dataclass(frozen=True)
class Row:
    """A slot of a day with its panel and everybody who booked it or waits for it."""

    slot: InterviewSlot
    seats: list[Seat]

    @property
    def panel(self) -> list[User]:
        return [one.interviewer for one in self.slot.panel.all()]


def rows_of(day: InterviewDay, *, panel_of: User | None = None) -> list[Row]:
    """The day's slots in the order of time, all or those in which ``panel_of`` asks; seven statements at most."""
    slots = day.slots.order_by("starts_at", "room", "pk").prefetch_related("panel__interviewer")
    if panel_of is not None:
        slots = slots.filter(panel__interviewer=panel_of)
    bookings = (
        InterviewBooking.objects.exclude(state="cancelled")
        .select_related("application__call", "application__organisation", "application__user")
        .order_by("pk")
    )
    rows = list(slots.prefetch_related(Prefetch("bookings", bookings, to_attr="present")))
    if panel_of is not None:
        for slot in rows:
            slot.present = [one for one in slot.present if one.state != "waiting"]
    found = [one for slot in rows for one in slot.present]
    cases = shown_cases([one.application for one in found])
    reviews = _reviews(found)
    return [Row(slot, [_seat(slot, one, cases, reviews, panel_of) for one in slot.present]) for slot in rows]


def _reviews(bookings: Iterable[InterviewBooking]) -> dict[int, list[Review]]:
    """Application → the present sheets of its reviewers."""
    found: dict[int, list[Review]] = {}
    rows = Review.objects.filter(
        assignment__application__in=[one.application_id for one in bookings], assignment__revoked_at=None
    ).select_related("assignment")
    for one in rows:
        found.setdefault(one.assignment.application_id, []).append(one)
    return found


def _seat(
    slot: InterviewSlot,
    booking: InterviewBooking,
    cases: dict[int, Shown],
    reviews: dict[int, list[Review]],
    panel_of: User | None,
) -> Seat:
    people = {one.interviewer_id for one in slot.panel.all()}
    sheets = [one for one in reviews.get(booking.application_id, []) if one.assignment.reviewer_id in people]
    mine = next((one for one in sheets if panel_of and one.assignment.reviewer_id == panel_of.pk), None)
    done = sum(one.state == "submitted" for one in sheets)
    return Seat(booking, cases[booking.application_id], len(sheets), done, mine)


def list_rows(call: Call) -> QuerySet[InterviewBooking]:
    """Everybody who has or had an interview, or waits for one, by time; one statement."""
    rows = InterviewBooking.objects.filter(application__call=call).exclude(state="cancelled")
    return rows.select_related("application__user", "slot__day").order_by("slot__starts_at", "slot__room", "pk")


# -- the panel ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MyDay:
    """A day on which a person asks, with how many ``people`` booked one of their times."""

    day: InterviewDay
    people: int


def interviewer_days(user: User) -> list[MyDay]:
    """Days on which the person asks, from today on; two statements."""
    calls = scopes(user, "review_call", Call).values("pk")
    days = InterviewDay.objects.filter(
        call__in=calls, state="open", slots__panel__interviewer=user, held_on__gte=clock.today()
    )
    counted = days.annotate(people=Coalesce(Sum("slots__booked"), 0)).select_related("call")
    return [MyDay(day, day.people) for day in counted.order_by("held_on", "pk")]


def interviewer_day(actor: Actor, day_id: int) -> InterviewDay:
    """A day on which the person asks. Raises NotVisible."""
    if actor.user is None:
        raise NotVisible()
    days = InterviewDay.objects.filter(
        pk=day_id, slots__panel__interviewer=actor.user, call__in=scopes(actor.user, "review_call", Call).values("pk")
    )
    found = days.select_related("call").distinct().first()
    if found is None:
        raise NotVisible()
    return found


# -- everybody's calendar and the reminders -----------------------------------------------------------------------


def calendar(user: Any, since: datetime, until: datetime) -> Iterable[Event]:
    """Interviews of one's own, and those in which one asks; two statements."""
    within = {"slot__starts_at__gte": since, "slot__starts_at__lt": until}
    mine = InterviewBooking.objects.filter(application__user=user, state="booked", **within)
    for one in mine.select_related("application", "slot"):
        url = reverse("internships:interview", args=[one.application.public_id])
        detail = one.slot.room or _("video interview")
        yield Event(f"interview-{one.application_id}", one.slot.starts_at, _("Interview"), url, detail)
    slots = InterviewSlot.objects.filter(
        panel__interviewer=user, day__state="open", booked__gt=0, starts_at__gte=since, starts_at__lt=until
    )
    for slot in slots.select_related("day__call").order_by("starts_at"):
        url = reverse("internships:interviewer_day", args=[slot.day_id])
        title = _("You interview: %(title)s") % {"title": slot.day.call.title}
        yield Event(f"interview-slot-{slot.pk}", slot.starts_at, title, url, slot.room)


def of_those_who_are_out() -> list[int]:
    """Applications that were withdrawn or found not eligible and still hold or wait for a time to come."""
    rows = InterviewBooking.objects.filter(
        state__in=["booked", "waiting"], application__state__in=OUT, slot__starts_at__gt=clock.now()
    )
    return list(rows.order_by("pk").values_list("application_id", flat=True))


def near(since: datetime, until: datetime) -> list[InterviewBooking]:
    """Interviews that are booked for a time in between."""
    rows = InterviewBooking.objects.filter(state="booked", slot__starts_at__gte=since, slot__starts_at__lt=until)
    return list(rows.select_related("application__user", "application__call", "slot__day").order_by("pk"))
