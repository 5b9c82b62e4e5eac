"""After the results, by its people in their browsers: an appeal from a phone, and a place that goes to the next."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from kernel import clock
from programs import actions
from programs.models import Appeal, Decision, ReserveCall
from tests.browser.conftest import confirmed, looked_at, ticked, watched
from tests.factories import make_user, person
from tests.programs import factories as make
from tests.programs.aftermath import GROUNDS, World

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]
ANSWER = "자료 12개월이 모두 있음을 확인하여 다시 심사합니다."


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Results that came out an hour ago, so that every due date is still ahead."""
    hour_ago = clock.now() - timedelta(hours=1)
    monkeypatch.setattr("tests.programs.aftermath.OUT", hour_ago)
    return World(number=4, places=2, reserves=1)


def test_a_rejected_applicant_appeals_from_a_phone_and_is_selected(new_context: NewContext, world: World) -> None:
    actions.give_up(person(world[0].user), world[0].pk, "사업을 접었습니다.")  # a place is free
    member = make_user(Role.REVIEWER)
    shop = watched(new_context("phone", person=world[3].user).new_page())
    office = watched(new_context(person=world.manager).new_page())
    panel = watched(new_context(person=member).new_page())
    approver = make.approver_of(world.call)
    chief = watched(new_context(person=approver).new_page())

    appeals_from_a_phone(shop, world)
    appeal = Appeal.objects.get()
    manager_gives_it_to(office, appeal, member.name)
    member_gives_an_opinion(panel, appeal)
    approver_upholds(chief, appeal)
    manager_decides_anew(office, appeal)
    chief.goto(f"/manage/appeals/{appeal.public_id}/")
    chief.get_by_role("button", name="새 결정 확정").click()
    expect(chief.get_by_text("새 결정을 확정했습니다.")).to_be_visible()
    office.goto(f"/manage/appeals/{appeal.public_id}/")
    looked_at(office)
    confirmed(office, "이 결정 발표")
    expect(office.get_by_text("새 결정을 발표하고 신청인에게 알렸습니다.")).to_be_visible()

    shop.goto(f"/applications/{world[3].public_id}/")
    expect(shop.get_by_text("신청이 선정되었습니다")).to_be_visible()
    looked_at(shop)
    assert Decision.objects.get(application=world[3].pk).outcome == "selected"


def appeals_from_a_phone(page: Page, world: World) -> None:
    page.goto(f"/applications/{world[3].public_id}/")
    looked_at(page)
    page.get_by_role("link", name="이의신청 하기").click()
    looked_at(page)
    confirmed(page, "이의신청 제출")  # without grounds
    expect(page.locator("#grounds-error")).to_be_visible()
    page.fill("#grounds", GROUNDS)
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    page.reload()  # what was typed has saved itself
    expect(page.locator("#grounds")).to_have_value(GROUNDS)
    content = {"name": "매출.png", "mimeType": "image/png", "buffer": make.png().read()}
    page.locator("#upload").set_input_files(content)
    page.get_by_role("button", name="첨부 이의신청 첨부 파일").click()
    expect(page.locator("#files .attached")).to_contain_text("매출.png")
    looked_at(page)
    page.fill("#grounds", f"{GROUNDS} 다시 보아 주십시오.")  # not saved yet, and asked once all the same
    confirmed(page, "이의신청 제출")
    expect(page.get_by_text("이의신청이 접수되었습니다. 접수번호는")).to_be_visible()
    looked_at(page)


def manager_gives_it_to(page: Page, appeal: Appeal, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("위원에게 맡길 이의신청")).first.click()
    looked_at(page)
    page.get_by_role("link", name=appeal.number).click()
    looked_at(page)
    ticked(page.get_by_label(name, exact=True))
    page.get_by_role("button", name="이 위원들에게 요청").click()
    expect(page.get_by_text("위원에게 의견을 요청했습니다.")).to_be_visible()


def member_gives_an_opinion(page: Page, appeal: Appeal) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"이의신청 {appeal.number} 의견 제출")).first.click()
    looked_at(page)
    ticked(page.locator("input[name=view][value=uphold]"))
    page.fill("form:not([action]) [name=reason]", "자료가 모두 있습니다.")
    page.get_by_role("button", name="의견 제출", exact=True).click()
    expect(page.get_by_text("의견을 제출했습니다.")).to_be_visible()
    looked_at(page)


def approver_upholds(page: Page, appeal: Appeal) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("결과를 확정할 이의신청")).first.click()
    page.get_by_role("link", name=appeal.number).click()
    looked_at(page)
    ticked(page.locator("input[name=verdict][value=uphold]"))
    page.fill("[name=answer]", ANSWER)
    confirmed(page, "결과 확정")
    expect(page.get_by_text("이의신청 결과를 확정하고 신청인에게 알렸습니다.")).to_be_visible()


def manager_decides_anew(page: Page, appeal: Appeal) -> None:
    page.goto(f"/manage/applications/{appeal.application.public_id}/")
    ticked(page.locator("input[name=outcome][value=selected]"))
    page.fill("form[action$='/decide/'] [name=reason]", "이의신청을 받아들였습니다.")
    page.get_by_role("button", name="다시 결정").click()


def test_a_place_that_is_given_up_goes_to_the_next_who_accepts(new_context: NewContext, world: World) -> None:
    leaving = watched(new_context("phone", person=world[0].user).new_page())
    office = watched(new_context(person=world.manager).new_page())
    coming = watched(new_context("phone", person=world[2].user).new_page())

    leaving.goto(f"/applications/{world[0].public_id}/")
    leaving.get_by_role("link", name="선정 포기").click()
    looked_at(leaving)
    leaving.fill("[name=reason]", "사업을 접었습니다.")
    confirmed(leaving, "선정 포기")
    expect(leaving.get_by_text("포기 처리했습니다.")).to_be_visible()
    looked_at(leaving)

    office.goto(f"/manage/calls/{world.call.pk}/reserves/")
    looked_at(office)
    confirmed(office, "다음 순번 부르기")
    expect(office.get_by_text("예비 순번을 안내했습니다.")).to_be_visible()
    looked_at(office)

    coming.goto(f"/applications/{world[2].public_id}/")
    looked_at(coming)
    coming.get_by_role("link", name="승낙 또는 거절하기").click()
    looked_at(coming)
    coming.get_by_role("button", name="선정을 승낙합니다").click()
    expect(coming.get_by_text("승낙했습니다. 선정되었습니다.")).to_be_visible()
    expect(coming.get_by_text("신청이 선정되었습니다")).to_be_visible()
    assert ReserveCall.objects.get().state == "accepted"
    assert world.states() == ["given_up", "selected", "selected", "rejected"]
