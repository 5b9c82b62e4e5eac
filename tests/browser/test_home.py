"""The first page that anybody sees."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    NewContext,
    assert_axe_clean,
    assert_no_script_errors,
    assert_no_sideways_scroll,
    looked_at,
    watched,
)
from tests.factories import make_organisation
from tests.programs import factories as make
from tests.vouchers import cases as vouchers
from vouchers.actions.audit import draw_sample


def test_the_home_page_is_korean_and_works_for_everyone(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "ko"
    expect(page.locator("h1").first).to_be_visible()
    assert_no_script_errors(page)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


@pytest.mark.django_db(transaction=True)
def test_who_applied_before_finds_the_next_call_from_the_home_page(new_context: NewContext) -> None:
    first = make.submitted(make.open_call(title="2026년 1차 데이터바우처"))
    name = "2026년 2차 대전 소상공인 데이터바우처 지원사업 추가 모집 공고(일반 가공·인공지능 가공 분야)"
    following = make.open_call(title=name)
    page = watched(new_context(person=first.user).new_page())
    page.goto("/")
    panel = page.locator("section", has=page.get_by_role("heading", name="접수 중인 공고"))
    expect(panel.get_by_role("link")).to_have_count(1)
    looked_at(page, "home-applicant")
    panel.get_by_role("link", name=name).click()
    expect(page).to_have_url(f"/calls/{following.pk}/")
    expect(page.get_by_role("link", name="신청 자격 확인하기")).to_be_visible()

    make_organisation(first.user, name="다른 가게")
    page.goto(f"/calls/{first.call_id}/")
    looked_at(page, "call-second-business")
    page.get_by_role("link", name="신청 자격 확인하기").click()
    expect(page.get_by_label("어느 기업으로 신청합니까?")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_an_auditor_has_a_pack_made_two_steps_from_the_home_page(new_context: NewContext) -> None:
    world, _voucher = vouchers.issued()
    draw_sample(world.as_("auditor"), world.call.pk, 1, "2026", "정기 감사")
    page = watched(new_context(person=world.office.auditor).new_page())
    page.goto("/")
    expect(page.get_by_role("link", name="표본의 감사 자료 묶음")).to_be_visible()
    looked_at(page, "home-auditor")
    page.get_by_role("link", name="바우처 협약과 감사 자료 묶음").click()
    looked_at(page, "cases-auditor")
    page.get_by_role("button", name="감사 자료 묶음").click()
    expect(page.get_by_role("heading", name="감사 자료 묶음")).to_be_visible()
