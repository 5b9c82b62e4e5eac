"""What came back to an intern, and the map of what is still to visit, by the keyboard alone and on 360 pixels, in
Korean and in English: whatever is used is reached with the Tab key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from survey.models import CensusRecord
from tests.browser.conftest import SCREENS, looked_at, watched
from tests.browser.keyboard import entered, in_english, pressed, reached, typed
from tests.browser.test_offline_path import SHOP
from tests.survey.factories import hand_in, make_census

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Words:
    """What the screens say in a language."""

    language: str
    sales: str
    profit: str
    returned: str
    send_back: str
    came_back: str
    hand_in: str
    receipt: str
    approve: str
    approved: str
    on_the_map: str


KOREAN = Words(
    "ko", "지난해 매출", "영업이익", "보완 요청", "보완 요청", "되돌아옴 1", "제출하기", "접수번호 2026A-000001",
    "승인", "승인했습니다", "지도",
)  # fmt: skip
ENGLISH = Words(
    "en", "Sales of last year", "Operating profit", "returned for correction", "Send back", "Came back 1", "Hand in",
    "Receipt number 2026A-000001", "Approve", "is approved", "On the map",
)  # fmt: skip
both_languages = pytest.mark.parametrize("words", [KOREAN, ENGLISH], ids=lambda words: words.language)


def begun(page: Page, words: Words, address: str) -> Page:
    page.set_viewport_size(SCREENS["phone"])
    if words.language == "en":
        return in_english(page, address)
    page.goto(address)
    return page


def seen(page: Page, words: Words, name: str) -> None:
    page.set_viewport_size(SCREENS["desk"])
    looked_at(page, f"{name}-{words.language}")
    page.set_viewport_size(SCREENS["phone"])


def box(page: Page, name: str) -> Locator:
    return page.locator(f"[data-path='/data/finances/{name}'] input:not([id$=reason])").first


@both_languages
def test_a_record_comes_back_with_notes_is_mended_and_approved(new_context: NewContext, words: Words) -> None:
    census = make_census()
    record = hand_in(census)
    desk = begun(watched(new_context("desk", census.manager).new_page()), words,
                 reverse("survey:record", args=["2026A", record.pk]))  # fmt: skip
    for question, note in ((words.sales, "VAT?"), (words.profit, "19000 - 15500")):
        row = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name=question))
        reached(desk, row.locator("summary"))
        desk.keyboard.press("Enter")
        typed(desk, row.get_by_role("textbox"), note)
    typed(desk, desk.locator("#return-form textarea"), "Sales once more")
    reached(desk, desk.locator("#return-form button"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(words.returned).first).to_be_visible()
    seen(desk, words, "returned-record")

    intern = begun(watched(new_context("phone", census.intern).new_page()), words, "/survey/my/2026A/")
    entered(intern, "link", words.came_back)
    seen(intern, words, "returned-list")
    entered(intern, "link", SHOP)
    intern.locator("form[data-entry][data-ready]").wait_for()
    expect(intern.get_by_text("Sales once more")).to_be_visible()
    notes = intern.locator("[data-entry-notes] a")
    expect(notes).to_have_text([words.sales, words.profit])
    seen(intern, words, "returned-entry")
    for name, place, answer in (("sales", 0, "19000"), ("profit", 1, "3500")):
        reached(intern, notes.nth(place))
        intern.keyboard.press("Enter")
        expect(box(intern, name)).to_be_focused()
        intern.keyboard.press("Control+A")
        intern.keyboard.type(answer)
    seen(intern, words, "returned-mended")
    pressed(intern, words.hand_in)
    expect(intern.get_by_text(words.receipt)).to_be_visible()
    seen(intern, words, "returned-again")

    desk.goto(reverse("survey:records", args=["2026A"]))
    entered(desk, "link", "2026A-000001")
    expect(desk.get_by_text("19000 - 15500")).to_be_visible()
    seen(desk, words, "returned-looked-at")
    pressed(desk, words.approve)
    expect(desk.get_by_text(words.approved).first).to_be_visible()
    record = CensusRecord.objects.get()
    assert (record.state, record.version, record.answers["/data/finances/sales"]) == ("approved", 2, "19000")


@both_languages
def test_a_spot_of_the_map_leads_to_its_businesses(new_context: NewContext, words: Words) -> None:
    census = make_census()
    page = begun(watched(new_context("phone", census.intern).new_page()), words, "/survey/my/2026A/")
    entered(page, "link", words.on_the_map)
    expect(page.locator(".small-map a").nth(1)).to_be_visible()
    seen(page, words, "my-map")
    reached(page, page.locator(".small-map a").nth(1))
    page.keyboard.press("Enter")
    expect(page.locator("#spot-2")).to_be_focused()
    page.keyboard.press("Tab")
    business = page.locator("#spot-2 a").first
    expect(business).to_be_focused()
    name = business.locator(".visit-name").inner_text()
    page.keyboard.press("Enter")
    page.locator("form[data-entry][data-ready]").wait_for()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
