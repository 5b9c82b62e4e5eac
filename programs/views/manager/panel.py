"""The panel of a call: who judges what, a plan to look at before it counts, recusals, reminders, drift."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.models import Call
from programs.queries.applications import managed
from programs.queries.calls import managed_call
from programs.queries.drift import drift_of
from programs.queries.panel import Plan, panel_rows, plan_of, present_panels, recusals_of
from programs.rules.drift import Drift, DriftRules, Tendency
from programs.views.manager.calls import managers_only
from programs.wording import CONFLICTS, TENDENCIES


@managers_only
@require_safe
def board(request: HttpRequest, call_id: int) -> HttpResponse:
    """Reviewers with their loads, and who does not judge what."""
    call = managed_call(Actor.of(request), call_id)
    rows = panel_rows(call)
    context = {
        "call": call,
        "rows": rows,
        "outstanding": sum(row["open"] for row in rows),
        "recusals": [
            {"one": one, "kinds": [CONFLICTS.get(kind, kind) for kind in one.kinds]} for one in recusals_of(call)
        ],
    }
    return render(request, "programs/manager/panel.html", context)


@managers_only
@require_safe
def plan(request: HttpRequest, call_id: int) -> HttpResponse:
    """What an assignment would give now, to look at before it counts."""
    call = managed_call(Actor.of(request), call_id)
    shown = plan_of(call)
    loads = [
        {"name": one.name, "more": sum(pk in panel for panel in shown.added.values()), "load": shown.loads.get(pk, 0)}
        for pk, one in shown.reviewers.items()
    ]
    context = {
        "call": call,
        "rules": call.terms.choosing_terms.panel,
        "plan": shown,
        "loads": loads,
        "planned": _planned(call, shown),
        "shortages": _shortages(shown),
    }
    return render(request, "programs/manager/plan.html", context)


def _planned(call: Call, plan: Plan) -> list[dict[str, Any]]:
    """The applications that would get somebody, with whom they have and whom they would get."""
    asked = present_panels(call)
    return [
        {
            "application": plan.applications[pk],
            "there": [plan.reviewers[one].name for one in sorted(asked.get(pk, ())) if one in plan.reviewers],
            "added": [plan.reviewers[one] for one in panel],
            "barred": [
                (plan.reviewers[one].name, [CONFLICTS[kind] for kind in kinds])
                for one, kinds in plan.excluded.get(pk, {}).items()
                if one in plan.reviewers
            ],
        }
        for pk, panel in sorted(plan.added.items(), key=lambda one: plan.applications[one[0]].receipt_serial or 0)
    ]


def _shortages(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"application": plan.applications[one.application], "missing": one.missing, "experts": one.missing_experts}
        for one in plan.shortages
    ]


@managers_only
@require_POST
def assign(request: HttpRequest, call_id: int) -> HttpResponse:
    """Applies the plan that was looked at."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        given = actions.assign_panel(actor, call_id, request.POST.get("plan", ""))
    except HanbatError as error:
        messages.error(request, str(error))
        return redirect("programs:panel_plan", call_id)
    text = _("Reviews given: %(places)s. The reviewers were told.")
    messages.success(request, text % {"places": given.places})
    return redirect("programs:panel_board", call_id)


@managers_only
@require_POST
def remind(request: HttpRequest, call_id: int) -> HttpResponse:
    """Reminds the chosen reviewers of their open sheets."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    chosen = [int(one) for one in request.POST.getlist("reviewer") if one.isdigit()]
    count = actions.remind_reviewers(actor, call_id, chosen)
    if count:
        said = ngettext("%(count)s reviewer was reminded.", "%(count)s reviewers were reminded.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nobody was reminded: choose reviewers who have sheets open."))
    return redirect("programs:panel_board", call_id)


@managers_only
@require_POST
def recuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Excludes a reviewer from an application (제척·기피)."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    named = request.POST.get("reviewer", "")
    reviewer = User.objects.filter(pk=named).first() if named.isdigit() else None
    if reviewer is None:
        messages.error(request, _("Choose a reviewer."))
        return redirect("programs:manage_case", public_id)
    try:
        actions.set_recusal(actor, shown.pk, reviewer, request.POST.get("reason", ""))
        messages.success(request, _("%(name)s does not judge this application.") % {"name": reviewer})
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_case", public_id)


WIDTH, MIDDLE = 240, 120  # of the picture, in its own units
MOST = 20  # points from the panel's middle to its edge


@managers_only
@require_safe
def drift(request: HttpRequest, call_id: int) -> HttpResponse:
    """Whether reviewers score on another scale than the panel: in words, figures and a small picture."""
    call = managed_call(Actor.of(request), call_id)
    lines = drift_of(call)
    names = {str(one["person"].pk): one for one in panel_rows(call)}
    people = User.objects.in_bulk([int(one.reviewer) for one in lines])
    rows = [
        {
            "line": one,
            "name": people[int(one.reviewer)].name,
            "open": names[one.reviewer]["open"] if one.reviewer in names else 0,
            "tendencies": [TENDENCIES[tendency] for tendency in one.tendencies],
            "too_few": Tendency.TOO_FEW in one.tendencies,
            "picture": _picture(one),
        }
        for one in lines
    ]
    context = {"call": call, "rows": rows, "rules": DriftRules(), "width": WIDTH, "middle": MIDDLE, "most": MOST}
    return render(request, "programs/manager/drift.html", context)


def _picture(one: Drift) -> dict[str, int]:
    """Where the reviewer's bias stands from the panel's, and how far their sheets spread to both sides."""
    scale, edge = MIDDLE // MOST, Decimal(MOST)
    at = max(-edge, min(edge, one.bias - one.panel_bias))
    left, right = max(-edge, at - one.spread), min(edge, at + one.spread)
    return {
        "at": round(MIDDLE + at * scale),
        "from": round(MIDDLE + left * scale),
        "width": max(2, round((right - left) * scale)),
    }
