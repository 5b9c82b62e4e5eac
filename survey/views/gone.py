"""The survey manager's screens for what was found closed or moved: what shows it, and handing over what moved."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions.moves import pass_on
from survey.forms_additions import PassOnForm
from survey.models.record import RESULTS
from survey.queries import gone as queries
from survey.queries.additions import find_in_wave
from survey.queries.work import wave_for_manager
from survey.rules.visit_results import GONE
from survey.views.asked import asked

ROWS = 30
LONGEST = 60  # characters of what is typed to find a business


@login_required
@require_GET
def gone_list(request: HttpRequest, code: str) -> HttpResponse:
    """Businesses that closed, moved or are none of the census, with notes and photos."""
    wave = wave_for_manager(Actor.of(request), code)
    results = [(name, label) for name, label in RESULTS if name in GONE]
    cases = queries.gone_cases(wave, asked(request.GET, "result", GONE))
    page = Paginator(cases, ROWS).get_page(request.GET.get("page"))
    context = {"wave": wave, "page": page, "rows": queries.with_evidence(wave, list(page)), "results": results}
    return render(request, "survey/gone.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def moved(request: HttpRequest, code: str, case_id: int) -> HttpResponse:
    """A business that moved within the city: where it is now, and who visits it there."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    gone = queries.moved_case(wave, case_id)
    form = PassOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = pass_on(actor, case_id, form.cleaned_data["beside"].pk, form.cleaned_data["moved_to"])
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            text = _("%(name)s goes on in %(area)s.") % {
                "name": str(case.business), "area": f"{case.area.dong.name}-{case.area.serial}",
            }  # fmt: skip
            messages.success(request, text)
            return redirect("survey:gone", wave.code)
    beside = form.cleaned_data.get("beside") if form.is_bound else None
    context = {"wave": wave, "gone": gone, "form": form, "beside": beside}
    return render(request, "survey/moved.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Businesses of the wave that fit what is being typed, as the combobox wants them."""
    wave = wave_for_manager(Actor.of(request), code)
    found = find_in_wave(wave, request.GET.get("q", "")[:LONGEST])
    results = [{"value": one.pk, "label": str(one), "detail": f"{one.dong.name} · {one.address}"} for one in found]
    return JsonResponse({"results": results})
