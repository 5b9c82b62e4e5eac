"""Writing a position in five steps, the last of them the work plan by rows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from internships import actions
from internships.forms.position import WeekFormSet, step_form
from internships.models import Position
from internships.queries import position as queries
from internships.queries.position_values import wished
from internships.rules.plan import PlanRow, days_of_week, faults, rows_from, weeks_of
from internships.rules.position import Step
from internships.wording import STEPS, fault_texts
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal

ORDER = list(Step)


@login_required
@require_http_methods(["GET", "POST"])
def position_step(request: HttpRequest, position_id: int, step: str) -> HttpResponse:
    """One step. What is typed is kept with "next"; steps may be taken in any order."""
    if step not in ORDER or step == Step.PLAN:
        raise Http404
    here = Step(step)
    position = _written(request, position_id)
    form: Any = step_form(here, position, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_position(Actor.of(request), position_id, **form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return _onwards(position_id, here)
    return render(
        request,
        "internships/host/step.html",
        {**_where(position, here), "form": form},
        status=422 if form.errors else 200,
    )


def _written(request: HttpRequest, position_id: int) -> Position:
    """The position as its host has written it so far, the change of a granted one included."""
    position = queries.position_for(Actor.of(request), position_id)
    change = queries.open_change(position)
    return wished(position, change) if change else position


def _where(position: Position, here: Step) -> dict[str, Any]:
    urls = [
        reverse("internships:position_plan", args=[position.pk])
        if one is Step.PLAN
        else reverse("internships:position_step", args=[position.pk, one.value])
        for one in ORDER
    ]
    return {
        "position": position,
        "step": STEPS[here],
        "labels": [str(STEPS[one]) for one in ORDER],
        "urls": urls,
        "number": ORDER.index(here) + 1,
        "last": here is ORDER[-1],
    }


def _onwards(position_id: int, here: Step) -> HttpResponse:
    following = ORDER[ORDER.index(here) + 1]
    if following is Step.PLAN:
        return redirect("internships:position_plan", position_id=position_id)
    return redirect("internships:position_step", position_id=position_id, step=following.value)


@login_required
@require_http_methods(["GET", "POST"])
def position_plan(request: HttpRequest, position_id: int) -> HttpResponse:
    """The work plan: a row for a week or for several alike; "add" and "remove" lose nothing that was typed."""
    position = _written(request, position_id)
    weeks = weeks_of(position.first_day, position.last_day)
    if request.method == "GET":
        kept = rows_from(position.plan)
        return _plan_page(request, position, WeekFormSet(initial=_initial(kept, weeks)), faults(kept, weeks))
    if "add" in request.POST or "remove" in request.POST:
        return _plan_page(request, position, WeekFormSet(initial=_reshaped(request, weeks)), [])
    formset = WeekFormSet(request.POST)
    if formset.is_valid():
        rows = [form.row() for form in formset if form.has_changed()]
        try:
            actions.plan_position(Actor.of(request), position_id, rows)
        except HanbatError as refusal:
            return _plan_page(request, position, formset, [], str(refusal), status=422)
        found = faults(rows, weeks)
        if not found:
            messages.success(request, _("The work plan is saved. Each week has its work."))
            return redirect("internships:my_position", position_id=position_id)
        messages.success(request, _("Saved, but not finished: see what is missing."))
        return redirect("internships:position_plan", position_id=position_id)
    return _plan_page(request, position, formset, [], status=422)


def _initial(rows: list[PlanRow], weeks: int) -> list[dict[str, Any]]:
    if not rows:
        return [{"first": 1, "last": 1}]
    return [{"first": row.first, "last": row.last, "work": row.work, "aim": row.aim} for row in rows]


def _reshaped(request: HttpRequest, weeks: int) -> list[dict[str, Any]]:
    """The rows as they were typed, one more or one fewer; the new one begins where the last ended."""
    total = request.POST.get("form-TOTAL_FORMS", "0")
    count = min(int(total), 60) if total.isdigit() else 0
    names = ("first", "last", "work", "aim")
    rows: list[dict[str, Any]] = [
        {name: request.POST.get(f"form-{number}-{name}", "") for name in names} for number in range(count)
    ]
    gone = request.POST.get("remove", "")
    if gone.isdigit() and int(gone) < len(rows):
        del rows[int(gone)]
    if "add" in request.POST:
        ends = [int(row["last"]) for row in rows if str(row["last"]).isdigit()]
        following = min(max(ends, default=0) + 1, weeks)
        rows.append({"first": following, "last": following})
    return rows


def _plan_page(
    request: HttpRequest,
    position: Position,
    formset: "BaseFormSet[Any]",
    found: list[Any],
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    weeks = weeks_of(position.first_day, position.last_day)
    calendar = [
        (number, *days_of_week(position.first_day, position.last_day, number)) for number in range(1, weeks + 1)
    ]
    context = {
        **_where(position, Step.PLAN),
        "formset": formset,
        "weeks": weeks,
        "calendar": calendar,
        "faults": fault_texts(found),
        "problem": problem,
    }
    return render(request, "internships/host/plan.html", context, status=status)
