"""The board of a call, its money, and verbs for many cases at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs.actions.bulk import BULK, bulk_verb, do_bulk, look
from programs.actions.call import set_limits
from programs.board_pages import board_rows, limit_words
from programs.budget_pages import budget_rows
from programs.forms.builder import LimitsForm
from programs.models import Call
from programs.queries.board import board
from programs.queries.budget import budget
from programs.queries.calls import managed_call
from programs.registry import programme
from programs.views.manager.calls import managers_only, step_links
from reports.actions import request_document
from reports.registry import format_of

OFFERED = {"scores", "ranking_list", "ranking_report", "reserve_list", "reserve_table", "budget"}


@managers_only
@require_safe
def board_page(request: HttpRequest, call_id: int) -> HttpResponse:
    """Where every case is, on whom it waits, what is late; each figure leads to its cases."""
    call = managed_call(Actor.of(request), call_id)
    context = {"call": call, "rows": board_rows(call, board(call), clock.now()), "limits": limit_words(call)}
    return render(request, "programs/manager/board.html", context)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest, call_id: int) -> HttpResponse:
    """After how many days a case is late: a working rule that can be changed at any time."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    form = LimitsForm(call.late_after, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_limits(actor, call.pk, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("programs:board", call_id)
    context = {"call": call, "form": form, "steps": step_links(call, "limits"), "step": True}
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/manager/build/limits.html", context, status=status)


@managers_only
@require_safe
def budget_page(request: HttpRequest, call_id: int) -> HttpResponse:
    """The money of the call by track and quota, as a table and a picture; a programme may have a page of its own."""
    call = managed_call(Actor.of(request), call_id)
    own = programme(call.programme).money_page
    if own is not None:
        return redirect(own.url_name, call.pk)
    shown = budget_rows(call, budget(call), manages=True)
    return render(request, "programs/manager/budget.html", {"call": call, **shown})


@managers_only
@require_POST
def document(request: HttpRequest, call_id: int, code: str) -> HttpResponse:
    """Queues one of the call's tables or lists."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    if code not in OFFERED:
        return redirect("programs:manage_call", call_id)
    named = f"programs.{code}"
    try:
        job = request_document(actor, named, {"call": call.pk}, format_of(named, request.POST.get("format", "")))
    except HanbatError as error:
        messages.error(request, str(error))
        return redirect("programs:manage_call", call_id)
    return redirect("reports:job", job.public_id)


@managers_only
@require_POST
def notices(request: HttpRequest, call_id: int, format: str) -> HttpResponse:
    """Queues the notices of every published result as one job: merged (pdf) or one by one (zip)."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    try:
        kind = format if format in {"pdf", "zip"} else "pdf"
        job = request_document(actor, "programs.decision_notices", {"call": call.pk}, kind, language="ko")
    except HanbatError as error:
        messages.error(request, str(error))
        return redirect("programs:results", call_id)
    return redirect("reports:job", job.public_id)


def _keys(request: HttpRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("case") if key.isdigit()]


@managers_only
@require_POST
def bulk(request: HttpRequest, call_id: int) -> HttpResponse:
    """What the verb would do to the chosen cases; with ``do`` it is done."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    keys = _keys(request)
    if not keys:
        messages.error(request, _("Choose at least one case."))
        return redirect("programs:manage_cases", call_id)
    verb = bulk_verb(request.POST.get("verb", ""))
    if "do" in request.POST and _lacking(request, verb) is None:
        results = do_bulk(actor, call.pk, verb.code, keys, request.POST.get("text", ""))
        done = sum(not one.objection for one in results)
        messages.success(
            request, ngettext("Done for %(count)s case.", "Done for %(count)s cases.", done) % {"count": done}
        )
        for one in results:
            if one.objection:
                messages.warning(request, f"{one.application.receipt_number}: {one.objection}")
        return redirect("programs:manage_cases", call_id)
    return _preview(request, call, verb, keys, _lacking(request, verb) if "do" in request.POST else None)


def _lacking(request: HttpRequest, verb: Any) -> str | None:
    """What the person still has to say before the verb is carried out."""
    if verb.asks_text and not request.POST.get("text", "").strip():
        return _("Write the message first.")
    if verb.attests and "attest" not in request.POST:
        return _("Confirm that you checked every point.")
    return None


def _preview(request: HttpRequest, call: Call, verb: Any, keys: list[int], problem: str | None) -> HttpResponse:
    looked = look(call, verb, keys)
    context = {
        "call": call,
        "verb": verb,
        "looked": looked,
        "possible": sum(not one.objection for one in looked),
        "problem": problem,
        "text": request.POST.get("text", ""),
    }
    return render(request, "programs/manager/bulk.html", context, status=422 if problem else 200)


def bulk_choices() -> list[tuple[str, Any]]:
    """The verbs that the list of cases offers."""
    return [(verb.code, verb.label) for verb in BULK.values()]
