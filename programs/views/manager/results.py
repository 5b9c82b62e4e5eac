"""The ranking of a call, turning it into decisions, publishing them, giving many to reviewers at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.models import Decision
from programs.presentation import case_title
from programs.queries.calls import managed_call
from programs.queries.ranking import ranking
from programs.queries.results import decision_figures
from programs.registry import programme
from programs.views.manager.calls import managers_only
from programs.wording import RANK_REASONS


@managers_only
@require_safe
def ranked(request: HttpRequest, call_id: int) -> HttpResponse:
    """The list by score with what the rule proposes and what was decided."""
    call = managed_call(Actor.of(request), call_id)
    places = ranking(call)
    found = call.applications.filter(pk__in=[place.application for place in places]).select_related("decision")
    by_id = {one.pk: one for one in found}
    labels = dict(Decision.Outcome.choices)
    rows = []
    for place in places:
        application = by_id[place.application]
        application.call = call
        rows.append({
            "place": place,
            "application": application,
            "case": case_title(application),
            "decision": getattr(application, "decision", None),
            "proposal": labels.get(place.proposal.value) if place.proposal else "",
            "why": RANK_REASONS[place.reason],
        })  # fmt: skip
    owner = programme(call.programme)
    context = {
        "has_titles": bool(owner.title_answer),
        "has_amounts": owner.amount is not None,
        "undecided": any(row["decision"] is None for row in rows),
        "call": call,
        "terms": call.terms,
        "rows": rows,
        "figures": decision_figures(call),
        "over": call.closes_at <= clock.now(),
    }
    return render(request, "programs/manager/ranking.html", context)


@managers_only
@require_POST
def decide_by_ranking(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        made = actions.decide_by_ranking(actor, call_id)
        messages.success(request, _("%(count)s decisions were recorded by the ranking.") % {"count": len(made)})
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:ranking", call_id)


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
    return redirect("programs:ranking", call_id)
