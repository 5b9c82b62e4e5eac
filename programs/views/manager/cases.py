"""A manager's applications: the list, one case, screening, giving to reviewers, deciding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.queries.audit import history_of
from programs import actions
from programs.board_pages import narrowed_by
from programs.facts import findings_for
from programs.forms.decisions import DecisionForm, ReasonForm, ReviewersForm, ScreeningForm
from programs.forms.screening import SupportForm, TaxForm
from programs.lifecycles import APPLICATION
from programs.models import Application, Decision, Submission
from programs.presentation import (
    answer_sections,
    case_title,
    columns,
    correction_round,
    finding_rows,
    label_with_unit,
    shown_answer,
)
from programs.queries.applications import (
    HANDED_IN,
    ORDERS,
    Filters,
    application_page,
    managed,
    reviews_of,
    state_counts,
)
from programs.queries.calls import managed_call, reviewers_of
from programs.queries.decisions import mark
from programs.queries.meetings import stepping_out
from programs.queries.screening import screening_desk
from programs.reasons import why_text
from programs.registry import programme
from programs.rules.form import Kind, Question
from programs.views.manager.board import bulk_choices
from programs.views.manager.calls import managers_only
from programs.wording import moment_text
from reports.actions import request_document
from reports.registry import format_of

FIGURES = {Kind.MONEY, Kind.NUMBER}
CASE_PAPERS = {
    "screening_sheet": (gettext_lazy("Screening sheet"), "pdf"),
    "scoring_sheets": (gettext_lazy("Scoring sheets"), "pdf"),
    "audit_pack": (gettext_lazy("Audit pack"), "zip"),
}


@managers_only
@require_safe
def cases(request: HttpRequest, call_id: int) -> HttpResponse:
    """The applications of a call, narrowed and ordered by the address."""
    call = managed_call(Actor.of(request), call_id)
    filters = Filters.of(request.GET)
    counts = state_counts(call)
    page = application_page(call, filters, request.GET.get("page"), counts)
    questions = columns(call.terms, programme(call.programme).list_columns)
    rows = []
    for one in page:
        one.call = call
        rows.append({
            "application": one,
            "case": case_title(one),
            "cells": [_cell(question, one.answers.get(question.key)) for question in questions],
            "decision": getattr(one, "decision", None),
        })  # fmt: skip
    context = {
        "bulk": bulk_choices(),
        "narrowed": narrowed_by(call, filters),
        "call": call,
        "page": page,
        "rows": rows,
        "headings": [
            {"label": label_with_unit(question), "figure": question.kind in FIGURES} for question in questions
        ],
        "has_titles": bool(programme(call.programme).title_answer),
        "filters": filters,
        "orders": list(zip(ORDERS, (_("number"), _("newest"), _("score"), _("by name")), strict=True)),
        "states": [(code, APPLICATION.state(code).label, counts[code]) for code in HANDED_IN if counts.get(code)],
        "total": sum(counts.get(code, 0) for code in HANDED_IN),
    }
    return render(request, "programs/manager/cases.html", context)


def _cell(question: Question, answer: Any) -> dict[str, Any]:
    """An answer as a cell of the list; figures stand at the right."""
    return {
        "text": shown_answer(question, answer),
        "figure": question.kind in FIGURES,
        "short": question.kind is Kind.CHOICE,
    }


@managers_only
@require_POST
def export(request: HttpRequest, call_id: int) -> HttpResponse:
    """Queues the list as Excel or CSV, with the filters of the page."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    filters = Filters.of(request.POST)
    params = {"call": call.pk, **filters.query}
    code = "programs.applications"
    job = request_document(actor, code, params, format_of(code, request.POST.get("format", "")))
    return redirect("reports:job", job.public_id)


@managers_only
@require_safe
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application with everything that was found and said about it."""
    shown = managed(Actor.of(request), public_id)
    return render(request, "programs/manager/case.html", case_context(request, shown))


def case_context(request: HttpRequest, shown: Application, **forms: Any) -> dict[str, Any]:
    """What the page of a case shows; ``forms`` are those that came back with errors."""
    submission = shown.submissions.select_related("terms").order_by("-version").first()
    terms = submission.terms if submission else shown.call.terms
    owner = programme(shown.call.programme)
    screening = shown.screenings.select_related("screened_by").order_by("-pk").first()
    fresh = shown.state == "submitted"
    answers = submission.answers if submission else {}
    findings = findings_for(shown.call, shown.user, shown.organisation, answers, shown) if fresh else None
    decision = Decision.objects.filter(application=shown).select_related("decided_by", "proposed_by").first()
    reviews = reviews_of(shown)
    asked = {one.assignment.reviewer_id for one in reviews}
    panel = reviewers_of(shown.call).exclude(pk__in=asked)
    files = shown.attachments.filter(removed_at=None).select_related("file__content").order_by("pk")
    kinds = {kind.code: _(kind.label) for kind in terms.document_kinds}
    return {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "submission": submission,
        "handed_in": moment_text(submission.submitted_at) if submission else "",
        "sections": answer_sections(terms.form_spec, submission.answers if submission else {}, masked=True),
        "files": [{"label": kinds.get(one.kind, one.kind), "file": one.file} for one in files],
        "findings": finding_rows(findings if findings is not None else (screening.findings if screening else [])),
        "screening": screening,
        "decision": decision,
        "decision_seen": mark(decision),
        "decision_why": why_text(decision.why, owner.groups) if decision else "",
        "reviews": reviews,
        "terms": terms,
        "panel": owner.office_panel(shown),
        "papers": [(code, label) for code, (label, _format) in CASE_PAPERS.items()],
        "history": history_of(shown).order_by("-id")[:30],
        "screening_form": ScreeningForm(owner),
        "reviewers_form": ReviewersForm(panel),
        "decision_form": DecisionForm(initial=_decided(decision)),
        "reason_form": ReasonForm(),
        "tax_form": TaxForm(),
        "support_form": SupportForm(),
        **_desk(shown, submission),
        "deciding": shown.state in {"eligible", "in_review"},
        "republishing": bool(decision and decision.state == "confirmed") and shown.call.state == "decided",
        **forms,
    }


def _desk(shown: Application, submission: Submission | None) -> dict[str, Any]:
    desk = screening_desk(shown, submission)
    more: dict[str, Any] = {"rounds": [correction_round(one) for one in desk["corrections"]]}
    if shown.state in {"eligible", "in_review"}:
        more["panel_people"] = reviewers_of(shown.call)
        more["stepped_out"] = stepping_out([shown]).get(shown.pk, [])
    return desk | more


def _decided(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {}
    return {"outcome": decision.outcome, "amount": decision.amount, "reason": decision.reason}


@managers_only
@require_POST
def reveal(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """One personal answer in full, for a reason that is kept in the access log."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    text = actions.reveal_answer(actor, shown.pk, key, request.POST.get("reason", ""))
    if request.headers.get("HX-Request"):
        return HttpResponse(escape(text))
    messages.info(request, text)
    return redirect("programs:manage_case", public_id)


@managers_only
@require_POST
def screen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = ScreeningForm(programme(shown.call.programme), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.screen_application(
                actor,
                shown.pk,
                eligible=given["verdict"] == "eligible",
                checklist=form.checklist(),
                reason_code=given["reason_code"],
                reason=given["reason"],
            )
            messages.success(request, _("The verdict is recorded."))
            return redirect("programs:manage_case", public_id)
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "programs/manager/case.html", case_context(request, shown, screening_form=form), status=422)


@managers_only
@require_POST
def screen_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    try:
        actions.screen_again(actor, shown.pk, request.POST.get("reason", ""))
        messages.success(request, _("The application can be screened again."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_case", public_id)


@managers_only
@require_POST
def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = ReviewersForm(reviewers_of(shown.call), request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data
            actions.assign_reviewers(actor, shown.pk, given["reviewers"], despite=given["despite"])
            messages.success(request, _("The reviewers were asked."))
            return redirect("programs:manage_case", public_id)
        except HanbatError as error:
            form.add_error(None, str(error))
    return render(request, "programs/manager/case.html", case_context(request, shown, reviewers_form=form), status=422)


@managers_only
@require_POST
def return_review(request: HttpRequest, public_id: UUID, review_id: int) -> HttpResponse:
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    try:
        if not any(one.pk == review_id for one in reviews_of(shown)):
            return redirect("programs:manage_case", public_id)
        actions.return_review(actor, review_id, request.POST.get("reason", ""))
        messages.success(request, _("The review was given back."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_case", public_id)


@managers_only
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            seen = request.POST.get("seen")
            actions.decide(actor, shown.pk, given["outcome"], reason=given["reason"], amount=given["amount"], seen=seen)
            messages.success(
                request, _("The decision is proposed. A second person confirms it before the results are published.")
            )
            return redirect("programs:manage_case", public_id)
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "programs/manager/case.html", case_context(request, shown, decision_form=form), status=422)


@managers_only
@require_POST
def paper(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Queues a paper of the case, or the pack of all of them."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    if code not in CASE_PAPERS:
        return redirect("programs:manage_case", public_id)
    params = {"application": str(shown.public_id)}
    job = request_document(actor, f"programs.{code}", params, CASE_PAPERS[code][1])
    return redirect("reports:job", job.public_id)
