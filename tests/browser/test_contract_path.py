"""A change of supplier, and an order from products that is accepted in part, by their people on phones."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kernel import clock
from tests.browser.conftest import confirmed, looked_at, watched
from tests.browser.test_voucher_money_path import at_case, unfold
from tests.factories import make_user
from tests.programs import factories as engine
from tests.vouchers import cases as make
from tests.vouchers import factories as suppliers
from vouchers.models import Agreement, Order

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def signs_first(page: Page) -> None:
    """The way to sign stands first on the page of the case, on a phone too."""
    at_case(page)
    way = page.get_by_role("link", name="읽고 서명하기")
    expect(way).to_be_in_viewport()
    way.click()
    page.get_by_label("본인 비밀번호").fill(make.PASSWORD)
    page.get_by_role("button", name="협약서에 서명").click()
    expect(page.get_by_text("서명했습니다.")).to_be_visible()


def test_a_change_of_supplier_and_people_is_asked_approved_compared_and_signed(new_context: NewContext) -> None:
    world, _voucher = make.issued()
    make.delivered(world, _voucher, 1_000_000)
    Order.objects.update(state="accepted")  # what the first supplier did stays with it
    Order.objects.update(state="invoiced")
    Order.objects.update(state="paid")
    other = suppliers.registered(make.with_password(make_user()), name="둘째데이터(가상)")
    member = other.organisation.memberships.get().user
    shop = watched(new_context("phone", person=world.owner).new_page())
    chief = watched(new_context("phone", person=world.office.approver).new_page())
    second = watched(new_context("phone", person=member).new_page())

    at_case(shop)
    unfold(shop, "협약 변경 요청")
    shop.get_by_label("협약을 바꾸려는 까닭").fill("공급기업이 폐업했습니다.")
    shop.get_by_role("combobox", name="다른 공급기업").press_sequentially("둘째")
    shop.get_by_role("option", name="둘째데이터").click()
    shop.get_by_label("수요기업 담당자").fill("김가상 과장")
    looked_at(shop)
    shop.get_by_role("button", name="협약 변경 요청").click()
    expect(shop.get_by_text("승인 담당자의 결정을 기다리고 있습니다").first).to_be_visible()
    expect(shop.locator("#changes")).to_contain_text("둘째데이터(가상)")
    looked_at(shop)

    chief.goto("/")
    chief.get_by_role("link", name="결정할 협약 변경").click()
    expect(chief.locator("#changes")).to_be_in_viewport()
    looked_at(chief)
    chief.get_by_role("button", name="변경 승인").click()

    for page in (shop, second, chief):
        signs_first(page)
    agreement = Agreement.objects.get()
    assert (agreement.version, agreement.supplier) == (2, other)
    shop.goto(f"/vouchers/cases/{agreement.public_id}/compare/1/2/")
    expect(shop.locator("ins", has_text="둘째데이터(가상)").first).to_be_visible()
    expect(shop.locator("ins", has_text="김가상 과장")).to_be_visible()
    looked_at(shop)


def test_several_products_are_ordered_and_the_delivery_is_accepted_in_part(
    new_context: NewContext, tmp_path: Path
) -> None:
    paper = tmp_path / "자료.png"
    paper.write_bytes(engine.png().read())
    world, _voucher = make.issued()
    make.item(world.supplier, 1_000_000, "가 유동 인구")
    make.item(world.supplier, 250_000, "나 날씨")
    shop = watched(new_context("phone", person=world.owner).new_page())
    seller = watched(new_context("phone", person=world.seller).new_page())

    at_case(shop)
    unfold(shop, "바우처로 주문하기")
    shop.get_by_label("주문 내용").fill("두 가지 자료")
    shop.get_by_label("상품").nth(0).select_option(index=1)
    shop.get_by_label("수량").nth(0).fill("2")
    shop.get_by_role("button", name="줄 추가").click()
    shop.get_by_label("상품").nth(1).select_option(index=2)
    shop.get_by_label("수량").nth(1).fill("30")
    expect(shop.get_by_text("바우처 잔액보다 1,500,000원 많습니다")).to_be_visible()
    shop.get_by_label("수량").nth(1).fill("3")
    expect(shop.get_by_text("합계 2,750,000원, 주문 후 잔액 5,250,000원")).to_be_visible()
    shop.get_by_label("납품 기한").fill((clock.today() + timedelta(days=20)).isoformat())
    looked_at(shop)
    shop.get_by_role("button", name="바우처로 주문하기").click()
    assert Order.objects.get().total == 2_750_000

    def delivers(note: str) -> None:
        unfold(seller, "납품")
        seller.get_by_label("납품하는 내용").fill(note)
        seller.locator("input[name=papers]").set_input_files(paper)
        seller.get_by_role("button", name="납품", exact=True).click()

    at_case(seller)
    seller.get_by_role("button", name="주문 수락").click()
    delivers("두 가지 자료입니다.")
    at_case(shop)
    unfold(shop, "납품 검수")
    shop.get_by_text("주문대로임", exact=True).nth(0).click()
    shop.get_by_text("보완 필요", exact=True).nth(1).click()
    shop.get_by_label("보완할 내용").nth(1).fill("7월이 빠져 있습니다.")
    looked_at(shop)
    confirmed(shop, "납품 검수")
    expect(shop.get_by_text("일부 합격, 나머지 보완")).to_be_visible()
    looked_at(shop)

    at_case(seller)
    expect(seller.get_by_text("나 날씨: 보완 필요 – 7월이 빠져 있습니다.")).to_be_visible()
    looked_at(seller)
    delivers("7월을 더했습니다.")
    at_case(shop)
    unfold(shop, "납품 검수")
    expect(shop.get_by_text("앞서 합격한 항목: 가 유동 인구")).to_be_visible()
    shop.get_by_text("주문대로임", exact=True).click()
    confirmed(shop, "납품 검수")
    expect(shop.get_by_text("공급기업이 세금계산서를 등록할 차례입니다.")).to_be_visible()
    assert Order.objects.get().state == "accepted"


def test_a_manager_writes_the_articles_of_a_track_and_tries_them_out(new_context: NewContext) -> None:
    world = make.selected()
    office = watched(new_context("phone", person=world.office.manager).new_page())
    office.goto(f"/vouchers/manage/calls/{world.call.pk}/clauses/?track={world.application.track}")
    looked_at(office)
    rows = office.locator("fieldset.clause-row")
    before = rows.count()
    office.get_by_role("button", name="조 추가").click()
    expect(rows).to_have_count(before + 1)
    office.get_by_label("조 제목").last.fill("비밀유지")
    office.get_by_label("조 내용").last.fill("{수요기업}과 {공급기업}은 알게 된 비밀을 지킨다.")
    office.get_by_role("button", name="미리 보기").click()
    expect(office.locator("#preview")).to_contain_text("가상상회과 한빛데이터(가상)은 알게 된 비밀을 지킨다.")
    looked_at(office)
    office.get_by_role("button", name="새 판으로 저장").click()
    expect(office.get_by_text("이제부터 작성하는 협약서에 이 조항이 들어갑니다.")).to_be_visible()

    office.goto(f"/vouchers/manage/applications/{world.application.public_id}/agreement/")
    expect(office.get_by_label("조 제목").nth(before - 1)).to_have_value("비밀유지")
    looked_at(office)
    office.get_by_role("button", name="협약서 작성").click()
    office.get_by_role("link", name="협약서 보기").click()
    expect(office.get_by_text("가상상회과 한빛데이터(가상)은 알게 된 비밀을 지킨다.")).to_be_visible()
    looked_at(office)
