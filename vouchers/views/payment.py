"""Paying: the finance officers' home, runs from preparing to the bank's answer, suppliers' accounts."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from files.actions import store
from files.kinds import TABLES
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from kernel.queries.audit import history_of
from programs.errors import SecondPersonNeeded
from reports.actions import request_document
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account
from vouchers.actions.look import note_list, note_look
from vouchers.actions.payment import cancel_run, fetch_transfer, prepare_run, read_bank_answer, release_run
from vouchers.forms.payment import AccountForm, AnswerFileForm, CancelRunForm, RunForm
from vouchers.lifecycles import PAYMENT
from vouchers.models import PaymentRun
from vouchers.queries import payment as queries
from vouchers.queries import supplier as suppliers
from vouchers.queries.case import audits

PAGE_SIZE = 50
LATEST_RUNS = 20


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
    shown = rows.filter(state=state) if state in dict(PAYMENT.choices) else rows
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": [(code, label, counts[code][0]) for code, label in PAYMENT.choices if code in counts],
        "ready": counts.get("approved", (0, 0)),
        "requested": counts.get("requested", (0, 0)),
        "failed": counts.get("failed", (0, 0)),
        "paid": counts.get("paid", (0, 0)),
        "overdue": queries.overdue(rows).count(),
        "accounts": [
            {"account": one, "mine": one.entered_by_id == actor.user_id} for one in queries.accounts_to_confirm(actor)
        ],
        "runs": list(queries.runs_of(actor)[:LATEST_RUNS]),
        "form": form,
        "pays": not audits(actor),
        "today": clock.today(),
        "total": sum(number for number, _won in counts.values()),
    }
    return render(request, "vouchers/payment/payments.html", context, status=status)


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
@role_required(Role.FINANCE)
@require_POST
def confirm_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account was compared with the copy of the bankbook by another person than who entered it."""
    actor = Actor.of(request)
    if not queries.accounts_to_confirm(actor).filter(pk=account_id).exists():
        raise NotPermitted()
    try:
        confirm_bank_account(actor, account_id)
    except SecondPersonNeeded as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The account is confirmed."))
    return redirect("vouchers:payments")


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
    rows_of_run = shown.payments.select_related(
        "supplier__organisation", "account", "invoice__order__voucher__agreement"
    )
    payments = list(rows_of_run.order_by("pk"))
    told_by_bank = shown.answers.select_related(
        "payment__supplier__organisation", "payment__account", "payment__invoice__order__voucher__agreement"
    )
    answers = list(told_by_bank.order_by("payment"))
    told = {one.payment_id: one for one in answers}
    rows = [{"payment": one, "answer": told.get(one.pk)} for one in payments]
    rows += [{"payment": one.payment, "answer": one} for one in answers if one.payment not in payments]
    approvers = {one.approved_by_id for one in payments}
    context = {
        "run": shown,
        "rows": rows,
        "sum": sum(one.amount for one in payments),
        "pays": not audits(actor),
        "may_release": actor.user_id not in {shown.prepared_by_id, *approvers},
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
            release_run(actor, shown.pk)
            messages.success(request, _("The run is released. Send the transfer file to the bank."))
            return redirect("vouchers:run", public_id)
        if form.is_valid():
            _apply(actor, shown, verb, form)
            messages.success(request, _("Done: %(what)s.") % {"what": shown.number})
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


def _apply(actor: Actor, shown: PaymentRun, verb: str, form: Any) -> None:
    if verb == "cancel":
        cancel_run(actor, shown.pk, form.cleaned_data["reason"])
        return
    read_bank_answer(actor, shown.pk, form.lines, store(actor, form.cleaned_data["file"], kinds=TABLES, field="file"))


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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """A supplier's bank accounts, and the place to enter one; what its invoices came to."""
    actor = Actor.of(request)
    shown = suppliers.own(actor, supplier_id)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            enter_bank_account(actor, shown.pk, given["bank"], given["number"], given["holder"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The account is entered. It counts once a finance officer has confirmed it."))
            return redirect("vouchers:accounts", supplier_id)
    rows = shown.payments.select_related("invoice__order__voucher__agreement", "account").order_by("-pk")
    context = {
        "supplier": shown,
        "accounts": list(shown.bank_accounts.order_by("-pk")),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/payment/accounts.html", context, status=status)
