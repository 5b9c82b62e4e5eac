"""Payments (지급) under four eyes, and the runs in which they go to the bank.

Whoever approves a payment never releases it, whoever prepares a run never releases it; the database refuses the same
person too. A run changes every payment and the whole ledger in one transaction: it is whole or not begun.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.numbering import next_number
from kernel.permissions import scopes
from kernel.transition import advance, advance_all, lock
from programs.errors import SecondPersonNeeded
from programs.models import Call
from programs.queries.deadlines import is_holiday
from programs.rules.transfer import TransferLine
from vouchers.actions.invoice import withdraw
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.order import follow
from vouchers.errors import AnswerFlawed, NoBankAccount, NothingToPay, OwnCase, RunShrunk
from vouchers.messages import tell_came_back, tell_order, tell_paid
from vouchers.models import Agreement, BankAnswer, Payment, PaymentRun, SupplierAccount, TakenOut, Transfer
from vouchers.queries.case import in_own_case, require_office
from vouchers.queries.late import terms_on
from vouchers.queries.payment import account_in_force, cases_in, pays_all
from vouchers.rules.answer_file import BankLine
from vouchers.rules.bank import Answered, Expected, compare_answers, transfer_text
from vouchers.rules.late import answer_due
from vouchers.rules.ledger import Verb
from vouchers.wording import bank_words


def _locked(payment_ids: Iterable[int]) -> QuerySet[Payment]:
    """Payments with their cases, in the order of their numbers. The agreements are locked before them, as everywhere,
    so that nobody waits in a circle."""
    wanted = list(payment_ids)
    cases = Payment.objects.filter(pk__in=wanted).values("invoice__order__voucher__agreement")
    list(Agreement.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk"))
    rows = Payment.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    return rows.select_related(
        "invoice__order__voucher__agreement__call",
        "invoice__order__voucher__agreement__application__call",
        "invoice__order__voucher__agreement__supplier",
        "supplier__organisation",
    )


def _case(payment: Payment) -> Agreement:
    return payment.invoice.order.voucher.agreement


@action
def approve_payment(actor: Actor, payment_id: int) -> Payment:
    """The office finds the evidence complete (지급 승인). Raises NotVisible, OwnCase, SecondPersonNeeded,
    NoBankAccount."""
    payment = _locked([payment_id]).get()
    require_office(actor, _case(payment), "manage_call")
    if actor.user_id in {payment.requested_by_id, payment.released_by_id}:
        raise SecondPersonNeeded()
    account = account_in_force(payment.supplier_id)
    if account is None:
        raise NoBankAccount(name=str(payment.supplier))
    verb = "approve_again" if payment.state == "failed" else "approve"
    values = {"approved_by": actor.user, "approved_at": clock.now(), "account": account}
    return advance(payment, verb, actor, run=None, released_by=None, released_at=None, answer="", **values)


@action
def refuse_payment(actor: Actor, payment_id: int, reason: str) -> Payment:
    """Not paid (지급 거절): what the invoice was over waits for another one. A prepared run in which the payment stands
    shrinks by it. Raises NotVisible, ReasonNeeded."""
    payment = _locked([payment_id]).get()
    require_office(actor, _case(payment), "pay_call", "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    order = payment.invoice.order
    in_run = payment.run_id if payment.state == "approved" else None
    withdraw(actor, payment, reason.strip())
    if in_run is not None:
        _take_out(actor, payment, in_run, reason.strip())
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


def _take_out(actor: Actor, payment: Payment, run_id: int, reason: str) -> None:
    """The prepared run shrinks by a refused payment, which stays on record with it; its finance officers are told.
    The last one that leaves ends the run: there is nothing to release."""
    run: PaymentRun = lock(PaymentRun, run_id)
    TakenOut.objects.create(run=run, payment=payment, amount=payment.amount, by=actor.user, at=clock.now())
    before = {"count": run.count, "total": run.total}
    run.count, run.total = run.count - 1, run.total - payment.amount
    run.save(update_fields=["count", "total"])
    payment.run = None
    payment.save(update_fields=["run"])
    after = {"count": run.count, "total": run.total, "payment": payment.pk}
    record(actor, "take_out_of_run", run, before=before, after=after, reason=reason)
    if not run.count:
        advance(run, "cancel", Actor.system("vouchers.empty_run"), reason=reason)
    tell_order(payment.invoice.order, "taken_out_of_run", "finance", reason=reason, key=f"taken-out:{payment.pk}")


def _run_with_payments(run_id: int) -> tuple[PaymentRun, list[Payment]]:
    """A run and the payments that may be released with it, all locked: the payments first, as whoever refuses one has
    it before the run, so that nobody waits in a circle."""
    waiting = Payment.objects.select_for_update(of=("self",)).filter(run=run_id, state="approved")
    payments = list(waiting.order_by("pk"))
    return lock(PaymentRun, run_id), payments


@action
def cancel_run(actor: Actor, run_id: int, reason: str) -> PaymentRun:
    """Takes a run apart that was not released. Raises NotPermitted, ReasonNeeded."""
    run, _payments = _run_with_payments(run_id)
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
def release_run(actor: Actor, run_id: int, seen: int | None = None) -> PaymentRun:
    """Lets the bank pay (지급 실행): every payment of the run, or none. ``seen``: how many payments stood on the page
    from which it is released; a run only ever loses some.

    Raises NotPermitted, SecondPersonNeeded (who prepared the run or approved one of its payments), OwnCase for whoever
    belongs to a company that is paid or pays with it, RunShrunk when a payment left the run after the page was shown,
    NothingToPay.
    """
    run, payments = _run_with_payments(run_id)
    _require_run(actor, run)
    if run.state == "prepared" and seen is not None and seen != run.count:
        raise RunShrunk(seen=seen, count=run.count, total=f"{run.total:,}")
    if len(payments) != run.count or sum(one.amount for one in payments) != run.total:
        raise NothingToPay()
    if actor.user_id == run.prepared_by_id or actor.user_id in {one.approved_by_id for one in payments}:
        raise SecondPersonNeeded()
    if in_own_case(actor.user, cases_in(run)):
        raise OwnCase()
    now = clock.now()
    advance_all(payments, "release", actor, released_by=actor.user, released_at=now)
    Transfer.objects.bulk_create([_transfer(run, one) for one in payments])
    digest = hashlib.sha256(transfer_text(transfer_of(run)).encode()).hexdigest()
    due = answer_due(max(run.pay_on, clock.today()), terms_on(clock.today()).bank, is_holiday)
    return advance(run, "release", actor, released_by=actor.user, released_at=now, file_hash=digest, answer_by=due)


def _transfer(run: PaymentRun, payment: Payment) -> Transfer:
    """The line of a payment. Raises NoBankAccount."""
    if payment.account_id is None:
        raise NoBankAccount(name=str(payment.supplier))
    return Transfer(run=run, payment=payment, account_id=payment.account_id, amount=payment.amount)


def transfer_of(run: PaymentRun) -> list[TransferLine]:
    """The lines of a released run's transfer file: what the bank was told, to the last digit, whatever became of the
    payments since."""
    rows = run.transfers.order_by("payment").values_list(
        "payment", "account", "amount", "payment__invoice__order__number"
    )
    lines = list(rows)
    # Each account is opened once, however many payments go to it.
    accounts = SupplierAccount.objects.in_bulk({account for _payment, account, _won, _order in lines})
    return [
        TransferLine(
            number=payment,
            bank=accounts[account].bank,
            account=str(accounts[account].number),
            holder=accounts[account].holder,
            amount=won,
            memo=order,
        )
        for payment, account, won, order in lines
    ]


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


@dataclass(frozen=True)
class Reading:
    """What reading an answer did to ``run``: how many of its lines were new, how many had been read before."""

    run: PaymentRun
    fresh: int
    repeated: int


@action
def read_bank_answer(actor: Actor, run_id: int, lines: Iterable[BankLine], file: StoredFile | None = None) -> Reading:
    """Takes the bank's answer to a released run, or a part of it: all its lines or none. Lines that were read before
    change nothing.

    A payment that went through is paid, its money leaves the books for the supplier; one that came back is to be
    approved anew. The run is answered when every transfer of it has its answer. Raises NotPermitted, AnswerFlawed.
    """
    run: PaymentRun = lock(PaymentRun, run_id)
    _require_run(actor, run)
    given = list(lines)
    told = [Expected(one.payment_id, one.amount) for one in run.transfers.all()]
    known = {one.payment_id: one.paid for one in run.answers.all()}
    wrong = compare_answers(
        told,
        [Answered(line.row, line.payment, line.amount, line.paid, line.on) for line in given],
        known,
        released=(run.released_at or clock.now()).astimezone(clock.SEOUL).date(),
        today=clock.today(),
    )
    if wrong or run.state not in {"released", "answered"}:
        raise AnswerFlawed(count=len(wrong), what=bank_words(wrong))
    fresh = [line for line in given if line.payment not in known]
    if fresh:
        _write_answers(actor, run, fresh, file)
    if run.state == "released" and len(known) + len(fresh) == run.count:
        advance(run, "answer", actor, answered_at=clock.now())
    return Reading(run, len(fresh), len(given) - len(fresh))


def _write_answers(actor: Actor, run: PaymentRun, lines: list[BankLine], file: StoredFile | None) -> None:
    BankAnswer.objects.bulk_create(
        BankAnswer(
            run=run,
            payment_id=line.payment,
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
    rows = {one.pk: one for one in _locked(line.payment for line in lines)}
    if back := [line for line in lines if not line.paid]:
        _came_back(actor, rows, back)
    if paid := [line for line in lines if line.paid]:
        _went_through(actor, rows, paid)
        post(actor, *(_paid(rows[line.payment], run) for line in paid))


def _alike(rows: Mapping[int, Payment], lines: list[BankLine]) -> dict[tuple[date, str], list[Payment]]:
    """The payments by the day and the text of their answer, which most share: they move together."""
    found: dict[tuple[date, str], list[Payment]] = {}
    for line in lines:
        found.setdefault((line.on, line.text[:200]), []).append(rows[line.payment])
    return found


def _came_back(actor: Actor, rows: Mapping[int, Payment], lines: list[BankLine]) -> None:
    for (_day, text), payments in _alike(rows, lines).items():
        advance_all(payments, "note_failure", actor, answer=text)
    tell_came_back([rows[line.payment] for line in lines])


def _went_through(actor: Actor, rows: Mapping[int, Payment], lines: list[BankLine]) -> None:
    """The payments move in a few statements, however many there are. The orders follow, of which a part may still be
    open."""
    for (day, text), payments in _alike(rows, lines).items():
        advance_all(payments, "confirm_paid", actor, paid_on=day, answer=text)
    orders = {order.pk: order for line in lines for order in [rows[line.payment].invoice.order]}
    follow(actor, *orders.values())
    tell_paid([rows[line.payment] for line in lines])


def _paid(row: Payment, run: PaymentRun) -> Posting:
    place, key = place_of(row.invoice.order.voucher, row.supplier_id), f"payment:{row.pk}:{Verb.PAY}"
    return Posting(Verb.PAY, place, key, row, support=row.support, own=row.own, memo=run.number)
