"""The bank's answer in parts, again, and while payments go on: what was told and what was said stay as they were."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel import clock
from kernel.errors import ReasonNeeded
from notices.models import Notice
from programs.errors import SecondPersonNeeded
from tests.vouchers import cases as make
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account, send_back_bank_account
from vouchers.actions.payment import (
    approve_payment,
    fetch_transfer,
    prepare_run,
    read_bank_answer,
    release_run,
)
from vouchers.errors import AccountSentBack, AnswerFlawed, BankbookMissing, NoBankAccount, NumberDiffers
from vouchers.models import BankAnswer, Entry, Order, Payment, PaymentRun, Transfer, Voucher
from vouchers.queries.reconcile import differences
from vouchers.rules.answer_file import BankLine

pytestmark = pytest.mark.django_db


def line(payment: Payment, paid: bool = True) -> BankLine:
    return BankLine(payment.pk, payment.pk, payment.amount, paid, clock.today(), "정상" if paid else "계좌 오류")


def test_a_payment_approved_anew_before_the_rest_was_answered_leaves_the_old_run_as_it_was() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher, orders=3)
    first, second, third = Payment.objects.order_by("pk")
    kept = fetch_transfer(world.as_("finance"), run.pk)
    read_bank_answer(world.as_("finance"), run.pk, [line(first, paid=False)])
    changed = make.entered(world, number="000-0000-0002")  # the supplier's new account
    confirm_bank_account(world.as_("finance"), changed.pk, "000-0000-0002")
    approve_payment(world.as_("manager"), first.pk)
    assert differences() == []
    assert fetch_transfer(world.as_("finance"), run.pk) == kept, "what the bank was told stays what it was"
    later = prepare_run(world.as_("finance"), clock.today())
    release_run(world.as_("cashier"), later.pk)
    assert differences() == []
    assert "00000000002" in fetch_transfer(world.as_("finance"), later.pk)
    reading = read_bank_answer(world.as_("finance"), run.pk, [line(second), line(third)])
    assert (reading.fresh, reading.run.state) == (2, "answered")
    read_bank_answer(world.as_("finance"), later.pk, [line(first)])
    assert differences() == []
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    assert Entry.objects.filter(verb="pay").count() == 3


def test_an_answer_asks_as_much_for_many_payments_as_for_few_and_tells_each_supplier_once() -> None:
    world, voucher = make.issued()
    other, second = make.issued(make.selected(call=world.call))
    for one in (world, other):
        make.account(one)

    def statements(*cases: tuple[make.World, Voucher]) -> int:
        for one, bought in cases:
            approve_payment(one.as_("manager"), make.requested(one, bought, 100_000).pk)
        run = release_run(world.as_("cashier"), prepare_run(world.as_("finance"), clock.today()).pk)
        answer = [line(payment) for payment in run.payments.order_by("pk")]
        with CaptureQueriesContext(connection) as asked:
            read_bank_answer(world.as_("finance"), run.pk, answer)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    few = statements(*[(world, voucher)] * 2)
    assert statements(*[(world, voucher), (other, second)] * 3) <= few
    assert set(Order.objects.values_list("state", flat=True)) == {"paid"}
    told = Counter(Notice.objects.filter(key__startswith="paid:").values_list("code", "recipient"))
    assert told == {
        ("case_news", world.owner.pk): 5,
        ("case_news", other.owner.pk): 3,
        ("payments_made", world.seller.pk): 2,
        ("payments_made", other.seller.pk): 1,
    }
    last = Notice.objects.get(recipient=other.seller, code="payments_made")
    assert last.url == reverse("vouchers:accounts", args=[other.supplier.pk]) and "300,000" in last.body
    assert differences() == []


def test_what_came_back_together_is_told_to_the_office_at_once_and_asks_as_much_for_many_as_for_few() -> None:
    world, voucher = make.issued()
    make.account(world)

    def statements(number: int) -> int:
        for _number in range(number):
            approve_payment(world.as_("manager"), make.requested(world, voucher, 100_000).pk)
        run = release_run(world.as_("cashier"), prepare_run(world.as_("finance"), clock.today()).pk)
        answer = [line(payment, paid=False) for payment in run.payments.order_by("pk")]
        with CaptureQueriesContext(connection) as asked:
            read_bank_answer(world.as_("finance"), run.pk, answer)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    few = statements(2)
    assert statements(5) <= few
    assert set(Payment.objects.values_list("state", "answer")) == {("failed", "계좌 오류")}
    office, cases, payments = world.office, reverse("vouchers:cases"), reverse("vouchers:payments")
    assert sorted(Notice.objects.filter(key__startswith="failed:").values_list("recipient", "code", "url")) == sorted(
        [(one.pk, "payments_failed", f"{cases}?waits=approve_payment") for one in (office.manager, office.colleague)]
        * 2
        + [(one.pk, "payments_failed", f"{payments}?state=failed") for one in (office.finance, office.cashier)] * 2
    )
    assert differences() == []


def test_one_payment_is_told_to_both_companies_in_the_words_of_its_case() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    told = Notice.objects.filter(key__startswith="paid:").values_list("recipient", "code", "url")
    url = reverse("vouchers:case", args=[voucher.agreement.public_id])
    assert set(told) == {(world.owner.pk, "case_news", url), (world.seller.pk, "case_news", url)}


def test_the_same_answer_again_is_answered_as_read_whatever_happened_since() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher, orders=2)
    first, second = Payment.objects.order_by("pk")
    answer = [line(first, paid=False), line(second)]
    assert read_bank_answer(world.as_("finance"), run.pk, answer).fresh == 2
    approve_payment(world.as_("manager"), first.pk)
    later = prepare_run(world.as_("finance"), clock.today())
    release_run(world.as_("cashier"), later.pk)
    before = list(BankAnswer.objects.values_list("pk", flat=True))
    for _time in range(2):
        again = read_bank_answer(world.as_("cashier"), run.pk, answer)
        assert (again.fresh, again.repeated) == (0, 2)
    assert list(BankAnswer.objects.values_list("pk", flat=True)) == before
    with pytest.raises(AnswerFlawed):  # the old run said otherwise; the new one has its own answer
        read_bank_answer(world.as_("finance"), run.pk, [line(first)])
    with pytest.raises(AnswerFlawed):  # nor is a line of the old file one of the new run
        read_bank_answer(world.as_("finance"), later.pk, [line(second)])
    assert Payment.objects.get(pk=first.pk).state == "released"
    assert differences() == []


def test_every_line_that_does_not_fit_is_named() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher, orders=2)
    first, second = Payment.objects.order_by("pk")
    wrong = [BankLine(2, 999, 5, True, clock.today()), BankLine(3, first.pk, 7, True, clock.today())]
    wrong += [BankLine(row, second.pk, second.amount, True, clock.today()) for row in (4, 5)]
    with pytest.raises(AnswerFlawed) as refused:
        read_bank_answer(world.as_("finance"), run.pk, wrong)
    for row in ("2", "3", "4", "5"):
        assert f"{row}" in str(refused.value)
    assert not BankAnswer.objects.exists()


def test_what_was_told_to_the_bank_can_neither_be_changed_nor_taken_away() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher)
    told = Transfer.objects.get()
    for attempt in (lambda: Transfer.objects.update(amount=told.amount + 1), told.delete):
        with pytest.raises(Error), transaction.atomic():
            attempt()
    assert hashlib.sha256(fetch_transfer(world.as_("finance"), run.pk).encode()).hexdigest() == run.file_hash


def test_an_account_is_confirmed_against_the_copy_of_the_bankbook() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    bare = enter_bank_account(world.as_("seller"), world.supplier.pk, "가상은행", make.NUMBER, "한빛데이터(가상)")
    with pytest.raises(BankbookMissing):
        confirm_bank_account(world.as_("finance"), bare.pk, make.NUMBER)
    account = make.entered(world)
    with pytest.raises(NumberDiffers):  # the last four digits alone are not enough
        confirm_bank_account(world.as_("finance"), account.pk, "999-9999-0001")
    with pytest.raises(NoBankAccount):
        approve_payment(world.as_("manager"), payment.pk)
    confirm_bank_account(world.as_("finance"), account.pk, "000 0000 0001")
    assert approve_payment(world.as_("manager"), payment.pk).account == account


def test_an_account_that_does_not_agree_goes_back_with_the_reason_and_is_never_paid() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    account = make.entered(world)
    with pytest.raises(ReasonNeeded):
        send_back_bank_account(world.as_("finance"), account.pk, " ")
    with pytest.raises(SecondPersonNeeded):
        send_back_bank_account(world.as_("finance"), make.entered(world, "finance").pk, "예금주 상이")
    send_back_bank_account(world.as_("finance"), account.pk, "예금주가 통장 사본과 다릅니다.")
    told = Notice.objects.filter(code="account_sent_back").get()
    assert told.recipient == world.seller
    with pytest.raises(AccountSentBack):
        confirm_bank_account(world.as_("cashier"), account.pk, make.NUMBER)
    with pytest.raises(NoBankAccount):
        approve_payment(world.as_("manager"), payment.pk)
    assert not PaymentRun.objects.exists()
