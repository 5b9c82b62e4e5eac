"""The office's matching: what it stands on, who comes where and why, what if; offered once a second person confirms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.forms.manager import ReasonForm
from internships.forms.matching import MoveForm, WhatIfForm
from internships.matching_words import figures_of, kept_of, wish_lines
from internships.models import MatchingRun, WishList
from internships.queries.access import PROGRAMME, require_manages
from internships.queries.board import funnel, seats_board
from internships.queries.matching import (
    comes_out_again,
    frozen_market,
    last_moment,
    latest_run,
    passed_over,
    placed_by,
    positions_of,
    proof_of,
    wishes_open,
    without_place,
)
from internships.queries.placement import placement_for
from internships.queries.position import offered, offered_like
from internships.rules.matching import what_if, wishes_of
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs.models import Application, Call
from reports.actions import request_document

A_PAGE = 50


def _call(request: HttpRequest, call_id: int) -> Call:
    """A call that the person manages or approves in; 404 for another programme's, 403 for somebody else's."""
    call = get_object_or_404(Call, pk=call_id, programme=PROGRAMME)
    actor = Actor.of(request)
    if not may(actor, "approve_call", call):
        require_manages(actor, call)
    return call


@login_required
@require_GET
def matching(request: HttpRequest, call_id: int) -> HttpResponse:
    """What a matching would stand on, the latest one with its proof, and what became of each person's wishes."""
    call = _call(request, call_id)
    actor = Actor.of(request)
    run = latest_run(call)
    context: dict[str, Any] = {
        "call": call,
        "tabs": call_tabs(call, "matching") if may(actor, "manage_call", call) else [],
        "manages": may(actor, "manage_call", call),
        "approves": may(actor, "approve_call", call),
        "until": last_moment(call),
        "open": last_moment(call) is not None and wishes_open(call, clock.now()),
        "seed": call.terms.choosing_terms.marking.seed,
        "waiting": without_place(call).count(),
        "lists": WishList.objects.filter(application__call=call).count(),
        "form": ReasonForm(),
    }
    if run is not None:
        context |= _of_run(request, call, run)
    return render(request, "internships/matching/matching.html", context)


def _of_run(request: HttpRequest, call: Call, run: MatchingRun) -> dict[str, Any]:
    market = frozen_market(run)
    placed, proof = placed_by(run), proof_of(run)
    met, positions = wishes_of(market, placed), positions_of(run)
    page = Paginator(sorted(market.people, key=lambda one: (-one.score, one.lot)), A_PAGE).get_page(
        request.GET.get("page")
    )
    names = Application.objects.in_bulk([one.key for one in page])
    asked = WhatIfForm(request.GET if "minutes" in request.GET else None, positions=offered(call))
    return {
        "run": run,
        "figures": figures_of(run, market),
        "proof": proof,
        "kept": kept_of(proof),
        "page": page,
        "rows": [
            {
                "person": one,
                "application": names.get(one.key),
                "at": positions.get(placed.get(one.key, 0)),
                "rank": run.result["rank"].get(str(one.key)),
                "lines": wish_lines(met[one.key], positions),
            }
            for one in page
        ],
        "asked": asked,
        "answer": _answer(asked, run),
        "second": run.made_by_id != Actor.of(request).user_id,
    }


def _answer(asked: WhatIfForm, run: MatchingRun) -> Any:
    """What would come out otherwise; None while nothing is asked."""
    if not asked.is_bound or not asked.is_valid():
        return None
    position, given = asked.cleaned_data["position"], asked.cleaned_data
    seats = {position.pk: given["seats"] or 0} if position else {}
    return what_if(frozen_market(run), seats, given["minutes"] or 0)


@login_required
@require_POST
def propose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Makes a matching; nothing is offered by it."""
    call = _call(request, call_id)
    try:
        actions.propose_matching(Actor.of(request), call.pk)
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The matching is made. A second person looks through it and confirms."))
    return redirect("internships:matching", call_id=call.pk)


@login_required
@require_POST
def decide(request: HttpRequest, call_id: int, run_id: int) -> HttpResponse:
    """A second person confirms the matching or sends it back."""
    call = _call(request, call_id)
    run = get_object_or_404(MatchingRun, pk=run_id, call=call)
    actor = Actor.of(request)
    try:
        if "send_back" in request.POST:
            actions.send_back_matching(actor, run.pk, request.POST.get("reason", ""))
            messages.success(request, _("The matching was sent back. Nothing was offered."))
        else:
            actions.confirm_matching(actor, run.pk)
            messages.success(request, _("Every place has been offered and everybody told."))
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    return redirect("internships:matching", call_id=call.pk)


@login_required
@require_POST
def again(request: HttpRequest, call_id: int, run_id: int) -> HttpResponse:
    """Makes a matching again from what was frozen and compares it with what was kept."""
    call = _call(request, call_id)
    run = get_object_or_404(MatchingRun, pk=run_id, call=call)
    if comes_out_again(run):
        messages.success(request, _("Made again from the frozen inputs: the same places for everybody."))
    else:
        messages.error(request, _("Made again from the frozen inputs it comes out otherwise. Tell the operators."))
    return redirect("internships:matching", call_id=call.pk)


@login_required
@require_POST
def paper(request: HttpRequest, call_id: int, run_id: int) -> HttpResponse:
    """The report with its proof as PDF, or everybody with reasons as Excel."""
    call = _call(request, call_id)
    run = get_object_or_404(MatchingRun, pk=run_id, call=call)
    code, form = ("matching_list", "xlsx") if request.POST.get("kind") == "xlsx" else ("matching", "pdf")
    job = request_document(Actor.of(request), f"internships.{code}", {"run": run.pk}, form)
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Moves a person by hand; before it is done the page says whom that passes over."""
    actor = Actor.of(request)
    placement = placement_for(actor, placement_id)
    call = placement.position.call
    require_manages(actor, call)
    form = MoveForm(request.POST or None, positions=offered_like(call, free=True).exclude(pk=placement.position_id))
    passed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        target, reason = form.cleaned_data["position"], form.cleaned_data["reason"]
        keys = passed_over(call, placement.application_id, target.pk)
        if keys and "anyway" not in request.POST:
            passed = list(Application.objects.in_bulk(keys).values())
        else:
            try:
                moved = actions.move_placement(actor, placement.pk, target.pk, reason)
            except HanbatError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The place is withdrawn and the new one offered."))
                return redirect("internships:placement", placement_id=moved.pk)
    context = {"placement": placement, "form": form, "passed": passed, "asked": bool(passed)}
    return render(request, "internships/matching/move.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def board(request: HttpRequest, call_id: int) -> HttpResponse:
    """All seats of the call: filled, offered, free, at risk; who would come next; the way from applications to
    completion beside the figures of 2020."""
    call = _call(request, call_id)
    found = seats_board(call, request.GET.get("only", ""))
    page = Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))
    filters = [
        ("free", _("free seats")),
        ("offered", _("offered to somebody")),
        ("risk", _("at risk")),
        ("full", _("every seat filled")),
    ]
    manages = may(Actor.of(request), "manage_call", call)
    context = {
        "call": call,
        "manages": manages,
        "page": page,
        "board": found,
        "funnel": funnel(call),
        "filters": filters,
        "tabs": call_tabs(call, "board") if manages else [],
    }
    return render(request, "internships/matching/board.html", context)
