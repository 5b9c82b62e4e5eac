"""An enumerator's safety inside the field app, without a network and with it again: nothing is told to have reached the
office before it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kernel import clock
from notices.models import Notice
from survey.models import FieldItem, FieldWord, Outing
from tests.browser.conftest import forget_script_errors, looked_at, until, watched
from tests.browser.test_offline_path import ITEMS, Phone
from tests.survey.factories import make_census

NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "**/field/words"


def test_a_round_and_a_call_for_help_without_a_network_reach_the_office_once_it_is_back(
    new_context: NewContext,
) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    page = phone.page
    _not_in_the_last_minutes_of_a_day(page)
    phone.context.set_offline(True)
    page.get_by_role("link", name="도움 요청").click()
    expect(page.get_by_role("button", name="도움 요청")).to_be_in_viewport()
    looked_at(page, "field-safety-before")
    page.get_by_role("button", name="외근 시작하기").click()
    expect(page.get_by_text("지금보다 늦은 시각")).to_be_visible()
    page.get_by_label("복귀 예정 시각").fill("23:59")
    page.get_by_role("button", name="외근 시작하기").click()
    expect(page.get_by_text("연락이 아직 사무실에 전달되지 않았습니다")).to_be_visible()
    page.get_by_label("현재 위치", exact=True).fill("가상시장 2층")
    page.get_by_role("button", name="안전합니다").click()
    looked_at(page, "field-safety-waits")
    page.get_by_label("현재 위치", exact=True).fill("가상시장 3층 뒤편")
    page.get_by_role("button", name="도움 요청").click()
    expect(page.get_by_text("도움 요청이 아직 사무실에 전달되지 않았습니다")).to_be_visible()
    expect(page.get_by_role("button", name="복귀했습니다")).to_have_count(0)
    looked_at(page, "field-safety-call-waits")
    pressed = clock.now()
    page.reload()  # the tab was closed and the device started again
    expect(page.get_by_text("도움 요청이 아직 사무실에 전달되지 않았습니다")).to_be_visible()
    assert not Outing.objects.exists() and not Notice.objects.exists()
    phone.at("queue")
    looked_at(page, "field-safety-queue")
    phone.at("safety/2026A")
    phone.context.set_offline(False)
    expect(page.get_by_text("사무실에 도움 요청이 전달되었습니다")).to_be_visible()
    looked_at(page, "field-safety-call-arrived")
    phone.all_sent()
    outing = Outing.objects.get()
    assert (outing.state, outing.place, Notice.objects.filter(code="field_help").count()) == (
        "help", "가상시장 3층 뒤편", 1,
    )  # fmt: skip
    assert outing.help_at is not None and outing.help_at <= pressed <= FieldWord.objects.get(said="help").received_at
    assert {word.said for word in FieldWord.objects.all()} == {"out", "well", "help"}
    desk = watched(new_context("desk", census.manager).new_page())
    desk.goto("/survey/waves/2026A/safety/")
    expect(desk.get_by_text("현장 앱 연락")).to_be_visible()
    looked_at(desk, "field-safety-watch")
    page.get_by_role("button", name="안전합니다").click()
    page.get_by_role("button", name="복귀했습니다").click()
    expect(page.get_by_role("heading", name="외근 시작")).to_be_visible()
    until(page, Outing.objects.filter(state="back").exists)
    forget_script_errors(page)


def _not_in_the_last_minutes_of_a_day(page: Page) -> None:
    """A round ends later on the same day, and then there is no such hour any more."""
    now = clock.now().astimezone(clock.SEOUL)
    left = now.replace(hour=23, minute=59, second=59) - now
    if left < timedelta(minutes=2):
        page.wait_for_timeout(left / timedelta(milliseconds=1) + 1_000)


def test_a_call_waits_for_nothing_and_is_told_to_have_arrived_only_when_the_office_signed_for_it(
    new_context: NewContext,
) -> None:
    """A photo that hangs in sending holds it up no more than a page that a network puts in between is believed."""
    census = make_census()
    phone = Phone(new_context, census)
    page = phone.page
    page.route(ITEMS, lambda route: None)  # nobody answers
    phone.visit("가람식당")
    answers = [{"status": 200, "json": {"answers": []}}, {"status": 500, "body": "x"}]
    page.route(WORDS, lambda route: route.fulfill(**answers.pop(0)) if answers else route.continue_())
    phone.at("safety/2026A")
    page.get_by_role("button", name="도움 요청").click()
    expect(page.get_by_text("도움 요청이 아직 사무실에 전달되지 않았습니다")).to_be_visible()
    until(page, Outing.objects.filter(state="help").exists)  # tried again by itself
    expect(page.get_by_text("사무실에 도움 요청이 전달되었습니다")).to_be_visible()
    assert FieldWord.objects.count() == 1 and not FieldItem.objects.exists()
    forget_script_errors(page)


def test_a_screen_slow_to_draw_never_covers_the_one_that_the_person_went_on_to(new_context: NewContext) -> None:
    """Whoever calls for help while the day is being drawn stays with the call."""
    phone = Phone(new_context, make_census())
    page = phone.page
    page.evaluate(
        """async () => {
            const asked = IDBObjectStore.prototype.getAll;
            const success = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "onsuccess");
            let isSlow = true;
            IDBObjectStore.prototype.getAll = function (...given) {
                const request = asked.apply(this, given);
                const late = { set: (heard) => success.set.call(request, () => setTimeout(heard, 700)) };
                return isSlow && this.name === "queue" ? Object.defineProperty(request, "onsuccess", late) : request;
            };
            location.hash = "queue";
            await new Promise((done) => addEventListener("hashchange", () => setTimeout(done, 50), { once: true }));
            isSlow = false;
        }"""
    )
    phone.at("safety/2026A")
    expect(page.get_by_role("button", name="도움 요청")).to_be_visible()
    page.wait_for_timeout(1_500)  # what was late has come
    expect(page.get_by_role("button", name="도움 요청")).to_be_visible()
    phone.at("queue")
    page.get_by_role("button", name="지금 잠그기").click()
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()
    forget_script_errors(page)


def test_a_locked_device_still_dials(new_context: NewContext) -> None:
    census = make_census()
    census.wave.duty_phone = "042-000-0000"
    census.wave.save(update_fields=["duty_phone"])
    phone = Phone(new_context, census)
    page = phone.page
    phone.context.set_offline(True)
    phone.at("queue")
    page.get_by_role("button", name="지금 잠그기").click()
    expect(page.get_by_role("link", name="042-000-0000")).to_be_visible()
    expect(page.get_by_role("link", name="도움 요청")).to_be_hidden()
    looked_at(page, "field-safety-locked")
    forget_script_errors(page)
