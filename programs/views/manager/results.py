"""Publishing the results of a call: what will be told to how many, the moment itself, or one that is set for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs import actions
from programs.choosing_pages import track_rows
from programs.forms.decisions import MomentForm
from programs.models import Call
from programs.queries.calls import call_of_office, managed_call
from programs.queries.publication import mails_of_results, missed_moment, planned_moment, what_stands_between
from programs.queries.ranking import kept_frame, run_in_force
from programs.registry import programme
from programs.views.manager.calls import managers_only
from programs.wording import moment_text


@login_required
@require_safe
def preview(request: HttpRequest, call_id: int) -> HttpResponse:
    """Counts, sums and mails as they would go out now, and the moment that is set."""
    actor = Actor.of(request)
    return render(request, "programs/manager/results.html", _page(actor, call_of_office(actor, call_id)))


def _page(actor: Actor, call: Call, form: MomentForm | None = None) -> dict[str, Any]:
    run = run_in_force(call)
    planned = planned_moment(call)
    person = actor.user.pk if actor.user else None
    moment = clock.now()
    publishing = planned is not None and planned.at <= moment
    return {
        "call": call,
        "tracks": track_rows(call, kept_frame(run) if run else None),
        "money": programme(call.programme).amount is not None,
        "mails": mails_of_results(call),
        "publishing": publishing,
        "obstacle": None if publishing or call.state == "decided" else what_stands_between(call),
        "now": moment,
        "manages": may(actor, "manage_call", call),
        "second": may(actor, "approve_call", call) and (run is None or run.made_by_id != person),
        "planned": planned,
        "missed": None if planned else missed_moment(call),
        "form": form or MomentForm(initial={"at": planned.at if planned else None}),
    }


@managers_only
@require_POST
def publish(request: HttpRequest, call_id: int) -> HttpResponse:
    """Every result at one moment, this one; of very many cases the page then shows when it is done."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        if actions.publish_or_queue(actor, call_id):
            messages.success(request, _("The results are published; every applicant was told."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:results", call_id)


@login_required
@require_POST
def plan(request: HttpRequest, call_id: int) -> HttpResponse:
    """Sets the moment or moves it."""
    actor = Actor.of(request)
    call = call_of_office(actor, call_id)
    form = MomentForm(request.POST)
    if form.is_valid():
        try:
            planned = actions.plan_results(actor, call_id, form.cleaned_data["at"])
            said = _("The results come out at %(moment)s. Until then nobody outside sees anything.")
            messages.success(request, said % {"moment": moment_text(planned.at)})
            return redirect("programs:results", call_id)
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "programs/manager/results.html", _page(actor, call, form), status=422)


@login_required
@require_POST
def take_back(request: HttpRequest, call_id: int) -> HttpResponse:
    """The results do not come out by themselves."""
    actor = Actor.of(request)
    call_of_office(actor, call_id)
    try:
        actions.take_back_moment(actor, call_id)
        messages.success(request, _("No moment is set any more; the results wait."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:results", call_id)
