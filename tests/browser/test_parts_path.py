"""An order that comes in parts: the accepted part is invoiced and paid while the rest is still on its way."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from tests.browser.case_pages import at_case, unfold
from tests.browser.conftest import NewContext, confirmed, looked_at, ticked, watched
from tests.vouchers import cases as make
from vouchers.actions.order import OrderText, place_order, take_order
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, release_run
from vouchers.models import Order, Payment
from vouchers.queries.reconcile import differences
from vouchers.rules.answer_file import BankLine

pytestmark = pytest.mark.django_db(transaction=True)


def delivers(seller: Page, what: str, file: Path) -> None:
    at_case(seller)
    unfold(seller, "납품")
    seller.get_by_label("납품하는 내용").fill(what)
    seller.get_by_label("파일").set_input_files(file)
    seller.get_by_role("button", name="납품", exact=True).click()


def invoices(seller: Page, number: str, won: str) -> None:
    """The form says itself how much may be invoiced."""
    at_case(seller)
    unfold(seller, "세금계산서 입력")
    seller.get_by_label("전자세금계산서 승인번호").fill(number)
    seller.get_by_label("발급일").fill(clock.today().isoformat())
    expect(seller.locator("details[open] input[name=amount]")).to_have_value(won)
    seller.get_by_role("button", name="세금계산서 입력").click()


def pays(world: make.World) -> None:
    """What an earlier path shows in browsers: approved, released, answered by the bank."""
    payment = Payment.objects.get(state="requested")
    approve_payment(world.as_("manager"), payment.pk)
    run = release_run(world.as_("cashier"), prepare_run(world.as_("finance"), clock.today()).pk)
    read_bank_answer(world.as_("finance"), run.pk, [BankLine(2, payment.pk, payment.amount, True, clock.today())])


def test_the_accepted_part_is_paid_before_the_rest_comes(new_context: NewContext, paper: Path) -> None:
    world, voucher = make.issued()
    make.account(world)
    items = (
        make.item(world.supplier, 1_200_000, "행정동별 시간대 유동 인구 자료(열두 달)"),
        make.item(world.supplier, 2_300_000, "업종별 카드 매출 자료"),
    )
    text = OrderText("점포 앞 상권 분석용 자료 묶음", items, clock.today() + timedelta(days=20))
    order = place_order(world.as_("owner"), voucher.agreement_id, text)
    take_order(world.as_("seller"), order.pk)
    shop = watched(new_context(person=world.owner).new_page())
    seller = watched(new_context("phone", person=world.seller).new_page())
    office = watched(new_context(person=world.office.manager).new_page())

    delivers(seller, "두 자료를 납품합니다.", paper)
    at_case(shop)
    unfold(shop, "납품 검수")
    ticked(shop.get_by_label("주문대로임", exact=True).first)
    ticked(shop.get_by_label("보완 필요").last)
    shop.get_by_label("보완할 내용").last.fill("7월 자료가 빠져 있습니다.")
    looked_at(shop, "parts_check")
    confirmed(shop, "납품 검수")
    expect(shop.get_by_text("3,500,000원 중 1,200,000원")).to_be_visible()
    looked_at(shop, "parts_accepted")

    invoices(seller, "20261125-41000099-00000001", "1200000")
    looked_at(seller, "parts_invoiced")
    pays(world)
    at_case(seller)
    expect(seller.get_by_text("1차 지급")).to_be_visible()
    looked_at(seller, "parts_paid")

    delivers(seller, "7월을 채웠습니다.", paper)
    at_case(shop)
    unfold(shop, "납품 검수")
    ticked(shop.get_by_label("주문대로임", exact=True))
    confirmed(shop, "납품 검수")
    invoices(seller, "20261125-41000099-00000001", "2300000")  # the number of the first again
    assert Payment.objects.count() == 1
    invoices(seller, "20261125-41000099-00000002", "2300000")
    at_case(office)
    expect(office.get_by_text("2차 지급")).to_be_visible()
    looked_at(office, "parts_second")
    pays(world)
    assert Order.objects.get().state == "paid"
    assert differences() == []
