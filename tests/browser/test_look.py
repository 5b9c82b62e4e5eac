"""The pieces that all pages are made of, on the style guide: they look right, work for everyone and lose nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import (
    assert_axe_clean,
    assert_no_script_errors,
    assert_no_sideways_scroll,
    watched,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = "/styleguide/"


def sample(page: Page) -> Any:
    return page.locator("#sample")


@pytest.mark.parametrize(
    "address",
    [GUIDE, f"{GUIDE}?wrong", f"{GUIDE}?message", "/no-such-page/", "/help/", "/privacy/", "/accounts/login/"],
)
@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_every_piece_works_for_everyone(new_context: Callable[..., BrowserContext], screen: str, address: str) -> None:
    page = watched(new_context(screen).new_page())
    page.goto(address)
    assert_no_script_errors(page)  # before axe, which styles its own probes and is refused by the CSP
    assert_axe_clean(page)
    if screen == "phone":
        assert_no_sideways_scroll(page)


def test_targets_are_large_enough_for_a_thumb(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context("phone").new_page()
    page.goto(GUIDE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary')]
            .filter(one => one.checkVisibility() && !one.closest('p, li, td, th') && one.type !== 'hidden')
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.height > 1 && (box.height < 24 || box.width < 24)).map(([html]) => html)"""
    )
    assert small == []


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto(GUIDE)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_refused_form_leads_to_each_wrong_field(page: Page) -> None:
    page.goto(f"{GUIDE}?wrong")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="활용 계획").click()
    expect(page.locator("#id_plan")).to_be_focused()
    described = page.locator("#id_plan").get_attribute("aria-describedby") or ""
    assert [page.locator(f"#{one}").count() for one in described.split()] == [1]


def test_typing_is_saved_by_itself(page: Page) -> None:
    page.goto(GUIDE)
    with page.expect_request("**/styleguide/draft/") as sent:
        sample(page).get_by_label("과제명").fill("골목상권 유동인구 분석")
    assert json.loads(sent.value.post_data or "") == {"revision": 7, "fields": {"title": "골목상권 유동인구 분석"}}
    expect(page.locator("[data-autosave-status]")).to_contain_text("저장됨")


def test_what_is_typed_without_connection_is_kept_here_and_sent_later(page: Page, context: BrowserContext) -> None:
    page.goto(GUIDE)
    context.set_offline(True)
    sample(page).get_by_label("과제명").fill("연결이 끊긴 동안 쓴 글")
    expect(page.locator("[data-autosave-status]")).to_contain_text("이 기기에 보관")
    with page.expect_request("**/styleguide/draft/") as sent:
        context.set_offline(False)
    assert json.loads(sent.value.post_data or "")["fields"] == {"title": "연결이 끊긴 동안 쓴 글"}
    expect(page.locator("[data-autosave-status]")).to_contain_text("저장됨")
    assert page.evaluate("localStorage.length") == 0


def test_a_save_after_the_session_ended_keeps_the_text_here(page: Page) -> None:
    page.goto(GUIDE)
    page.route("**/styleguide/draft/", lambda route: route.fulfill(status=403, body=""))
    sample(page).get_by_label("과제명").fill("로그아웃된 뒤에 쓴 글")
    expect(page.locator("[data-autosave-status]")).to_contain_text("다시 로그인")
    page.unroute("**/styleguide/draft/")
    page.reload()
    expect(sample(page).get_by_label("과제명")).to_have_value("로그아웃된 뒤에 쓴 글")
    expect(page.locator("[data-autosave-status]")).to_contain_text("저장됨")
    page.reload()
    expect(sample(page).get_by_label("과제명")).to_have_value("")


def answer_with_another_version(route: Route) -> None:
    if json.loads(route.request.post_data or "")["revision"] == 7:
        other = {"revision": 9, "fields": {"title": "동료가 쓴 제목"}, "saved_at": "09:30"}
        route.fulfill(status=409, content_type="application/json", body=json.dumps(other))
    else:
        route.continue_()


def test_two_versions_are_shown_and_the_person_chooses_theirs(page: Page) -> None:
    page.goto(GUIDE)
    page.route("**/styleguide/draft/", answer_with_another_version)
    sample(page).get_by_label("과제명").fill("내가 쓴 제목")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("내가 쓴 제목")
    expect(dialog).to_contain_text("동료가 쓴 제목")
    dialog.get_by_role("button", name="다른 곳에서 저장한 내용 사용").click()
    expect(sample(page).get_by_label("과제명")).to_have_value("동료가 쓴 제목")


def test_two_versions_are_shown_and_the_person_keeps_their_own(page: Page) -> None:
    page.goto(GUIDE)
    page.route("**/styleguide/draft/", answer_with_another_version)
    sample(page).get_by_label("과제명").fill("내가 쓴 제목")
    keep = page.get_by_role("button", name="여기 입력한 내용 유지")
    expect(keep).to_be_visible()
    with page.expect_request("**/styleguide/draft/") as sent:
        keep.click()
    assert json.loads(sent.value.post_data or "") == {"revision": 9, "fields": {"title": "내가 쓴 제목"}}


def test_submitting_asks_first_and_a_second_click_does_nothing(page: Page) -> None:
    page.goto(GUIDE)
    posts: list[str] = []

    def take(route: Route) -> None:
        posts.append(route.request.method)
        route.fulfill(status=204)  # taken, and the page stays as it is while the answer is awaited

    page.route(f"**{GUIDE}", take)
    page.get_by_role("button", name="제출").last.click()
    assert posts == []
    page.locator("#confirm-dialog").get_by_role("button", name="제출").click()
    page.wait_for_function("document.querySelector('#sample').dataset.sent")
    page.evaluate("document.querySelector('#sample').requestSubmit()")
    # Answered after whatever the page may have sent before; a request in a page has no end of its own.
    page.evaluate("fetch('/help/', {signal: AbortSignal.timeout(30_000)})")
    assert posts == ["POST"]


def test_saying_no_sends_nothing(page: Page) -> None:
    page.goto(GUIDE)
    page.get_by_role("button", name="제출").last.click()
    page.locator("#confirm-dialog").get_by_role("button", name="취소").click()
    expect(page.locator("#confirm-dialog")).to_be_hidden()
    assert page.locator("#sample").get_attribute("data-sent") is None


def test_a_business_is_found_by_typing_with_the_keyboard_alone(page: Page) -> None:
    page.goto(GUIDE)
    box = page.get_by_role("combobox", name="조사 대상 사업체")
    box.press_sequentially("한밭")
    expect(page.locator("#business-list [role=option]")).to_have_count(2)
    assert_axe_clean(page)
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("한밭식당")
    assert page.locator("input[name=business]").input_value() == "2"


def test_what_was_chosen_is_not_looked_for_again(page: Page) -> None:
    """Chosen from what an earlier letter brought, before the last one was looked for."""
    page.goto(GUIDE)
    box = page.get_by_role("combobox", name="조사 대상 사업체")
    box.fill("한밭")
    expect(page.locator("#business-list [role=option]")).to_have_count(2)
    box.evaluate(
        """box => {
            box.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('#business-list [role=option]').click();
        }"""
    )
    page.wait_for_timeout(1_000)  # longer than the pause before a search
    expect(page.locator("#business-list")).to_be_hidden()
    assert page.locator("input[name=business]").input_value()


def test_a_too_large_file_is_refused_at_once(page: Page) -> None:
    page.goto(GUIDE)
    page.locator("#id_attachment").set_input_files(
        {"name": "큰 파일.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"0" * 30_000}
    )
    expect(page.locator("[data-upload-status]")).to_contain_text("20 KB보다 큽니다")
    assert page.locator("#id_attachment").evaluate("one => one.files.length") == 0


def test_a_refused_form_with_a_file_keeps_what_was_typed(page: Page) -> None:
    page.goto(GUIDE)
    page.locator("#id_registration_number").fill("123-45")
    page.locator("#id_attachment").set_input_files(
        {"name": "계획.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    )
    page.get_by_role("button", name="제출").last.click()
    page.locator("#confirm-dialog").get_by_role("button", name="제출").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#id_registration_number")).to_have_value("123-45")
    page.get_by_role("button", name="제출").last.click()
    expect(page.locator("#confirm-dialog")).to_be_visible()


def test_the_counter_says_when_a_text_is_too_long(page: Page) -> None:
    page.goto(GUIDE)
    page.locator("#id_plan").fill("가" * 503)
    expect(page.locator("[data-count-for=id_plan]")).to_have_text("3자를 초과했습니다")


@pytest.fixture
def session_of(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of so many seconds, to the second, so that nobody waits half an hour; it warns at half time."""
    settings.IDLE_SECONDS = request.param
    monkeypatch.setattr("accounts.rules.idle.TOUCH_EVERY", 0)


@pytest.mark.parametrize("session_of", [40], indirect=True)
def test_the_end_of_a_session_is_announced_and_put_off_with_one_click(
    new_context: Callable[..., BrowserContext], session_of: None
) -> None:
    page = watched(new_context(person=make_user()).new_page())
    page.goto("/help/")
    stay = page.get_by_role("button", name="로그인 연장")
    expect(stay).to_be_visible()
    assert_axe_clean(page)
    stay.click()
    expect(stay).to_be_hidden()


@pytest.mark.parametrize("session_of", [16], indirect=True)
def test_whoever_stays_away_is_told_that_the_text_is_kept(
    new_context: Callable[..., BrowserContext], session_of: None
) -> None:
    page = watched(new_context(person=make_user()).new_page())
    page.goto("/help/")
    link = page.get_by_role("link", name="다시 로그인")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == "/accounts/login/?next=%2Fhelp%2F"


def test_menus_work_with_the_keyboard_alone(new_context: Callable[..., BrowserContext]) -> None:
    page = watched(new_context(person=make_user()).new_page())
    page.goto("/help/")
    menu = page.locator("details.account")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="로그아웃")).to_be_visible()
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="로그아웃")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_the_language_changes_on_the_same_page(page: Page) -> None:
    page.goto("/help/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Help and contact")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_page_prints_without_menus(page: Page) -> None:
    page.goto(GUIDE)
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
