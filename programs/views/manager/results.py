"""Publishing the results of a call: what will be told to how many, and the moment itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.choosing_pages import track_rows
from programs.queries.calls import managed_call
from programs.queries.publication import mails_of_results, what_stands_between
from programs.queries.ranking import kept_ranking, run_in_force
from programs.registry import programme
from programs.views.manager.calls import managers_only


@managers_only
@require_safe
def preview(request: HttpRequest, call_id: int) -> HttpResponse:
    """Counts, sums and mails as they would go out now."""
    call = managed_call(Actor.of(request), call_id)
    run = run_in_force(call)
    obstacle = what_stands_between(call) if call.state != "decided" else None
    context = {
        "call": call,
        "tracks": track_rows(call, kept_ranking(run) if run else None),
        "money": programme(call.programme).amount is not None,
        "mails": mails_of_results(call),
        "obstacle": obstacle,
        "now": clock.now(),
    }
    return render(request, "programs/manager/results.html", context)


@managers_only
@require_POST
def publish(request: HttpRequest, call_id: int) -> HttpResponse:
    """Every result at one moment."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        actions.publish_results(actor, call_id)
        messages.success(request, _("The results are published; every applicant was told."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:results", call_id)
