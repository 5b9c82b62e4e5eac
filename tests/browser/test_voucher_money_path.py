"""A voucher from the agreement to the completed case, and an amendment, by its people in their browsers."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from tests.browser.case_pages import at_case, unfold
from tests.browser.conftest import NewContext, confirmed, looked_at, watched
from tests.programs import factories as engine
from tests.vouchers import cases as make
from vouchers.models import Agreement, Clawback, Payment, PaymentRun
from vouchers.queries.clawback import owed
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db(transaction=True)


def signs(page: Page) -> None:
    at_case(page)
    page.get_by_role("link", name="읽고 서명하기").click()
    page.get_by_label("본인 비밀번호").fill(make.PASSWORD)
    page.get_by_role("button", name="협약서에 서명").click()
    expect(page.get_by_text("서명했습니다.")).to_be_visible()


def test_a_case_from_its_agreement_to_its_last_won(new_context: NewContext, paper: Path) -> None:
    make.interest_rate()
    world = make.selected()
    make.item(world.supplier, 1_000_000)
    office = watched(new_context(person=world.office.manager).new_page())
    shop = watched(new_context("phone", person=world.owner).new_page())
    seller = watched(new_context(person=world.seller).new_page())
    chief = watched(new_context(person=world.office.approver).new_page())
    finance = watched(new_context(person=world.office.finance).new_page())
    cashier = watched(new_context(person=world.office.cashier).new_page())

    the_agreement_is_drawn_up_and_signed(office, shop, seller, chief, world)
    the_contribution_becomes_a_voucher(finance, office)
    an_order_is_delivered_and_accepted(shop, seller, paper)
    the_invoice_is_paid(seller, finance, office, cashier, world)
    the_report_is_accepted(shop, office, paper)
    the_settlement_is_confirmed(shop, office, chief, paper)
    the_disallowed_part_comes_back(chief, finance)
    auditor = watched(new_context(person=world.office.auditor).new_page())
    at_case(auditor)
    expect(auditor.get_by_text("사업 완료").first).to_be_visible()
    looked_at(auditor, "money_01_auditor")
    asks = auditor.locator("main form:not([action*='/papers/'], [action*='/audit/'])")
    assert not asks.count(), "an auditor changes nothing"
    assert differences() == []


def the_agreement_is_drawn_up_and_signed(
    office: Page, shop: Page, seller: Page, chief: Page, world: make.World
) -> None:
    office.goto(f"/manage/applications/{world.application.public_id}/")
    office.get_by_role("link", name="협약서 작성").click()
    looked_at(office, "money_02_office")
    office.get_by_role("button", name="협약서 작성").click()
    expect(office.get_by_text("협약서를 작성했습니다.")).to_be_visible()
    office.get_by_role("button", name="서명 요청").click()
    for page in (shop, seller, chief):
        signs(page)
    at_case(shop)
    looked_at(shop, "money_03_shop")


def the_contribution_becomes_a_voucher(finance: Page, office: Page) -> None:
    at_case(finance)
    unfold(finance, "입금 확인")
    finance.get_by_label("금액(원)").fill("800000")
    finance.get_by_label("입금일").fill(clock.today().isoformat())
    finance.get_by_label("입금 내역의 거래번호").fill("가상-0001")
    finance.get_by_role("button", name="입금 확인").click()
    at_case(office)
    office.get_by_role("button", name="바우처 발급").click()
    expect(office.get_by_text("수행 중").first).to_be_visible()
    looked_at(office, "money_04_office")


def an_order_is_delivered_and_accepted(shop: Page, seller: Page, paper: Path) -> None:
    at_case(shop)
    unfold(shop, "바우처로 주문하기")
    shop.get_by_label("주문 내용").fill("유동 인구 자료")
    shop.get_by_label("상품").first.select_option(index=1)
    shop.get_by_label("수량").first.fill("1")
    expect(shop.get_by_text("합계 1,000,000원, 주문 후 잔액 7,000,000원")).to_be_visible()
    shop.get_by_label("납품 기한").fill((clock.today() + timedelta(days=20)).isoformat())
    looked_at(shop, "money_05_shop")
    shop.get_by_role("button", name="바우처로 주문하기").click()
    at_case(seller)
    seller.get_by_role("button", name="주문 수락").click()
    unfold(seller, "납품")
    seller.get_by_label("납품하는 내용").fill("열두 달 자료와 설명서입니다.")
    seller.get_by_label("파일").set_input_files(paper)
    looked_at(seller, "money_06_seller")
    seller.get_by_role("button", name="납품", exact=True).click()
    at_case(shop)
    unfold(shop, "납품 검수")
    shop.get_by_text("주문대로임", exact=True).click()
    looked_at(shop, "money_07_shop")
    confirmed(shop, "납품 검수")
    expect(shop.get_by_text("공급기업이 세금계산서를 등록할 차례입니다.")).to_be_visible()
    looked_at(shop, "money_08_shop")


def the_invoice_is_paid(seller: Page, finance: Page, office: Page, cashier: Page, world: make.World) -> None:
    seller.goto(f"/vouchers/supplier/{world.supplier.pk}/accounts/")
    seller.get_by_label("은행").fill("가상은행")
    seller.get_by_label("계좌번호").fill("000-0000-0001")
    seller.get_by_label("예금주").fill("한빛데이터(가상)")
    bankbook = {"name": "통장.png", "mimeType": "image/png", "buffer": engine.png().read()}
    seller.get_by_label("통장 사본").set_input_files(bankbook)
    looked_at(seller, "money_09_seller")
    seller.get_by_role("button", name="계좌 등록하기").click()
    finance.goto("/vouchers/payments/")
    looked_at(finance, "money_10_finance")
    finance.get_by_role("link", name="사본과 대조").click()
    finance.get_by_label("통장 사본에 적힌 계좌번호").fill("00000000001")
    looked_at(finance, "money_11_finance")
    finance.get_by_role("button", name="계좌 확인").click()
    expect(finance.get_by_text("계좌를 확인했습니다.")).to_be_visible()
    at_case(seller)
    unfold(seller, "세금계산서 입력")
    seller.get_by_label("전자세금계산서 승인번호").fill("20261125-41000099-00000001")
    seller.get_by_label("발급일").fill(clock.today().isoformat())
    seller.get_by_role("button", name="세금계산서 입력").click()
    at_case(office)
    office.get_by_role("button", name="지급 승인").click()
    finance.goto("/vouchers/payments/")
    finance.get_by_role("button", name="지급 묶음 만들기").click()
    expect(finance.get_by_text("다른 회계 담당자가 실행합니다.")).to_be_visible()
    looked_at(finance, "money_12_finance")
    run = PaymentRun.objects.get()
    cashier.goto(f"/vouchers/payments/runs/{run.public_id}/")
    confirmed(cashier, "지급 실행")
    expect(cashier.get_by_text("지급을 실행했습니다.")).to_be_visible()
    with cashier.expect_download() as caught:
        cashier.get_by_role("button", name="CSV로 받기").click()
    assert "한빛데이터(가상)" in Path(caught.value.path()).read_text(encoding="utf-8-sig")
    answer = f"{Payment.objects.get().pk},1000000,정상,{clock.today()}\n".encode("cp949")
    cashier.get_by_label("은행 처리 결과(CSV)").set_input_files(
        {"name": "결과.csv", "mimeType": "text/csv", "buffer": answer}
    )
    cashier.get_by_role("button", name="결과 읽기").click()
    expect(cashier.get_by_text("은행 결과 반영됨")).to_be_visible()
    looked_at(cashier, "money_13_cashier")


def the_report_is_accepted(shop: Page, office: Page, paper: Path) -> None:
    at_case(shop)
    shop.get_by_role("button", name="결과보고서 작성").click()
    unfold(shop, "저장")
    for label in ("요약", "수행한 내용", "나아진 점(수치로)", "앞으로의 데이터 활용", "배운 점"):
        shop.get_by_label(label).fill("하루 준비량을 자료로 정해 폐기량을 30% 줄였습니다.")
    shop.get_by_label("파일").set_input_files(paper)
    confirmed(shop, "저장하고 제출")
    expect(shop.get_by_role("button", name="저장하고 제출")).to_have_count(0)  # it has arrived
    at_case(office)
    office.get_by_role("button", name="보고서 수리").click()
    unfold(office, "최종평가")
    office.get_by_label("평가 결과").select_option("success")
    office.get_by_label("평가 점수").fill("91.5")
    office.locator("details[open]").get_by_label("사유").fill("계획대로 수행했습니다.")
    office.get_by_role("button", name="최종평가").click()
    office.get_by_role("button", name="사업 수행 종료").click()
    looked_at(office, "money_14_office")


def the_settlement_is_confirmed(shop: Page, office: Page, chief: Page, paper: Path) -> None:
    at_case(shop)
    shop.get_by_role("button", name="정산 시작").click()
    unfold(shop, "증빙 첨부")
    shop.get_by_label("증빙").set_input_files(paper)
    shop.get_by_role("button", name="증빙 첨부").click()
    shop.get_by_role("button", name="정산서 제출").click()
    looked_at(shop, "money_15_shop")
    at_case(office)
    unfold(office, "검토 결과 저장")
    office.get_by_label("불인정 금액(원)").fill("300000")
    office.get_by_label("불인정 사유").fill("과업과 무관한 항목입니다.")
    office.get_by_role("button", name="검토 결과 저장").click()
    office.get_by_role("button", name="정산 검토 완료").click()
    looked_at(office, "money_16_office")
    at_case(chief)
    chief.get_by_role("button", name="정산 확정").click()
    looked_at(chief, "money_17_chief")


def the_disallowed_part_comes_back(chief: Page, finance: Page) -> None:
    at_case(chief)
    chief.get_by_role("button", name="환수 결정").click()
    clawback = Clawback.objects.get()
    at_case(finance)
    unfold(finance, "환수금 납부 기록")
    finance.get_by_label("납부 금액(원)").fill(str(owed(clawback, clock.today()).total))
    finance.get_by_label("입금일").fill(clock.today().isoformat())
    finance.get_by_label("입금 내역의 거래번호").fill("가상-환수-1")
    finance.get_by_role("button", name="환수금 납부 기록").click()
    looked_at(finance, "money_18_finance")
    at_case(chief)
    chief.get_by_role("button", name="사업 완료 처리").click()
    expect(chief.get_by_text("사업 완료").first).to_be_visible()


def test_an_amendment_is_read_side_by_side_and_signed(new_context: NewContext) -> None:
    world, voucher = make.issued()
    shop = watched(new_context(person=world.owner).new_page())
    seller = watched(new_context("phone", person=world.seller).new_page())
    chief = watched(new_context(person=world.office.approver).new_page())
    at_case(shop)
    unfold(shop, "협약 변경 요청")
    last = voucher.agreement.present.last_day + timedelta(days=30)
    shop.get_by_label("협약 기간 마지막 날").fill(last.isoformat())
    shop.get_by_label("협약을 바꾸려는 까닭").fill("자료 공급이 늦어져 기간을 늘립니다.")
    shop.get_by_role("button", name="협약 변경 요청").click()
    at_case(chief)
    chief.get_by_role("button", name="변경 승인").click()
    for page in (shop, seller, chief):
        at_case(page)
        page.get_by_role("link", name="2차 협약서").first.click()
        page.get_by_role("link", name="1차와 2차 협약서 비교").click()
        expect(page.locator("ins").first).to_have_text(last.isoformat())
        looked_at(page, "money_19_page")
        page.go_back()
        page.get_by_label("본인 비밀번호").fill(make.PASSWORD)
        page.get_by_role("button", name="협약서에 서명").click()
    assert Agreement.objects.get().version == 2
