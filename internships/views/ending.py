"""The end: evaluations by mentor and host, the manager's outlook and certificates, the intern's questionnaires."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from internships.actions import completion as acts
from internships.actions.aftercare import answer_intern, record_outcome
from internships.actions.evaluation import evaluate as write_evaluation
from internships.end_words import OUTLOOKS, finding_text
from internships.forms.ending import EvaluationForm, OutcomeForm
from internships.forms.manager import ReasonForm
from internships.models import Evaluation
from internships.queries import aftercare
from internships.queries import ending as queries
from internships.queries.access import is_mentor
from internships.queries.host import hosts_of
from internships.rules.aftercare import facts_of
from internships.rules.ending import CRITERIA, Outlook
from internships.views.manager import call_for, issued, placement_page
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from programs.forms.survey import SurveyForm
from programs.rules.survey import FEWEST, questions_from_json

A_PAGE = 50
AT_ONCE = 20  # internships that are completed within a click


@login_required
@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """The interns whom a mentor or somebody of a host evaluates, each with what is written."""
    if not (is_mentor(request.user) or hosts_of(request.user)):
        raise NotPermitted()
    page = Paginator(queries.to_evaluate(request.user), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"placement": one, "stages": [(stage, Evaluation.Stage(stage).label, known) for stage, known in stages]}
        for one, stages in queries.with_stages(request.user, page)
    ]
    return render(request, "internships/end/evaluations.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, placement_id: int, stage: str) -> HttpResponse:
    """One evaluation, written or written anew."""
    actor = Actor.of(request)
    placement = queries.to_evaluate_one(actor, placement_id)
    if stage not in CRITERIA:
        raise Http404
    if stage not in queries.stages_for(actor, placement):
        raise NotVisible()
    known = placement.evaluations.filter(stage=stage).first()
    initial = {**known.marks, "opinion": known.opinion} if known else {}
    form = EvaluationForm(stage, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            write_evaluation(actor, placement.pk, stage, form.marks(), form.cleaned_data["opinion"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The evaluation is kept."))
            return redirect("internships:evaluations")
    context = {
        "placement": placement,
        "stage": Evaluation.Stage(stage).label,
        "form": form,
        "known": known,
        "verdict": [(finding_text(one), one.met) for one in queries.verdict(placement).findings],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "internships/end/evaluate.html", context, status=status)


@login_required
@require_safe
def call_end(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who is on the way to completion and who is not, and everything of the end of a call."""
    call = call_for(request, call_id)
    text, only = request.GET.get("q", ""), request.GET.get("only", "")
    found = queries.endings(call, text)
    counts = {one: sum(row.forecast.outlook is one for row in found) for one in Outlook}
    shown = [row for row in found if not only or row.forecast.outlook == only]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "page": page,
        "rows": [
            {
                "one": row,
                "outlook": OUTLOOKS[row.forecast.outlook],
                "rest": [(finding_text(one), one.met) for one in row.verdict.findings[1:]],
            }
            for row in page
        ],
        "text": text,
        "filters": [(one.value, OUTLOOKS[one][0], counts[one]) for one in Outlook],
        "over": sum(row.over for row in found),
        "needs": queries.needs_of(call),
        "results": aftercare.asked_of(call),
        "fewest": FEWEST,
        "silent": aftercare.silent_on_outcome(call).count(),
        "papers": PAPERS if call.state == "decided" else {},
        "tabs": call_tabs(call, "call_end"),
    }
    return render(request, "internships/end/call.html", context)


@login_required
@require_POST
def complete_all(request: HttpRequest, call_id: int) -> HttpResponse:
    """Completes everybody whose last day has come and who has reached everything; very many in the worker."""
    call = call_for(request, call_id)
    over = queries.over_in(call)
    if len(over) > AT_ONCE:
        acts.ask_for_completion(Actor.of(request), call.pk)
        messages.success(request, _("The worker completes them one by one; load this page again in a minute."))
        return redirect("internships:call_end", call.pk)
    done, refused = acts.complete_all(Actor.of(request), over)
    said = ngettext("%(count)s internship was completed.", "%(count)s internships were completed.", done)
    messages.success(request, said % {"count": done})
    if refused:
        said = ngettext(
            "%(count)s was not: something is not reached yet.", "%(count)s were not: something is not reached yet.",
            refused,
        )  # fmt: skip
        messages.warning(request, said % {"count": refused})
    return redirect("internships:call_end", call.pk)


PAPERS = {
    "certificates": ("certificates", "pdf"),
    "certificate_files": ("certificates", "zip"),
    "report": ("programme_report", "pdf"),
}


@login_required
@require_POST
def end_paper(request: HttpRequest, call_id: int, paper: str) -> HttpResponse:
    """The certificates of all, or the programme report."""
    return issued(request, call_id, PAPERS, paper)


@login_required
@require_POST
def incomplete(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Ends an internship without completion, with a reason."""
    form = ReasonForm(request.POST, prefix="incomplete")
    if form.is_valid():
        try:
            acts.end_without_completion(Actor.of(request), placement_id, form.cleaned_data["reason"])
        except (NotPermitted, NotVisible):
            raise
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The internship has ended without completion. The intern is told."))
            return redirect("internships:placement", placement_id=placement_id)
    return placement_page(request, placement_id, incomplete=form)


@login_required
@require_POST
def employment(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The certificate of employment, for the person and the manager."""
    try:
        job = acts.issue_employment(Actor.of(request), placement_id)
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        messages.error(request, str(refusal))
        return redirect("internships:my_place")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The questions to an intern, answered once."""
    actor = Actor.of(request)
    asked = aftercare.own_survey(actor, public_id)
    form = SurveyForm(questions_from_json(asked.questions), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_intern(actor, asked.pk, form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Thank you. Your answers are in."))
            return redirect("internships:survey", public_id)
    answer: Any = getattr(asked, "answer", None)
    context = {
        "asked": asked,
        "form": form,
        "answer": answer,
        "over": answer is None and asked.due_on < clock.today(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "internships/end/survey.html", context, status=status)


@login_required
@require_safe
def outcomes(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who has not said where they are now, to be asked on the telephone."""
    call = call_for(request, call_id)
    page = Paginator(aftercare.silent_on_outcome(call), A_PAGE).get_page(request.GET.get("page"))
    context = {"call": call, "page": page, "tabs": call_tabs(call, "call_end")}
    return render(request, "internships/end/outcomes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the office learned of where somebody is, with its source."""
    actor = Actor.of(request)
    asked = aftercare.office_survey(actor, public_id)
    form = OutcomeForm(facts_of(questions_from_json(asked.questions)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_outcome(actor, asked.pk, form.cleaned_data, form.cleaned_data["source"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("What you learned is kept with its source."))
            return redirect("internships:outcomes", asked.placement.position.call_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "internships/end/outcome.html", {"asked": asked, "form": form}, status=status)
