"""The applicant's page of an appeal: written with autosave, filed with a number, its answer read."""

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
from programs.errors_aftermath import AppealNotVisible
from programs.models import Appeal, Application
from programs.presentation import case_title
from programs.queries.appeals import Appealable, appealable, present_appeal, present_files
from programs.queries.applications import own
from programs.queries.reviews import is_blind
from programs.rules.deadlines import last_minute
from programs.views.autosave import autosave_answer, read_autosave, refusal
from programs.views.draft import chosen_file
from reports.actions import request_document


@login_required
def appeal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Writing it while there is time; afterwards what was filed and what was answered. Without scripts the button
    saves."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    found = appealable(shown)
    present = present_appeal(shown, found.against if found else "")
    if found is None and present is None:
        return redirect("programs:application", public_id)
    if request.method == "POST":
        return _save_whole(request, actor, shown)
    return _page(request, shown, found, present)


def _save_whole(request: HttpRequest, actor: Actor, shown: Application) -> HttpResponse:
    typed = request.POST.get("grounds", "")
    try:
        base = json.loads(request.POST.get("revisions") or "{}")
        saved = actions.save_appeal(actor, shown.pk, {"grounds": typed}, base)
        if saved.conflicts:
            return _again(request, shown, typed, kept=str(saved.conflicts[0].kept))
        if "file" in request.POST:
            filed = actions.file_appeal(actor, shown.pk)
            messages.success(
                request, _("The appeal was received. Its number is %(number)s.") % {"number": filed.number}
            )
            return redirect("programs:appeal", shown.public_id)
    except HanbatError as error:
        return _again(request, shown, typed, problem=error)
    messages.success(request, _("Saved."))
    return redirect("programs:appeal", shown.public_id)


def _again(
    request: HttpRequest, shown: Application, typed: str | None, *, problem: HanbatError | None = None, kept: str = ""
) -> HttpResponse:
    """The page once more with what was typed."""
    found = appealable(shown)
    present = present_appeal(shown, found.against if found else "")
    return _page(request, shown, found, present, typed=typed, problem=problem, kept=kept)


def _page(
    request: HttpRequest,
    shown: Application,
    found: Appealable | None,
    present: Appeal | None,
    *,
    typed: str | None = None,
    problem: HanbatError | None = None,
    kept: str = "",
) -> HttpResponse:
    draft = present is None or present.state == "draft"
    editable = draft and found is not None and clock.now() < found.due_at
    due_at = found.due_at if found else present.due_at if present else None
    context: dict[str, Any] = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "appeal": present,
        "against": present.get_against_display() if present else Appeal.Against(found.against).label if found else "",
        "editable": editable,
        "last_moment": last_minute(due_at) if due_at else None,
        "grounds": typed if typed is not None and editable else present.grounds if present else "",
        "revisions": json.dumps(present.revisions if present else {}),
        "files": present_files(present) if present else [],
        "problem": problem,
        "kept": kept,
        "blind": is_blind(shown.call),
        "earlier": list(reusable(Actor.of(request))[:20]) if editable else [],
        "accept": endings(DOCUMENTS),
        "withdrawable": present is not None and present.state in {"draft", "filed", "in_panel"},
    }
    status = problem.status if problem else HTTPStatus.CONFLICT if kept else HTTPStatus.OK
    return render(request, "programs/appeal.html", context, status=status)


@login_required
@require_POST
def save(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave of the grounds."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    fields, base = read_autosave(request)
    try:
        saved = actions.save_appeal(actor, shown.pk, fields, base)
    except HanbatError as error:
        return refusal(error)
    conflicts = [{"field": one.field, "value": one.kept, "revision": one.revision} for one in saved.conflicts]
    return autosave_answer(saved, conflicts)


@login_required
@require_POST
def attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file: a new upload or an earlier one."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    try:
        actions.attach_to_appeal(actor, shown.pk, chosen_file(request, actor))
    except HanbatError as error:
        return _again(request, shown, None, problem=error)
    messages.success(request, _("The file is attached."))
    return redirect("programs:appeal", public_id)


@login_required
@require_POST
def detach(request: HttpRequest, public_id: UUID, file_id: int) -> HttpResponse:
    actor = Actor.of(request)
    shown = own(actor, public_id)
    actions.detach_from_appeal(actor, shown.pk, file_id)
    messages.success(request, _("The file was taken off the appeal."))
    return redirect("programs:appeal", public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = own(actor, public_id)
    actions.withdraw_appeal(actor, shown.pk)
    messages.success(request, _("The appeal was withdrawn."))
    return redirect("programs:application", public_id)


@login_required
@require_POST
def paper(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Queues the appeal as it was filed, or its answer, and leads to its page."""
    actor = Actor.of(request)
    present = present_appeal(own(actor, public_id))
    if present is None or code not in {"receipt", "answer"}:
        raise AppealNotVisible()
    job = request_document(actor, f"programs.appeal_{code}", {"appeal": str(present.public_id)}, "pdf")
    return redirect("reports:job", job.public_id)
