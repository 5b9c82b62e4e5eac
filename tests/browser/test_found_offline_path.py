"""A shop that the list lacks, found where there is no signal: added, surveyed, and at the office once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from survey.models import Addition, CensusRecord, FieldItem, Visit
from tests.browser.conftest import forget_script_errors, looked_at, ticked, until, watched
from tests.browser.keyboard import in_english, pressed, reached, typed, used
from tests.browser.test_field_keyboard import small
from tests.browser.test_offline_path import ITEMS, PIN, Phone, _answer_is_lost
from tests.survey.factories import make_census
from tests.survey.test_offline import answer_of

NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)
NEW = "성심빵집 별관"


def lose_the_first_answer(page: Page) -> list[Any]:
    """The office takes what is sent first, and the device never hears of it."""
    troubles: list[Callable[[Route], Any]] = [_answer_is_lost]
    page.route(ITEMS, lambda route: (troubles.pop() if troubles else Route.continue_)(route))
    return troubles


def test_it_is_added_surveyed_and_sent_once_though_the_answer_is_lost(new_context: NewContext) -> None:
    phone = Phone(new_context, make_census())
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 127.4274, "latitude": 36.3288, "accuracy": 9})
    phone.context.set_offline(True)
    page = phone.page
    page.get_by_role("link", name="명부에 없는 업체 추가").click()
    page.get_by_role("button", name="추가하기", exact=True).press("Enter")
    expect(page.get_by_text("상호를 적으세요.")).to_be_visible()
    looked_at(page, "offline-found-wrong")
    page.get_by_label("상호", exact=True).fill(NEW)
    page.get_by_role("combobox", name="업종").fill("ㅂㅂ")
    page.get_by_role("combobox", name="업종").press("Enter")
    expect(page.get_by_role("combobox", name="업종")).to_have_value("백반/한정식")
    ticked(page.locator("#with-position"))
    page.get_by_role("button", name="추가하기", exact=True).press("Enter")
    expect(page.get_by_text("이 가운데 있습니까?")).to_be_visible()
    looked_at(page, "offline-found-asked")
    page.get_by_role("button", name="이 가운데 없음: 추가하기").press("Enter")
    expect(page.locator("form.entry[data-ready]")).to_be_visible()
    expect(page.locator("[data-news]")).to_contain_text(NEW)
    looked_at(page, "offline-found-entry")
    page.locator("[data-path$='/visited_on'] input").fill("오늘")  # on paper it is asked
    ticked(page.locator("[data-path$='/result'] input[value=refused]"))
    page.locator("[data-path$='/memo'] textarea").fill("바쁘다고 함")
    page.get_by_role("button", name="제출하기").press("Enter")
    expect(page.get_by_role("heading", name="저장했습니다")).to_be_visible()
    phone.at("queue")
    expect(page.get_by_role("row", name=NEW)).to_have_count(2)
    looked_at(page, "offline-found-queue")
    assert not FieldItem.objects.exists()

    troubles = lose_the_first_answer(page)
    phone.context.set_offline(False)
    until(page, lambda: not troubles)
    phone.all_sent()
    addition = Addition.objects.get()
    record = CensusRecord.objects.get()
    assert (addition.business.name, addition.unseen, addition.accuracy) == (NEW, False, 9)
    assert (record.business, record.state, record.version) == (addition.business, "submitted", 1)
    assert answer_of(record, "shop_id") == addition.business.source_id
    assert Visit.objects.get().case.business == addition.business
    phone.at("")
    page.get_by_role("button", name="끝난 업체").press("Enter")
    expect(page.get_by_role("link", name=NEW).filter(has_text="백반")).to_have_count(1)
    looked_at(page, "offline-found-sent")
    forget_script_errors(page)


def test_what_is_typed_while_the_office_takes_it_in_stays_with_it_by_keyboard_in_english(
    new_context: NewContext,
) -> None:
    census = make_census()
    context = new_context("phone", census.intern)
    page = small(in_english(watched(context.new_page()), "/survey/my/2026A/"))
    page.goto("/survey/field/")
    typed(page, page.get_by_label("PIN", exact=True), PIN)
    typed(page, page.get_by_label("PIN once more"), PIN)
    pressed(page, "Set up")
    expect(page.get_by_role("link", name="성심빵집").first).to_be_visible()
    page.evaluate("user => localStorage.setItem(`hanbat:entry:mode:${user}`, 'paper')", str(census.intern.pk))
    used(page, page.get_by_role("link", name="Not in the list"))
    typed(page, page.get_by_label("Business name"), "가상분식")
    typed(page, page.get_by_role("combobox", name="Industry"), "한정식")
    page.keyboard.press("Enter")
    typed(page, page.get_by_role("combobox", name="The business of yours next to it"), "두꺼비")
    page.keyboard.press("Enter")
    page.evaluate("scrollTo(0, 0)")  # no field lies half under the bar
    looked_at(page, "keyboard-offline-found")
    pressed(page, "Add it")
    expect(page.locator("form.entry[data-ready]")).to_be_visible()
    until(page, Addition.objects.exists)
    expect(page.locator("[data-field-state]")).to_contain_text("Everything was sent")
    reached(page, page.locator("[data-path$='/result'] input").first)
    page.keyboard.press("1")
    typed(page, page.locator("[data-path$='/sales'] input").first, "4000")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Kept on this device")
    used(page, page.get_by_role("link", name="Back to my day"))
    until(page, CensusRecord.objects.exists)
    expect(page.locator("[data-field-state]")).to_contain_text("Everything was sent")
    record = CensusRecord.objects.get()
    assert (record.business.name, record.state, answer_of(record, "sales")) == ("가상분식", "draft", "4000")
    expect(page.get_by_role("link", name="가상분식").filter(has_text="한정식")).to_have_count(1)
    looked_at(page, "keyboard-offline-found-day")
