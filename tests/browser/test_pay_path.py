"""A month's pay in browsers: the office step by step, the finance officer to the bank, the intern on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from accounts.models import Organisation, User
from internships.models import PayRun
from kernel import clock
from tests.browser.conftest import confirmed, looked_at, watched
from tests.internships import pay
from tests.internships.actions import test_pay_leavers as leavers

pytestmark = pytest.mark.django_db(transaction=True)
LONG_NAME = "알렉산드리아 마리아 가상부르크-가상호엔"


def test_a_month_goes_from_the_attendance_to_the_payslip_on_a_phone(new_context: Callable[..., BrowserContext]) -> None:
    made = pay.world(2)
    pay.closed(made)
    desk = watched(new_context("desk", made.manager).new_page())
    desk.goto(reverse("internships:pay"))
    looked_at(desk, "pay-home")
    desk.goto(reverse("internships:call_pay", args=[made.call.pk]))
    desk.get_by_label("해당 월").fill("2026-09-01")
    desk.get_by_label("지급 예정일").fill("2026-10-10")
    desk.get_by_role("button", name="급여 산출 시작").click()
    desk.get_by_role("button", name="급여 산출", exact=True).click()
    expect(desk.get_by_role("link", name="가상인1")).to_be_visible()
    looked_at(desk, "pay-run")
    desk.get_by_role("button", name="검토 완료").click()
    desk.get_by_role("link", name="가상인1").click()
    expect(desk.get_by_text("160시간 × 10,320원")).to_be_visible()
    looked_at(desk, "pay-slip-office")

    second = watched(new_context("desk", made.approver).new_page())
    run = reverse("internships:pay_run", args=[PayRun.objects.get().public_id])
    second.goto(run)
    confirmed(second, "급여 승인")
    expect(second.get_by_role("button", name="급여 승인", exact=True)).to_have_count(0)

    finance = watched(new_context("desk", made.finance).new_page())
    finance.goto(run)
    confirmed(finance, "이체 실행")
    with finance.expect_download() as fetched:
        finance.get_by_role("button", name="이체 파일(CSV)").click()
    assert "123456789012" in fetched.value.path().read_text(encoding="utf-8")
    finance.get_by_role("button", name="임금명세서 교부").click()
    looked_at(finance, "pay-run-paid")
    finance.goto(reverse("internships:tax_tables"))
    looked_at(finance, "pay-tax-tables")

    phone = watched(new_context("phone", made.interns[0].person).new_page())
    phone.goto(reverse("internships:my_pay"))
    looked_at(phone, "my-pay")
    phone.get_by_role("link", name="2026년 9월").click()
    expect(phone.get_by_text("160시간 × 10,320원")).to_be_visible()
    looked_at(phone, "my-payslip")


def test_who_left_is_listed_with_the_day_on_which_pay_is_due_and_paid_by_a_run_of_their_own(
    new_context: Callable[..., BrowserContext],
) -> None:
    made = leavers.world()
    who = made.interns[1]
    User.objects.filter(pk=who.person_id).update(name=LONG_NAME)
    Organisation.objects.filter(pk=who.position.host.organisation_id).update(
        name="가상데이터산업진흥원 부설 연구센터 " * 3
    )
    desk = watched(new_context("desk", made.manager).new_page())
    desk.goto(reverse("internships:call_pay", args=[made.call.pk]))
    expect(desk.get_by_role("row", name=LONG_NAME)).to_contain_text("2026. 9. 25.")
    looked_at(desk, "leavers-list")
    desk.get_by_label("퇴사자에게 지급할 날").fill(clock.today().isoformat())
    desk.get_by_role("button", name="퇴사자 급여 지급 시작 2026년 9월", exact=True).click()
    desk.get_by_role("button", name="급여 산출", exact=True).click()
    expect(desk.get_by_role("link", name=LONG_NAME)).to_be_visible()
    expect(desk.get_by_role("heading", name="퇴사 후 늦은 지급")).to_be_visible()
    looked_at(desk, "leavers-run")
