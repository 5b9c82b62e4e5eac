"""The manager's board: positions and their seats, applicants to place, placements, the end."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.end_words import finding_text
from internships.forms.ending import LeavingForm
from internships.forms.manager import PlacingForm, ReasonForm
from internships.lifecycles import HELD, PLACEMENT
from internships.queries import placement as queries
from internships.queries.access import PROGRAMME, managed_calls, require_manager, require_manages
from internships.queries.attendance import attended, days_of, figures, shares
from internships.queries.ending import evaluations_of, verdict
from internships.queries.host import hosts as hosts_in
from internships.queries.hours import hours_of
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import tell_refusal
from programs.models import Call
from reports.actions import request_document

A_PAGE = 50


def call_for(request: HttpRequest, call_id: int) -> Call:
    """A call that the person manages; 404 for what is no internship call, 403 for somebody else's."""
    call = get_object_or_404(Call, pk=call_id, programme=PROGRAMME)
    require_manages(Actor.of(request), call)
    return call


@login_required
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """The manager's calls, each with its seats and states; and what waits."""
    require_manager(Actor.of(request))
    calls = [_overview(call) for call in managed_calls(Actor.of(request).user)[:5]]
    waiting = hosts_in(state="registered").count()
    return render(request, "internships/manager/overview.html", {"calls": calls, "hosts_waiting": waiting})


def _overview(call: Call) -> dict[str, Any]:
    states = queries.state_counts(call)
    return {
        "call": call,
        "phase": call.phase(clock.now()),
        "seats": queries.seat_totals(call),
        "to_place": queries.to_place(call).count(),
        "states": states,
        "active": states.get("accepted", 0) + states.get("working", 0),
    }


@login_required
@require_http_methods(["GET", "POST"])
def placing(request: HttpRequest, call_id: int) -> HttpResponse:
    """Selected applicants without a seat: tick them, choose a position, place."""
    call = call_for(request, call_id)
    text = request.GET.get("q", "")
    page = Paginator(queries.to_place(call, text), A_PAGE).get_page(request.GET.get("page"))
    known = [application.pk for application in page]
    form = PlacingForm(request.POST or None, call=call, applications=known)
    if request.method == "POST" and form.is_valid():
        try:
            placed = actions.place_applicants(
                Actor.of(request), form.cleaned_data["applications"], form.cleaned_data["position"].pk
            )
        except HanbatError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            said = ngettext("%(count)s applicant was placed.", "%(count)s applicants were placed.", len(placed))
            messages.success(request, said % {"count": len(placed)})
            return redirect("internships:placing", call_id=call.pk)
    ticked = {int(value) for value in request.POST.getlist("applications") if value.isdigit()}
    context = {
        "call": call,
        "form": form,
        "page": page,
        "text": text,
        "ticked": ticked,
        "tabs": call_tabs(call, "placing"),
    }
    return render(request, "internships/manager/placing.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def placements(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who is where, how far, and in what state."""
    call = call_for(request, call_id)
    state, text = request.GET.get("state", ""), request.GET.get("q", "")
    counts = queries.state_counts(call)
    page = Paginator(attended(queries.placements(call, state, text)), A_PAGE).get_page(request.GET.get("page"))
    for placement in page:
        placement.position.call = call  # one call, one set of terms
    return render(
        request,
        "internships/manager/placements.html",
        {
            "call": call,
            "page": page,
            "rows": shares(page.object_list),
            "text": text,
            "choices": [(code, label, counts.get(code, 0)) for code, label in PLACEMENT.choices],
            "letters": any(counts.get(state) for state in HELD),
            "tabs": call_tabs(call, "placements"),
        },
    )


@login_required
@require_POST
def placement_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """The list as it is filtered on the page, as Excel."""
    params = {"call": call_id, "state": request.GET.get("state", ""), "text": request.GET.get("q", "")}
    job = request_document(Actor.of(request), "internships.placements", params, "xlsx")
    return redirect("reports:job", public_id=job.public_id)


PAPERS = {
    "letters": ("placement_letters", "pdf"),
    "single_letters": ("placement_letters", "zip"),
    "roll": ("placement_roll", "pdf"),
}


@login_required
@require_POST
def placement_paper(request: HttpRequest, call_id: int, paper: str) -> HttpResponse:
    """Every letter of the call in one run, merged or one by one, or the list on paper."""
    return issued(request, call_id, PAPERS, paper)


def issued(request: HttpRequest, call_id: int, papers: Mapping[str, tuple[str, str]], paper: str) -> HttpResponse:
    """One of the papers of a call (document and format by their name in the address), begun. Raises Http404."""
    call = call_for(request, call_id)
    if paper not in papers:
        raise Http404
    code, kind = papers[paper]
    job = request_document(Actor.of(request), f"internships.{code}", {"call": call.pk}, kind)
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_GET
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One placement: facts, attendance, what can be done."""
    return placement_page(request, placement_id)


def placement_page(
    request: HttpRequest, placement_id: int, leaving: LeavingForm | None = None, incomplete: ReasonForm | None = None
) -> HttpResponse:
    """The page of a placement, with a form that was refused."""
    found = queries.placement_for(Actor.of(request), placement_id)
    require_manages(Actor.of(request), found.position.call)
    judged = verdict(found)
    context = {
        "placement": found,
        "hours": hours_of(found).on(max(clock.today(), found.first_day)),
        "over": found.last_day <= clock.today(),
        "completion": figures(found),
        "page": Paginator(days_of(found), 31).get_page(request.GET.get("page")),
        "verbs": {arrow.verb for arrow in found.next_verbs},
        "findings": [(finding_text(one), one.met) for one in judged.findings],
        "reached": judged.met,
        "evaluations": evaluations_of(found),
        "form": leaving or LeavingForm(),
        "incomplete_form": incomplete or ReasonForm(prefix="incomplete"),
    }
    status = 422 if leaving or incomplete else 200
    return render(request, "internships/manager/placement.html", context, status=status)


@login_required
@require_POST
def complete(request: HttpRequest, placement_id: int) -> HttpResponse:
    try:
        actions.complete_placement(Actor.of(request), placement_id)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("Completed. The certificate is being made and the intern is told."))
    return redirect("internships:placement", placement_id=placement_id)


@login_required
@require_POST
def leave(request: HttpRequest, placement_id: int) -> HttpResponse:
    form = LeavingForm(request.POST)
    if not form.is_valid():
        return placement_page(request, placement_id, form)
    values = form.cleaned_data
    actions.leave_placement(Actor.of(request), placement_id, values["reason"], values["cause"])
    messages.success(request, _("The placement has ended. The seat is free again."))
    return redirect("internships:placement", placement_id=placement_id)
