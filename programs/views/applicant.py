"""An applicant's pages: the draft that saves itself, its files, handing in, the receipt, the result."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.errors import NothingChosen
from files.kinds import DOCUMENTS, endings
from files.models import StoredFile
from files.queries import reusable
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.actions.submission import gaps_of
from programs.aftermath_pages import after_context, notice_code
from programs.choosing_pages import result_context
from programs.errors import Incomplete
from programs.forms.answers import AnswersForm, as_typed
from programs.models import Application, Decision, Submission
from programs.presentation import answer_sections, case_title, public_state, way
from programs.queries.applications import my_applications, own
from programs.registry import programme
from programs.rules.form import progress
from programs.wording import gap_text
from reports.actions import request_document


@login_required
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Everything that the person, or a business of theirs, has begun."""
    moment = clock.now()
    rows = []
    for one in my_applications(Actor.of(request).user):
        label, tone = public_state(one)
        rows.append({"application": one, "label": label, "tone": tone, "editable": one.editable_at(moment)})
    return render(request, "programs/applications.html", {"rows": rows})


@login_required
@require_safe
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the case is, what was handed in, what comes next, and the result once it is out."""
    shown = own(Actor.of(request), public_id)
    if shown.state == "draft" and shown.editable_at(clock.now()):
        return redirect("programs:edit", public_id)
    submission = shown.submissions.select_related("terms").order_by("-version").first()
    screening = shown.screenings.order_by("-pk").first()
    decision = Decision.objects.filter(application=shown, published_at__isnull=False).first()
    label, tone = public_state(shown)
    terms = submission.terms if submission else shown.call.terms
    context: dict[str, Any] = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "label": label,
        "tone": tone,
        "submission": submission,
        "sections": answer_sections(terms.form_spec, submission.answers if submission else shown.answers),
        "screening": screening if shown.state == "ineligible" else None,
        "decision": decision,
        "events": way(shown, screening, decision),
        "editable": shown.editable_at(clock.now()),
        "changed": _changed_since(shown, submission),
        "panel": programme(shown.call.programme).panel(shown),
        "withdrawable": any(verb.verb == "withdraw" for verb in shown.next_verbs) and decision is None,
    }
    context |= after_context(shown)
    if decision:
        context |= result_context(shown, decision)
        context["notice_document"] = notice_code(shown)
    return render(request, "programs/application.html", context)


def _changed_since(shown: Application, submission: Submission | None) -> bool:
    """Whether the working copy went on after what was handed in, while that can still be handed in again."""
    return submission is not None and shown.editable_at(clock.now()) and shown.saved_at > submission.submitted_at


@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form. It saves itself; without scripts its button saves the whole of it."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    if request.method == "POST":
        return _save_whole(request, actor, shown)
    if not shown.editable_at(clock.now()):
        return redirect("programs:application", public_id)
    return _edit_page(request, actor, shown)


def _save_whole(request: HttpRequest, actor: Actor, shown: Application) -> HttpResponse:
    """The button: all fields at once. A refusal or conflict shows the form again with what was typed."""
    form = shown.call.terms.form_spec
    typed = {key: request.POST.getlist(key) for key in form.question_keys()}
    try:
        base = json.loads(request.POST.get("revisions") or "{}")
        saved = actions.save_answers(actor, shown.pk, typed, base)
    except HanbatError as error:
        return _edit_page(request, actor, shown, typed=typed, problem=error)
    shown.refresh_from_db()
    if saved.conflicts:
        fields = [one.field for one in saved.conflicts]
        return _edit_page(request, actor, shown, typed=typed, conflicts=fields)
    if "check" in request.POST:
        return redirect("programs:submit", shown.public_id)
    messages.success(request, _("Saved."))
    return redirect("programs:edit", shown.public_id)


def _edit_page(
    request: HttpRequest,
    actor: Actor,
    shown: Application,
    *,
    typed: dict[str, list[str]] | None = None,
    problem: HanbatError | None = None,
    conflicts: list[str] | None = None,
) -> HttpResponse:
    terms = shown.call.terms
    answers = dict(shown.answers)
    if typed:
        answers |= {key: values if len(values) > 1 else (values[0] if values else "") for key, values in typed.items()}
    form = AnswersForm(terms.form_spec, answers)
    done = progress(terms.form_spec, shown.answers)
    sections = [
        {"section": s, "title": _(s.title), "help": _(s.help) if s.help else "", "fields": form.fields_of(s),
         "done": done[s.key][0], "asked": done[s.key][1]}
        for s in terms.form_spec.sections
    ]  # fmt: skip
    conditions = {
        q.key: {"key": q.condition.key, "values": q.condition.values}
        for _s, q in terms.form_spec.questions()
        if q.condition
    }
    context = {
        "application": shown,
        "call": shown.call,
        "sections": sections,
        "conditions": conditions,
        "revisions": json.dumps(shown.revisions),
        "documents": _documents(shown),
        "earlier": list(reusable(actor)[:20]),
        "accept": endings(DOCUMENTS),
        "problem": problem,
        "panel": programme(shown.call.programme).panel(shown),
        "conflicts": [{"key": key, "label": form.fields[key].label, "kept": shown.answers.get(key)}
                      for key in conflicts or []],
    }  # fmt: skip
    status = problem.status if problem else HTTPStatus.CONFLICT if conflicts else HTTPStatus.OK
    return render(request, "programs/edit.html", context, status=status)


def _documents(shown: Application) -> list[dict[str, Any]]:
    attached = list(shown.attachments.filter(removed_at=None).select_related("file__content").order_by("pk"))
    return [
        {"kind": kind, "label": _(kind.label), "help": _(kind.help) if kind.help else "",
         "files": [one for one in attached if one.kind == kind.code]}
        for kind in shown.call.terms.document_kinds
    ]  # fmt: skip


@login_required
@require_POST
def save(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave: JSON in, JSON out; a refusal is answered with its message, so that the page keeps what was typed."""
    shown = own(Actor.of(request), public_id)
    fields, base = read_autosave(request)
    try:
        saved = actions.save_answers(Actor.of(request), shown.pk, fields, base)
    except HanbatError as error:
        return refusal(error)
    form = shown.call.terms.form_spec
    questions = {q.key: q for _s, q in form.questions()}
    conflicts = [
        {"field": c.field, "value": as_typed(questions[c.field], c.kept), "revision": c.revision}
        for c in saved.conflicts
    ]
    return autosave_answer(saved, conflicts)


def read_autosave(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """(fields, base revisions) of an autosave request."""
    try:
        sent = json.loads(request.body)
        fields, base = dict(sent["fields"]), dict(sent.get("revisions") or {})
    except (ValueError, KeyError, TypeError) as error:
        raise SuspiciousOperation("not an autosave request") from error
    return fields, base


def refusal(error: HanbatError) -> JsonResponse:
    return JsonResponse({"code": error.code, "message": str(error), "field": error.field}, status=error.status)


def autosave_answer(saved: actions.Saved, conflicts: list[dict[str, Any]]) -> JsonResponse:
    saved_at = saved.saved_at.astimezone(clock.SEOUL).strftime("%H:%M")
    return JsonResponse({"revisions": saved.revisions, "saved_at": saved_at, "conflicts": conflicts})


@login_required
@require_POST
def attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file for one of the documents: a new upload or an earlier one."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    try:
        actions.attach_file(actor, shown.pk, request.POST.get("kind", ""), chosen_file(request, actor))
    except HanbatError as error:
        return _edit_page(request, actor, shown, problem=error)
    messages.success(request, _("The file is attached."))
    return redirect(f"{request.path.removesuffix('files/')}edit/#documents")


def chosen_file(request: HttpRequest, actor: Actor) -> Any:
    if upload := request.FILES.get("upload"):
        return upload
    named = request.POST.get("earlier", "")
    earlier: StoredFile | None = reusable(actor).filter(pk=named).first() if named.isdigit() else None
    if earlier is None:
        raise NothingChosen(field="upload")
    return earlier


@login_required
@require_POST
def detach(request: HttpRequest, public_id: UUID, attachment_id: int) -> HttpResponse:
    actor = Actor.of(request)
    shown = own(actor, public_id)
    actions.detach_file(actor, shown.pk, attachment_id)
    messages.success(request, _("The file was taken off the application."))
    return redirect("programs:edit", public_id)


@login_required
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The check before handing in, each gap with a link to its place; and handing in."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    problem: HanbatError | None = None
    if request.method == "POST":
        try:
            actions.submit_application(actor, shown.pk)
            return redirect("programs:receipt", public_id)
        except HanbatError as error:
            problem = error
    gaps = [{"gap": gap, "text": gap_text(gap)} for gap in gaps_of(shown, shown.call.terms)]
    context = {
        "application": shown,
        "call": shown.call,
        "gaps": gaps,
        "sections": answer_sections(shown.call.terms.form_spec, shown.answers),
        "documents": _documents(shown),
        "panel": programme(shown.call.programme).panel(shown),
        "problem": None if isinstance(problem, Incomplete) else problem,
        "editable": shown.editable_at(clock.now()),
    }
    return render(request, "programs/submit.html", context, status=problem.status if problem else 200)


@login_required
@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number, time and content hash of what was handed in."""
    shown = own(Actor.of(request), public_id)
    submission = shown.submissions.order_by("-version").first()
    if submission is None:
        return redirect("programs:edit", public_id)
    context = {"application": shown, "call": shown.call, "submission": submission, "case": case_title(shown)}
    return render(request, "programs/receipt.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = own(Actor.of(request), public_id)
    actions.withdraw_application(Actor.of(request), shown.pk)
    messages.success(request, _("The application was withdrawn."))
    return redirect("programs:applications")


@login_required
@require_POST
def receipt_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Queues the receipt and leads to its page."""
    shown = own(Actor.of(request), public_id)
    submission = shown.submissions.order_by("-version").first()
    params = {"application": str(shown.public_id), "version": submission.version if submission else 0}
    job = request_document(Actor.of(request), "programs.receipt", params, "pdf")
    return redirect("reports:job", job.public_id)


@login_required
@require_POST
def notice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Queues the notice of the result (made once, numbered) and leads to its page."""
    shown = own(Actor.of(request), public_id)
    code = notice_code(shown)
    job = request_document(Actor.of(request), code, {"application": str(shown.public_id)}, "pdf")
    return redirect("reports:job", job.public_id)
