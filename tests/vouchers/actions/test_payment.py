"""From the order to the bank's answer: the money goes along, and nobody does alone what takes two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from programs.errors import SecondPersonNeeded
from tests.at_once import at_once
from tests.vouchers import cases as make
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.disallowance import disallow_order
from vouchers.actions.invoice import confirm_bank_account, enter_invoice, void_invoice
from vouchers.actions.order import (
    OrderText,
    cancel_order,
    deliver,
    place_order,
    take_order,
)
from vouchers.actions.payment import (
    approve_payment,
    cancel_run,
    prepare_run,
    read_bank_answer,
    refuse_payment,
    release_run,
    transfer_of,
)
from vouchers.errors import (
    AnswerFlawed,
    CaseNotVisible,
    DeliveryEmpty,
    InvoiceAmount,
    InvoiceDay,
    InvoiceNumberWrong,
    InvoiceUsed,
    NoBankAccount,
    NothingToPay,
    OrderFlawed,
    OwnDelivery,
    PaymentUnderWay,
)
from vouchers.models import Entry, Invoice, Order, Payment, PaymentRun, Voucher
from vouchers.queries.ledger import balances, faults, free
from vouchers.rules.answer_file import BankLine
from vouchers.rules.ledger import Kind, Money, Parts, Slot

pytestmark = pytest.mark.django_db
NUMBER = "20261125-41000099-0000000{}"


def test_an_order_reserves_both_moneys_and_a_second_click_is_the_same_order() -> None:
    world, voucher = make.issued()
    order = make.order(world, voucher, 1_000_000, key="form-1")
    assert make.order(world, voucher, 1_000_000, key="form-1") == order
    assert (order.support, order.own) == (900_000, 100_000)
    assert free(voucher) == Parts(6_300_000, 700_000)
    assert order.number == f"{voucher.number}-01"


@pytest.mark.parametrize(
    ("items", "due"),
    [((), 10), (((1, 8_000_001),), 10), (((0, 100),), 10), (((1, 100),), -1), (((1, 100),), 400)],
)
def test_an_order_that_cannot_be_is_refused_and_reserves_nothing(items: tuple[Any, ...], due: int) -> None:
    world, voucher = make.issued()
    lines = tuple(make.item(world.supplier, won, quantity=quantity) for quantity, won in items)
    text = OrderText("자료", lines, clock.today() + timedelta(days=due))
    with pytest.raises(OrderFlawed):
        place_order(world.as_("owner"), voucher.agreement_id, text)
    assert free(voucher).total == 8_000_000


def test_only_the_two_companies_do_their_parts() -> None:
    world, voucher = make.issued()
    with pytest.raises(CaseNotVisible):
        make.order(world, voucher, who="seller")
    order = make.order(world, voucher)
    with pytest.raises(CaseNotVisible):
        take_order(world.as_("owner"), order.pk)
    take_order(world.as_("seller"), order.pk)
    with pytest.raises(DeliveryEmpty):
        deliver(world.as_("seller"), order.pk, "납품합니다", [])
    deliver(world.as_("seller"), order.pk, "납품합니다", [make.stored(world.seller)])
    with pytest.raises(CaseNotVisible):
        answer_delivery(world.as_("seller"), order.pk, accepted=True)
    with pytest.raises(CaseNotVisible):
        answer_delivery(world.as_("manager"), order.pk, accepted=True)


def test_nobody_who_belongs_to_the_supplier_too_accepts_its_delivery() -> None:
    world, voucher = make.issued()
    order = make.delivered(world, voucher)
    make.join(world.owner, world.supplier.organisation)
    with pytest.raises(OwnDelivery):
        answer_delivery(world.as_("owner"), order.pk, accepted=True)


def test_a_delivery_returned_is_delivered_again_and_the_money_follows() -> None:
    world, voucher = make.issued()
    order = make.delivered(world, voucher)
    with pytest.raises(ReasonNeeded):
        answer_delivery(world.as_("owner"), order.pk, accepted=False)
    answer_delivery(world.as_("owner"), order.pk, accepted=False, reason="결측치가 많습니다")
    assert balances(voucher)[Kind.RESERVED, Money.SUPPORT] == 900_000
    deliver(world.as_("seller"), order.pk, "다시 납품합니다", [make.stored(world.seller)])
    answer_delivery(world.as_("owner"), order.pk, accepted=True)
    assert balances(voucher)[Kind.ACCEPTED, Money.SUPPORT] == 900_000
    assert [one.acceptance.verdict for one in order.deliveries.order_by("round")] == ["returned", "accepted"]
    assert faults() == []


def test_cancelled_and_disallowed_orders_free_their_money() -> None:
    world, voucher = make.issued()
    cancel_order(world.as_("seller"), make.order(world, voucher).pk, "품절")
    order = make.accepted(world, voucher)
    disallow_order(world.as_("manager"), order.pk, "과업과 무관")
    assert free(voucher) == Parts(7_200_000, 800_000)
    with pytest.raises(TransitionRefused):
        cancel_order(world.as_("owner"), order.pk, "늦었지만")


def test_an_invoice_is_over_the_order_of_its_day_and_used_once() -> None:
    world, voucher = make.issued()
    first, second = make.accepted(world, voucher), make.accepted(world, voucher)
    seller, today = world.as_("seller"), clock.today()
    with pytest.raises(InvoiceNumberWrong):
        enter_invoice(seller, first.pk, "12345", today, 1_000_000)
    with pytest.raises(InvoiceAmount):
        enter_invoice(seller, first.pk, NUMBER.format(1), today, 999_999)
    with pytest.raises(InvoiceDay):
        enter_invoice(seller, first.pk, NUMBER.format(1), today + timedelta(days=1), 1_000_000)
    payment = enter_invoice(seller, first.pk, NUMBER.format(1), today, 1_000_000)
    assert enter_invoice(seller, first.pk, NUMBER.format(1).replace("-", ""), today, 1_000_000) == payment
    with pytest.raises(InvoiceUsed):
        enter_invoice(seller, second.pk, NUMBER.format(1), today, 1_000_000)
    assert Payment.objects.count() == 1


def test_a_withdrawn_invoice_leaves_its_order_for_another_one() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    order = payment.invoice.order
    void_invoice(world.as_("seller"), payment.invoice_id, "공급가액 오기")
    assert balances(voucher)[Kind.ACCEPTED, Money.SUPPORT] == 900_000
    again = enter_invoice(world.as_("seller"), order.pk, NUMBER.format(7), clock.today(), 1_000_000)
    assert again != payment
    make.account(world)
    approve_payment(world.as_("manager"), again.pk)
    with pytest.raises(PaymentUnderWay):
        void_invoice(world.as_("seller"), again.invoice_id, "또")


def test_a_bank_account_takes_two_people() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    with pytest.raises(NoBankAccount):
        approve_payment(world.as_("manager"), payment.pk)
    mine = make.entered(world, "finance")
    with pytest.raises(SecondPersonNeeded):
        confirm_bank_account(world.as_("finance"), mine.pk, make.NUMBER)
    with pytest.raises(NotPermitted):
        confirm_bank_account(world.as_("seller"), mine.pk, make.NUMBER)
    confirm_bank_account(world.as_("cashier"), mine.pk, make.NUMBER)
    assert approve_payment(world.as_("manager"), payment.pk).account == mine


def test_a_payment_goes_from_the_invoice_to_the_banks_answer() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher)
    payment = Payment.objects.get()
    (line,) = transfer_of(run)
    assert (line.amount, line.account, line.number) == (1_000_000, "00000000001", payment.pk)
    answer = [BankLine(2, payment.pk, 1_000_000, True, clock.today(), "정상")]
    assert read_bank_answer(world.as_("finance"), run.pk, answer).fresh == 1
    again = read_bank_answer(world.as_("finance"), run.pk, answer)  # the same file once more
    assert (again.fresh, again.repeated) == (0, 1)
    payment.refresh_from_db()
    run.refresh_from_db()
    assert (payment.state, run.state, Order.objects.get().state) == ("paid", "answered", "paid")
    assert balances(voucher)[Kind.PAID, Money.SUPPORT] == 900_000
    assert balances(voucher)[Kind.PAID, Money.OWN] == 100_000
    assert Entry.objects.filter(verb="pay").count() == 1
    assert faults() == []


def test_a_transfer_that_came_back_is_approved_and_released_anew() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher)
    payment = Payment.objects.get()
    no = [BankLine(2, payment.pk, 1_000_000, False, clock.today(), "계좌 오류")]
    read_bank_answer(world.as_("finance"), run.pk, no)
    assert balances(voucher)[Kind.PAYABLE, Money.SUPPORT] == 900_000
    with pytest.raises(AnswerFlawed):
        yes = [BankLine(2, payment.pk, 1_000_000, True, clock.today(), "정상")]
        read_bank_answer(world.as_("finance"), run.pk, yes)
    approve_payment(world.as_("manager"), payment.pk)
    second = prepare_run(world.as_("finance"), clock.today())
    release_run(world.as_("cashier"), second.pk)
    read_bank_answer(world.as_("finance"), second.pk, [BankLine(2, payment.pk, 1_000_000, True, clock.today())])
    assert Payment.objects.get().state == "paid"
    assert faults() == []


def test_a_file_with_one_wrong_line_is_not_taken_at_all() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher, orders=2)
    first, second = Payment.objects.order_by("pk")
    lines = [
        BankLine(2, first.pk, 1_000_000, True, clock.today()),
        BankLine(3, second.pk, 999_999, True, clock.today()),
    ]
    with pytest.raises(AnswerFlawed) as refused:
        read_bank_answer(world.as_("finance"), run.pk, lines)
    assert "3" in str(refused.value)
    assert set(Payment.objects.values_list("state", flat=True)) == {"released"}


def test_whoever_approved_or_prepared_never_releases_by_any_path() -> None:
    world, voucher = make.issued()
    make.account(world)
    payment = make.requested(world, voucher)
    make.may(world, "finance", "manager", "manage_call")  # one person with every right
    both = world.as_("finance")
    approve_payment(both, payment.pk)
    run = prepare_run(world.as_("cashier"), clock.today())
    with pytest.raises(SecondPersonNeeded):  # approved it
        release_run(both, run.pk)
    with pytest.raises(SecondPersonNeeded):  # prepared it
        release_run(world.as_("cashier"), run.pk)
    with pytest.raises(IntegrityError), transaction.atomic():  # not even past the code
        Payment.objects.filter(pk=payment.pk).update(released_by=world.office.finance, state="released")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(released_by=world.office.cashier)


def test_others_neither_approve_nor_release_nor_prepare() -> None:
    world, voucher = make.issued()
    make.account(world)
    payment = make.requested(world, voucher)
    for who in ("owner", "seller", "finance", "auditor"):
        with pytest.raises(NotVisible):
            approve_payment(world.as_(who), payment.pk)
    approve_payment(world.as_("manager"), payment.pk)
    for who in ("owner", "seller", "manager", "auditor"):
        with pytest.raises(NotPermitted):
            prepare_run(world.as_(who), clock.today())
    run = prepare_run(world.as_("finance"), clock.today())
    for who in ("owner", "seller", "manager", "auditor"):
        with pytest.raises(NotPermitted):
            release_run(world.as_(who), run.pk)
    with pytest.raises(NothingToPay):
        prepare_run(world.as_("finance"), clock.today())


def test_a_run_taken_apart_or_a_refused_payment_leave_the_rest_whole() -> None:
    world, voucher = make.issued()
    make.account(world)
    payment = make.requested(world, voucher)
    approve_payment(world.as_("manager"), payment.pk)
    run = prepare_run(world.as_("finance"), clock.today())
    cancel_run(world.as_("finance"), run.pk, "날짜를 잘못 골랐습니다")
    refuse_payment(world.as_("finance"), payment.pk, "증빙 부족")
    assert Order.objects.get().state == "accepted"
    assert Invoice.objects.get().voided_at is not None
    assert balances(voucher)[Kind.ACCEPTED, Money.SUPPORT] == 900_000


def fifty_at_once(world: make.World, voucher: Voucher) -> list[Order]:
    """Those of fifty orders of 300,000 won at one instant that were placed."""
    day, item = clock.today() + timedelta(days=10), make.item(world.supplier, 300_000)

    def order(number: int) -> Any:
        text = OrderText(f"자료 {number}", (item,), day, key=f"form-{number}")
        return lambda: place_order(world.as_("owner"), voucher.agreement_id, text)

    answers = at_once([order(number) for number in range(50)])
    return [answer for answer in answers if isinstance(answer, Order)]


@pytest.mark.django_db(transaction=True)
def test_fifty_orders_at_one_instant_never_overdraw_the_voucher() -> None:
    world, voucher = make.issued()
    placed = fifty_at_once(world, voucher)
    assert len(placed) == 26  # 8,000,000 won
    assert free(voucher).total == 200_000
    assert sorted(one.number for one in placed) == [f"{voucher.number}-{n:02d}" for n in range(1, 27)]
    assert faults() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locked", "floor"), [(True, False), (False, True), (False, False)])
def test_the_lock_and_the_floor_each_hold_alone_and_without_both_the_voucher_is_overdrawn(
    monkeypatch: pytest.MonkeyPatch, locked: bool, floor: bool
) -> None:
    if not floor:  # accounts get it when they are made and keep it
        real = Slot.floor.fget
        monkeypatch.setattr(Slot, "floor", property(lambda slot: None if real(slot) is None else -(10**12)))
    world, voucher = make.issued()
    if not locked:
        monkeypatch.setattr("vouchers.actions.order.lock", lambda model, pk: model._default_manager.get(pk=pk))
    placed = fifty_at_once(world, voucher)
    assert (free(voucher).total < 0) is not (locked or floor)
    assert (len(placed) > 26) is not (locked or floor)


@pytest.mark.django_db(transaction=True)
def test_one_invoice_is_paid_once_whatever_is_clicked_at_once() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = make.accepted(world, voucher)
    today: date = clock.today()
    at_once([lambda: enter_invoice(world.as_("seller"), order.pk, NUMBER.format(3), today, 1_000_000)] * 6)
    payment = Payment.objects.get()
    at_once([lambda: approve_payment(world.as_("manager"), payment.pk)] * 4)
    at_once([lambda: prepare_run(world.as_("finance"), today)] * 4)
    run = PaymentRun.objects.get()
    at_once([lambda: release_run(world.as_("cashier"), run.pk)] * 4)
    line = [BankLine(2, payment.pk, 1_000_000, True, today)]
    at_once([lambda: read_bank_answer(world.as_("finance"), run.pk, line)] * 6)
    assert Payment.objects.get().state == "paid"
    assert Entry.objects.filter(verb="pay").count() == 1
    assert balances(voucher)[Kind.PAID, Money.SUPPORT] == 900_000
    assert faults() == []
