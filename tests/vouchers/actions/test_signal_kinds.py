"""Every kind of reason to look that issue and law name, on made-up cases with their edges: found where it is, silent
beside it, deciding nothing, answered by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Organisation, Role
from kernel import clock
from kernel.models import AuditEntry
from programs.models import Application, Call
from tests.factories import make_user
from tests.programs import factories as engine
from tests.vouchers import cases as make
from tests.vouchers import factories as suppliers
from tests.vouchers.actions.test_in_parts import FIRST, REST, in_part, invoiced, rest_accepted
from tests.vouchers.actions.test_signal import applied, found, members
from tests.vouchers.rules.test_likeness import changed, essay
from vouchers.actions.amendment import Changes, request_amendment
from vouchers.actions.invoice import enter_invoice
from vouchers.actions.order import cancel_order
from vouchers.actions.signal import answer_signal
from vouchers.models import Agreement, Order, Payment, Signal, Supplier, Voucher
from vouchers.rules.supplier import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return engine.open_call(make_user(Role.MANAGER))


def kinds(call: Call) -> list[str]:
    found(call)
    return sorted(Signal.objects.filter(call=call).values_list("kind", flat=True))


def registered(number: int, user: Any = None) -> Supplier:
    """A supplier that shares nothing with another one."""
    supplier = suppliers.registered(user or make_user(phone=f"010-0001-{number:04d}"))
    Organisation.objects.filter(pk=supplier.organisation_id).update(
        address=f"서울특별시 가상구 공급로 {number}", representative=f"공급대표{number}", phone=f"02-000-{number:04d}"
    )
    Supplier.objects.filter(pk=supplier.pk).update(
        contact_phone=f"02-001-{number:04d}", contact_email=f"data@supplier{number}.example.org"
    )
    supplier.refresh_from_db()
    return supplier


def naming(supplier: Supplier) -> str:
    return named(supplier.organisation.name, supplier.organisation.registration_number)


# -- telephone, address, device, text ------------------------------------------------------------------------------


def test_the_telephone_of_a_person_who_belongs_to_both_businesses_is_told_and_of_a_near_number_not(call: Call) -> None:
    applied(call, 1, contact_phone="042-000-5550")
    applied(call, 2, contact_phone="042-000-5551")
    assert kinds(call) == []
    applied(call, 3, contact_phone="82-42-000-5551")
    assert kinds(call) == ["phone"]


def test_another_house_number_of_the_same_street_is_another_building(call: Call) -> None:
    one, other = applied(call, 1), applied(call, 2)
    for application, number in ((one, "5"), (other, "51")):
        address = f"대전광역시 중구 가상대로 {number}"
        Organisation.objects.filter(pk=application.organisation_id).update(address=address)
    assert kinds(call) == []


@pytest.mark.parametrize(("share", "told"), [(0.02, ["text"]), (0.9, [])])
def test_a_plan_is_told_while_most_of_it_is_copied(call: Call, share: float, told: list[str]) -> None:
    plan = essay(31, 150)[:1500]
    applied(call, 1, need=plan)
    applied(call, 2, need=changed(plan, share, 5)[:1500])
    assert kinds(call) == told


def test_a_text_copied_from_another_question_is_told_too(call: Call) -> None:
    plan = essay(32, 150)[:1500]
    applied(call, 1, need=plan)
    applied(call, 2, effect=plan)
    assert kinds(call) == ["text"]
    assert Signal.objects.get().facts["questions"] == ["effect", "need"]


# -- supplier and customer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("phone", lambda application: {"phone": application.organisation.phone}),
        ("address", lambda application: {"address": application.organisation.address + " 2층"}),
        ("representative", lambda application: {"representative": application.organisation.representative}),
    ],
)
def test_a_supplier_that_shares_one_thing_with_its_customer_is_told_by_the_kind_of_it(
    call: Call, what: str, change: Callable[[Application], dict[str, str]]
) -> None:
    supplier = registered(1)
    application = applied(call, 1, supplier=naming(supplier))
    Organisation.objects.filter(pk=application.organisation_id).update(representative="가상대표")
    application.organisation.refresh_from_db()
    assert kinds(call) == []
    Organisation.objects.filter(pk=supplier.organisation_id).update(**change(application))
    assert kinds(call) == ["related"]
    assert Signal.objects.get().facts["common"] == [what]


def test_a_supplier_that_is_to_come_by_a_changed_agreement_is_compared_before_anybody_signs(call: Call) -> None:
    world, voucher = make.issued(make.selected(call=call))
    other = registered(7)
    Organisation.objects.filter(pk__in=[other.organisation_id, world.application.organisation_id]).update(
        phone="042-000-7777"
    )

    def told() -> bool:
        found(call)
        return Signal.objects.filter(kind="related", facts__supplier=other.pk).exists()

    assert not told()
    changes = Changes(supplier=other.organisation.registration_number)
    request_amendment(world.as_("owner"), voucher.agreement_id, changes, "공급기업이 폐업했습니다.")
    assert told()


# -- purchases in a circle -----------------------------------------------------------------------------------------


def buying(call: Call, buyer: Organisation | None = None) -> tuple[make.World, Voucher, Order]:
    """A case with one order; ``buyer``: the demand company, whose owner acts for it."""
    user = make.with_password(buyer.memberships.get().user) if buyer else None
    world, voucher = make.issued(make.selected(call=call, owner=user, organisation=buyer))
    return world, voucher, make.order(world, voucher)


def test_two_businesses_that_sell_to_each_other_by_their_orders_are_told_once(call: Call) -> None:
    first, _voucher, order = buying(call)
    second, _voucher, back = buying(call, first.supplier.organisation)
    assert "round_robin" not in kinds(call)
    buyer = first.application.organisation
    assert buyer is not None
    Organisation.objects.filter(pk=second.supplier.organisation_id).update(registration_number="9999999999")
    Supplier.objects.filter(pk=second.supplier.pk).update(
        organisation=buyer
    )  # the buyer of the first sells to the second
    assert kinds(call).count("round_robin") == 1
    signal = Signal.objects.get(kind="round_robin")
    assert members(signal) == sorted([first.application.pk, second.application.pk])
    found(call)
    assert Signal.objects.filter(kind="round_robin").count() == 1
    assert (order.state, back.state) == ("placed", "placed")


def test_a_cancelled_order_closes_no_circle(call: Call) -> None:
    first, _voucher, order = buying(call)
    second, _voucher, _back = buying(call, first.supplier.organisation)
    buyer = first.application.organisation
    assert buyer is not None
    Supplier.objects.filter(pk=second.supplier.pk).update(organisation=buyer)
    cancel_order(first.as_("owner"), order.pk, "필요 없어졌습니다")
    assert "round_robin" not in kinds(call)


# -- invoices ------------------------------------------------------------------------------------------------------


def test_the_same_day_and_sum_of_one_supplier_in_two_cases_and_one_file_for_two_orders(call: Call) -> None:
    world, voucher = make.issued(make.selected(call=call))
    file = make.stored(world.seller)
    for number, won in ((1, 500_000), (2, 600_000)):
        order = make.accepted(world, voucher, won)
        invoice = f"20261125410000770{number:07d}"
        enter_invoice(world.as_("seller"), order.pk, invoice, clock.today(), won, 0, file)
    found(call)
    (signal,) = Signal.objects.filter(kind="invoice")
    assert signal.facts == {"what": "file", "orders": 2}


def test_two_parts_of_one_order_are_no_invoice_used_before(call: Call) -> None:
    world, voucher = make.issued(make.selected(call=call))
    order = in_part(world, voucher)
    invoiced(world, order, 1, FIRST)
    rest_accepted(world, order)
    invoiced(world, order, 2, REST)
    assert "invoice" not in kinds(call)


# -- what follows from it --------------------------------------------------------------------------------------------


def test_nothing_is_stopped_by_a_reason_to_look_and_each_answer_stands_with_its_person(call: Call) -> None:
    """Found, unanswered, answered: the case goes on the same way, and nobody is excluded, claimed from or refused."""
    world, voucher = make.issued(make.selected(call=call))
    other = make.selected(call=call, contact_phone="042-000-9999")
    both = [world.application.organisation_id, other.application.organisation_id]
    Organisation.objects.filter(pk__in=both).update(phone="042-000-4444")
    found(call)
    signals = list(Signal.objects.filter(call=call))
    assert signals
    before = (Agreement.objects.get().state, sorted(Application.objects.values_list("pk", "state")))
    for number, signal in enumerate(signals):
        verb = "explain" if number % 2 else "follow_up"
        answer_signal(world.as_("manager"), signal.pk, verb, f"확인 {number}: 통화했습니다.")
    assert (Agreement.objects.get().state, sorted(Application.objects.values_list("pk", "state"))) == before
    make.requested(world, voucher)
    assert Payment.objects.get().state == "requested"
    kept = AuditEntry.objects.filter(entity="vouchers.signal", verb__in=["explain", "follow_up"])
    assert kept.count() == len(signals)
    assert set(kept.values_list("actor_id", flat=True)) == {world.office.manager.pk}
    for signal in signals:
        signal.refresh_from_db()
        assert (signal.answered_by, signal.answer != "") == (world.office.manager, True)


def test_a_destroyed_case_is_compared_with_nothing_any_more(call: Call) -> None:
    world, _voucher = make.issued(make.selected(call=call))
    other = applied(call, 2)
    both = [world.application.organisation_id, other.organisation_id]
    Organisation.objects.filter(pk__in=both).update(phone="042-000-4444")
    assert "phone" in kinds(call)
    Signal.objects.all().delete()
    for state in ("reported", "settling", "completed", "archived", "destroyed"):
        Agreement.objects.filter(pk=Agreement.objects.get().pk).update(state=state)
    assert "phone" not in kinds(call)
