"""Surveys: the company answers, the manager plans what a call asks and reads the anonymised table."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from programs.actions.look import note_look
from programs.forms.survey import SurveyForm
from programs.presentation import case_title
from programs.queries.calls import managed_call
from programs.rules.survey import FEWEST, questions_from_json
from reports.actions import request_document
from vouchers.actions.survey import answer_survey, set_survey_plan
from vouchers.forms.survey import PlanForm
from vouchers.models import SurveyKind
from vouchers.queries import survey as queries
from vouchers.queries.signals import call_of, manages


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The questions to one company, answered by any of its members, once."""
    actor = Actor.of(request)
    asked = queries.own_request(actor, public_id)
    form = SurveyForm(questions_from_json(asked.questions), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(actor, asked.pk, form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Thank you. Your answers are in."))
            return redirect("vouchers:survey", public_id)
    answer = getattr(asked, "answer", None)
    context = {
        "asked": asked,
        "agreement": asked.agreement,
        "case": case_title(asked.agreement.application),
        "form": form,
        "answer": answer,
        "over": answer is None and asked.due_on < clock.today(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/survey/answer.html", context, status=status)


@login_required
@require_safe
def surveys(request: HttpRequest, call_id: int) -> HttpResponse:
    """What came of a call's surveys, and what it asks. Managers of the call and auditors."""
    actor = Actor.of(request)
    call = call_of(actor, call_id)
    note_look(actor, call)
    context = {
        "call": call,
        "results": queries.results_of(call),
        "plans": [(kind, label, queries.plan_of(call, kind)) for kind, label in SurveyKind.choices],
        "fewest": FEWEST,
        "manages": manages(actor, call),
    }
    return render(request, "vouchers/survey/results.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, call_id: int, kind: str) -> HttpResponse:
    """A manager sets what is asked, of whom and when."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    if kind not in SurveyKind.values:
        raise Http404
    form = PlanForm(queries.plan_of(call, kind), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_survey_plan(actor, call_id, kind, form.read())
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The survey is set. Whoever was asked before keeps the earlier questions."))
            return redirect("vouchers:surveys", call_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"call": call, "form": form, "title": SurveyKind(kind).label}
    return render(request, "vouchers/survey/plan.html", context, status=status)


@login_required
@require_POST
def export(request: HttpRequest, call_id: int) -> HttpResponse:
    """The anonymised table as Excel."""
    actor = Actor.of(request)
    call = call_of(actor, call_id)
    job = request_document(actor, "vouchers.surveys", {"call": call.pk}, "xlsx")
    return redirect("reports:job", public_id=job.public_id)
