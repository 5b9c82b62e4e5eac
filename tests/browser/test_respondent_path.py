"""A shop's owner answers the census on a phone: with the number from the letter, in two goes, without an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from survey.actions.participation import give_numbers
from survey.models import CensusRecord, Participation
from tests.browser.conftest import looked_at, ticked, watched
from tests.factories import person
from tests.survey.factories import make_census

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]
BLOCKS = (  # what is typed in each block, Enter after each; "": what stands there already, or nothing
    ("", "1208800767", "", "", "2"),
    ("2", "1979", "4", "1", "2"),
    ("201503", "1", "6", "12000", "5000"),
    ("2", "3000", "120", "", "33.5", "10", "26"),
    ("1", "0", "0", "1", "1", "1", "0", "0", "4"),
    ("18000", "9000", "4000", "1440", "60", "3500", "2"),
    ("3",),
    ("1 2",),
    ("", "1", "1", "1"),
)


def come_in(page: Page, number: str) -> None:
    page.goto(reverse("survey:answer_number"))
    page.get_by_label("참여번호").fill(number)
    ticked(page.locator("#id_agreed"))
    page.get_by_role("button", name="조사표 열기").click()
    page.locator("form[data-entry][data-ready]").wait_for()


def test_an_owner_answers_in_two_goes_and_nobody_visits_again(new_context: NewContext) -> None:
    census = make_census()
    give_numbers(person(census.manager), census.area.pk)
    given = Participation.objects.get(case__business__name="성심빵집")

    phone = watched(new_context("phone").new_page())
    phone.goto(reverse("survey:answer_number"))
    looked_at(phone, "respondent-number")
    come_in(phone, given.printed.lower())
    expect(phone.get_by_text("방문 결과")).to_have_count(0)  # the system knows it
    looked_at(phone, "respondent-first-block")
    phone.get_by_role("button", name="다음 블록").click()
    phone.locator("[data-path='/data/owner/owner_birth_year'] input").first.fill("1979")
    expect(phone.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    phone.get_by_role("button", name="나중에 이어서").click()

    laptop = watched(new_context("desk").new_page())
    come_in(laptop, given.printed)
    laptop.get_by_role("button", name="다음 블록").click()
    expect(laptop.locator("[data-path='/data/owner/owner_birth_year'] input").first).to_have_value("1979")
    looked_at(laptop, "respondent-resumed")
    record = CensusRecord.objects.get()
    assert (record.state, record.entered_by) == ("draft", None)

    come_in(phone, given.printed)
    for lines in BLOCKS:
        box = phone.locator("[data-stop]:visible input:not([id$=reason]), [data-stop]:visible textarea").first
        box.focus()
        for line in lines:
            phone.keyboard.press("Control+A")
            phone.keyboard.type(line)
            phone.keyboard.press("Enter")
    looked_at(phone, "respondent-last-block")
    phone.get_by_role("button", name="제출하기").click()
    expect(phone.get_by_text("접수번호 2026A-000001")).to_be_visible()
    phone.get_by_role("link", name="접수 확인").click()
    expect(phone.get_by_text("응답해 주셔서 감사합니다")).to_be_visible()
    looked_at(phone, "respondent-done")
    record.refresh_from_db()
    assert (record.state, record.channel, record.result) == ("submitted", "web", "completed")

    intern = watched(new_context("phone", census.intern).new_page())
    intern.goto(reverse("survey:my_work", args=["2026A"]))
    expect(intern.get_by_role("link", name="성심빵집")).to_have_count(0)
    intern.goto(reverse("survey:my_work", args=["2026A"]) + "?show=done")
    expect(intern.get_by_text("인터넷 응답")).to_be_visible()
    looked_at(intern, "respondent-intern")
    office = watched(new_context("desk", census.manager).new_page())
    office.goto(reverse("survey:numbers", args=["2026A", census.area.pk]))
    looked_at(office, "respondent-numbers")
    office.goto(reverse("survey:records", args=["2026A"]))
    office.get_by_role("link", name="찾은 조사표 모두 승인").click()
    looked_at(office, "bulk-approval")
    office.get_by_role("button", name="조사표 1건 승인").click()
    expect(office.get_by_text("조사표 1건을 승인했습니다.")).to_be_visible()
    looked_at(office, "bulk-approved")
