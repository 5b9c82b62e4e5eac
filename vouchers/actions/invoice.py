"""Bank accounts, tax invoices, and the requests to pay them."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.permissions import may, scopes
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.models import Call
from programs.rules.transfer import LENGTHS, account_digits, is_formula
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.order import follow, locked_order
from vouchers.errors import (
    AccountNameWrong,
    AccountNumberWrong,
    AccountSentBack,
    BankbookMissing,
    CaseNotVisible,
    InvoiceAmount,
    InvoiceDay,
    InvoiceNumberWrong,
    InvoiceUsed,
    InvoiceVoid,
    NothingToInvoice,
    NumberDiffers,
    OwnCase,
    PartyNotYours,
    PaymentUnderWay,
)
from vouchers.messages import tell_account, tell_order
from vouchers.models import Invoice, Order, Payment, Supplier, SupplierAccount
from vouchers.queries.access import belongs_to
from vouchers.queries.work import to_invoice
from vouchers.rules.ledger import Parts, Verb

PAY_WITHIN = timedelta(days=14)  # how long a request may wait before it counts as overdue


def account_digest(number: str) -> str:
    """The same for the same account however it is written, and nothing that the account could be read from."""
    digits = account_digits(number)
    return salted_hmac("vouchers.bank_account", digits, secret=settings.SALT_KEY[0], algorithm="sha256").hexdigest()


@action
def enter_bank_account(
    actor: Actor, supplier_id: int, bank: str, number: str, holder: str, copy: StoredFile | None = None
) -> SupplierAccount:
    """A supplier's account, entered by its member or a finance officer; it counts once another person confirmed it
    against the ``copy`` of the bankbook (통장 사본).

    Raises CaseNotVisible, AccountNumberWrong, AccountNameWrong.
    """
    supplier: Supplier = lock(Supplier, supplier_id)
    if not (belongs_to(actor.user, supplier) or _pays_anything(actor)):
        raise CaseNotVisible()
    digits = account_digits(number)
    for field, text in (("bank", bank), ("holder", holder)):
        if is_formula(text):
            raise AccountNameWrong(field=field)
    if len(digits) not in LENGTHS:
        raise AccountNumberWrong(field="number")
    account = SupplierAccount.objects.create(
        supplier=supplier,
        bank=bank.strip(),
        number=digits,
        holder=holder.strip(),
        digest=account_digest(digits),
        last_digits=digits[-4:],
        copy=copy,
        entered_by=actor.user,
        entered_at=clock.now(),
    )
    record(actor, "enter_bank_account", supplier, after={"bank": account.bank, "account": f"****{digits[-4:]}"})
    return account


def _pays_anything(actor: Actor) -> bool:
    return actor.user is not None and scopes(actor.user, "pay_call", Call).exists()


@action
def confirm_bank_account(actor: Actor, account_id: int, number: str) -> SupplierAccount:
    """A finance officer who did not enter it typed ``number`` from the copy of the bankbook, and it is the same.

    Raises NotPermitted, SecondPersonNeeded, OwnCase for a member of the supplier, BankbookMissing, AccountSentBack,
    NumberDiffers.
    """
    account = _account_to_judge(actor, account_id)
    if account.copy_id is None:
        raise BankbookMissing(field="number")
    if account.sent_back_at is not None:
        raise AccountSentBack(field="number")
    if account_digest(number) != account.digest:
        raise NumberDiffers(field="number")
    if account.confirmed_at is None:
        account.confirmed_by, account.confirmed_at = actor.user, clock.now()
        account.save(update_fields=["confirmed_by", "confirmed_at"])
        record(actor, "confirm_bank_account", account.supplier, after={"account": f"****{account.last_digits}"})
    return account


@action
def send_back_bank_account(actor: Actor, account_id: int, reason: str) -> SupplierAccount:
    """The account does not agree with the copy; its supplier is told why and enters another one.

    Raises NotPermitted, SecondPersonNeeded, ReasonNeeded, AccountSentBack when it was judged before.
    """
    account = _account_to_judge(actor, account_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if account.sent_back_at is not None or account.confirmed_at is not None:
        raise AccountSentBack(field="reason")
    account.sent_back_at, account.sent_back_why = clock.now(), reason.strip()
    account.save(update_fields=["sent_back_at", "sent_back_why"])
    after = {"account": f"****{account.last_digits}"}
    record(actor, "send_back_bank_account", account.supplier, after=after, reason=reason.strip())
    tell_account(account)
    return account


def _account_to_judge(actor: Actor, account_id: int) -> SupplierAccount:
    account: SupplierAccount = lock(SupplierAccount, account_id)
    if not _pays_anything(actor):
        raise NotPermitted()
    if actor.user_id == account.entered_by_id:
        raise SecondPersonNeeded()
    if belongs_to(actor.user, account.supplier):
        raise OwnCase()
    return account


def invoice_number(typed: str) -> str:
    """An approval number (승인번호) without its hyphens. Raises InvoiceNumberWrong unless it has 24 signs."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    if not re.fullmatch(r"[0-9A-Z]{24}", plain):
        raise InvoiceNumberWrong(field="number")
    return plain


@action
def enter_invoice(
    actor: Actor, order_id: int, number: str, issued_on: date, amount: int, tax: int = 0, file: StoredFile | None = None
) -> Payment:
    """The supplier's tax invoice for what was accepted of an order and stands on no invoice yet: an interim one while
    lines are still to come (기성 청구), else the last or only one. With it the payment is requested.

    The same invoice again answers with the same payment. Raises CaseNotVisible, InvoiceNumberWrong, NothingToInvoice,
    InvoiceAmount, InvoiceDay, InvoiceUsed when the number stands for another one.
    """
    order = locked_order(order_id)
    if not belongs_to(actor.user, order.supplier):
        raise CaseNotVisible()
    plain = invoice_number(number)
    there = Invoice.objects.filter(order=order, number=plain, voided_at=None).first()
    if there is not None:
        return there.payments.exclude(state="refused").get()
    due = to_invoice(order)
    if not due.total:
        raise NothingToInvoice()
    if amount != due.total:
        raise InvoiceAmount(field="amount", won=f"{due.total:,}")
    placed = order.placed_at.astimezone(clock.SEOUL).date()
    if not placed <= issued_on <= clock.today():
        raise InvoiceDay(field="issued_on")
    try:
        with transaction.atomic():
            invoice = Invoice.objects.create(
                order=order,
                number=plain,
                issued_on=issued_on,
                amount=amount,
                tax=tax,
                file=file,
                entered_by=actor.user,
                entered_at=clock.now(),
            )
    except IntegrityError:
        raise InvoiceUsed(field="number", number=plain) from None
    return _request(actor, order, invoice, due)


def _request(actor: Actor, order: Order, invoice: Invoice, won: Parts) -> Payment:
    """The payment that an invoice asks for."""
    payment = Payment.objects.create(
        invoice=invoice,
        supplier=order.supplier,
        amount=won.total,
        support=won.support,
        own=won.own,
        due_on=clock.today() + PAY_WITHIN,
        requested_by=actor.user,
        requested_at=clock.now(),
    )
    record(actor, "enter_invoice", order, after={"number": invoice.number, "amount": invoice.amount})
    _move(actor, payment, Verb.INVOICE)
    follow(actor, order)
    tell_order(order, "payment_requested", "office", "finance", key=f"payment:{payment.pk}")
    return payment


def _move(actor: Actor, payment: Payment, verb: Verb) -> None:
    invoice = payment.invoice
    place, key = place_of(invoice.order.voucher, payment.supplier_id), f"invoice:{invoice.pk}:{verb}"
    posting = Posting(verb, place, key, invoice, support=payment.support, own=payment.own, memo=invoice.number)
    post(actor, posting)


def withdraw(actor: Actor, payment: Payment, reason: str) -> None:
    """Ends a payment with its invoice: its part of the order waits for another one. Inside an action, with the payment
    and its case locked."""
    invoice = payment.invoice
    advance(payment, "refuse", actor, reason=reason)
    invoice.voided_at, invoice.void_reason = clock.now(), reason
    invoice.save(update_fields=["voided_at", "void_reason"])
    _move(actor, payment, Verb.VOID)
    if invoice.order.state == "invoiced":
        advance(invoice.order, "void_invoice", actor, reason=reason)
    else:
        record(actor, "void_invoice", invoice.order, after={"number": invoice.number}, reason=reason)


@action
def void_invoice(actor: Actor, invoice_id: int, reason: str) -> Invoice:
    """The invoice is withdrawn (수정발행 등) and its payment refused with it; what it was over waits for another one.

    By the supplier or a finance officer, before anybody approved the payment. Raises PartyNotYours, ReasonNeeded,
    PaymentUnderWay, InvoiceVoid.
    """
    order = locked_order(Invoice.objects.values_list("order", flat=True).get(pk=invoice_id))
    if not (belongs_to(actor.user, order.supplier) or may(actor, "pay_call", order.voucher.agreement.call)):
        raise PartyNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    rows = Payment.objects.select_for_update(of=("self",)).select_related("invoice__order__voucher__agreement")
    payment = rows.filter(invoice=invoice_id).exclude(state="refused").first()
    if payment is None:
        raise InvoiceVoid()
    if payment.state != "requested":
        raise PaymentUnderWay()
    withdraw(actor, payment, reason.strip())
    return payment.invoice
