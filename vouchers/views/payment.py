"""Paying: the finance officers' home, runs from preparing to the bank's answer."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from files.actions import store
from files.kinds import TABLES
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from kernel.queries.audit import history_of
from programs.actions.look import note_list, note_look
from programs.queries.audit import audits
from reports.actions import request_document
from reports.registry import format_of
from vouchers.actions.payment import cancel_run, fetch_transfer, prepare_run, read_bank_answer, release_run
from vouchers.forms.payment import AnswerFileForm, CancelRunForm, RunForm, TableForm
from vouchers.lifecycles import PAYMENT
from vouchers.models import PaymentRun
from vouchers.queries import payment as queries
from vouchers.queries.case import in_own_case

LATEST_RUNS = 10
LATEST_CALLS = 10


@login_required
@role_required(Role.FINANCE, Role.AUDITOR)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    return _payments(request, RunForm(initial={"pay_on": clock.today()}))


def _payments(request: HttpRequest, form: RunForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """What waits: accounts to confirm, payments by state, runs."""
    actor = Actor.of(request)
    note_list(actor, "payments", request.GET.urlencode())
    rows = queries.payments_of(actor)
    counts = queries.payment_counts(rows)
    state = request.GET.get("state", "")
    state = state if state in dict(PAYMENT.choices) else ""
    late = "late" in request.GET
    runs = list(queries.runs_of(actor)[: LATEST_RUNS + 1])
    calls = queries.calls_of(actor).order_by("-pk")
    latest = list(calls[:LATEST_CALLS])
    context = {
        "page": queries.payment_page(rows, counts, request.GET.get("page"), state=state, late=late),
        "states": [(code, label, counts[code].number) for code, label in PAYMENT.choices if code in counts],
        **{code: counts.get(code, queries.Tally()) for code in ("requested", "approved", "failed", "paid")},
        "overdue": sum(one.late for one in counts.values()),
        "accounts": [
            {"account": one, "mine": one.entered_by_id == actor.user_id} for one in queries.accounts_to_confirm(actor)
        ],
        "late": late,
        "runs": runs[:LATEST_RUNS],
        "more_runs": len(runs) > LATEST_RUNS,
        "form": form,
        "calls": latest,
        "table_form": TableForm(calls=calls) if latest else None,
        "pays": not audits(actor),
        "today": clock.today(),
        "total": sum(one.number for one in counts.values()),
    }
    return render(request, "vouchers/payment/payments.html", context, status=status)


@login_required
@role_required(Role.FINANCE, Role.AUDITOR)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Every run, the newest first."""
    page = Paginator(queries.runs_of(Actor.of(request)), queries.PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "vouchers/payment/runs.html", {"page": page})


@login_required
@role_required(Role.FINANCE, Role.AUDITOR)
@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """Has a table of one call made, as Excel or CSV."""
    actor = Actor.of(request)
    form = TableForm(request.POST, calls=queries.calls_of(actor))
    if not form.is_valid():
        messages.error(request, _("Choose a call and a table."))
        return redirect("vouchers:payments")
    call = form.cleaned_data["call"]
    note_look(actor, call)
    code = f"vouchers.{form.cleaned_data['code']}"
    job = request_document(actor, code, {"call": call.pk}, format_of(code, request.POST.get("format", "")))
    return redirect("reports:job", public_id=job.public_id)


@login_required
@role_required(Role.FINANCE)
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Puts everything that is approved into a run."""
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            made = prepare_run(Actor.of(request), form.cleaned_data["pay_on"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The run is prepared. Another finance officer releases it."))
            return redirect("vouchers:run", made.public_id)
    return _payments(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@role_required(Role.FINANCE, Role.AUDITOR)
@require_safe
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    shown = queries.run(actor, public_id)
    note_look(actor, shown)
    return _run(request, actor, shown)


def _run(
    request: HttpRequest, actor: Actor, shown: PaymentRun, status: int = HTTPStatus.OK, **forms: Any
) -> HttpResponse:
    """One run: exactly what goes to the bank, and what came back."""
    outcome = request.GET.get("answer", "")
    rows = queries.run_rows(shown, outcome)
    page = Paginator(rows, queries.PAGE_SIZE).get_page(request.GET.get("page"))
    approvers = set(shown.payments.values_list("approved_by", flat=True))
    context = {
        "run": shown,
        "page": page,
        "lines": queries.run_lines(shown, list(page)),
        "outcomes": queries.outcomes(shown),
        "taken_out": queries.taken_out(shown),
        "answer_files": queries.answer_files(shown),
        "pays": not audits(actor),
        "may_release": actor.user_id not in {shown.prepared_by_id, *approvers},
        "concerned": in_own_case(actor.user, queries.cases_in(shown)),
        "answer_form": AnswerFileForm(),
        "cancel_form": CancelRunForm(),
        "history": history_of(shown).order_by("-id")[:30],
        **forms,
    }
    return render(request, "vouchers/payment/run.html", context, status=status)


@login_required
@role_required(Role.FINANCE)
@require_POST
def change_run(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Releases a run, takes it apart, or reads the bank's answer."""
    actor = Actor.of(request)
    shown = queries.run(actor, public_id)
    answer_form = AnswerFileForm(request.POST, request.FILES) if verb == "answer" else AnswerFileForm()
    cancel_form = CancelRunForm(request.POST) if verb == "cancel" else CancelRunForm()
    form: Any = {"answer": answer_form, "cancel": cancel_form}.get(verb)
    try:
        if form is None:
            seen = request.POST.get("seen", "")
            release_run(actor, shown.pk, int(seen) if seen.isdecimal() and len(seen) < 10 else None)
            messages.success(request, _("The run is released. Send the transfer file to the bank."))
            return redirect("vouchers:run", public_id)
        if form.is_valid():
            messages.success(request, _apply(actor, shown, verb, form))
            return redirect("vouchers:run", public_id)
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("vouchers:run", public_id)
        show_refusal(form, refusal)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _run(request, actor, shown, status, answer_form=answer_form, cancel_form=cancel_form)


def _apply(actor: Actor, shown: PaymentRun, verb: str, form: Any) -> str:
    """What was done, in words."""
    if verb == "cancel":
        cancel_run(actor, shown.pk, form.cleaned_data["reason"])
        return _("Done: %(what)s.") % {"what": shown.number}
    file = store(actor, form.cleaned_data["file"], kinds=TABLES, field="file")
    reading = read_bank_answer(actor, shown.pk, form.lines, file)
    if not reading.fresh:
        return _("This answer has been read already: every line (%(count)s) stands in the books, nothing changed.") % {
            "count": reading.repeated
        }
    text = ngettext(
        "%(fresh)s line read; %(repeated)s had been read before.",
        "%(fresh)s lines read; %(repeated)s had been read before.",
        reading.fresh,
    )
    return text % {
        "fresh": reading.fresh,
        "repeated": reading.repeated,
    }


@login_required
@role_required(Role.FINANCE)
@require_POST
def transfer(request: HttpRequest, public_id: UUID, form: str) -> HttpResponse:
    """The transfer file: as CSV exactly what was hashed at the release, as Excel through the reports."""
    actor = Actor.of(request)
    shown = queries.run(actor, public_id)
    if form == "xlsx":
        job = request_document(actor, "vouchers.transfer", {"run": str(shown.public_id)}, "xlsx")
        return redirect("reports:job", public_id=job.public_id)
    content = fetch_transfer(actor, shown.pk)
    response = HttpResponse(content.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.csv"'
    return response
