"""Orders from the supplier's register, and their acceptance line by line by nobody of the supplier."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InternalError, OperationalError, transaction

from accounts.models import Membership
from kernel import clock
from kernel.errors import ReasonNeeded
from tests.factories import make_user, person
from tests.vouchers import cases as make
from tests.vouchers import factories as suppliers
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.order import OrderText, deliver, place_order, take_order
from vouchers.errors import CaseNotVisible, LineNotOpen, OrderFlawed, OwnDelivery
from vouchers.models import Acceptance, Agreement, Delivery, Order, Voucher
from vouchers.queries.ledger import balances, faults, free
from vouchers.queries.work import open_lines
from vouchers.rules.ledger import Kind, Money
from vouchers.rules.work import Item

pytestmark = pytest.mark.django_db


def place(world: make.World, voucher: Voucher, *items: Item) -> Order:
    text = OrderText("자료", items, clock.today() + timedelta(days=20))
    return place_order(world.as_("owner"), voucher.agreement_id, text)


def two_lines(world: make.World, voucher: Voucher) -> Order:
    """Three lines, taken on and delivered."""
    items = (
        make.item(world.supplier, 500_000, "유동 인구"),
        make.item(world.supplier, 100_000, "날씨", quantity=3),
        make.item(world.supplier, 200_000, "카드 매출"),
    )
    order = place(world, voucher, *items)
    take_order(world.as_("seller"), order.pk)
    deliver(world.as_("seller"), order.pk, "자료입니다.", [make.stored(world.seller)])
    return order


def test_an_order_goes_by_the_names_and_prices_of_the_register() -> None:
    world, voucher = make.issued()
    offered = make.item(world.supplier, 300_000, "유동 인구", quantity=2)
    order = place(world, voucher, Item("다른 이름", 2, 300_000, offered.product))
    line = order.lines.get()
    assert (line.name, line.product_id, line.amount, order.total) == ("유동 인구", offered.product, 600_000, 600_000)


def test_where_data_is_bought_nothing_is_ordered_that_the_supplier_does_not_offer() -> None:
    world, voucher = make.issued()
    stranger = suppliers.registered(make_user())
    offered = make.item(world.supplier, 300_000)
    retired = make.item(world.supplier, 400_000, "옛 자료")
    world.supplier.products.filter(pk=retired.product).update(active=False)
    refused = {
        "own words": Item("무엇이든", 1, 300_000),
        "another supplier's": make.item(stranger, 300_000, "남의 자료"),
        "retired": retired,
        "at another price": Item("유동 인구 자료", 1, 1, offered.product),
    }
    for why, item in refused.items():
        with pytest.raises(OrderFlawed):
            place(world, voucher, offered, item)
        assert not Order.objects.exists(), why
    assert free(voucher).total == 8_000_000


def test_where_work_is_ordered_a_line_may_be_in_words() -> None:
    world, voucher = make.issued()
    Agreement.objects.filter(pk=voucher.agreement_id).update(track="general")
    with pytest.raises(OrderFlawed):
        place(world, voucher, Item("  ", 1, 100_000))
    Agreement.objects.filter(pk=voucher.agreement_id).update(track="purchase")
    with pytest.raises(OrderFlawed):
        place(world, voucher, Item("정제", 1, 100_000))


def test_what_is_accepted_stays_accepted_and_the_rest_is_delivered_again() -> None:
    world, voucher = make.issued()
    order = two_lines(world, voucher)
    first, second, third = order.lines.order_by("pk")
    mend = {second.pk: "7월이 없습니다.", third.pk: "형식이 다릅니다."}
    answer = answer_delivery(world.as_("owner"), order.pk, accepted=False, mend=mend)
    order.refresh_from_db()
    assert (answer.verdict, order.state) == ("partly", "taken")
    assert answer.reason == "날씨: 7월이 없습니다.; 카드 매출: 형식이 다릅니다."
    assert [line.pk for line in open_lines(order)] == [second.pk, third.pk]
    held = balances(voucher)
    assert held[Kind.ACCEPTED, Money.SUPPORT] + held[Kind.ACCEPTED, Money.OWN] == 500_000
    assert held[Kind.RESERVED, Money.SUPPORT] + held[Kind.RESERVED, Money.OWN] == 500_000
    deliver(world.as_("seller"), order.pk, "날씨를 보완했습니다.", [make.stored(world.seller)])
    with pytest.raises(LineNotOpen):
        answer_delivery(world.as_("owner"), order.pk, accepted=False, mend={first.pk: "생각이 바뀌었습니다."})
    answer = answer_delivery(world.as_("owner"), order.pk, accepted=False, mend={third.pk: "아직입니다."})
    assert answer.verdict == "partly"
    order = Order.objects.get()
    assert [line.pk for line in open_lines(order)] == [third.pk]
    deliver(world.as_("seller"), order.pk, "매출도 보완했습니다.", [make.stored(world.seller)])
    answer = answer_delivery(world.as_("owner"), order.pk, accepted=True)
    order.refresh_from_db()
    assert (answer.verdict, order.state) == ("accepted", "accepted")
    assert [one["line"] for one in answer.checklist] == [third.pk]
    assert balances(voucher)[Kind.ACCEPTED, Money.SUPPORT] == order.support
    assert faults() == []


def test_all_lines_to_be_mended_is_a_return_and_each_wants_its_reason() -> None:
    world, voucher = make.issued()
    order = two_lines(world, voucher)
    lines = [line.pk for line in order.lines.all()]
    with pytest.raises(ReasonNeeded):
        answer_delivery(world.as_("owner"), order.pk, accepted=False, mend={lines[0]: " "})
    with pytest.raises(ReasonNeeded):
        answer_delivery(world.as_("owner"), order.pk, accepted=False)
    other = two_lines(world, voucher)
    with pytest.raises(LineNotOpen):
        answer_delivery(world.as_("owner"), order.pk, accepted=False, mend={other.lines.first().pk: "남의 줄"})
    answer = answer_delivery(world.as_("owner"), order.pk, accepted=False, mend=dict.fromkeys(lines, "없음"))
    assert answer.verdict == "returned"


def test_nobody_of_the_supplier_accepts_by_any_path() -> None:
    world, voucher = make.issued()
    order = two_lines(world, voucher)
    organisation = world.application.organisation
    assert organisation is not None
    with pytest.raises(CaseNotVisible):
        answer_delivery(world.as_("seller"), order.pk, accepted=True)
    both = make_user()
    make.join(both, organisation)
    make.join(both, world.supplier.organisation)
    with pytest.raises(OwnDelivery):
        answer_delivery(person(both), order.pk, accepted=True)
    delivery = Delivery.objects.get()
    for culprit in (world.seller, both):  # past the actions: a script, a shell, an admin page
        with pytest.raises((InternalError, OperationalError), match="accepted by the supplier"), transaction.atomic():
            Acceptance.objects.create(delivery=delivery, verdict="accepted", decided_by=culprit)
    make.join(world.seller, organisation)  # who delivered joins the demand company and leaves the supplier
    Membership.objects.filter(user=world.seller, organisation=world.supplier.organisation).update(left_at=clock.now())
    with pytest.raises(OwnDelivery):
        answer_delivery(world.as_("seller"), order.pk, accepted=True)
    with pytest.raises((InternalError, OperationalError), match="accepted by the supplier"), transaction.atomic():
        Acceptance.objects.create(delivery=delivery, verdict="accepted", decided_by=world.seller)
    assert not Acceptance.objects.exists()
    order.refresh_from_db()
    assert order.state == "delivered"
