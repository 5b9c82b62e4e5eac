"""Payments (지급) under four eyes, and the runs in which they go to the bank.

Whoever approves a payment never releases it, whoever prepares a run never releases it; the database refuses the same
person too. A run changes every payment and the whole ledger in one transaction: it is whole or not begun.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.numbering import next_number
from kernel.permissions import may, require, scopes
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.models import Call
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.errors import AnswerFlawed, NoBankAccount, NothingToPay
from vouchers.messages import tell_order
from vouchers.models import BankAnswer, Payment, PaymentRun, SupplierAccount
from vouchers.queries.payment import pays_all
from vouchers.rules.answer_file import BankLine
from vouchers.rules.bank import Answered, Expected, Told, compare_answers, transfer_lines, transfer_text
from vouchers.rules.ledger import Verb
from vouchers.wording import bank_words


def _locked(payment_id: int) -> Payment:
    """A payment with its case, its own row locked."""
    return (
        Payment.objects.select_for_update(of=("self",))
        .select_related("invoice__order__voucher__agreement__call", "supplier__organisation")
        .get(pk=payment_id)
    )


def _call(payment: Payment) -> Call:
    return payment.invoice.order.voucher.agreement.call


def confirmed_account(supplier_id: int) -> SupplierAccount | None:
    """The account that payments to the supplier go to: the one confirmed last."""
    rows = SupplierAccount.objects.filter(supplier_id=supplier_id, confirmed_at__isnull=False)
    return rows.order_by("-confirmed_at", "-pk").first()


@action
def approve_payment(actor: Actor, payment_id: int) -> Payment:
    """The office finds the evidence complete (지급 승인). Raises NotVisible, SecondPersonNeeded, NoBankAccount."""
    payment = _locked(payment_id)
    require(actor, "manage_call", _call(payment), hide=True)
    if actor.user_id in {payment.requested_by_id, payment.released_by_id}:
        raise SecondPersonNeeded()
    account = confirmed_account(payment.supplier_id)
    if account is None:
        raise NoBankAccount(name=str(payment.supplier))
    verb = "approve_again" if payment.state == "failed" else "approve"
    values = {"approved_by": actor.user, "approved_at": clock.now(), "account": account}
    return advance(payment, verb, actor, run=None, released_by=None, released_at=None, answer="", **values)


@action
def refuse_payment(actor: Actor, payment_id: int, reason: str) -> Payment:
    """Not paid (지급 거절): the order waits for another invoice. Raises NotVisible, ReasonNeeded."""
    payment = _locked(payment_id)
    call = _call(payment)
    if not may(actor, "pay_call", call):
        require(actor, "manage_call", call, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    order, invoice = payment.invoice.order, payment.invoice
    advance(payment, "refuse", actor, reason=reason.strip())
    advance(order, "void_invoice", actor, reason=reason.strip())
    invoice.voided_at, invoice.void_reason = clock.now(), reason.strip()
    invoice.save(update_fields=["voided_at", "void_reason"])
    place, key = place_of(order.voucher, order.supplier_id), f"invoice:{invoice.pk}:{Verb.VOID}"
    post(actor, Posting(Verb.VOID, place, key, invoice, support=payment.support, own=payment.own))
    key = f"refused:{payment.pk}"
    tell_order(order, "payment_refused", "demand", "supplier", reason=reason.strip(), key=key)
    return payment


@action
def prepare_run(actor: Actor, pay_on: date, payment_ids: Sequence[int] | None = None) -> PaymentRun:
    """Puts approved payments into a run for ``pay_on``: all that are not in one, or those that are named.

    Raises NotPermitted, NothingToPay.
    """
    calls = scopes(actor.user, "pay_call", Call) if actor.user else Call.objects.none()
    if actor.user is None or not calls.exists():
        raise NotPermitted()
    waiting = Payment.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state="approved", run=None, invoice__order__voucher__agreement__call__in=calls
    )
    if payment_ids is not None:
        waiting = waiting.filter(pk__in=payment_ids)
    chosen = list(waiting.order_by("pk"))
    if not chosen:
        raise NothingToPay()
    run = PaymentRun.objects.create(
        number=f"PR-{pay_on.year}-{next_number(f'payment_run:{pay_on.year}'):04d}",
        pay_on=pay_on,
        count=len(chosen),
        total=sum(payment.amount for payment in chosen),
        prepared_by=actor.user,
        prepared_at=clock.now(),
    )
    Payment.objects.filter(pk__in=[payment.pk for payment in chosen]).update(run=run)
    return run


@action
def cancel_run(actor: Actor, run_id: int, reason: str) -> PaymentRun:
    """Takes a run apart that was not released. Raises NotPermitted, ReasonNeeded."""
    run: PaymentRun = lock(PaymentRun, run_id)
    _require_run(actor, run)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(run, "cancel", actor, reason=reason.strip())
    run.payments.update(run=None)
    return run


def _require_run(actor: Actor, run: PaymentRun) -> None:
    """A finance officer of every call in the run. Raises NotPermitted."""
    if not pays_all(actor, run):
        raise NotPermitted()


@action
def release_run(actor: Actor, run_id: int) -> PaymentRun:
    """Lets the bank pay (지급 실행): every payment of the run, or none.

    Raises NotPermitted, SecondPersonNeeded (who prepared the run or approved one of its payments), NothingToPay.
    """
    run: PaymentRun = lock(PaymentRun, run_id)
    _require_run(actor, run)
    payments = list(run.payments.select_for_update(of=("self",)).filter(state="approved").order_by("pk"))
    if len(payments) != run.count or sum(one.amount for one in payments) != run.total:
        raise NothingToPay()
    if actor.user_id == run.prepared_by_id or actor.user_id in {one.approved_by_id for one in payments}:
        raise SecondPersonNeeded()
    now = clock.now()
    for payment in payments:
        advance(payment, "release", actor, released_by=actor.user, released_at=now)
    digest = hashlib.sha256(transfer_text(transfer_of(run)).encode()).hexdigest()
    return advance(run, "release", actor, released_by=actor.user, released_at=now, file_hash=digest)


def transfer_of(run: PaymentRun) -> list[Told]:
    """The lines of the transfer file, in the order of the payments: what the bank is told, to the last digit."""
    rows = run.payments.select_related("account", "supplier__organisation", "invoice__order").order_by("pk")
    return transfer_lines(
        Told(
            payment=row.pk,
            bank=row.account.bank if row.account else "",
            account=str(row.account.number) if row.account else "",
            holder=row.account.holder if row.account else "",
            amount=row.amount,
            memo=row.invoice.order.number,
        )
        for row in rows
    )


@action
def fetch_transfer(actor: Actor, run_id: int) -> str:
    """The transfer file of a released run, to be sent to the bank; who fetched it stands in the trail.

    It is made anew and is the same text whose hash was kept at the release. Raises NotPermitted, and NothingToPay
    before the release.
    """
    run: PaymentRun = lock(PaymentRun, run_id)
    _require_run(actor, run)
    content = transfer_text(transfer_of(run))
    digest = hashlib.sha256(content.encode()).hexdigest()
    if digest != run.file_hash:
        raise NothingToPay()
    record(actor, "fetch_transfer", run, after={"hash": digest})
    return content


@action
def read_bank_answer(
    actor: Actor, run_id: int, lines: Iterable[BankLine], file: StoredFile | None = None
) -> PaymentRun:
    """Takes the bank's answer to a released run: all its lines or none. Lines that were read before change nothing.

    A payment that went through is paid, its money leaves the books for the supplier; one that came back is to be
    approved anew. The run is answered when every payment has its answer. Raises NotPermitted, AnswerFlawed.
    """
    run: PaymentRun = lock(PaymentRun, run_id)
    _require_run(actor, run)
    given = list(lines)
    payments = {one.pk: one for one in run.payments.select_for_update(of=("self",)).order_by("pk")}
    known = {one.payment_id: one.paid for one in run.answers.all()}
    wrong = compare_answers(
        [Expected(one.pk, one.amount) for one in payments.values()],
        [Answered(line.row, line.payment, line.amount, line.paid) for line in given],
        known,
    )
    if wrong or run.state not in {"released", "answered"}:
        raise AnswerFlawed(count=len(wrong), what=bank_words(wrong))
    fresh = [line for line in given if line.payment not in known]
    _write_answers(actor, run, payments, fresh, file)
    if run.state == "released" and run.answers.count() == run.count:
        advance(run, "answer", actor, answered_at=clock.now())
    return run


def _write_answers(
    actor: Actor, run: PaymentRun, payments: dict[int, Payment], lines: list[BankLine], file: StoredFile | None
) -> None:
    BankAnswer.objects.bulk_create(
        BankAnswer(
            run=run,
            payment=payments[line.payment],
            paid=line.paid,
            amount=line.amount,
            on=line.on,
            text=line.text[:200],
            file=file,
            read_by=actor.user,
            read_at=clock.now(),
        )
        for line in lines
    )
    for line in lines:
        _answer(actor, _locked(line.payment), line)
    paid = [payments[line.payment].pk for line in lines if line.paid]
    rows = Payment.objects.filter(pk__in=paid).select_related("invoice__order__voucher__agreement").order_by("pk")
    postings = [
        Posting(
            Verb.PAY,
            place_of(row.invoice.order.voucher, row.supplier_id),
            f"payment:{row.pk}:{Verb.PAY}",
            row,
            support=row.support,
            own=row.own,
            memo=run.number,
        )
        for row in rows
    ]
    if postings:
        post(actor, *postings)


def _answer(actor: Actor, payment: Payment, line: BankLine) -> None:
    order = payment.invoice.order
    if line.paid:
        advance(payment, "confirm_paid", actor, paid_on=line.on, answer=line.text[:200])
        advance(order, "pay", actor, ended_at=clock.now())
        tell_order(order, "paid", "demand", "supplier", key=f"paid:{payment.pk}")
        return
    advance(payment, "note_failure", actor, answer=line.text[:200])
    tell_order(order, "payment_failed", "office", "finance", reason=line.text[:200], key=f"failed:{payment.pk}")
