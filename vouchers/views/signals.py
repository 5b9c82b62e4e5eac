"""Reasons to look: those of a call, one with what it concerns, its answer. Managers answer, auditors read."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from kernel.queries.audit import history_of
from programs.actions.look import note_look
from vouchers.actions.signal import answer_signal, ask_for_signals
from vouchers.forms.signal import AnswerSignalForm
from vouchers.models import Signal
from vouchers.queries import signals as queries
from vouchers.signal_pages import businesses, rows, side_by_side, told


@login_required
@require_safe
def signals(request: HttpRequest, call_id: int) -> HttpResponse:
    """The list of a call, the open ones first."""
    actor = Actor.of(request)
    call = queries.call_of(actor, call_id)
    note_look(actor, call)
    filters = queries.Filters.of(request.GET)
    counts = queries.counts_of(call)
    page = queries.page_of(call, filters, request.GET.get("page"))
    context = {
        "call": call,
        "page": page,
        "rows": rows(list(page)),
        "total": sum(counts.values()),
        "states": [
            (code, label, sum(n for (state, _kind), n in counts.items() if state == code))
            for code, label in Signal.LIFE_CYCLE.choices
        ],
        "kinds": [
            (code, label, number)
            for code, label in Signal.Kind.choices
            if (number := sum(n for (_state, kind), n in counts.items() if kind == code))
        ],
        "manages": queries.manages(actor, call),
    }
    return render(request, "vouchers/office/signals.html", context)


@login_required
@require_POST
def look(request: HttpRequest, call_id: int) -> HttpResponse:
    """Has the worker look now."""
    ask_for_signals(Actor.of(request), call_id)
    messages.success(request, _("The applications are being compared. What is found stands here in a moment."))
    return redirect("vouchers:signals", call_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One of them; a manager of the call answers it here."""
    actor = Actor.of(request)
    shown = queries.signal(actor, signal_id)
    note_look(actor, shown)
    form = AnswerSignalForm(shown.state, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_signal(actor, shown.pk, form.cleaned_data["verb"], form.cleaned_data["answer"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your answer is in the file."))
            return redirect("vouchers:signal", shown.pk)
    applications = list(shown.applications.all())
    context = {
        "signal": shown,
        "told": told(shown),
        "call": shown.call,
        "applications": applications,
        "businesses": businesses(shown),
        "pairs": side_by_side(shown, applications),
        "manages": queries.manages(actor, shown.call),
        "form": form,
        "history": history_of(shown).order_by("-id")[:30],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/office/signal.html", context, status=status)
