"""The intern's phone: today, my place, the certificate."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.queries.consent import has_consent
from internships import actions
from internships.actions.attendance import Where
from internships.end_words import CRITERIA, finding_text
from internships.forms.manager import ReasonForm
from internships.matching_words import why_here
from internships.models import AttendanceEvent, Placement
from internships.personal import POSITION
from internships.queries.access import is_manager, is_mentor
from internships.queries.aftercare import open_surveys
from internships.queries.attendance import days_of, figures, present_clicks
from internships.queries.contract import contracts_of
from internships.queries.ending import evaluations_of, verdict
from internships.queries.hours import hours_of
from internships.queries.placement import current_placement, offers, placement_for, with_attendance
from internships.queries.worklog import log_of, planned_work
from internships.rules.whereabouts import Evidence, fix_from
from internships.rules.work_terms import work_terms_from
from internships.views.days import posted_month
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs.queries.deadlines import is_day_of_work
from reports.actions import request_document

DAYS_A_PAGE = 31


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Leads each person to their own part of the programme."""
    if is_manager(request.user):
        return redirect("internships:manage")
    if is_mentor(request.user):
        return redirect("internships:here")
    return redirect("internships:today")


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The clock: one big button, where I stand, today's times."""
    user = Actor.of(request).user
    placement = current_placement(user)
    day = clock.today()
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    events = present_clicks(placement)
    inside = bool(events) and events[-1].kind == AttendanceEvent.Kind.IN
    return render(
        request,
        "internships/intern/today.html",
        {
            "placement": placement,
            "day": day,
            "attendance": placement.days.filter(day=day).first(),
            "events": events,
            "inside": inside,
            "may_click": placement.state in {"accepted", "working"}
            and (inside or placement.first_day <= day <= placement.last_day),
            "hours": hours_of(placement).on(day),
            "day_of_work": is_day_of_work(day),
            "client_id": uuid.uuid4(),
            "mine": _addresses(user),
            "code": request.GET.get("code", "")[:64],
            "log": log_of(placement, day),
            "planned": planned_work(placement, day),
            **_evidence(user, placement),
        },
    )


def _addresses(user: User) -> str:
    """Where the phone sends what it has kept: the clocks of all the person's places, also of one that has ended since
    the click."""
    names = ("internships:clock_in", "internships:clock_out")
    return " ".join(reverse(name, args=[place.pk]) for place in with_attendance(user) for name in names)


def _evidence(user: User, placement: Placement) -> dict[str, Any]:
    """What the call asks a click to show, and whether the intern agreed to that."""
    terms = work_terms_from(placement.position.call.terms.settings)
    return {
        "evidence": terms.evidence.value,
        "consent": POSITION,
        "consented": terms.evidence is Evidence.POSITION and has_consent(user, POSITION.code, str(placement.pk)),
    }


@login_required
@require_POST
def click(request: HttpRequest, placement_id: int, kind: str) -> HttpResponse:
    """In or out; whatever is refused is said on the same page. The page's script asks for JSON."""
    act: Callable[..., AttendanceEvent] = actions.clock_in if kind == "in" else actions.clock_out
    sent = request.POST
    fix = fix_from(sent.get("latitude", ""), sent.get("longitude", ""), sent.get("accuracy", ""))
    try:
        event = act(
            Actor.of(request),
            placement_id,
            sent.get("client_id", ""),
            sent.get("device_at", ""),
            sent.get("sent_at", ""),
            Where(fix, sent.get("code", "")[:64]),
        )
    except HanbatError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        time = f"{event.counted_at.astimezone(clock.SEOUL):%H:%M}"
        said = _("You came at %(time)s.") if event.kind == AttendanceEvent.Kind.IN else _("You left at %(time)s.")
        messages.success(request, said % {"time": time})
        if event.astray:
            messages.warning(request, _("The place of work was not shown. Your click counts; your mentor looks at it."))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"answered": True})  # the page loads itself again and shows what was said
    return redirect("internships:today")


@login_required
@require_GET
def my_place(request: HttpRequest) -> HttpResponse:
    """Where I am placed, how far I have come, my days, my certificate; an offer that waits for my answer first."""
    user = Actor.of(request).user
    placement = current_placement(user)
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    offer = next(iter(offers(user)), None)
    return render(
        request,
        "internships/intern/my_place.html",
        {
            "placement": placement,
            "offer": offer,
            "hours": hours_of(placement).on(max(clock.today(), placement.first_day)),
            "why": why_here(placement),
            "form": ReasonForm(),
            "contracts": contracts_of(placement).exclude(sent_at=None),
            "completion": figures(placement),
            "findings": [(finding_text(one), one.met) for one in verdict(placement).findings],
            "evaluations": [
                (one, [(CRITERIA[name], mark) for name, mark in one.marks.items()]) for one in evaluations_of(placement)
            ],
            "surveys": open_surveys(user),
            "page": Paginator(days_of(placement), DAYS_A_PAGE).get_page(request.GET.get("page")),
        },
    )


@login_required
@require_POST
def accept(request: HttpRequest, placement_id: int) -> HttpResponse:
    placement = actions.accept_placement(Actor.of(request), placement_id)
    messages.success(
        request,
        _("The place is yours. Your first day is %(day)s.")
        % {"day": formats.date_format(placement.first_day, "SHORT_DATE_FORMAT")},
    )
    return redirect("internships:my_place")


@login_required
@require_POST
def decline(request: HttpRequest, placement_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.decline_placement(Actor.of(request), placement_id, form.cleaned_data["reason"])
        messages.success(request, _("You turned the place down. The people in charge will be in touch."))
        return redirect("internships:today")
    placement = placement_for(Actor.of(request), placement_id)
    context = {
        "placement": placement,
        "offer": placement,
        "form": form,
        "completion": figures(placement),
        "page": Paginator(days_of(placement), DAYS_A_PAGE).get_page(1),
    }
    return render(request, "internships/intern/my_place.html", context, status=422)


@login_required
@require_POST
def certificate(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The certificate: made the first time, the same one ever after."""
    job = actions.issue_certificate(Actor.of(request), placement_id)
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_POST
def placement_letter(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The letter that says where somebody is placed, for the person and the office."""
    job = request_document(Actor.of(request), "internships.placement_letter", {"placement": placement_id}, "pdf")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_POST
def attendance_sheet(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The attendance sheet as Excel, for whoever may see the placement."""
    job = request_document(Actor.of(request), "internships.attendance", {"placement": placement_id}, "xlsx")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_POST
def attendance_month(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The sheet of one month as PDF, for whoever may see the placement."""
    params = {"placement": placement_id, "month": posted_month(request)}
    job = request_document(Actor.of(request), "internships.attendance_month", params, "pdf")
    return redirect("reports:job", public_id=job.public_id)
