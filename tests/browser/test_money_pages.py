"""The budget with the cases behind its sums, what is late, and a run that shrinks: finance officer and auditor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from tests.browser.conftest import NewContext, confirmed, looked_at, watched
from tests.vouchers import cases as make
from tests.vouchers.test_money import call_with_quotas, everything_late, many
from vouchers.actions.payment import approve_payment, prepare_run, refuse_payment
from vouchers.models import PaymentRun

pytestmark = pytest.mark.django_db(transaction=True)


def from_the_table(page: Page, column: str) -> None:
    """Follows the first sum of a column of the budget."""
    heads = page.get_by_role("table").first.get_by_role("columnheader").all_inner_texts()
    row = page.get_by_role("table").first.get_by_role("row").nth(1)
    row.get_by_role("cell").nth(heads.index(column) - 1).get_by_role("link").click()


def test_a_finance_officer_reads_the_budget_and_the_cases_behind_a_sum(
    new_context: NewContext, live_server: object
) -> None:
    make.interest_rate()
    call = call_with_quotas()
    worlds = many(call)
    page = watched(new_context(person=worlds["paid"].office.finance).new_page())
    page.goto("/vouchers/payments/")
    page.get_by_role("link", name="예산", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("예산")
    expect(page.get_by_role("img", name="청년 대표: ", exact=False)).to_be_visible()
    looked_at(page, "money_budget")
    from_the_table(page, "지급")
    expect(page.get_by_text("모두 1건", exact=False)).to_be_visible()
    looked_at(page, "money_cases_behind")
    page.get_by_role("link", name="공고 예산").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("예산")


def test_a_finance_officer_brings_the_budget_into_the_books(new_context: NewContext, live_server: object) -> None:
    world = make.selected(in_books=False)
    page = watched(new_context(person=world.office.finance).new_page())
    page.goto(f"/vouchers/calls/{world.call.pk}/budget/")
    expect(page.get_by_text("아직 장부에 올린 예산이 없습니다.")).to_be_visible()
    looked_at(page, "money_no_books")
    page.get_by_label("금액(원)").fill("300000000")
    page.get_by_label("문서번호").fill("예산담당관-1234(2026. 3. 12.)")
    page.get_by_role("button", name="장부에 반영").click()
    expect(page.get_by_role("table", name="예산 변동 내역").get_by_text("300,000,000")).to_be_visible()
    page.get_by_label("처리 구분").select_option("withdraw")
    page.get_by_label("금액(원)").fill("300000001")
    page.get_by_label("문서번호").fill("예산담당관-1235")
    page.get_by_role("button", name="장부에 반영").click()
    expect(page.get_by_text("잔액이 부족합니다", exact=False)).to_be_visible()
    looked_at(page, "money_books")


def test_an_auditor_reads_what_is_late_and_on_whom_it_waits(new_context: NewContext, live_server: object) -> None:
    with clock.at(clock.now() - timedelta(days=120)):
        world = everything_late()
    page = watched(new_context(person=world.office.auditor).new_page())
    page.goto("/vouchers/audit/")
    page.get_by_role("link", name="지연 현황", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("지연 현황")
    looked_at(page, "money_late")
    page.get_by_role("link", name="지급", exact=False).last.click()
    looked_at(page, "money_late_payments")


def test_the_lists_say_what_is_of_ones_own_company(new_context: NewContext, live_server: object) -> None:
    world, voucher = make.issued()
    own, foreign = make.entered(world), make.entered(make.issued(make.selected(call=world.call))[0])
    cashier = world.office.cashier
    make.join(cashier, world.supplier.organisation)
    page = watched(new_context(person=cashier).new_page())
    page.goto("/vouchers/cases/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=voucher.agreement.number))
    expect(row.get_by_text("소속 기업의 사업입니다", exact=False)).to_be_visible()
    looked_at(page, "own_case_in_the_list")
    page.goto("/vouchers/payments/")
    rows = page.get_by_role("table", name="확인할 계좌").get_by_role("row")
    mine = rows.filter(has_text=own.supplier.organisation.name).first
    expect(mine.get_by_text("소속 기업의 계좌입니다. 다른 회계 담당자가 확인합니다.")).to_be_visible()
    expect(rows.get_by_role("link", name=f"사본과 대조 {foreign.supplier}")).to_have_count(1)
    looked_at(page, "own_account_in_the_list")
    page.get_by_role("link", name="계좌 보기", exact=False).click()
    expect(page.get_by_text("이해충돌을 피하기 위해", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="반려", exact=False)).to_have_count(0)
    looked_at(page, "own_account")


def test_a_run_that_lost_a_payment_is_looked_at_again_and_released(
    new_context: NewContext, live_server: object
) -> None:
    world, voucher = make.issued()
    make.account(world)
    payments = [make.requested(world, voucher, won) for won in (300_000, 400_000)]
    for one in payments:
        approve_payment(world.as_("manager"), one.pk)
    run = prepare_run(world.as_("finance"), clock.today())
    page = watched(new_context(person=world.office.cashier).new_page())
    page.goto(f"/vouchers/payments/runs/{run.public_id}/")
    refuse_payment(world.as_("manager"), payments[0].pk, "검수 서류가 다른 주문의 것입니다.")  # meanwhile
    confirmed(page, "지급 실행")
    expect(page.get_by_text("그사이 거절된 지급 건이 있습니다", exact=False)).to_be_visible()
    expect(page.get_by_text("만든 뒤에 지급 묶음이 줄었습니다")).to_be_visible()
    looked_at(page, "money_run_shrunk")
    confirmed(page, "지급 실행")
    expect(page.get_by_role("button", name="지급 실행", exact=True)).to_have_count(0)
    assert PaymentRun.objects.get().state == "released"
    assert PaymentRun.objects.get().total == 400_000
