"""The applicant's page of a correction: just the named items can be changed, everything else is there to read."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from files.kinds import DOCUMENTS, endings
from files.queries import reusable
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.actions.correction import content_of, gaps_of_correction
from programs.errors import Incomplete
from programs.forms.answers import AnswersForm
from programs.messages_correction import last_moment
from programs.models import Application, Correction
from programs.presentation import answer_sections, case_title, correction_round
from programs.queries.applications import own
from programs.queries.corrections import corrections_of
from programs.rules.form import FormSpec, Section
from programs.views.autosave import autosave_answer, conflict_rows, read_autosave, refusal
from programs.views.draft import chosen_file
from programs.wording import gap_text


@login_required
def correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is asked, with a place to mend it; afterwards what came of it. Without scripts the button saves."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    rounds = corrections_of(shown)
    if not rounds:
        return redirect("programs:application", public_id)
    if request.method == "POST":
        return _save_whole(request, actor, shown, rounds)
    return _page(request, shown, rounds)


def _save_whole(request: HttpRequest, actor: Actor, shown: Application, rounds: list[Correction]) -> HttpResponse:
    typed = {key: request.POST.getlist(key) for key in rounds[0].questions}
    try:
        base = json.loads(request.POST.get("revisions") or "{}")
        saved = actions.save_correction(actor, shown.pk, typed, base)
        if saved.conflicts:
            fields = [one.field for one in saved.conflicts]
            return _page(request, shown, corrections_of(shown), typed=typed, conflicts=fields)
        if "hand_in" in request.POST:
            actions.hand_in_correction(actor, shown.pk)
            messages.success(request, _("The corrections were handed in."))
            return redirect("programs:application", shown.public_id)
    except HanbatError as error:
        return _page(request, shown, corrections_of(shown), typed=typed, problem=error)
    messages.success(request, _("Saved."))
    return redirect("programs:correction", shown.public_id)


def _page(
    request: HttpRequest,
    shown: Application,
    rounds: list[Correction],
    *,
    typed: dict[str, list[str]] | None = None,
    problem: HanbatError | None = None,
    conflicts: list[str] | None = None,
) -> HttpResponse:
    latest = rounds[0]
    editable = latest.state == "open" and clock.now() < latest.due_at
    form = latest.before.terms.form_spec
    answers = {**latest.before.answers, **latest.answers}
    if typed and editable:
        answers |= {key: values if len(values) > 1 else (values[0] if values else "") for key, values in typed.items()}
    context: dict[str, Any] = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "correction": latest,
        "last_moment": last_moment(latest),
        "editable": editable,
        "rest": answer_sections(form, latest.before.answers),
        "rounds": [correction_round(one) for one in rounds],
        "problem": None if isinstance(problem, Incomplete) else problem,
    }
    if editable:
        context |= _editing(Actor.of(request), latest, form, answers)
        context["gaps"] = [(gap, gap_text(gap)) for gap in problem.gaps] if isinstance(problem, Incomplete) else []
        labels = {q.key: _(q.label) for _s, q in form.questions()}
        context["conflicts"] = [(key, labels[key], latest.answers.get(key)) for key in conflicts or []]
    status = problem.status if problem else HTTPStatus.CONFLICT if conflicts else HTTPStatus.OK
    return render(request, "programs/correction.html", context, status=status)


def _editing(actor: Actor, shown: Correction, form: FormSpec, answers: dict[str, Any]) -> dict[str, Any]:
    """The named questions as a form and the named documents, each with its note."""
    notes = {(item["kind"], item["key"]): item["note"] for item in shown.items}
    sections = tuple(
        Section(one.key, one.title, tuple(q for q in one.questions if q.key in shown.questions))
        for one in form.sections
    )
    fields = AnswersForm(FormSpec(sections), answers)
    attached = list(shown.application.attachments.filter(removed_at=None).select_related("file__content"))
    conditions = {
        q.key: {"key": q.condition.key, "values": q.condition.values}
        for _s, q in form.questions()
        if q.condition and q.key in shown.questions and q.condition.key in shown.questions
    }
    return {
        "fields": [(fields[q.key], notes.get(("question", q.key), "")) for one in sections for q in one.questions],
        "documents": [
            {
                "kind": kind,
                "label": _(kind.label),
                "note": notes["document", kind.code],
                "files": [one for one in attached if one.kind == kind.code],
            }
            for kind in shown.before.terms.document_kinds
            if kind.code in shown.documents
        ],
        "conditions": conditions,
        "revisions": json.dumps(shown.revisions),
        "open_gaps": len(gaps_of_correction(shown, content_of(shown))),
        "earlier": list(reusable(actor)[:20]),
        "accept": endings(DOCUMENTS),
    }


@login_required
@require_POST
def save(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave of the named questions."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    fields, base = read_autosave(request)
    try:
        saved = actions.save_correction(actor, shown.pk, fields, base)
    except HanbatError as error:
        return refusal(error)
    form = corrections_of(shown)[0].before.terms.form_spec
    return autosave_answer(saved, conflict_rows(form, saved, {}))


@login_required
@require_POST
def attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file for one of the named documents: a new upload or an earlier one."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    try:
        actions.attach_correction(actor, shown.pk, request.POST.get("kind", ""), chosen_file(request, actor))
    except HanbatError as error:
        rounds = corrections_of(shown)
        if not rounds:
            raise
        return _page(request, shown, rounds, problem=error)
    messages.success(request, _("The file is attached."))
    return redirect("programs:correction", public_id)


@login_required
@require_POST
def detach(request: HttpRequest, public_id: UUID, attachment_id: int) -> HttpResponse:
    actor = Actor.of(request)
    shown = own(actor, public_id)
    actions.detach_correction(actor, shown.pk, attachment_id)
    messages.success(request, _("The file was taken off the application."))
    return redirect("programs:correction", public_id)
