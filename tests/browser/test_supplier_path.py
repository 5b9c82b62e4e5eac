"""A supplier and an applicant in browsers: from the application for the register to a sealed prior agreement."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from tests.browser.conftest import (
    looked_at,
    ticked,
    watched,
)
from tests.factories import make_organisation, make_user
from tests.vouchers import factories as make
from vouchers.models import PriorAgreement, Supplier

pytestmark = pytest.mark.django_db(transaction=True)


def enter_the_register(page: Page, office: Page) -> None:
    page.goto("/vouchers/supplier/")
    page.get_by_role("link", name="공급기업 등록 신청").click()
    looked_at(page)
    ticked(page.locator("input[name=kinds][value=purchase]"))
    page.fill("#id_capacity", "5")
    page.fill("#id_description", "유동 인구와 매출 자료를 판매합니다(가상).")
    page.fill("#id_contact_phone", "042-000-0000")
    page.locator("main form button.primary").click()
    page.get_by_role("link", name="상품 추가").click()
    page.fill("#id_name", "유동 인구 자료")
    page.fill("#id_unit", "1개월")
    page.fill("#id_amount", "1000000")
    looked_at(page)
    page.locator("main form button.primary").click()
    expect(page.locator("table")).to_contain_text("1,000,000")
    looked_at(page)
    office.goto(f"/vouchers/manage/suppliers/{Supplier.objects.get().pk}/")
    looked_at(office)
    office.get_by_role("button", name="명부에 등록").click()
    expect(office.locator("main")).to_contain_text("공급기업에 알렸습니다")


def test_a_supplier_enters_the_register_is_chosen_asked_and_agrees(
    new_context: Callable[..., BrowserContext],
) -> None:
    seller = make_user()
    make_organisation(seller, name="한빛데이터(가상)")
    desk = watched(new_context("desk", seller).new_page())
    office = watched(new_context("desk", make_user(Role.MANAGER)).new_page())
    enter_the_register(desk, office)
    application = make.draft(Supplier.objects.get())
    phone = watched(new_context("phone", application.user).new_page())

    phone.goto("/vouchers/suppliers/?q=ㅎㅂ")
    expect(phone.locator("table")).to_contain_text("한빛데이터(가상)")
    looked_at(phone)
    phone.goto(f"/applications/{application.public_id}/edit/")
    box = phone.get_by_role("combobox", name="공급기업")
    box.fill("ㅎㅂㄷ")
    phone.locator(".combobox-list [role=option]").first.click()
    expect(box).to_have_value(make.answer(Supplier.objects.get()))
    looked_at(phone)
    phone.goto(f"/vouchers/prior-agreements/{application.public_id}/")
    expect(phone.get_by_text("유동 인구 자료")).to_be_visible()
    phone.fill("#id_statement", "유동 인구 자료를 매달 제공합니다.")
    phone.fill("#id_first_day", "2099-01-01")
    phone.fill("#id_last_day", "2099-03-31")
    key = Supplier.objects.get().products.get().pk
    phone.fill(f"#id_quantity-{key}", "8")
    phone.fill(f"#id_amount-{key}", str(make.COST))
    looked_at(phone)
    phone.get_by_role("button", name="공급기업에 요청").click()
    expect(phone.locator("main")).to_contain_text("공급기업에 요청했습니다")
    looked_at(phone)

    desk.goto("/vouchers/supplier/requests/")
    looked_at(desk)
    desk.get_by_role("link", name=application.name).click()
    looked_at(desk)
    desk.get_by_role("button", name="동의", exact=True).click()
    expect(desk.locator("main")).to_contain_text("답변을 신청기업에 보냈습니다")
    assert PriorAgreement.objects.get().content_hash
    phone.goto(f"/applications/{application.public_id}/submit/")
    looked_at(phone)
    phone.locator("main form button.primary").click()
    expect(phone.locator("main")).to_contain_text("DV-")
