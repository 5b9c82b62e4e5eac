"""The second path of the city: from the call for interns to a certificate that verifies, by people in browsers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from internships import actions
from internships.actions.attendance import ListEntry
from internships.models import AttendanceEvent, Placement
from internships.queries.calendar import days_of_work
from kernel import clock
from programs import actions as engine
from programs.models import Application, Call
from reports.models import Job
from reports.tasks import produce
from tests.browser.conftest import confirmed, looked_at, ticked, watched
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    storage: dict[str, Any] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files", "base_url": None},
    }
    settings.STORAGES = settings.STORAGES | {"default": storage}


def open_call(page: Page) -> Call:
    """The manager fills in a call for work from last week until today; a second person publishes it."""
    now = clock.now().astimezone(clock.SEOUL)
    page.goto("/manage/calls/new/internships/")
    page.fill("#id_title", "2026년 청년 데이터 인턴십")
    page.fill("#id_notice", "대전의 공공데이터를 함께 만들 청년을 모집합니다.")
    page.fill("#id_opens_at", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.fill("#id_closes_at", f"{now + timedelta(days=7):%Y-%m-%dT%H:%M}")
    page.fill("#id_seats", "1")
    page.fill("#id_budget", "0")
    page.fill("#id_settings-first_day", f"{now - timedelta(days=7):%Y-%m-%d}")
    page.fill("#id_settings-last_day", f"{now:%Y-%m-%d}")
    page.fill("#id_settings-attendance_percent", "50")
    page.locator("main form button.primary").click()
    expect(page.locator("h1")).to_contain_text("2026년 청년 데이터 인턴십")
    call = Call.objects.get(programme="internships")
    page.goto(f"/manage/calls/{call.pk}/")
    confirmed(page, page.locator(".page-actions").get_by_role("button", name="승인 요청"))
    expect(page.get_by_role("button", name="회수")).to_be_visible()
    engine.publish_call(make.SYSTEM, call.pk)
    call.refresh_from_db()
    assert call.state == "published"
    return call


def choose(page: Page, name: str, value: str) -> None:
    """One of several: a list, or buttons when there are few."""
    if page.locator(f"select#id_{name}").count():
        page.select_option(f"#id_{name}", value)
    else:
        ticked(page.locator(f"input[name={name}][value='{value}']"))


def apply(page: Page, call: Call) -> Application:
    """The young person answers every question and hands in."""
    page.goto(f"/calls/{call.pk}/check/")
    page.locator("main form button.primary").click()
    page.fill("#id_birth_date", "2001-05-05")
    page.fill("#id_phone", "010-0000-1234")
    for name, value in (("residence", "30170"), ("employment", "none"), ("area", "30200")):
        choose(page, name, value)
    ticked(page.locator("input[name=work][value=quality]"))
    page.fill("#id_commute", "50")
    page.fill("#id_motivation", make.LONG)
    page.fill("#id_skills", make.LONG)
    ticked(page.locator("#id_consent_personal"))
    page.locator("button[name=check]").click()
    page.wait_for_url("**/submit/")  # the form's page has a primary button too
    page.get_by_role("button", name="제출하기").click()
    expect(page.locator("main")).to_contain_text("DI-")
    return Application.objects.get(call=call)


def select(manager: Any, call: Call, application: Application) -> None:
    """Screening and decision: the engine's own pages, walked through in its own tests."""
    make.past(call)
    ticked = dict.fromkeys(("age", "residence", "employment"), True)
    engine.screen_application(make.acting(manager), application.pk, eligible=True, checklist=ticked)
    engine.decide(make.acting(manager), application.pk, "selected")
    engine.confirm_decisions(make.SYSTEM, call.pk)
    engine.publish_results(make.acting(manager), call.pk)


def test_from_the_call_to_a_certificate_that_verifies(new_context: Callable[..., BrowserContext]) -> None:
    manager, mentor, young = make.manager(), make.person("이황"), make.person("성춘향")
    host = make.host(approved=False)
    desk = watched(new_context("desk", manager).new_page())
    phone = watched(new_context("phone", young).new_page())

    call = open_call(desk)
    application = apply(phone, call)
    select(manager, call, application)

    desk.goto(f"/internships/manage/hosts/{host.pk}/")
    desk.get_by_role("button", name="승인").click()
    desk.fill("#id_email", mentor.email)
    desk.get_by_role("button", name="멘토 지정").click()
    expect(desk.locator("main")).to_contain_text("이황")
    looked_at(desk)
    make.position(call, host, seats=1)  # written and asked for by hosts: tests/browser/test_hosting_path.py
    desk.goto(f"/internships/manage/calls/{call.pk}/positions/")
    expect(desk.locator("main")).to_contain_text("0 / 1")
    looked_at(desk)
    desk.goto(f"/internships/manage/calls/{call.pk}/placing/")
    looked_at(desk)
    desk.select_option("#id_position", index=1)
    ticked(desk.locator("input[name=applications]"))
    desk.get_by_role("button", name="선택한 사람 배치").click()
    expect(desk.locator("main")).to_contain_text("신청자 1명을 배치했습니다")

    phone.goto("/internships/my-place/")
    looked_at(phone)
    phone.get_by_role("button", name="배치 수락").click()
    expect(phone.locator("main")).to_contain_text("배치를 수락했습니다")
    phone.goto("/internships/today/")
    looked_at(phone)
    phone.get_by_role("button", name="출근하기").dblclick()
    expect(phone.get_by_role("button", name="퇴근하기")).to_be_visible()
    phone.get_by_role("button", name="퇴근하기").click()
    expect(phone.get_by_role("button", name="다시 출근하기")).to_be_visible()
    assert list(AttendanceEvent.objects.values_list("kind", flat=True)) == ["in", "out"]

    placement = Placement.objects.get()
    the_week_before(placement, mentor)
    guide = watched(new_context("desk", mentor).new_page())
    guide.goto("/internships/here/")
    looked_at(guide)
    confirmed(guide, "모두 확인")
    expect(guide.locator("main")).to_contain_text("모두 확인했습니다")

    desk.goto(f"/internships/manage/placements/{placement.pk}/")
    looked_at(desk)
    confirmed(desk, "수료 처리")
    expect(desk.locator("main")).to_contain_text("수료 처리했습니다")
    the_certificate(phone, new_context("phone").new_page())


def the_week_before(placement: Placement, mentor: Any) -> None:
    """The days before today, entered by the mentor from the paper list."""
    today = clock.today()
    for day in days_of_work(placement.first_day, today - timedelta(days=1)):
        entry = ListEntry(placement.pk, make.moment(day, "09:00"), make.moment(day, "18:00"))
        actions.enter_attendance(make.acting(mentor), placement.position.host_id, day, [entry])


def the_certificate(phone: Page, stranger: Page) -> None:
    """The intern downloads it; a stranger checks the printed code and learns no name."""
    produce(Job.objects.get(code="internships.certificate").pk)
    phone.goto("/internships/my-place/")
    looked_at(phone)
    phone.get_by_role("button", name="수료증").click()
    with phone.expect_download() as fetched:
        phone.locator("a[href$='/file']").first.click()
    pages = PdfReader(io.BytesIO(Path(fetched.value.path()).read_bytes())).pages
    text = "".join(page.extract_text() for page in pages)
    assert "성춘향" in text
    code = re.search(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}", text)
    assert code is not None
    stranger.goto("/verify/")
    stranger.fill("#id_code", code[0])
    stranger.locator("main form button").click()
    expect(stranger.locator("main")).to_contain_text("성*향")
    expect(stranger.locator("main")).not_to_contain_text("성춘향")
