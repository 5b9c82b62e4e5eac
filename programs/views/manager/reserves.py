"""Places after the results: selected, called and waiting by track; calling the next; giving up by the office."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.choosing_pages import track_name
from programs.forms.decisions import ReasonForm
from programs.models import Application, Call, ReserveCall
from programs.presentation import case_title
from programs.queries.applications import managed
from programs.queries.calls import managed_call
from programs.queries.reserves import TrackStanding, call_ups, given_up, standings, waiting_reserves
from programs.rules.deadlines import last_minute
from programs.rules.reserves import Next, Nobody
from programs.views.manager.calls import managers_only
from programs.wording import nobody_text


@managers_only
@require_safe
def reserves(request: HttpRequest, call_id: int) -> HttpResponse:
    """Each track with its places, who is next, and everything that was called and given up so far."""
    call = managed_call(Actor.of(request), call_id)
    waiting = {one.pk: one for one in waiting_reserves(call)}
    history = Paginator(call_ups(call), 50).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "tracks": [_track(call, one, waiting) for one in standings(call)],
        "page": history,
        "history": [{"one": one, "last_moment": last_minute(one.due_at)} for one in history],
        "given_up": list(given_up(call)[:50]),
        "days": call.terms.choosing_terms.deadlines.acceptance,
        "decided": call.state == "decided",
    }
    return render(request, "programs/manager/reserves.html", context)


def _track(call: Call, standing: TrackStanding, waiting: dict[int, Application]) -> dict[str, Any]:
    found = standing.next()
    listed = [waiting[one.application] for one in standing.waiting]
    return {
        "name": track_name(standing.terms),
        "code": standing.terms.code,
        "standing": standing,
        "waiting": listed,
        "next": waiting[found.application] if isinstance(found, Next) else None,
        "offer": found.won if isinstance(found, Next) else None,
        "quota": found.quota if isinstance(found, Next) else "",
        "why": nobody_text(found) if isinstance(found, Nobody) else "",
        "equals": [waiting[pk] for pk in found.equals] if isinstance(found, Nobody) else [],
    }


@managers_only
@require_POST
def call_next(request: HttpRequest, call_id: int) -> HttpResponse:
    """Calls whom the page showed as the next."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    chosen, seen = (request.POST.get(name, "") for name in ("chosen", "seen"))
    try:
        called = actions.call_next(
            actor,
            call_id,
            request.POST.get("track", ""),
            chosen=int(chosen) if chosen.isdigit() else None,
            seen=int(seen) if seen.isdigit() else None,
        )
        messages.success(request, _("%(number)s was called up.") % {"number": called.application.receipt_number})
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:reserves", call_id)


@managers_only
@require_POST
def take_back(request: HttpRequest, call_id: int, call_up_id: int) -> HttpResponse:
    """Takes an offer back."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    try:
        named = ReserveCall.objects.filter(pk=call_up_id, application__call=call).values_list("pk", flat=True).first()
        actions.take_back_call_up(actor, named or 0, request.POST.get("reason", ""))
        messages.success(request, _("The call-up was taken back."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:reserves", call_id)


@managers_only
@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The office gives a place up for an applicant whose duty lapsed, with the reason that it reads."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = ReasonForm(request.POST or None)
    problem: HanbatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_up(actor, shown.pk, form.cleaned_data["reason"])
            messages.success(request, _("The place was given up."))
            return redirect("programs:reserves", shown.call_id)
        except HanbatError as error:
            problem = error
    context = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "form": form,
        "problem": problem,
        "office": True,
    }
    invalid = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "programs/give_up.html", context, status=problem.status if problem else invalid)


@managers_only
@require_POST
def publish_decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publishes the new decision of one application."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    try:
        actions.publish_decision(actor, shown.pk)
        messages.success(request, _("The new decision is published and its applicant told."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_case", public_id)
