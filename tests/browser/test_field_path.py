"""Field work in a browser: areas given out and handed over, visits kept on the phone, boards that follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from accounts.models import Role, User
from survey.models import Visit
from tests.browser.conftest import looked_at, ticked, watched
from tests.factories import make_user
from tests.survey.factories import make_census

NewContext = Callable[..., BrowserContext]


@pytest.mark.django_db(transaction=True)
def test_areas_are_given_out_visits_are_kept_and_the_boards_follow(new_context: NewContext) -> None:
    census = make_census(given=0)
    make_user(Role.INTERN, name="이몽룡")
    desk = watched(new_context("desk", census.manager).new_page())
    _give_out(desk)
    phone = watched(new_context("phone", census.intern).new_page())
    phone.set_viewport_size({"width": 360, "height": 740})
    _visit(phone)
    _boards(desk)
    _boards_on_a_phone(watched(new_context("phone", census.manager).new_page()))
    _hand_over(desk)


def _give_out(page: Page) -> None:
    page.goto("/survey/waves/2026A/field/")
    expect(page.get_by_role("heading", name="현장조사")).to_be_visible()
    looked_at(page, "field-empty")
    page.get_by_role("link", name="조사구 배정").click()
    ticked(page.get_by_label("성춘향"))
    looked_at(page, "hand-out")
    page.get_by_role("button", name="조사구 배정").click()
    expect(page.get_by_text("업체 8곳을 1명에게 나누었습니다")).to_be_visible()


def _visit(page: Page) -> None:
    page.goto("/survey/my/2026A/")
    looked_at(page, "my-day")
    page.get_by_role("link", name="면접 못 함 가람식당").click()
    page.get_by_role("button", name="방문 기록 저장").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looked_at(page, "visit-refused")
    ticked(page.get_by_label("폐업", exact=True))
    page.get_by_label("메모").fill("폐업 안내문이 붙어 있음")
    page.get_by_role("button", name="방문 기록 저장").click()
    expect(page.get_by_text("가람식당 방문을 기록했습니다.")).to_be_visible()
    page.get_by_role("link", name="면접 못 함 성심빵집").click()
    ticked(page.get_by_label("부재·휴업 중"))
    page.get_by_role("button", name="방문 기록 저장").click()
    expect(page.get_by_text("성심빵집 방문을 기록했습니다.")).to_be_visible()
    expect(page.get_by_text("재방문", exact=True)).to_be_visible()
    looked_at(page, "my-day-after")
    assert Visit.objects.count() == 2


def _boards(page: Page) -> None:
    for by, name in (("dong", "동별"), ("person", "조사원별"), ("industry", "업종별"), ("day", "일자별")):
        page.goto(f"/survey/waves/2026A/field/?by={by}")
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        looked_at(page, f"field-{by}")


def _boards_on_a_phone(page: Page) -> None:
    """Two rows stand above the figures and one row of boards below them; what does not fit slides into view."""
    page.set_viewport_size({"width": 360, "height": 1600})
    page.goto("/survey/waves/2026A/field/?by=part")
    actions = page.locator(".page-actions a").all()
    assert len(actions) == 6 and len({_box(one)["y"] for one in actions}) == 2
    boards = page.get_by_role("navigation", name="현황판").get_by_role("link").all()
    assert len(boards) == 7 and len({_box(one)["y"] for one in boards}) == 1
    looked_at(page, "field-part")
    for seen, unseen in ((boards[-1], boards[0]), (actions[1], actions[-1])):
        expect(seen).to_be_in_viewport(ratio=0.99)
        expect(unseen).not_to_be_in_viewport()
    actions[0].focus()
    for link in actions[1:]:
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport(ratio=0.99)


def _box(link: Locator) -> FloatRect:
    box = link.bounding_box()
    assert box is not None
    return box


def _hand_over(page: Page) -> None:
    page.goto("/survey/waves/2026A/")
    page.get_by_role("link", name="은행선화동 중구").click()
    page.locator("[name=person]").select_option(value=str(User.objects.get(name="이몽룡").pk))
    looked_at(page, "area")
    page.get_by_role("button", name="넘기기").click()
    expect(page.get_by_text("이몽룡 님에게 업체 7곳을 넘겼습니다.")).to_be_visible()
