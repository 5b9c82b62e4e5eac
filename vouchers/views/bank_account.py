"""Suppliers' bank accounts: entered with a copy of the bankbook, confirmed against it by a finance officer."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import role_required
from accounts.models import Role
from files.actions import store
from files.kinds import IMAGES, FileKind
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from programs.actions.look import note_look
from programs.queries.audit import audits
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account, send_back_bank_account
from vouchers.forms.payment import AccountForm, ConfirmAccountForm, SendBackForm
from vouchers.models import Supplier, SupplierAccount
from vouchers.queries import payment as queries
from vouchers.queries import supplier as suppliers
from vouchers.queries.access import belongs_to

PAGE_SIZE = 50
COPIES = IMAGES | {FileKind.PDF}


@login_required
@role_required(Role.FINANCE, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account beside the copy of its bankbook: the officer types the number from the copy, or sends it back."""
    actor = Actor.of(request)
    shown = queries.account_to_see(actor, account_id)
    note_look(actor, shown)
    if request.method == "POST":
        if audits(actor):
            raise NotPermitted()
        return _judge(request, actor, shown)
    return _account(request, actor, shown)


def _judge(request: HttpRequest, actor: Actor, shown: SupplierAccount) -> HttpResponse:
    back = "send_back" in request.POST
    form: forms.Form = SendBackForm(request.POST) if back else ConfirmAccountForm(request.POST)
    if form.is_valid():
        try:
            if back:
                send_back_bank_account(actor, shown.pk, form.cleaned_data["reason"])
            else:
                confirm_bank_account(actor, shown.pk, form.cleaned_data["number"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            done = _("The account is sent back; its supplier is told.") if back else _("The account is confirmed.")
            messages.success(request, done)
            return redirect("vouchers:payments")
    given = {"back_form" if back else "confirm_form": form}
    return _account(request, actor, shown, HTTPStatus.UNPROCESSABLE_ENTITY, **given)


def _account(
    request: HttpRequest, actor: Actor, shown: SupplierAccount, status: int = HTTPStatus.OK, **forms_given: Any
) -> HttpResponse:
    context = {
        "account": shown,
        "open": shown.confirmed_at is None and shown.sent_back_at is None,
        "mine": shown.entered_by_id == actor.user_id,
        "own": belongs_to(actor.user, shown.supplier),
        "pays": not audits(actor),
        "confirm_form": ConfirmAccountForm(),
        "back_form": SendBackForm(),
        **forms_given,
    }
    return render(request, "vouchers/payment/account.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """A supplier's bank accounts, and the place to enter one; what its invoices came to."""
    actor = Actor.of(request)
    shown = suppliers.own(actor, supplier_id)
    form = AccountForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _enter(actor, shown, form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The account is entered. It counts once a finance officer has confirmed it."))
            return redirect("vouchers:accounts", supplier_id)
    rows = shown.payments.select_related("invoice__order__voucher__agreement", "account").order_by("-pk")
    context = {
        "supplier": shown,
        "accounts": list(shown.bank_accounts.order_by("-pk")),
        "paid_to": queries.account_in_force(shown.pk),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/payment/accounts.html", context, status=status)


def _enter(actor: Actor, shown: Supplier, given: dict[str, Any]) -> None:
    copy = store(actor, given["copy"], organisation=shown.organisation, kinds=COPIES, field="copy")
    enter_bank_account(actor, shown.pk, given["bank"], given["number"], given["holder"], copy)
