"""Meetings of the panel: attendance, agreed points beside the sheets, minutes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.errors_choosing import ScoresMissing
from programs.forms.panel import MeetingForm
from programs.models import Application, Meeting
from programs.presentation import case_title
from programs.queries.applications import managed, reviews_of
from programs.queries.calls import managed_call, reviewers_of
from programs.queries.meetings import agenda, managed_meeting, meetings_of, stepping_out
from programs.queries.reviews import reviews_are_closed
from programs.views.manager.calls import managers_only
from reports.actions import request_document


@managers_only
def meetings(request: HttpRequest, call_id: int) -> HttpResponse:
    """The meetings of a call, and planning another."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.plan_meeting(actor, call.pk, **form.cleaned_data)
        messages.success(request, _("The meeting is planned."))
        return redirect("programs:meeting", made.pk)
    context = {"call": call, "meetings": meetings_of(call), "form": form}
    return render(request, "programs/manager/meetings.html", context, status=422 if form.errors else 200)


@managers_only
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: who is there, which applications, the minutes."""
    actor = Actor.of(request)
    shown = managed_meeting(actor, meeting_id)
    problem: HanbatError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, actor, shown))
            return redirect("programs:meeting", shown.pk)
        except HanbatError as error:
            problem = error
            shown = managed_meeting(actor, meeting_id)
    return render(
        request,
        "programs/manager/meeting.html",
        _page(request, shown, problem),
        status=problem.status if problem else 200,
    )


def _act(request: HttpRequest, actor: Actor, shown: Meeting) -> str:
    """What the pressed button does, and what is said of it."""
    verb, minutes = request.POST.get("verb", ""), request.POST.get("minutes", "").replace("\r\n", "\n")
    present = [int(one) for one in request.POST.getlist("present") if one.isdigit()]
    if verb == "open":
        actions.open_meeting(actor, shown.pk, present)
        return _("The meeting is open.")
    if verb == "attendance":
        actions.note_attendance(actor, shown.pk, present)
        return _("The attendance is noted.")
    if verb == "close":
        actions.write_minutes(actor, shown.pk, minutes)
        actions.close_meeting(actor, shown.pk)
        return _("The minutes are closed. The agreed points count from now on.")
    if verb == "cancel":
        actions.cancel_meeting(actor, shown.pk, request.POST.get("reason", ""))
        return _("The meeting does not take place.")
    actions.write_minutes(actor, shown.pk, minutes)
    return _("Saved.")


def _page(request: HttpRequest, shown: Meeting, problem: HanbatError | None) -> dict[str, Any]:
    rows = agenda(shown) if shown.state == "open" else []
    ticked = set(request.POST.getlist("present"))
    people = [
        {"pk": one["person"], "name": one["name"], "present": one["present"] or str(one["person"]) in ticked}
        for one in shown.attendance
    ]
    known = {one["pk"] for one in people}
    if shown.state in {"planned", "open"}:
        people += [
            {"pk": one.pk, "name": one.name, "present": str(one.pk) in ticked}
            for one in reviewers_of(shown.call)
            if one.pk not in known
        ]
    return {
        "meeting": shown,
        "call": shown.call,
        "people": people,
        "rows": rows,
        "agreed": shown.agreed.select_related("application").order_by("application__receipt_serial"),
        "minutes": request.POST.get("minutes", shown.minutes),
        "closed": reviews_are_closed(shown.call),
        "problem": problem,
    }


@managers_only
def agree(request: HttpRequest, meeting_id: int, public_id: UUID) -> HttpResponse:
    """The sheets of one application beside each other, and the points that the panel agrees on."""
    actor = Actor.of(request)
    shown, application = managed_meeting(actor, meeting_id), managed(actor, public_id)
    problem: HanbatError | None = None
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            if "drop" in request.POST:
                actions.drop_agreed(actor, shown.pk, application.pk, reason)
                messages.success(request, _("The agreed points are taken back; the sheets count."))
            else:
                points = {one.key: request.POST.get(f"points-{one.key}", "") for one in shown.call.terms.judged}
                actions.agree_score(actor, shown.pk, application.pk, points, reason)
                messages.success(request, _("The agreed points are kept. They count once the minutes are closed."))
            return redirect("programs:meeting", shown.pk)
        except HanbatError as error:
            problem = error
    context = _sheets(request, shown, application, problem)
    return render(request, "programs/manager/agree.html", context, status=problem.status if problem else 200)


def _sheets(
    request: HttpRequest, shown: Meeting, application: Application, problem: HanbatError | None
) -> dict[str, Any]:
    sheets = [one for one in reviews_of(application) if one.state == "submitted"]
    agreed = shown.agreed.filter(application=application).first()
    open_ones = {one.key for one in problem.criteria} if isinstance(problem, ScoresMissing) else set()
    given = [{score.criterion: score.points for score in one.scores.all()} for one in sheets]
    lines = [
        {
            "criterion": one,
            "label": _(one.label),
            "points": [sheet.get(one.key) for sheet in given],
            "agreed": request.POST.get(f"points-{one.key}", agreed.points.get(one.key, "") if agreed else ""),
            "open": one.key in open_ones,
        }
        for one in shown.call.terms.judged
    ]
    return {
        "meeting": shown,
        "call": shown.call,
        "application": application,
        "case": case_title(application),
        "sheets": sheets,
        "lines": lines,
        "agreed": agreed,
        "reason": request.POST.get("reason", agreed.reason if agreed else ""),
        "out": stepping_out([application]).get(application.pk, []),
        "editable": shown.state == "open" and application.state == "in_review",
        "problem": problem,
    }


@managers_only
@require_POST
def minutes_pdf(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Queues the minutes as PDF and leads to their page."""
    actor = Actor.of(request)
    shown = managed_meeting(actor, meeting_id)
    job = request_document(actor, "programs.minutes", {"meeting": shown.pk}, "pdf")
    return redirect("reports:job", job.public_id)
