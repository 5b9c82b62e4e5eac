"""Reasons to look in a real call: found once, grown, answered by a manager, deciding nothing."""

from __future__ import annotations

import pytest

from accounts.models import Organisation, Role, User
from kernel.actor import Actor, Channel
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.models import AuditEntry
from programs.actions import submit_application
from programs.models import Application, Call
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as engine
from tests.vouchers import cases as make
from tests.vouchers import factories as suppliers
from tests.vouchers.rules.test_likeness import changed, essay
from vouchers.actions.invoice import void_invoice
from vouchers.actions.signal import answer_signal, ask_for_signals, find_signals
from vouchers.models import Signal, SupplierAccount
from vouchers.rules.supplier import named

pytestmark = pytest.mark.django_db
LONG = ("need", "use", "ability", "effect", "data")


def applied(call: Call, number: int, user: User | None = None, **answers: object) -> Application:
    """An application that shares nothing with another: its own texts, telephone, address, name."""
    user = user or make_user(phone=f"010-0000-{number:04d}")
    organisation = make_organisation(
        user, name=f"가상가게 {number}", address=f"대전광역시 서구 가상로 {number}", phone=f"042-000-{number:04d}"
    )
    own = {key: essay(100 * number + place, 60)[:900] for place, key in enumerate(LONG)}
    own["contact_phone"] = f"010-0000-{number:04d}"
    draft = engine.draft(call, user, organisation, **{**own, **answers})
    actor = Actor(user, Channel.WEB, str(user), address=f"192.0.2.{number}", device="흔한 브라우저")
    return submit_application(actor, draft.pk)


@pytest.fixture
def call() -> Call:
    return engine.open_call(make_user(Role.MANAGER))


def kinds() -> list[str]:
    return sorted(Signal.objects.values_list("kind", flat=True))


def found(call: Call) -> list[Signal]:
    return find_signals(make.SYSTEM, call.pk)


def members(signal: Signal) -> list[int]:
    return sorted(signal.applications.values_list("pk", flat=True))


def test_honest_applications_raise_nothing(call: Call) -> None:
    for number in (1, 2, 3):
        applied(call, number)
    assert found(call) == []


def test_one_telephone_in_two_businesses_is_found_once_however_it_is_written(call: Call) -> None:
    one = applied(call, 1, contact_phone="010-0000-7777")
    other = applied(call, 2, contact_phone="+82 10 0000 7777")
    (signal,) = found(call)
    assert (signal.kind, members(signal)) == ("phone", [one.pk, other.pk])
    assert "7777" not in f"{signal.facts} {signal.fingerprint}"
    assert found(call) == []
    assert Signal.objects.count() == 1


def test_one_building_two_businesses(call: Call) -> None:
    one, other = applied(call, 1), applied(call, 2)
    Organisation.objects.filter(pk=one.organisation_id).update(address="대전광역시 중구 가상대로 5, 301호")
    Organisation.objects.filter(pk=other.organisation_id).update(address="대전 중구 가상대로 5 (가상동)")
    (signal,) = found(call)
    assert (signal.kind, members(signal)) == ("address", [one.pk, other.pk])


def test_nearly_the_same_plan_of_last_years_call_is_found(call: Call) -> None:
    before = engine.open_call()
    plan = essay(9, 150)[:1500]
    earlier = applied(before, 1, use=plan)
    later = applied(call, 2, use=changed(plan, 0.04, 3)[:1500])
    (signal,) = found(call)
    assert (signal.kind, members(signal), signal.facts["questions"]) == ("text", [earlier.pk, later.pk], ["use"])


def test_two_businesses_from_one_browser_on_one_network(call: Call) -> None:
    for number in (1, 2, 3):
        user = make_user(phone=f"010-0000-{number:04d}")
        organisation = make_organisation(user, name=f"가상가게 {number}", address=f"대전광역시 서구 가상로 {number}")
        texts = {key: essay(100 * number + place, 60)[:900] for place, key in enumerate(LONG)}
        draft = engine.draft(call, user, organisation, **texts, contact_phone=f"010-0000-{number:04d}")
        device = "같은 브라우저" if number < 3 else "다른 브라우저"
        actor = Actor(user, Channel.WEB, str(user), address="192.0.2.7", device=device)
        submit_application(actor, draft.pk)
    (signal,) = found(call)
    assert (signal.kind, signal.applications.count()) == ("device", 2)
    assert "192.0.2.7" not in f"{signal.facts} {signal.fingerprint}"


def test_a_supplier_that_is_its_customers_other_company(call: Call) -> None:
    user = make_user(phone="010-0000-0001")
    supplier = suppliers.registered(user)
    name = named(supplier.organisation.name, supplier.organisation.registration_number)
    application = applied(call, 1, user=user, supplier=name)
    (signal,) = found(call)
    assert (signal.kind, members(signal)) == ("related", [application.pk])
    assert {"member", "phone"} <= set(signal.facts["common"])


def test_one_account_behind_two_suppliers(call: Call) -> None:
    applications = []
    for number in (1, 2):
        seller = make_user()
        supplier = suppliers.registered(seller)
        Organisation.objects.filter(pk=supplier.organisation_id).update(
            address=f"서울특별시 가상구 가상로 {number}", representative=f"가상대표{number}"
        )
        account = make.enter_bank_account(person(seller), supplier.pk, "가상은행", "000-0000-0009", "가상(주)")
        assert SupplierAccount.objects.filter(pk=account.pk).exists()
        name = named(supplier.organisation.name, supplier.organisation.registration_number)
        applications.append(applied(call, number, supplier=name))
    assert [signal.kind for signal in found(call)] == ["account"]
    assert members(Signal.objects.get()) == [one.pk for one in applications]


def test_an_invoice_that_was_voided_and_comes_back_for_another_order() -> None:
    world, voucher = make.issued()
    first = make.requested(world, voucher)
    number = first.invoice.number
    void_invoice(world.as_("finance"), first.invoice_id, "다른 주문의 계산서입니다.")
    second = make.accepted(world, voucher)
    make.enter_invoice(world.as_("seller"), second.pk, number, make.clock.today(), second.total)
    assert "invoice" in [signal.kind for signal in found(world.call)]


def test_another_application_that_joins_opens_the_matter_anew(call: Call) -> None:
    applied(call, 1, contact_phone="010-0000-7777")
    applied(call, 2, contact_phone="010-0000-7777")
    (signal,) = found(call)
    manager = make_user(Role.MANAGER)
    manager.groups.add(make.scope_group(call, "manager", ["manage_call"]))
    answer_signal(person(manager), signal.pk, "explain", "가족이 하는 두 가게입니다. 통화로 확인했습니다.")
    assert found(call) == []
    applied(call, 3, contact_phone="010-0000-7777")
    (again,) = found(call)
    assert (again.pk, again.state, again.applications.count(), again.facts["applicants"]) == (signal.pk, "open", 3, 3)
    kept = AuditEntry.objects.filter(entity="vouchers.signal", verb="explain").get()
    assert "가족이 하는" in kept.reason


def test_only_a_manager_of_the_call_answers_and_only_with_words(call: Call) -> None:
    applied(call, 1, contact_phone="010-0000-7777")
    applied(call, 2, contact_phone="010-0000-7777")
    (signal,) = found(call)
    stranger, auditor = make_user(Role.MANAGER), make_user(Role.AUDITOR)
    for user in (stranger, auditor):
        with pytest.raises(NotPermitted):
            answer_signal(person(user), signal.pk, "explain", "아무 일도 아닙니다.")
        with pytest.raises(NotPermitted):
            ask_for_signals(person(user), call.pk)
    manager = make_user(Role.MANAGER)
    manager.groups.add(make.scope_group(call, "manager", ["manage_call"]))
    with pytest.raises(ReasonNeeded):
        answer_signal(person(manager), signal.pk, "explain", "  ")
    with pytest.raises(NotPermitted):
        answer_signal(person(manager), signal.pk, "reopen", "다시 봅니다.")
    states = dict(Application.objects.values_list("pk", "state"))
    answer_signal(person(manager), signal.pk, "follow_up", "현장에 가 봅니다.")
    assert dict(Application.objects.values_list("pk", "state")) == states, "an answer decides nothing"
