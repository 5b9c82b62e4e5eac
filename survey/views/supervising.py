"""The supervisor's pages of what visits left to them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions import supervising as actions
from survey.forms_supervising import LeftForm, RulingForm
from survey.models import Case
from survey.queries import supervising as queries
from survey.queries.work import wave_for_manager
from survey.rules.field.revisits import LEFT_TO_SUPERVISOR

ROWS = 25


@login_required
@require_GET
def left_list(request: HttpRequest, code: str) -> HttpResponse:
    """What waits for a ruling, with its visits; how far conversion got."""
    wave = wave_for_manager(Actor.of(request), code)
    form = LeftForm(request.GET, people=queries.people_of_left(wave), gus=queries.gus_of(wave))
    page = Paginator(queries.left_cases(wave, form.sought), ROWS).get_page(request.GET.get("page"))
    context = {"wave": wave, "form": form, "page": page, "conversion": queries.conversion_of(wave)}
    return render(request, "survey/left.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def left_one(request: HttpRequest, code: str, case_id: int) -> HttpResponse:
    """One of them: every visit, every ruling, and the ruling that is due."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    case = queries.case_for(wave, case_id)
    initial = {"seen": case.visits, "enumerator": case.enumerator_id}
    form = RulingForm(request.POST or None, people=queries.who_may_try(actor.user_id), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _rule(actor, case, form)
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("It is decided."))
            return redirect("survey:left", wave.code)
    context = {
        "wave": wave,
        "case": case,
        "form": form if case.step in LEFT_TO_SUPERVISOR else None,
        "record": queries.record_of_case(case),
    }
    return render(request, "survey/left_one.html", context, status=422 if form.errors else 200)


def _rule(actor: Actor, case: Case, form: RulingForm) -> None:
    given = form.cleaned_data
    if given["ruling"] == "final":
        actions.leave_as_found(actor, case.pk, seen=given["seen"], reason=given["reason"])
        return
    actions.try_again(
        actor, case.pk, given["enumerator"].pk, seen=given["seen"], reason=given["reason"],
        not_before=given["not_before"],
    )  # fmt: skip
