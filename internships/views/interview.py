"""The applicant's phone: which times are free, one click to book, change or give back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar, Event

from internships import actions
from internships.messages_interview import facts, page_of
from internships.models import InterviewBooking
from internships.queries import interview as queries
from internships.rules.interviews import INTERVIEWED
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from programs.rules.deadlines import last_minute


@login_required
@require_GET
def interviews(request: HttpRequest) -> HttpResponse:
    """The person's interviews; the only one is shown at once."""
    cases = queries.invited_cases(Actor.of(request).user)
    if len(cases) == 1:
        return redirect("internships:interview", public_id=cases[0].public_id)
    return render(request, "internships/interview/cases.html", {"cases": cases})


@login_required
@require_GET
def interview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is booked, and every time that still can be."""
    application = queries.own_case(Actor.of(request), public_id)
    present = queries.present_booking(application)
    stands = queries.stands_from(present.slot) if present else None
    context = {
        "application": application,
        "call": application.call,
        "present": present,
        "last_moment": last_minute(stands) if stands else None,
        "changeable": stands is not None and clock.now() < stands,
        "days": queries.bookable(application, present),
        "may_book": application.state in INTERVIEWED and not (present and present.state in {"came", "no_show"}),
    }
    return render(request, "internships/interview/book.html", context)


def _act(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[..., InterviewBooking], *values: Any
) -> HttpResponse:
    """Does it and goes back to the page; a refusal is said there."""
    actor = Actor.of(request)
    application = queries.own_case(actor, public_id)
    try:
        booking = act(actor, application.pk, *values)
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        said = {
            "booked": _("Your interview is booked. You were sent a message with time and place."),
            "waiting": _("You wait for this time. You are told as soon as a place is yours."),
            "cancelled": _("Your interview was given back."),
        }
        messages.success(request, said[booking.state])
    return redirect("internships:interview", public_id=public_id)


def _slot(request: HttpRequest) -> int:
    number = request.POST.get("slot", "")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    return int(number)


@login_required
@require_POST
def book(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _act(request, public_id, actions.book_interview, _slot(request))


@login_required
@require_POST
def wait(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _act(request, public_id, actions.wait_for_interview, _slot(request))


@login_required
@require_POST
def give_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _act(request, public_id, actions.cancel_interview)


@login_required
@require_GET
def ics(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The interview for the phone's calendar (RFC 5545); when it moves, the same entry moves."""
    application = queries.own_case(Actor.of(request), public_id)
    booking = queries.present_booking(application)
    if booking is None or booking.state == "waiting":
        raise Http404
    known = facts(booking)
    entry = Event()
    entry.add("uid", f"interview-{application.pk}@hanbat")
    entry.add("sequence", booking.pk)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", booking.slot.starts_at)
    entry.add("dtend", booking.slot.ends_at)
    entry.add("summary", _("Interview: %(title)s") % {"title": application.call.title})
    entry.add("location", known["where"])
    entry.add("url", request.build_absolute_uri(page_of(application)))
    book = Calendar()
    book.add("prodid", "-//Hanbat//interview//KO")
    book.add("version", "2.0")
    book.add_component(entry)
    answer = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer
