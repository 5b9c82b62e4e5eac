"""The office's interview days: made with many times at once, opened, filled, called off; who came."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.forms.interview import BookingForm, DayForm, SeatForm, TimesForm
from internships.forms.manager import ReasonForm
from internships.queries import interview as queries
from internships.views.manager import call_for
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from programs.queries.calls import reviewers_of
from reports.actions import request_document


@login_required
@require_GET
def days(request: HttpRequest, call_id: int) -> HttpResponse:
    """Every interview day of a call with its places, and how far the applicants are."""
    call = call_for(request, call_id)
    context = {
        "call": call,
        "tabs": call_tabs(call, "interview_days"),
        "days": queries.days_of(call),
        "counts": queries.booking_counts(call),
    }
    return render(request, "internships/interview/days.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_day(request: HttpRequest, call_id: int) -> HttpResponse:
    """A day with its first times."""
    call = call_for(request, call_id)
    form = DayForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.make_interview_day(
                Actor.of(request),
                call.pk,
                values["held_on"],
                form.times(),
                place=values["place"],
                note=values["note"],
            )
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The day is prepared. Look it over, then open it for booking."))
            return redirect("internships:interview_day", day_id=made.pk)
    return render(
        request, "internships/interview/day_form.html", {"call": call, "form": form}, status=422 if form.errors else 200
    )


@login_required
@require_GET
def day(request: HttpRequest, day_id: int) -> HttpResponse:
    """The list of a day: each time with its panel and who comes."""
    return _page(request, day_id)


def _page(
    request: HttpRequest,
    day_id: int,
    times: TimesForm | None = None,
    reason: ReasonForm | None = None,
    booking: BookingForm | None = None,
) -> HttpResponse:
    found = queries.managed_day(Actor.of(request), day_id)
    rows = queries.rows_of(found)
    context = {
        "day": found,
        "call": found.call,
        "rows": rows,
        "begun": found.held_on <= clock.today(),
        "verbs": {arrow.verb for arrow in found.next_verbs},
        "times": times or TimesForm(call=found.call),
        "reason": reason or ReasonForm(),
        "booking": booking or BookingForm(day=found),
        "reviewers": reviewers_of(found.call),
        "places": sum(row.slot.capacity for row in rows),
        "taken": sum(row.slot.booked for row in rows),
    }
    failed = any(form is not None and form.errors for form in (times, reason, booking))
    return render(request, "internships/interview/day.html", context, status=422 if failed else 200)


@login_required
@require_POST
def add_times(request: HttpRequest, day_id: int) -> HttpResponse:
    """More times for the day."""
    found = queries.managed_day(Actor.of(request), day_id)
    form = TimesForm(request.POST, call=found.call)
    if form.is_valid():
        try:
            made = actions.add_interview_times(Actor.of(request), day_id, form.times())
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            said = ngettext("%(count)s time was added.", "%(count)s times were added.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("internships:interview_day", day_id=day_id)
    return _page(request, day_id, times=form)


def _attempt(request: HttpRequest, day_id: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Does it and says so; what is refused is said on the day's page."""
    try:
        act()
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("internships:interview_day", day_id=day_id)


@login_required
@require_POST
def remove_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Takes away a time that nobody booked."""
    actor = Actor.of(request)
    slot = queries.managed_slot(actor, slot_id)
    return _attempt(request, slot.day_id, lambda: actions.remove_slot(actor, slot_id), _("The time was removed."))


@login_required
@require_POST
def seat(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Other interviewers for one time."""
    actor = Actor.of(request)
    slot = queries.managed_slot(actor, slot_id)
    form = SeatForm(request.POST, call=slot.day.call)
    if not form.is_valid():
        raise Http404
    people = list(form.cleaned_data["panel"])
    said = _("The interviewers were changed.")
    return _attempt(request, slot.day_id, lambda: actions.seat_interviewers(actor, slot_id, people), said)


@login_required
@require_POST
def book_for(request: HttpRequest, day_id: int) -> HttpResponse:
    """The office books for an applicant who called."""
    actor = Actor.of(request)
    form = BookingForm(request.POST, day=queries.managed_day(actor, day_id))
    if not form.is_valid():
        return _page(request, day_id, booking=form)
    application, slot = form.cleaned_data["receipt"], form.cleaned_data["slot"]
    said = _("The interview is booked. The applicant was told.")
    return _attempt(request, day_id, lambda: actions.book_interview(actor, application.pk, slot), said)


@login_required
@require_POST
def open_day(request: HttpRequest, day_id: int) -> HttpResponse:
    """Open for booking: whoever may book is told."""
    actor = Actor.of(request)
    queries.managed_day(actor, day_id)
    said = _("The day is open for booking. Whoever may book was told.")
    return _attempt(request, day_id, lambda: actions.open_interview_day(actor, day_id), said)


@login_required
@require_POST
def cancel_day(request: HttpRequest, day_id: int) -> HttpResponse:
    """Called off, with the reason that those who booked read."""
    actor = Actor.of(request)
    queries.managed_day(actor, day_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, day_id, reason=form)
    said = _("The day was called off. Those who had booked were told.")
    reason = form.cleaned_data["reason"]
    return _attempt(request, day_id, lambda: actions.cancel_interview_day(actor, day_id, reason), said)


@login_required
@require_POST
def sheets(request: HttpRequest, day_id: int) -> HttpResponse:
    """The interview sheets of a day as PDF."""
    queries.managed_day(Actor.of(request), day_id)
    job = request_document(Actor.of(request), "internships.interview_sheets", {"day": day_id}, "pdf")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_POST
def booking_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who comes when, as Excel."""
    call_for(request, call_id)
    job = request_document(Actor.of(request), "internships.interview_list", {"call": call_id}, "xlsx")
    return redirect("reports:job", public_id=job.public_id)
