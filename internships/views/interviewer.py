"""An interviewer's day: who comes when, without names, each with the sheet that saves itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import actions
from internships.queries import interview as queries
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.permissions import may

VERBS = ("mark_came", "mark_no_show", "excuse_interview")


@login_required
@require_GET
def my_days(request: HttpRequest) -> HttpResponse:
    """Days on which the person asks; the one of today is shown at once when it is the only one."""
    found = queries.interviewer_days(Actor.of(request).user)
    if len(found) == 1:
        return redirect("internships:interviewer_day", day_id=found[0].day.pk)
    return render(request, "internships/interview/my_days.html", {"days": found})


@login_required
@require_GET
def my_day(request: HttpRequest, day_id: int) -> HttpResponse:
    actor = Actor.of(request)
    found = queries.interviewer_day(actor, day_id)
    rows = queries.rows_of(found, panel_of=actor.user)
    context = {"day": found, "call": found.call, "rows": rows, "begun": found.held_on <= clock.today()}
    return render(request, "internships/interview/my_day.html", context)


@login_required
@require_POST
def mark(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Came, did not come, excused; back to the page of whoever noted it."""
    actor, verb = Actor.of(request), request.POST.get("verb", "")
    if verb not in VERBS:
        raise Http404
    try:
        booking = actions.mark_interview(actor, booking_id, verb, request.POST.get("reason", ""))
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: %(state)s.") % {"state": booking.stage.label})
    day = queries.day_of_booking(booking_id)
    name = "interview_day" if may(actor, "manage_call", day.call) else "interviewer_day"
    return redirect(f"internships:{name}", day_id=day.pk)
