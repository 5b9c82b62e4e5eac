"""The money of a call: its budget as table and picture, what is late and on whom; the same as Excel and CSV."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from kernel.permissions import may
from programs.actions.look import note_look
from programs.budget_pages import budget_rows
from programs.models import Call
from programs.queries.audit import audits
from programs.queries.budget import budget as money_of
from reports.actions import request_document
from reports.registry import format_of
from vouchers.actions.allotment import move_budget
from vouchers.documents.books import TABLES
from vouchers.forms.allotment import MoveBudgetForm
from vouchers.late_pages import LABELS, ON_LABELS, shown
from vouchers.models.ledger import VERB_LABELS
from vouchers.queries import late as queries
from vouchers.queries.allotment import in_books, moves, tracks_of
from vouchers.queries.money import money_call

LATEST_MOVES = 30


@login_required
@require_safe
def budget(request: HttpRequest, call_id: int) -> HttpResponse:
    """Planned, decided, promised, reserved, paid and returned by track and quota, each sum leading to its cases; what
    of the budget stands in the books."""
    actor = Actor.of(request)
    call = money_call(actor, call_id)
    note_look(actor, call)
    return _budget(request, actor, call)


def _budget(
    request: HttpRequest, actor: Actor, call: Call, form: MoveBudgetForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    common, lines = _common(actor, call), money_of(call)
    context = {
        **common,
        "tables": [(code, title) for code, (title, _build) in TABLES.items() if code != "budget"],
        **budget_rows(call, lines, manages=common["manages"]),
        "in_books": in_books(call),
        "moves": _moves(call),
        "move_form": form or (MoveBudgetForm(call=call) if may(actor, "pay_call", call) else None),
    }
    return render(request, "vouchers/money/budget.html", context, status=status)


def _moves(call: Call) -> list[dict[str, Any]]:
    """How the budget moved lately, in words."""
    tracks = {track.code: _(track.label) for track in tracks_of(call)}
    return [
        {"move": one, "label": VERB_LABELS[one.verb], "track": tracks.get(one.track, one.track)}
        for one in moves(call, LATEST_MOVES)
    ]


@login_required
@role_required(Role.FINANCE)
@require_POST
def move(request: HttpRequest, call_id: int) -> HttpResponse:
    """Brings the money of a track into the books, takes it out, or allots again what came back."""
    actor = Actor.of(request)
    call = money_call(actor, call_id)
    form = MoveBudgetForm(request.POST, call=call)
    if form.is_valid():
        given = form.cleaned_data
        try:
            move_budget(actor, call.pk, given["verb"], given["track"], given["won"], given["document"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The books of the budget are changed."))
            return redirect("vouchers:budget", call.pk)
    return _budget(request, actor, call, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _common(actor: Actor, call: Call) -> dict[str, Any]:
    return {"call": call, "manages": may(actor, "manage_call", call), "audits": audits(actor)}


@login_required
@require_safe
def late(request: HttpRequest, call_id: int) -> HttpResponse:
    """What should have happened by now, on whom it waits and since when, the longest waiting first."""
    actor = Actor.of(request)
    call = money_call(actor, call_id)
    note_look(actor, call)
    terms = queries.terms_on(clock.today())
    found = queries.counts(call, terms)
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else ""
    numbers = Counter[str]()
    for one in found:
        numbers[one.kind] += one.number
    page = queries.page_of(call, terms, found, kind, request.GET.get("page"))
    context = {
        **_common(actor, call),
        "terms": terms,
        "found": [{"one": one, "label": LABELS[one.kind], "on": ON_LABELS[one.on]} for one in found],
        "kinds": [(code, label, numbers[code]) for code, label in LABELS.items() if numbers[code]],
        "page": page,
        "rows": [shown(one) for one in page],
    }
    return render(request, "vouchers/money/late.html", context)


@login_required
@require_POST
def table(request: HttpRequest, call_id: int, code: str) -> HttpResponse:
    """Has a table of the call made, as Excel or CSV."""
    actor = Actor.of(request)
    call = money_call(actor, call_id)
    if code not in TABLES:
        raise Http404
    note_look(actor, call)
    named = f"vouchers.{code}"
    job = request_document(actor, named, {"call": call.pk}, format_of(named, request.POST.get("format", "")))
    return redirect("reports:job", public_id=job.public_id)
