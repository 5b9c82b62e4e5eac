"""The intern's phone: clocking in without a network, asking for leave; the mentor answers and closes the week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from internships.models import AttendanceEvent, AttendanceRequest
from kernel import clock
from tests.browser.conftest import confirmed, looked_at, until, watched
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = clock.today()
MONDAY = TODAY - timedelta(days=TODAY.weekday())
BEFORE = list(make.days_of_work(TODAY - timedelta(days=14), MONDAY - timedelta(days=1)))[-1]  # in a week that is over
A_WHILE = 16_000  # milliseconds: the page tries again every fifteen seconds
DAYS = {"first_day": (TODAY - timedelta(days=14)).isoformat(), "last_day": (TODAY + timedelta(days=60)).isoformat()}


def test_a_click_without_a_network_is_sent_when_it_is_back(new_context: Callable[..., BrowserContext]) -> None:
    placement = make.accepted(make.call_of(**DAYS), user=make.person("성춘향"))
    context = new_context("phone", placement.person)
    phone = watched(context.new_page())
    phone.goto("/internships/today/")
    phone.wait_for_function("() => navigator.serviceWorker.controller")
    expect(phone.get_by_role("button", name="출근하기")).to_be_visible()
    context.set_offline(True)
    phone.get_by_role("button", name="출근하기").click()
    expect(phone.locator("[data-kept]")).to_contain_text("전송 전")
    expect(phone.get_by_role("button", name="퇴근하기")).to_be_visible()
    phone.reload()
    expect(phone.locator("h1")).to_contain_text("네트워크에 연결되어 있지 않습니다")
    phone.get_by_role("button", name="퇴근하기").click()
    expect(phone.locator("[data-kept] li")).to_have_count(2)
    looked_at(phone, "clock_offline")
    assert not AttendanceEvent.objects.exists()
    context.set_offline(False)
    expect(phone.get_by_role("button", name="다시 출근하기")).to_be_visible()
    expect(phone.locator("[data-kept]")).to_be_hidden()
    assert sorted(AttendanceEvent.objects.values_list("kind", flat=True)) == ["in", "out"]
    assert all(one.device_at < one.received_at for one in AttendanceEvent.objects.all())
    looked_at(phone, "clock_today")


def test_a_click_without_an_answer_is_sent_again_by_itself(new_context: Callable[..., BrowserContext]) -> None:
    """The phone believes that it has a network, as in a lift or while the server is away."""
    placement = make.accepted(make.call_of(**DAYS), user=make.person("성춘향"))
    phone = watched(new_context("phone", placement.person).new_page())
    phone.clock.install()
    phone.goto("/internships/today/")
    phone.route("**/in/", lambda route: route.abort())
    phone.get_by_role("button", name="출근하기").click()
    expect(phone.locator("[data-kept] li")).to_have_count(1)
    expect(phone.get_by_role("button", name="퇴근하기")).to_be_visible()
    phone.unroute("**/in/")
    phone.clock.fast_forward(A_WHILE)
    expect(phone.locator("[data-kept]")).to_be_hidden()
    expect(phone.locator("#clock-state")).to_contain_text("근무 중")
    assert AttendanceEvent.objects.get().kind == "in"


def test_a_click_of_the_last_day_is_sent_although_the_internship_is_over_by_then(
    new_context: Callable[..., BrowserContext],
) -> None:
    placement = make.accepted(make.call_of(**DAYS), user=make.person("성춘향"))
    context = new_context("phone", placement.person)
    phone = watched(context.new_page())
    phone.goto("/internships/today/")
    phone.get_by_role("button", name="출근하기").click()
    expect(phone.get_by_role("button", name="퇴근하기")).to_be_visible()
    context.set_offline(True)
    phone.get_by_role("button", name="퇴근하기").click()
    expect(phone.locator("[data-kept] li")).to_have_count(1)
    phone.close()
    make.actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    context.set_offline(False)
    phone = watched(context.new_page())
    phone.goto("/internships/today/", wait_until="commit")  # it sends, and then loads itself again
    until(phone, lambda: sorted(AttendanceEvent.objects.values_list("kind", flat=True)) == ["in", "out"])
    phone = watched(context.new_page())
    phone.goto("/internships/today/")
    expect(phone.locator("main")).to_contain_text("인턴십이 종료되었습니다")
    expect(phone.locator("[data-kept]")).to_be_hidden()
    looked_at(phone, "clock_ended")


def test_a_browser_that_keeps_nothing_sends_the_click_as_a_form(new_context: Callable[..., BrowserContext]) -> None:
    placement = make.accepted(make.call_of(**DAYS), user=make.person("성춘향"))
    phone = watched(new_context("phone", placement.person).new_page())
    phone.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    phone.goto("/internships/today/")
    phone.get_by_role("button", name="출근하기").click()
    expect(phone.locator("#clock-state")).to_contain_text("근무 중")
    assert AttendanceEvent.objects.get().kind == "in"


def test_an_intern_asks_and_the_mentor_answers_and_closes_the_week(new_context: Callable[..., BrowserContext]) -> None:
    manager, mentor = make.manager(), make.person("이황")
    placement = make.accepted(make.call_of(manager, **DAYS), make.host(mentor=mentor), make.person("성춘향"))
    make.click(placement, "in", BEFORE, "09:00")
    make.click(placement, "out", BEFORE, "18:00")
    phone = watched(new_context("phone", placement.person).new_page())
    phone.goto("/internships/requests/")
    looked_at(phone, "clock_requests_empty")
    day = next(iter(make.days_of_work(TODAY + timedelta(days=1), TODAY + timedelta(days=10))))
    phone.select_option("#id_kind", "travel")
    phone.fill("#id_first_day", day.isoformat())
    phone.fill("#id_reason", "자료 수집 출장")
    phone.get_by_role("button", name="요청", exact=True).click()
    expect(phone.locator("main")).to_contain_text("멘토에게 신청했습니다")
    looked_at(phone, "clock_requests")
    phone.goto("/internships/my-outputs/")
    looked_at(phone, "my_outputs")
    guide = watched(new_context("desk", mentor).new_page())
    guide.goto("/internships/here/")
    looked_at(guide, "clock_here")
    guide.locator("button[name=grant]").click()
    expect(guide.locator("main")).to_contain_text("신청을 처리하고")
    assert AttendanceRequest.objects.get().state == "granted"
    guide.goto(f"/internships/here/week/?week={BEFORE}")
    looked_at(guide, "clock_week")
    confirmed(guide, "주 마감")
    expect(guide.locator("main")).to_contain_text("주를 마감했습니다")
    desk = watched(new_context("desk", manager).new_page())
    desk.goto(f"/internships/manage/calls/{placement.position.call_id}/attendance/")
    looked_at(desk, "clock_heat")
