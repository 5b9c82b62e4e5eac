"""The office's list of businesses that are excluded from subsidies."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rules.numbers import formatted_business_number
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.errors import ListHasFaults
from programs.forms.screening import ExclusionForm, ExclusionImportForm
from programs.queries.evidence import ExclusionFilters, exclusion_page
from programs.views.manager.calls import managers_only
from programs.wording import fault_text

MOST_FAULTS_SHOWN = 200


@managers_only
@require_safe
def exclusions(request: HttpRequest) -> HttpResponse:
    """Who stands in the list, narrowed by the address."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    filters = ExclusionFilters.of(request.GET)
    page = exclusion_page(filters, request.GET.get("page"))
    today = clock.today()
    context = {
        "page": page,
        "filters": filters,
        "rows": [
            {
                "one": one,
                "number": formatted_business_number(one.registration_number),
                "in_force": one.since <= today and (one.until is None or today < one.until),
            }
            for one in page
        ],
        "states": [("in_force", _("excluded now")), ("over", _("over or lifted")), ("all", _("All"))],
        "form": ExclusionForm(),
        "import_form": ExclusionImportForm(),
        **more,
    }
    return render(request, "programs/manager/exclusions.html", context, status=status)


@managers_only
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    form = ExclusionForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.enter_exclusion(Actor.of(request), given.pop("registration_number"), given.pop("name"), **given)
            messages.success(request, _("The business stands in the list."))
            return redirect("programs:exclusions")
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return _page(request, status=422, form=form)


@managers_only
@require_POST
def import_list(request: HttpRequest) -> HttpResponse:
    """All rows of a file, or none and every bad row named."""
    form = ExclusionImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, import_form=form)
    try:
        entered, there = actions.import_exclusions(Actor.of(request), form.cleaned_data["upload"].read())
    except ListHasFaults as error:
        faults = [fault_text(problem) for problem in error.problems[:MOST_FAULTS_SHOWN]]
        return _page(request, status=422, import_form=form, faults=faults, problem=str(error))
    text = _("%(entered)s businesses were entered; %(there)s stood there already.")
    messages.success(request, text % {"entered": entered, "there": there})
    return redirect("programs:exclusions")


@managers_only
@require_POST
def lift(request: HttpRequest, exclusion_id: int) -> HttpResponse:
    try:
        actions.lift_exclusion(Actor.of(request), exclusion_id, request.POST.get("lift_reason", ""))
        messages.success(request, _("The exclusion was lifted."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:exclusions")
