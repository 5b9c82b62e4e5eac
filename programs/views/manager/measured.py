"""The points of a test: how far they are in, and a file with more of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from programs import actions
from programs.errors_screening import ListHasFaults
from programs.forms.measured import MeasuredForm
from programs.queries.calls import managed_call
from programs.queries.measured import MEASURED_IN, latest_measured, without_measured
from programs.views.manager.calls import managers_only
from programs.wording import fault_text

MOST_SHOWN = 200


@managers_only
@require_http_methods(["GET", "POST"])
def measured(request: HttpRequest, call_id: int) -> HttpResponse:
    """All rows of a file, or none and every bad row named."""
    call = managed_call(Actor.of(request), call_id)
    form = MeasuredForm(request.POST or None, request.FILES or None, call=call)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            entered, known = actions.import_measured(
                Actor.of(request), call.pk, given["criterion"], given["upload"].read()
            )
        except ListHasFaults as error:
            form.add_error("upload", str(error))
            faults = [fault_text(problem) for problem in error.problems[:MOST_SHOWN]]
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            text = _("Points entered: %(entered)s; %(known)s stood there already.")
            messages.success(request, text % {"entered": entered, "known": known})
            return redirect("programs:measured", call_id)
    context: dict[str, Any] = {
        "call": call,
        "form": form,
        "faults": faults,
        "criteria": call.terms.measured,
        "measured": len(latest_measured(call)),
        "all": call.applications.filter(state__in=MEASURED_IN).count(),
        "without": without_measured(call)[:MOST_SHOWN],
    }
    return render(request, "programs/manager/measured.html", context, status=422 if form.errors else 200)
