"""The archive: what is kept until when and why; destruction proposed by one person, approved by another."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from programs.actions.archive import decide_destruction, propose_destruction
from programs.actions.look import note_list, note_look
from programs.archive import kinds_words, records
from programs.queries import archive as queries
from programs.queries.archive import READERS
from reports.actions import request_document

PAGE_SIZE = 50


@login_required
@role_required(*READERS)
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """What is due, every archived case with its day and law, the destructions."""
    return _page(request)


def _page(request: HttpRequest, problem: HanbatError | None = None, call_id: int = 0) -> HttpResponse:
    actor = Actor.of(request)
    note_list(actor, "archive", request.GET.urlencode())
    page = Paginator(queries.archived(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    pages = queries.pages_of(page.object_list)
    context = {
        "due": queries.due_by_call(actor),
        "page": page,
        "rows": [{"case": one, "title": records(one.records).title, "url": pages.get(one.pk)} for one in page],
        "orders": queries.orders(actor)[:30],
        "today": clock.today(),
        "problem": problem,
        "problem_call": call_id,
        "reason": request.POST.get("reason", ""),
        "chosen": {int(key) for key in request.POST.getlist("case") if key.isdigit()},
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "programs/archive/archive.html", context, status=status)


@login_required
@role_required(Role.MANAGER)
@require_POST
def propose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Proposes the chosen cases of one call."""
    keys = [int(key) for key in request.POST.getlist("case") if key.isdigit()]
    try:
        order = propose_destruction(Actor.of(request), call_id, keys, request.POST.get("reason", ""))
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        return _page(request, refusal, call_id)
    messages.success(request, _("The destruction is proposed. An approving officer decides on it."))
    return redirect("programs:destruction", order.public_id)


@login_required
@role_required(*READERS)
@require_safe
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _order(request, public_id)


def _order(request: HttpRequest, public_id: UUID, problem: HanbatError | None = None) -> HttpResponse:
    actor = Actor.of(request)
    shown = queries.order_of(actor, public_id)
    note_look(actor, shown)
    done = {one.case_id: one for one in shown.destructions.all()}
    context: dict[str, Any] = {
        "order": shown,
        "rows": [
            {
                "case": one,
                "title": records(one.records).title,
                "done": done.get(one.pk),
                "erased": kinds_words(done[one.pk].kinds) if one.pk in done else "",
            }
            for one in shown.cases.order_by("pk")
        ],
        "decides": queries.to_decide(actor.user).filter(pk=shown.pk).exists(),
        "problem": problem,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "programs/archive/order.html", context, status=status)


@login_required
@role_required(Role.APPROVER, Role.MANAGER)
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person approves or refuses."""
    actor = Actor.of(request)
    shown = queries.order_of(actor, public_id)
    approved = request.POST.get("verb") == "approve"
    try:
        decide_destruction(actor, shown.pk, approved=approved, answer=request.POST.get("answer", ""))
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        return _order(request, public_id, refusal)
    messages.success(request, _("The destruction begins.") if approved else _("The destruction is refused."))
    return redirect("programs:destruction", public_id)


@login_required
@role_required(*READERS)
@require_POST
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The record of the destruction as PDF."""
    actor = Actor.of(request)
    shown = queries.order_of(actor, public_id)
    job = request_document(actor, "programs.destruction", {"order": str(shown.public_id)}, "pdf")
    return redirect("reports:job", public_id=job.public_id)
