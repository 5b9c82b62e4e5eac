"""Field work in English, by the keyboard alone and on 360 pixels: whatever is used is reached with the Tab key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from survey.actions.participation import give_numbers
from survey.actions.visits import record_visit
from survey.models import Assignment, CensusRecord, Participation, Ruling, Visit
from survey.rules.visit_results import VisitResult
from tests.browser.conftest import forget_script_errors, looked_at, watched
from tests.browser.keyboard import entered, in_english, pressed, reached, typed, used
from tests.browser.test_offline_path import PIN, SHOP
from tests.browser.test_respondent_path import BLOCKS
from tests.factories import make_user, person
from tests.survey.factories import hand_in, keep, make_census

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def small(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def test_an_intern_works_without_a_network_and_it_comes_back(new_context: NewContext) -> None:
    census = make_census()
    keep(census)
    context = new_context("phone", census.intern)
    page = small(in_english(watched(context.new_page()), "/survey/my/2026A/"))
    page.goto("/survey/field/")
    typed(page, page.get_by_label("PIN", exact=True), PIN)
    typed(page, page.get_by_label("PIN once more"), PIN)
    looked_at(page, "keyboard-field-set-up")
    pressed(page, "Set up")
    expect(page.get_by_role("link", name=SHOP).first).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.evaluate("user => localStorage.setItem(`hanbat:entry:mode:${user}`, 'paper')", str(census.intern.pk))
    looked_at(page, "keyboard-field-day")
    context.set_offline(True)

    entered(page, "link", "No interview 가람식당")
    reached(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio").first).to_be_checked()
    typed(page, page.get_by_label("Note", exact=True), "The owner is away until spring")
    looked_at(page, "keyboard-field-visit")
    pressed(page, "Keep the visit")
    expect(page.locator("[data-news]")).to_contain_text("The visit to 가람식당 is kept.")

    used(page, page.locator("a[href^='#entry/']", has_text=SHOP))
    expect(page.locator("form.entry[data-ready]")).to_be_visible()
    typed(page, page.locator("[data-path$='/deposit'] input").first, "4000")
    looked_at(page, "keyboard-field-entry")
    pressed(page, "Hand in")
    expect(page.get_by_role("heading", name="Kept, and handed in by itself")).to_be_visible()

    page.keyboard.press("Enter")  # on to the next business
    entered(page, "link", "Help")
    looked_at(page, "keyboard-field-safety")
    pressed(page, "Call for help")
    expect(page.get_by_text("The office does not have your call yet")).to_be_visible()
    assert not Visit.objects.exists()
    context.set_offline(False)
    expect(page.get_by_text("The office knows that you need help")).to_be_visible()
    expect(page.locator("[data-field-state]")).to_contain_text("Everything was sent")
    assert (Visit.objects.count(), CensusRecord.objects.get().state) == (2, "submitted")
    looked_at(page, "keyboard-field-sent")
    forget_script_errors(page)


def test_a_supervisor_sends_a_record_back_and_rules_on_a_refusal(new_context: NewContext) -> None:
    census = make_census()
    record = hand_in(census)
    record_visit(
        person(census.intern), census.wave.pk, census.business("가람식당").pk, VisitResult.REFUSED, client_id="1",
        channel="visit", note="점심 장사로 바쁘다고 함",
    )  # fmt: skip
    page = small(in_english(watched(new_context("desk", census.manager).new_page()), "/survey/waves/2026A/"))
    looked_at(page, "keyboard-wave")
    entered(page, "link", "By enumerator")
    expect(page.get_by_role("link", name="성춘향")).to_be_visible()
    looked_at(page, "keyboard-wave-people")
    entered(page, "link", "Field work")
    for by in ("By area", "By part of the day", "By enumerator", "By day"):
        entered(page, "link", by)
        expect(page.get_by_role("heading", name=by)).to_be_visible()
        looked_at(page, f"keyboard-board-{by.replace(' ', '-')}")
    entered(page, "link", "Refusals and open cases")
    entered(page, "link", "가람식당")
    reached(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    typed(page, page.get_by_label("Reason"), "Ask for the owner after three")
    pressed(page, "Decide")
    expect(page.get_by_text("decided").first).to_be_visible()
    assert Ruling.objects.get().again

    page.goto(reverse("survey:record", args=["2026A", record.pk]))
    looked_at(page, "keyboard-record")
    typed(page, page.locator("#return-form textarea").first, "Ask for the sales once more")
    used(page, page.get_by_role("button", name="Send back"))
    expect(page.get_by_text("returned for correction").first).to_be_visible()
    record.refresh_from_db()
    assert record.state == "returned"


def test_a_field_manager_gives_areas_out_and_looks_at_the_map(new_context: NewContext) -> None:
    census = make_census(given=0)
    make_user(Role.INTERN, name="이몽룡")
    page = small(in_english(watched(new_context("desk", census.manager).new_page()), "/survey/waves/2026A/field/"))
    entered(page, "link", "Give out areas")
    reached(page, page.get_by_role("checkbox", name="이몽룡"))
    page.keyboard.press("Space")
    looked_at(page, "keyboard-hand-out")
    pressed(page, "Give out areas")
    expect(page.get_by_text("8 businesses were given to one person")).to_be_visible()
    assert Assignment.objects.filter(enumerator__name="이몽룡", ended_at=None).count() == 8
    entered(page, "link", "By dong")
    frame = reached(page, page.get_by_role("region", name="On the map"))
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.tilemap-frame').scrollLeft > 0")
    expect(frame).to_be_focused()
    looked_at(page, "keyboard-map")
    entered(page, "link", "Hours")
    typed(page, page.locator("[name=duty_phone]"), "042-000-0000")
    looked_at(page, "keyboard-rules")
    with page.expect_navigation():
        pressed(page, "Save")
    census.wave.refresh_from_db()
    assert census.wave.duty_phone == "042-000-0000"


def test_an_owner_answers_by_number(new_context: NewContext) -> None:
    census = make_census()
    give_numbers(person(census.manager), census.area.pk)
    given = Participation.objects.get(case__business__name=SHOP)
    page = small(in_english(watched(new_context("phone").new_page()), reverse("survey:answer_number")))
    typed(page, page.get_by_label("Participation number"), given.printed)
    reached(page, page.locator("#id_agreed"))
    page.keyboard.press("Space")
    looked_at(page, "keyboard-respondent-number")
    pressed(page, "Open the questionnaire")
    page.locator("form[data-entry][data-ready]").wait_for()
    for lines in BLOCKS:
        reached(page, page.locator("[data-stop]:visible input:not([id$=reason]), [data-stop]:visible textarea").first)
        for line in lines:
            page.keyboard.press("Control+A")
            page.keyboard.type(line)
            page.keyboard.press("Enter")
    looked_at(page, "keyboard-respondent-last")
    pressed(page, "Hand in")
    expect(page.get_by_text("2026A-000001").first).to_be_visible()
    looked_at(page, "keyboard-respondent-done")
    assert CensusRecord.objects.get().state == "submitted"
