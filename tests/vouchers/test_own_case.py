"""Whoever belongs to a company of a case does not act for the city in it, whatever they hold, wherever they press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from kernel import clock
from tests.vouchers import cases as make
from tests.vouchers.test_two_people import targets
from vouchers.actions.agreement import draw_up_agreement
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, propose_clawback
from vouchers.actions.invoice import confirm_bank_account
from vouchers.actions.payment import approve_payment, prepare_run, refuse_payment, release_run
from vouchers.actions.refund import prepare_refund
from vouchers.actions.report import end_agreement
from vouchers.actions.voucher import confirm_deposit
from vouchers.errors import OwnCase, PartyNotYours
from vouchers.models import Payment, PaymentRun, SupplierAccount
from vouchers.panels import office_todos, payment_todos
from vouchers.queries.office_work import to_draw_up
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db
COMPANIES = ("demand company", "supplier")


def company(world: make.World, which: str) -> Organisation:
    if which == "supplier":
        return world.supplier.organisation
    assert world.application.organisation is not None
    return world.application.organisation


def all_rights(world: make.World, who: str) -> User:
    for role, right in (("manager", "manage_call"), ("approver", "approve_call"), ("finance", "pay_call")):
        make.may(world, who, role, right)
    found: User = getattr(world.office, who)
    return found


@pytest.mark.parametrize("which", COMPANIES)
def test_a_payment_is_not_approved_or_released_by_its_own_company(which: str) -> None:
    world, voucher = make.issued()
    make.account(world)
    payment = make.requested(world, voucher)
    for who in ("manager", "cashier"):
        make.join(getattr(world.office, who), company(world, which))
    for verb in (lambda: approve_payment(world.as_("manager"), payment.pk),
                 lambda: refuse_payment(world.as_("manager"), payment.pk, "사유")):  # fmt: skip
        with pytest.raises(OwnCase):
            verb()
    approve_payment(world.as_("colleague"), payment.pk)
    run = prepare_run(world.as_("finance"), clock.today())
    with pytest.raises(OwnCase):
        release_run(world.as_("cashier"), run.pk)
    assert PaymentRun.objects.get().state == "prepared"
    assert differences() == []


@pytest.mark.parametrize("which", COMPANIES)
def test_the_database_refuses_it_by_any_other_path(which: str) -> None:
    world, voucher = make.issued()
    make.account(world)
    payment = make.requested(world, voucher)
    make.join(world.office.manager, company(world, which))
    for hand in ("approved_by", "released_by"):
        with pytest.raises(DatabaseError, match="paid by its own company"), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(**{hand: world.office.manager})
    approve_payment(world.as_("colleague"), payment.pk)
    make.join(world.office.colleague, company(world, which))  # later: what was decided before stays, and goes on
    release_run(world.as_("cashier"), prepare_run(world.as_("finance"), clock.today()).pk)
    assert Payment.objects.get().state == "released"


@pytest.mark.parametrize("which", COMPANIES)
def test_one_of_a_company_with_every_right_moves_no_payment_by_any_address(which: str) -> None:
    world, voucher = make.issued()
    make.account(world)
    first, second = (make.requested(world, voucher) for _number in range(2))
    approve_payment(world.as_("colleague"), second.pk)
    run = prepare_run(world.as_("finance"), clock.today())
    mine = all_rights(world, "cashier")
    make.join(mine, company(world, which))
    User.objects.filter(pk=mine.pk).update(is_superuser=True, is_staff=True)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=mine.pk))
    walked = list(targets(first, [run]))
    assert reverse("vouchers:change_run", args=[run.public_id, "release"]) in walked
    for address in walked:
        client.post(address, {"reason": "", "pay_on": clock.today()})
    assert set(Payment.objects.values_list("pk", "state")) == {(first.pk, "requested"), (second.pk, "approved")}
    page = client.get(reverse("vouchers:run", args=[run.public_id])).content.decode()
    assert "다른 회계 담당자가 실행합니다" in page and 'name="seen"' not in page
    assert differences() == []


@pytest.mark.parametrize("which", COMPANIES)
def test_nothing_else_of_the_money_is_decided_by_a_company_of_the_case(which: str) -> None:
    make.interest_rate()
    world, voucher = make.issued()
    case = voucher.agreement_id
    make.paid(world, voucher)
    today = clock.today()
    back = propose_clawback(world.as_("manager"), case, "misuse", "용도 외 사용", 100_000, today)
    request = request_amendment(world.as_("owner"), case, Changes(support=7_000_000), "덜 씁니다")
    make.join(all_rights(world, "cashier"), company(world, which))
    mine = world.as_("cashier")
    verbs: list[Callable[[], object]] = [
        lambda: propose_clawback(mine, case, "misuse", "용도 외 사용", 1, today),
        lambda: claim(mine, back.pk),
        lambda: approve_amendment(mine, request.pk),
        lambda: end_agreement(mine, case, "수행 중단"),
        lambda: confirm_deposit(mine, case, 1, today, "입금-2"),
        lambda: prepare_refund(mine, case, 1),
    ]
    if which == "supplier":
        entered = make.entered(world, number="000-0000-0002")
        verbs.append(lambda: confirm_bank_account(mine, entered.pk, "000-0000-0002"))
    for verb in verbs:
        with pytest.raises(OwnCase):
            verb()
    assert SupplierAccount.objects.filter(confirmed_by=world.office.cashier).count() == 0


@pytest.mark.parametrize("which", COMPANIES)
def test_an_agreement_is_drawn_up_by_a_stranger(which: str) -> None:
    world = make.selected()
    assert to_draw_up(world.office.manager)[0] == 1
    make.join(world.office.manager, company(world, which))
    with pytest.raises(OwnCase):
        draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    if which == "demand company":
        assert to_draw_up(world.office.manager)[0] == 0
    assert to_draw_up(world.office.colleague)[0] == 1
    assert draw_up_agreement(world.as_("colleague"), world.application.pk, make.drawn()).version == 1


def test_a_member_of_the_supplier_does_not_sign_for_the_city() -> None:
    world, agreement = make.signing()
    make.join(world.office.approver, world.supplier.organisation)
    text = agreement.present
    with pytest.raises(PartyNotYours):
        make.sign(world.as_("approver"), agreement.pk, text.version, "city", text.content_hash)


@pytest.mark.parametrize("which", COMPANIES)
def test_a_case_of_ones_own_company_waits_for_nobody_of_it_and_says_so_in_the_list(which: str) -> None:
    world, voucher = make.issued()
    make.requested(world, voucher)
    manager = world.office.manager
    title, said = "승인할 지급 요청", "소속 기업의 사업입니다"

    def seen() -> tuple[int, bool, bool]:
        """How many cases wait, whether the list of those names the case, whether the list of all marks it."""
        client = Client()
        client.force_login(User.objects.get(pk=manager.pk))
        waiting = {str(one.title): one.count or 0 for one in office_todos(User.objects.get(pk=manager.pk))}
        narrowed, everything = (
            client.get(reverse("vouchers:cases") + query).content.decode() for query in ("?waits=approve_payment", "")
        )
        number = voucher.agreement.number
        assert number in everything
        return waiting.get(title, 0), number in narrowed, said in everything

    assert seen() == (1, True, False)
    make.join(manager, company(world, which))
    assert seen() == (0, False, True)


@pytest.mark.parametrize("which", COMPANIES)
def test_a_run_and_an_account_of_ones_own_company_wait_for_somebody_else(which: str) -> None:
    world, voucher = make.issued()
    make.account(world)
    approve_payment(world.as_("manager"), make.requested(world, voucher).pk)
    prepare_run(world.as_("finance"), clock.today())
    make.entered(world, number="000-0000-0002")
    cashier = world.office.cashier

    def waiting() -> set[str]:
        return {str(one.title) for one in payment_todos(User.objects.get(pk=cashier.pk))}

    assert waiting() == {"실행할 지급 묶음", "확인할 계좌"}
    make.join(cashier, company(world, which))
    assert waiting() == (set() if which == "supplier" else {"확인할 계좌"})


def test_an_account_of_ones_own_supplier_is_listed_with_the_reason_and_confirmed_by_somebody_else() -> None:
    world, _voucher = make.issued()
    account = make.entered(world)
    page = reverse("vouchers:account", args=[account.pk])

    def offered(who: str) -> tuple[bool, bool, bool]:
        """Whether the list asks for the comparison, whether it says why not, whether the account's page has forms."""
        client = Client()
        client.force_login(User.objects.get(pk=getattr(world.office, who).pk))
        listed, one = (client.get(address).content.decode() for address in (reverse("vouchers:payments"), page))
        assert str(world.supplier) in listed and page in listed
        said = "소속 기업의 계좌입니다" in listed
        assert said is ("소속 기업의 계좌입니다" in one)
        return "사본과 대조" in listed, said, 'name="number"' in one or 'name="send_back"' in one

    assert offered("cashier") == (True, False, True)
    make.join(world.office.cashier, world.supplier.organisation)
    assert offered("cashier") == (False, True, False)
    assert offered("finance") == (True, False, True)
    assert offered("auditor") == (False, False, False)  # reads, and is not told that another confirms
    make.join(world.office.auditor, world.supplier.organisation)
    assert offered("auditor") == (False, False, False)


def test_the_page_of_the_case_offers_the_office_nothing_to_who_belongs_to_a_company() -> None:
    world, voucher = make.issued()
    make.account(world)
    make.requested(world, voucher)
    address = reverse("vouchers:case", args=[voucher.agreement.public_id])
    client = Client()
    client.force_login(world.office.manager)
    assert "지급 승인" in client.get(address).content.decode()
    make.join(world.office.manager, world.supplier.organisation)
    assert "지급 승인" not in client.get(address).content.decode()
