"""A case given up, one broken off and closed to its last won, its survey, the audit, the end of its records."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kernel import clock
from programs.actions.destruction import carry_out
from programs.models import ArchivedCase, DestructionOrder
from tests.browser.case_pages import at_case, unfold
from tests.browser.conftest import NewContext, confirmed, looked_at, watched
from tests.vouchers import cases as make
from vouchers.models import Agreement, Clawback, SurveyRequest
from vouchers.queries.clawback import owed
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db(transaction=True)


def says(page: Page, step: str, reason: str) -> None:
    """Opens a step that wants a reason, gives it and presses its button."""
    unfold(page, step)
    page.locator("details[open]").get_by_label("사유").fill(reason)
    confirmed(page, step)


def test_a_business_gives_its_case_up_and_the_money_is_free_again(new_context: NewContext) -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    shop = watched(new_context("phone", person=world.owner).new_page())
    office = watched(new_context(person=world.office.manager).new_page())
    at_case(shop)
    looked_at(shop, "end_01_shop")
    says(shop, "협약 포기", "매장을 닫게 되었습니다.")
    expect(shop.get_by_text("협약 포기").first).to_be_visible()
    at_case(office)
    office.get_by_role("button", name="사업 보존 처리").click()
    expect(office.get_by_text("보존").first).to_be_visible()
    looked_at(office, "end_02_office")
    office.goto(reverse("programs:archive"))
    expect(office.get_by_text("지방보조금법 제16조제3항").first).to_be_visible()
    looked_at(office, "end_03_office")
    assert Agreement.objects.get().state == "archived"
    assert differences() == []


def test_a_case_that_is_broken_off_is_closed_asked_and_in_the_end_destroyed(
    new_context: NewContext, paper: Path
) -> None:
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    shop = watched(new_context("phone", person=world.owner).new_page())
    office = watched(new_context(person=world.office.manager).new_page())
    chief = watched(new_context(person=world.office.approver).new_page())
    finance = watched(new_context(person=world.office.finance).new_page())
    it_is_broken_off_and_evaluated(chief, office)
    it_is_settled(shop, office, chief, paper)
    the_money_comes_back(chief, finance)
    cashier = watched(new_context(person=world.office.cashier).new_page())
    the_unused_contribution_goes_back(finance, cashier)
    at_case(chief)
    chief.get_by_role("button", name="사업 완료 처리").click()
    assert differences() == []
    the_business_answers(shop)
    its_office_reads_tables(office, world)
    an_auditor_draws_it(watched(new_context("phone", person=world.office.auditor).new_page()))
    the_records_end(office, chief)


def it_is_broken_off_and_evaluated(chief: Page, office: Page) -> None:
    at_case(chief)
    says(chief, "협약 해약", "사업 수행을 중단하였습니다.")
    at_case(office)
    unfold(office, "최종평가")
    office.get_by_label("평가 결과").select_option("failure")
    office.locator("details[open]").get_by_label("사유").fill("절반만 수행하고 중단하였습니다.")
    office.get_by_role("button", name="최종평가").click()
    expect(office.locator("#reports").get_by_text("절반만 수행하고")).to_be_visible()
    looked_at(office, "end_04_office")


def it_is_settled(shop: Page, office: Page, chief: Page, paper: Path) -> None:
    at_case(shop)
    shop.get_by_role("button", name="정산 시작").click()
    unfold(shop, "증빙 첨부")
    shop.get_by_label("증빙").set_input_files(paper)
    shop.get_by_role("button", name="증빙 첨부").click()
    shop.get_by_role("button", name="정산서 제출").click()
    at_case(office)
    unfold(office, "검토 결과 저장")
    office.get_by_label("불인정 금액(원)").fill("1000000")
    office.get_by_label("불인정 사유").fill("중단된 사업의 결과물을 쓰지 않습니다.")
    office.get_by_role("button", name="검토 결과 저장").click()
    office.get_by_role("button", name="정산 검토 완료").click()
    at_case(chief)
    chief.get_by_role("button", name="정산 확정").click()
    looked_at(chief, "end_05_chief")


def the_money_comes_back(chief: Page, finance: Page) -> None:
    at_case(chief)
    chief.get_by_role("button", name="환수 결정").click()
    clawback = Clawback.objects.get()
    assert clawback.principal == 900_000
    at_case(finance)
    unfold(finance, "환수금 납부 기록")
    finance.get_by_label("납부 금액(원)").fill(str(owed(clawback, clock.today()).total))
    finance.get_by_label("입금일").fill(clock.today().isoformat())
    finance.get_by_label("입금 내역의 거래번호").fill("가상-환수-1")
    finance.get_by_role("button", name="환수금 납부 기록").click()
    looked_at(finance, "end_06_finance")


def the_unused_contribution_goes_back(finance: Page, cashier: Page) -> None:
    finance.goto("/")
    finance.get_by_role("link", name="돌려줄 부담금").first.click()
    unfold(finance, "부담금 반환 준비")
    expect(finance.get_by_label("반환 금액(원)")).to_have_value("700000")
    finance.get_by_role("button", name="부담금 반환 준비").click()
    expect(finance.get_by_role("button", name="부담금 반환 실행")).to_have_count(0)  # another officer's
    cashier.goto("/")
    cashier.get_by_role("link", name="돌려줄 부담금").first.click()
    looked_at(cashier, "end_06b_cashier")
    cashier.get_by_role("button", name="부담금 반환 실행").click()
    at_case(finance)
    unfold(finance, "반환 이체 기록")
    finance.get_by_label("반환일").fill(clock.today().isoformat())
    finance.get_by_label("은행 거래번호").fill("가상-반환-1")
    looked_at(finance, "end_06b_finance")
    finance.get_by_role("button", name="반환 이체 기록").click()
    expect(finance.get_by_text("700,000원 반환")).to_be_visible()


def the_business_answers(shop: Page) -> None:
    shop.goto("/")
    shop.get_by_role("link", name="만족도 조사").first.click()
    looked_at(shop, "end_07_shop")
    shop.get_by_role("button", name="답변 제출").click()
    looked_at(shop, "end_08_shop")  # the form comes back with what is missing
    for question in shop.locator("main form fieldset").all():
        question.locator("label").last.click()
    shop.get_by_role("button", name="답변 제출").click()
    expect(shop.get_by_text("고맙습니다. 답변을 제출했습니다.")).to_be_visible()
    looked_at(shop, "end_09_shop")
    assert SurveyRequest.objects.get(party="demand").answer.answers["again"] == "no"


def its_office_reads_tables(office: Page, world: make.World) -> None:
    office.goto(reverse("vouchers:surveys", args=[world.call.pk]))
    expect(office.get_by_text("1곳 가운데 1곳이 답했습니다").first).to_be_visible()
    looked_at(office, "end_10_office")
    office.get_by_role("link", name="설문 고치기").first.click()
    office.get_by_label("문항").nth(5).fill("가장 도움이 된 것은 무엇입니까?")
    looked_at(office, "end_11_office")
    office.get_by_role("button", name="설문 저장").click()
    expect(office.get_by_text("설문을 정했습니다.")).to_be_visible()


def an_auditor_draws_it(auditor: Page) -> None:
    auditor.goto(reverse("vouchers:audit"))
    looked_at(auditor, "end_12_auditor")
    auditor.locator("main select[name=call]").select_option(index=1)
    auditor.get_by_label("시드").fill("2026-11")
    auditor.get_by_label("표본을 뽑는 사유").fill("정기 감사")
    auditor.locator("main form button", has_text="표본 뽑기").click()
    expect(auditor.get_by_text("표본을 뽑아 사유와 함께 보관했습니다.")).to_be_visible()
    looked_at(auditor, "end_13_auditor")
    auditor.goto(reverse("programs:figures"))
    looked_at(auditor, "end_14_auditor")


def the_records_end(office: Page, chief: Page) -> None:
    at_case(office)
    office.get_by_role("button", name="사업 보존 처리").click()
    ArchivedCase.objects.update(keep_until=clock.today())
    office.goto(reverse("programs:archive"))
    looked_at(office, "end_15_office")
    office.get_by_label("파기 사유").fill("보존기간 만료")
    office.get_by_role("button", name="파기 제안").click()
    chief.goto("/")
    chief.get_by_role("link", name="결정할 기록 파기").first.click()
    looked_at(chief, "end_16_chief")
    confirmed(chief, "파기 승인")
    expect(chief.get_by_text("파기를 시작합니다.")).to_be_visible()
    carry_out(make.SYSTEM, DestructionOrder.objects.get().pk)
    chief.reload()
    expect(chief.get_by_text("파기 완료").first).to_be_visible()
    looked_at(chief, "end_17_chief")
    at_case(office)
    expect(office.get_by_text("이 사업의 기록은 파기되었습니다")).to_be_visible()
    looked_at(office, "end_18_office")
