"""The money of a call: its budget as table and picture, what is late and on whom; the same as Excel and CSV."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may
from programs.actions.look import note_look
from programs.budget_pages import budget_rows
from programs.models import Call
from programs.queries.audit import audits
from programs.queries.budget import budget as money_of
from reports.actions import request_document
from reports.registry import format_of
from vouchers.documents.books import TABLES
from vouchers.late_pages import LABELS, ON_LABELS, shown
from vouchers.queries import late as queries
from vouchers.queries.money import money_call


@login_required
@require_safe
def budget(request: HttpRequest, call_id: int) -> HttpResponse:
    """Planned, decided, promised, reserved, paid and returned by track and quota; each sum leads to its cases."""
    actor = Actor.of(request)
    call = money_call(actor, call_id)
    note_look(actor, call)
    common = _common(actor, call)
    tables = [(code, title) for code, (title, _build) in TABLES.items() if code != "budget"]
    context = {**common, "tables": tables, **budget_rows(call, money_of(call), manages=common["manages"])}
    return render(request, "vouchers/money/budget.html", context)


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
