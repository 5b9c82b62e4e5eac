"""A refusal comes to the supervisor and goes out again; a round in the field, a call for help, who looks after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from kernel import clock
from survey.actions.collection import set_field_rules
from survey.actions.safety import go_out
from survey.actions.visits import record_visit
from survey.models import Outing, Ruling
from survey.rules.visit_results import VisitResult
from tests.browser.conftest import looked_at, ticked, watched
from tests.factories import make_user, person
from tests.survey.factories import Census, make_census

NewContext = Callable[..., BrowserContext]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_sent_out_again_and_a_call_for_help_is_looked_after(new_context: NewContext) -> None:
    census = make_census()
    make_user(Role.INTERN, name="이몽룡")
    set_field_rules(person(census.manager), census.wave.pk, census.wave.permitted, "042-000-0000")
    record_visit(
        person(census.intern), census.wave.pk, census.business("가람식당").pk, VisitResult.REFUSED, client_id="1",
        channel="visit", note="점심 장사로 바쁘다고 함",
    )  # fmt: skip
    desk = watched(new_context("desk", census.manager).new_page())
    phone = watched(new_context("phone", census.intern).new_page())
    _decide(desk)
    _go_out(phone, census)
    _look_after(desk)
    phone.reload()
    expect(phone.get_by_text("동료가 가는 중")).to_be_visible()
    phone.get_by_role("button", name="안전합니다").click()
    expect(phone.get_by_text("까지 다시 연락해 주십시오")).to_be_visible()
    phone.get_by_role("button", name="복귀했습니다").click()
    expect(phone.get_by_role("heading", name="외근 시작")).to_be_visible()
    assert Outing.objects.get().state == "back"


def _decide(page: Page) -> None:
    page.goto("/survey/waves/2026A/field/")
    page.get_by_role("link", name="거절·미해결 업체 1").click()
    expect(page.get_by_text("점심 장사로 바쁘다고 함")).to_be_visible()
    looked_at(page, "left")
    page.get_by_role("link", name="가람식당").click()
    page.get_by_role("button", name="결정하기").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    ticked(page.get_by_label("재방문", exact=True))
    page.get_by_label("사유", exact=False).fill("세 시 뒤에 사장님을 찾아 주십시오")
    looked_at(page, "left-one")
    page.get_by_role("button", name="결정하기").click()
    expect(page.get_by_text("결정할 것이 없").or_(page.get_by_text("모두 결정했습니다"))).to_be_visible()
    assert Ruling.objects.get().person is not None


def _go_out(page: Page, census: Census) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/survey/my/2026A/")
    looked_at(page, "my-day-again")
    page.get_by_role("link", name="현장 안전").click()
    looked_at(page, "safety-before")
    go_out(person(census.intern), census.wave.pk, until=clock.now() + timedelta(hours=3), every=60)  # at any hour
    page.reload()
    expect(page.get_by_role("link", name="당직 042-000-0000")).to_have_attribute("href", "tel:042-000-0000")
    page.get_by_role("textbox", name="현재 위치").fill("가상시장 2층")
    looked_at(page, "safety-out")
    page.get_by_role("button", name="도움 요청").click()
    expect(page.get_by_text("사무실에 도움 요청이 전달되었습니다").first).to_be_visible()
    looked_at(page, "safety-help")


def _look_after(page: Page) -> None:
    page.goto("/survey/waves/2026A/safety/")
    looked_at(page, "safety-watch")
    page.get_by_role("button", name="전화번호 보기").click()
    page.get_by_label("조치 내용").fill("동료가 가는 중")
    page.get_by_role("button", name="제가 확인합니다").click()
    expect(page.get_by_text("확인하는 중")).to_be_visible()
    looked_at(page, "safety-attended")
