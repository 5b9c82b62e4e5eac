"""An accepted part of an order is invoiced and paid before the rest comes (기성 지급), and settled on its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, OperationalError, transaction

from kernel import clock
from kernel.errors import TransitionRefused
from tests.at_once import at_once
from tests.vouchers import cases as make
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.disallowance import disallow_order
from vouchers.actions.invoice import enter_invoice, void_invoice
from vouchers.actions.order import OrderText, cancel_order, deliver, place_order, take_order
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, refuse_payment, release_run
from vouchers.actions.report import end_agreement
from vouchers.actions.settlement import (
    attach_evidence,
    begin_settlement,
    confirm_settlement,
    examine_line,
    examine_settlement,
    hand_in_settlement,
)
from vouchers.errors import (
    AllInvoiced,
    InvoiceAmount,
    InvoiceUsed,
    InvoiceVoid,
    NothingToCheck,
    NothingToInvoice,
    OrdersOpen,
)
from vouchers.models import Clawback, Invoice, Order, Payment, Voucher
from vouchers.queries.ledger import balances, free
from vouchers.queries.reconcile import differences
from vouchers.rules.answer_file import BankLine
from vouchers.rules.ledger import Kind, Parts

pytestmark = pytest.mark.django_db
FIRST, REST = 333_333, 666_667


def number(serial: int) -> str:
    return f"20261125410000880{serial:07d}"


def in_part(world: make.World, voucher: Voucher) -> Order:
    """Two lines, the first accepted, the second to be mended."""
    items = (make.item(world.supplier, FIRST, "유동 인구"), make.item(world.supplier, REST, "카드 매출"))
    text = OrderText("상권 자료", items, clock.today() + timedelta(days=20))
    order = place_order(world.as_("owner"), voucher.agreement_id, text)
    take_order(world.as_("seller"), order.pk)
    hand_over(world, order)
    second = order.lines.get(amount=REST)
    answer_delivery(world.as_("owner"), order.pk, accepted=False, mend={second.pk: "7월이 없습니다."})
    order.refresh_from_db()
    return order


def hand_over(world: make.World, order: Order) -> None:
    deliver(world.as_("seller"), order.pk, "자료입니다.", [make.stored(world.seller)])


def rest_accepted(world: make.World, order: Order) -> None:
    hand_over(world, order)
    answer_delivery(world.as_("owner"), order.pk, accepted=True)


def invoiced(world: make.World, order: Order, serial: int, won: int) -> Payment:
    return enter_invoice(world.as_("seller"), order.pk, number(serial), clock.today(), won)


def pay(world: make.World, payment: Payment, day: date | None = None) -> None:
    approve_payment(world.as_("manager"), payment.pk)
    run = release_run(world.as_("cashier"), prepare_run(world.as_("finance"), clock.today()).pk)
    lines = [
        BankLine(row, one.pk, one.amount, True, day or clock.today()) for row, one in enumerate(run.payments.all(), 2)
    ]
    read_bank_answer(world.as_("finance"), run.pk, lines)


def held(voucher: Voucher, kind: Kind) -> int:
    return sum(won for (one, _money), won in balances(voucher).items() if one is kind)


def test_the_accepted_part_is_paid_and_the_rest_follows() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    assert (order.state, order.accepted, order.to_come) == ("taken", Parts(300_000, 33_333), Parts(600_000, 66_667))
    with pytest.raises(InvoiceAmount, match="333,333"):
        invoiced(world, order, 1, 1_000_000)
    first = invoiced(world, order, 1, FIRST)
    assert (first.support, first.own) == (300_000, 33_333)
    assert differences() == []
    with pytest.raises(NothingToInvoice):
        invoiced(world, order, 2, FIRST)
    pay(world, first)
    order.refresh_from_db()
    assert (order.state, held(voucher, Kind.PAID), held(voucher, Kind.RESERVED)) == ("taken", FIRST, REST)
    assert differences() == []
    rest_accepted(world, order)
    second = invoiced(world, order, 2, REST)
    order.refresh_from_db()
    assert (order.state, second.support, second.own) == ("invoiced", 600_000, 66_667)
    pay(world, second)
    order.refresh_from_db()
    assert (order.state, held(voucher, Kind.PAID)) == ("paid", 1_000_000)
    assert differences() == []


def test_a_supplier_that_waits_invoices_everything_at_once() -> None:
    world, voucher = make.issued()
    order = in_part(world, voucher)
    rest_accepted(world, order)
    payment = invoiced(world, order, 1, 1_000_000)
    assert (payment.support, payment.own) == (900_000, 100_000)


def test_an_order_all_of_which_is_invoiced_is_paid_with_the_last_of_its_parts() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    first = invoiced(world, order, 1, FIRST)
    rest_accepted(world, order)
    second = invoiced(world, order, 2, REST)
    pay(world, second)
    order.refresh_from_db()
    assert order.state == "invoiced"
    approve_payment(world.as_("manager"), first.pk)
    pay_both = prepare_run(world.as_("finance"), clock.today())
    release_run(world.as_("cashier"), pay_both.pk)
    read_bank_answer(world.as_("finance"), pay_both.pk, [BankLine(2, first.pk, FIRST, True, clock.today())])
    order.refresh_from_db()
    assert order.state == "paid"


def test_two_parts_of_one_order_are_paid_in_one_run() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    first = invoiced(world, order, 1, FIRST)
    rest_accepted(world, order)
    approve_payment(world.as_("manager"), first.pk)
    pay(world, invoiced(world, order, 2, REST))
    order.refresh_from_db()
    assert order.state == "paid"
    assert differences() == []


def test_a_number_used_for_one_part_is_found_when_it_comes_for_the_other() -> None:
    world, voucher = make.issued()
    order = in_part(world, voucher)
    first = invoiced(world, order, 1, FIRST)
    rest_accepted(world, order)
    assert invoiced(world, order, 1, REST) == first, "the same number again is the same invoice"
    other = make.accepted(world, voucher)
    with pytest.raises(InvoiceUsed):
        invoiced(world, other, 1, 1_000_000)


def test_an_interim_invoice_that_is_withdrawn_or_refused_is_written_anew() -> None:
    world, voucher = make.issued()
    order = in_part(world, voucher)
    first = invoiced(world, order, 1, FIRST)
    void_invoice(world.as_("seller"), first.invoice_id, "작성일 오기")
    with pytest.raises(InvoiceVoid):
        void_invoice(world.as_("seller"), first.invoice_id, "또")
    second = invoiced(world, order, 2, FIRST)
    refuse_payment(world.as_("manager"), second.pk, "품목이 다릅니다")
    order.refresh_from_db()
    assert (order.state, held(voucher, Kind.ACCEPTED), held(voucher, Kind.PAYABLE)) == ("taken", FIRST, 0)
    rest_accepted(world, order)
    invoiced(world, order, 3, 1_000_000)
    assert differences() == []


def test_what_is_still_to_come_is_cancelled_and_what_was_accepted_is_paid() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    cancel_order(world.as_("seller"), order.pk, "카드 매출은 제공할 수 없습니다.")
    order.refresh_from_db()
    assert (order.state, order.total, order.parts) == ("accepted", FIRST, Parts(300_000, 33_333))
    assert free(voucher).total == 8_000_000 - FIRST
    assert differences() == []
    pay(world, invoiced(world, order, 1, FIRST))
    order.refresh_from_db()
    assert order.state == "paid"
    again = in_part(world, voucher)  # where the part was paid before, the order ends with the cancelling
    pay(world, invoiced(world, again, 2, FIRST))
    cancel_order(world.as_("owner"), again.pk, "더 필요하지 않습니다.")
    again.refresh_from_db()
    assert again.state == "paid"
    assert differences() == []


def test_a_page_from_before_the_rest_was_cancelled_accepts_nothing_more() -> None:
    """The money of the cancelled lines is free again, so none of them is accepted from a page that still shows them."""
    world, voucher = make.issued()
    items = tuple(make.item(world.supplier, FIRST, name) for name in ("유동 인구", "카드 매출", "날씨"))
    text = OrderText("상권 자료", items, clock.today() + timedelta(days=20))
    order = place_order(world.as_("owner"), voucher.agreement_id, text)
    take_order(world.as_("seller"), order.pk)
    _first, second, third = order.lines.order_by("pk")
    mend = {second.pk: "7월이 없습니다.", third.pk: "열이 빠져 있습니다."}
    stale = {third.pk: "아직입니다."}

    def refused(**answer: Any) -> str:
        with pytest.raises(NothingToCheck) as refusal:
            answer_delivery(world.as_("owner"), order.pk, **answer)
        return str(refusal.value)

    refused(accepted=False, mend=stale)
    hand_over(world, order)
    answer_delivery(world.as_("owner"), order.pk, accepted=False, mend=mend)
    refused(accepted=False, mend=stale)
    cancel_order(world.as_("owner"), order.pk, "나머지는 필요 없습니다.")
    order.refresh_from_db()
    assert (order.state, order.total) == ("accepted", FIRST)
    before = balances(voucher)
    for answer in ({"accepted": True}, {"accepted": False, "mend": stale}, {"accepted": False, "reason": "없음"}):
        assert str(order.stage.label) in refused(**answer)
    assert balances(voucher) == before
    assert differences() == []


def test_the_rest_that_is_not_allowed_is_free_again_and_the_order_ends_with_what_was_paid() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    pay(world, invoiced(world, order, 1, FIRST))
    with pytest.raises(AllInvoiced):
        disallow_order(world.as_("manager"), order.pk, "아직 다 오지 않았습니다.")
    rest_accepted(world, order)
    disallow_order(world.as_("manager"), order.pk, "과업과 무관합니다.")
    order.refresh_from_db()
    assert (order.state, order.total, held(voucher, Kind.ACCEPTED)) == ("paid", FIRST, 0)
    assert free(voucher).total == 8_000_000 - FIRST
    assert differences() == []
    with pytest.raises(AllInvoiced):
        disallow_order(world.as_("manager"), order.pk, "다시")


def test_an_agreement_is_not_ended_while_an_accepted_part_waits_for_its_money() -> None:
    world, voucher = make.issued()
    make.account(world)
    order = in_part(world, voucher)
    with pytest.raises(OrdersOpen):
        end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
    order.refresh_from_db()
    assert (order.state, order.total) == ("taken", 1_000_000), "a refusal changes nothing"
    pay(world, invoiced(world, order, 1, FIRST))
    end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
    order.refresh_from_db()
    assert (order.state, order.total) == ("paid", FIRST)
    assert differences() == []


def test_each_part_is_settled_on_its_own_from_the_day_of_its_own_payment() -> None:
    """The second part is not allowed: it is claimed back from the day on which it was paid, not the first."""
    day = date(2026, 6, 1)
    make.interest_rate()
    with make.on(day):
        world, voucher = make.issued()
        make.account(world)
        order = in_part(world, voucher)
        pay(world, invoiced(world, order, 1, FIRST))
    later = day + timedelta(days=40)
    with make.on(later):
        rest_accepted(world, order)
        pay(world, invoiced(world, order, 2, REST))
        end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
        settlement = begin_settlement(world.as_("owner"), voucher.agreement_id)
        lines = list(settlement.lines.order_by("pk"))
        assert [(one.amount, one.support, one.own) for one in lines] == [
            (FIRST, 300_000, 33_333),
            (REST, 600_000, 66_667),
        ]
        assert [one.description[-5:] for one in lines] == ["(1/2)", "(2/2)"]
        assert differences() == []
        for line in lines:
            attach_evidence(world.as_("owner"), line.pk, [make.stored(world.owner)])
        hand_in_settlement(world.as_("owner"), settlement.pk)
        examine_line(world.as_("manager"), lines[0].pk, 0, "")
        examine_line(world.as_("manager"), lines[1].pk, REST, "납품 자료가 과업과 다릅니다.")
        examine_settlement(world.as_("manager"), settlement.pk)
        confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = Clawback.objects.get()
    assert clawback.principal == 600_000
    (span,) = clawback.figures["spans"]
    assert (span["principal"], span["since"]) == (600_000, later.isoformat())


def test_no_invoices_come_to_more_than_was_accepted_by_any_path() -> None:
    world, voucher = make.issued()
    order = in_part(world, voucher)
    invoiced(world, order, 1, FIRST)
    with pytest.raises((InternalError, OperationalError), match="beyond what was accepted"), transaction.atomic():
        Invoice.objects.create(
            order=order, number=number(2), issued_on=clock.today(), amount=1, entered_by=world.seller
        )


def test_an_order_that_is_delivered_whole_is_not_cut() -> None:
    world, voucher = make.issued()
    order = make.delivered(world, voucher)
    with pytest.raises(TransitionRefused):
        cancel_order(world.as_("owner"), order.pk, "늦었지만")


@pytest.mark.django_db(transaction=True)
def test_one_part_is_asked_for_once_though_many_invoices_come_at_the_same_instant() -> None:
    world, voucher = make.issued()
    order = in_part(world, voucher)
    answers = at_once([lambda n=n: invoiced(world, order, n, FIRST) for n in range(6)])
    made = [one for one in answers if isinstance(one, Payment)]
    assert len(made) == 1
    assert all(isinstance(one, NothingToInvoice) for one in answers if one not in made)
    assert Payment.objects.get().amount == FIRST
    assert differences() == []
