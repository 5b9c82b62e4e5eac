"""A host on the phone, from registering to a granted position and its change; the office at its desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from internships.models import Host, Position
from tests.browser.conftest import looked_at, ticked, watched
from tests.factories import make_organisation
from tests.internships import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def onwards(page: Page, name: str = "저장하고 다음으로") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def written(phone: Page) -> None:
    """The five steps of a position; the plan by rows."""
    phone.fill("#id_title", "주차장 데이터 점검")
    phone.select_option("#id_work", "quality")
    phone.fill("#id_seats", "2")
    phone.fill("#id_duties", make.DUTIES)
    looked_at(phone)
    onwards(phone, "다음: 장소")
    phone.fill("#id_place", "본관 3층")
    phone.fill("#id_address", "대전광역시 유성구 가상로 12")
    phone.select_option("#id_dong", "3020054600")
    ticked(phone.locator("input[name=ease][value=lift]"))
    looked_at(phone)
    onwards(phone)
    looked_at(phone)
    onwards(phone)
    phone.select_option("#id_mentor", index=1)
    looked_at(phone)
    onwards(phone)
    phone.fill("#id_form-0-work", "업무 교육과 보안 서약")
    onwards(phone, "줄 추가")
    expect(phone.locator("#id_form-0-work")).to_have_value("업무 교육과 보안 서약")
    phone.fill("#id_form-1-work", "데이터 진단")
    onwards(phone, "업무계획 저장")
    expect(phone.locator("main")).to_contain_text("3–5주차의 업무가 없습니다")
    looked_at(phone)
    phone.fill("#id_form-1-last", "5")
    onwards(phone, "업무계획 저장")
    expect(phone.locator("main")).to_contain_text("모든 주차가 채워졌습니다")


def test_a_host_is_registered_asks_is_granted_and_changes(new_context: Callable[..., BrowserContext]) -> None:
    manager, person = make.manager(), make.person("허준")
    organisation = make_organisation(person)
    call = make.call_of(manager, positions_until="2099-12-31", quotas={"company": 3})
    phone, desk = (watched(new_context(*who).new_page()) for who in (("phone", person), ("desk", manager)))

    phone.goto("/internships/hosting/")
    looked_at(phone)
    phone.get_by_role("link", name="배치기관 등록").click()
    phone.select_option("#id_kind", "company")
    phone.fill("#id_contact", "데이터팀 042-000-0000")
    looked_at(phone)
    onwards(phone, "등록")
    expect(phone.locator("main")).to_contain_text("검토하고 있습니다")
    host = Host.objects.get(organisation=organisation)
    desk.goto(f"/internships/manage/hosts/{host.pk}/")
    onwards(desk, "승인")
    expect(desk.locator("main")).to_contain_text("승인했습니다")

    phone.goto(f"/internships/hosting/{host.pk}/")
    looked_at(phone)
    phone.get_by_role("link", name="새 자리").click()
    written(phone)
    onwards(phone, "자리 신청")
    expect(phone.locator("main")).to_contain_text("신청이 접수되었습니다")
    looked_at(phone)

    position = Position.objects.get()
    desk.goto(f"/internships/manage/calls/{call.pk}/positions/")
    looked_at(desk)
    desk.get_by_role("link", name="주차장 데이터 점검").click()
    expect(desk.locator("main")).to_contain_text("한도 3자리 중 승인 0자리")
    looked_at(desk)
    desk.get_by_role("button", name="승인", exact=True).click()
    expect(desk.locator("main")).to_contain_text("지원자에게 공개됩니다")

    phone.goto(f"/internships/positions/{position.pk}/write/place/")
    phone.fill("#id_place", "별관 1층")
    onwards(phone)
    phone.goto(f"/internships/positions/{position.pk}/")
    phone.fill("#reason-change", "사무실 이전")
    looked_at(phone)
    onwards(phone, "변경 신청")
    expect(phone.locator("main")).to_contain_text("변경 신청이 접수되었습니다")
    desk.reload()
    onwards(desk, "변경 승인")
    expect(desk.locator("main")).to_contain_text("변경을 승인하여 반영했습니다")
    looked_at(desk)

    stranger = watched(new_context("phone").new_page())
    stranger.goto(f"/internships/calls/{call.pk}/positions/")
    looked_at(stranger)
    stranger.get_by_role("link", name="주차장 데이터 점검").click()
    expect(stranger.locator("main")).to_contain_text("별관 1층")
    looked_at(stranger)
