"""What a manager notes while screening: taxes, support elsewhere, verdicts on bonus points, requests to correct."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.forms.screening import BonusForm, SupportForm, TaxForm
from programs.models import Application
from programs.presentation import answer_sections
from programs.queries.applications import managed
from programs.rules.correction import Item
from programs.views.manager.calls import managers_only
from programs.views.manager.cases import case_context

ITEM_KINDS = ("question", "document")


def _case_page(request: HttpRequest, shown: Application, **more: Any) -> HttpResponse:
    return render(request, "programs/manager/case.html", case_context(request, shown, **more), status=422)


def _back(shown: Application, part: str) -> HttpResponse:
    answer = redirect("programs:manage_case", shown.public_id)
    answer["Location"] += f"#{part}"
    return answer


@managers_only
@require_POST
def check_taxes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A certificate of taxes with its file."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = TaxForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.check_taxes(
                actor,
                shown.pk,
                given["kind"],
                clear=given["clear"] == "yes",
                valid_until=given["valid_until"],
                certificate=given["certificate"],
                note=given["note"],
            )
            messages.success(request, _("The certificate is noted."))
            return _back(shown, "taxes")
        except HanbatError as error:
            _blame(form, error)
    return _case_page(request, shown, tax_form=form)


def _blame(form: forms.Form, error: HanbatError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@managers_only
@require_POST
def note_support(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Support from elsewhere, a comparison of tasks, or that nothing was found."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = SupportForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.note_support(
                actor,
                shown.pk,
                programme=given["programme"],
                number=given["number"],
                active=given["active"],
                same_task=form.same(),
                note=given["note"],
            )
            messages.success(request, _("It is noted."))
            return _back(shown, "support")
        except HanbatError as error:
            _blame(form, error)
    return _case_page(request, shown, support_form=form)


@managers_only
@require_POST
def judge_bonus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether the proof of a bonus holds."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    form = BonusForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.judge_bonus(actor, shown.pk, given["code"], proven=given["proven"] == "yes", reason=given["reason"])
            messages.success(request, _("The verdict is recorded."))
        except HanbatError as error:
            messages.error(request, str(error))
    return _back(shown, "bonus")


@managers_only
def ask_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Names the questions and documents that are to be corrected."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    problem: HanbatError | None = None
    if request.method == "POST":
        try:
            due = request.POST.get("due_on", "")
            actions.ask_correction(
                actor,
                shown.pk,
                _items(request),
                message=request.POST.get("message", ""),
                due_on=date.fromisoformat(due) if due else None,
            )
            messages.success(request, _("The request was sent. The application waits for its corrections."))
            return redirect("programs:manage_case", public_id)
        except ValueError:
            problem = HanbatError()
        except HanbatError as error:
            problem = error
    context = _asking(request, shown) | {"problem": problem}
    return render(request, "programs/manager/ask_correction.html", context, status=problem.status if problem else 200)


def _items(request: HttpRequest) -> list[Item]:
    named = []
    for name in request.POST.getlist("item"):
        kind, _sign, key = name.partition("-")
        if kind in ITEM_KINDS:
            named.append(Item(kind, key, request.POST.get(f"note-{name}", "")))
    return named


def _asking(request: HttpRequest, shown: Application) -> dict[str, Any]:
    """Every question with its masked answer, and every document, each with a box and a note."""
    submission = shown.submissions.select_related("terms").latest("version")
    ticked = set(request.POST.getlist("item"))

    def row(kind: str, key: str, label: str, text: str) -> dict[str, Any]:
        name = f"{kind}-{key}"
        return {
            "name": name,
            "label": label,
            "text": text,
            "ticked": name in ticked,
            "note": request.POST.get(f"note-{name}", ""),
        }

    groups = [
        {
            "title": section["title"],
            "rows": [row("question", one["key"], one["label"], one["text"]) for one in section["rows"]],
        }
        for section in answer_sections(submission.terms.form_spec, submission.answers, masked=True)
    ]
    files: dict[str, list[str]] = {kind.code: [] for kind in submission.terms.document_kinds}
    for one in submission.documents:
        files.setdefault(one["kind"], []).append(one["name"])
    documents = [
        row("document", kind.code, _(kind.label), ", ".join(files[kind.code]))
        for kind in submission.terms.document_kinds
    ]
    return {
        "application": shown,
        "call": shown.call,
        "groups": [*groups, {"title": _("Documents to attach"), "rows": documents}],
        "days": shown.call.terms.choosing_terms.deadlines.correction,
        "due_on": request.POST.get("due_on", ""),
        "message": request.POST.get("message", ""),
    }


@managers_only
@require_POST
def end_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Takes a request back."""
    actor = Actor.of(request)
    shown = managed(actor, public_id)
    try:
        actions.end_correction(actor, shown.pk, request.POST.get("reason", ""))
        messages.success(request, _("The request was taken back."))
    except HanbatError as error:
        messages.error(request, str(error))
    return _back(shown, "corrections")
