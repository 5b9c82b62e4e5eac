"""The draft of an application, which several members may fill in at once: sections in any order, saved by itself."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from files.errors import NothingChosen
from files.models import StoredFile
from files.queries import reusable
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.draft_page import draft_page, news_of, progress_of
from programs.models import Application
from programs.queries.applications import own
from programs.queries.drafting import changes_since, others_at, writers_of
from programs.rules.form import parse_answer
from programs.rules.merging import touched
from programs.views.autosave import (
    autosave_answer,
    change_rows,
    conflict_rows,
    read_autosave,
    read_json,
    read_known,
    refusal,
)

KEEP_THEIRS = "theirs"


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
    """The button: all fields at once."""
    refused = _keep_typed(request, actor, shown)
    if refused is not None:
        return refused
    if "check" in request.POST:
        return redirect("programs:submit", shown.public_id)
    messages.success(request, _("Saved."))
    return redirect("programs:edit", shown.public_id)


def _keep_typed(request: HttpRequest, actor: Actor, shown: Application) -> HttpResponse | None:
    """Saves the page that was sent whole. A refusal or conflict is answered with the page as it was typed."""
    typed = {key: request.POST.getlist(key) for key in shown.call.terms.form_spec.question_keys()}
    try:
        saved = actions.save_answers(actor, shown.pk, _typed_here(request, shown, typed), _posted(request, "revisions"))
    except HanbatError as error:
        return _edit_page(request, actor, shown, typed=typed, problem=error)
    shown.refresh_from_db()
    return _edit_page(request, actor, shown, typed=typed, saved=saved) if saved.conflicts else None


def _typed_here(request: HttpRequest, shown: Application, typed: dict[str, list[str]]) -> dict[str, Any]:
    """Of a page sent whole, the fields that the sender touched and has not given up for a colleague's text."""
    form = shown.call.terms.form_spec
    kept = [q for _s, q in form.questions() if request.POST.get(f"resolve-{q.key}") != KEEP_THEIRS]
    parsed = {question.key: parse_answer(question, typed[question.key]) for question in kept}
    return touched(parsed, _posted(request, "marks"), shown.revisions, _posted(request, "revisions"))


def _posted(request: HttpRequest, name: str) -> dict[str, Any]:
    """A hidden field of the form that holds a JSON object; what is not one counts as empty."""
    try:
        found = json.loads(request.POST.get(name) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _edit_page(
    request: HttpRequest,
    actor: Actor,
    shown: Application,
    *,
    typed: dict[str, list[str]] | None = None,
    problem: HanbatError | None = None,
    saved: actions.Saved | None = None,
) -> HttpResponse:
    context = draft_page(actor, shown, typed or {}, saved.conflicts if saved else ())
    status = problem.status if problem else HTTPStatus.CONFLICT if saved else HTTPStatus.OK
    return render(request, "programs/edit.html", context | {"problem": problem}, status=status)


@login_required
@require_POST
def save(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave; the answer brings along what colleagues wrote meanwhile and how far the sections are."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    fields, base = read_autosave(request)
    known = read_known(request)
    try:
        saved = actions.save_answers(actor, shown.pk, fields, base)
    except HanbatError as error:
        return refusal(error)
    shown.refresh_from_db(fields=["answers", "revisions", "writers"])
    form = shown.call.terms.form_spec
    conflicts = conflict_rows(form, saved, writers_of(shown, [one.field for one in saved.conflicts]))
    changes = changes_since(shown, known, except_for=fields) if known is not None else []
    return autosave_answer(saved, conflicts, changes=change_rows(form, changes), progress=progress_of(shown))


@login_required
@require_POST
def presence(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The heartbeat of an open draft: says where one writes, hears where the others do and what they wrote."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    sent = read_json(request)
    actions.note_presence(actor, shown.pk, str(sent.get("section") or ""))
    known = read_known(request) or {}
    attached = list(shown.attachments.filter(removed_at=None).order_by("pk").values_list("pk", "kind"))
    return JsonResponse(
        {
            "writing": [{"name": one.name, "section": one.section} for one in others_at(shown, actor.user)],
            "changes": change_rows(shown.call.terms.form_spec, changes_since(shown, known)),
            "progress": progress_of(shown, {kind for _pk, kind in attached}),
            "documents": ",".join(str(pk) for pk, _kind in attached),
            "news": news_of(shown, sent.get("version")),
        }
    )


@login_required
@require_POST
def take_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The empty questions of one section, from the earlier application; what is typed on the page is saved first."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    section = request.POST.get("section", "")
    refused = _keep_typed(request, actor, shown) if "revisions" in request.POST else None
    if refused is not None:
        return refused
    try:
        taken = actions.take_over(actor, shown.pk, section)
    except HanbatError as error:
        return _edit_page(request, actor, shown, problem=error)
    count = len(taken)
    messages.success(
        request, ngettext("%(n)s answer was taken over.", "%(n)s answers were taken over.", count) % {"n": count}
    )
    return redirect(f"{request.path.removesuffix('take-over/')}edit/#section-{section}")


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
