"""The census in a browser: file in, businesses out, a record from a phone, progress, Excel."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role, User
from kernel import clock
from reports.models import Job
from reports.tasks import produce
from survey.models import Area, Business, FrameImport, Wave
from survey.tasks import check_import, load_import
from tests.browser.conftest import (
    assert_axe_clean,
    assert_no_script_errors,
    assert_no_sideways_scroll,
    forget_script_errors,
    watched,
)
from tests.factories import make_user
from tests.survey.factories import NAMES, Census, frame_bytes, hand_in, published

NewContext = Callable[..., BrowserContext]


def shoot(page: Page, name: str, folder: Path | None) -> None:
    if folder is None:
        return
    for width, height in ((1280, 900), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def pictures() -> Path | None:
    """A folder for pictures of the pages, when the environment names one."""
    return Path(os.environ["PICTURES"]) if "PICTURES" in os.environ else None


@pytest.fixture(autouse=True)
def storage_folder(settings: Any, tmp_path: Path) -> None:
    """Uploads lie in files, as in service."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}


@pytest.mark.django_db(transaction=True)
def test_from_the_business_file_to_the_records_in_excel(new_context: NewContext, pictures: Path | None) -> None:
    manager, intern = make_user(Role.MANAGER, name="변학도"), make_user(Role.INTERN, name="성춘향")
    desk = watched(new_context("desk", manager).new_page())
    _manager_loads_the_file(desk, pictures)
    _manager_opens_a_wave_and_gives_out_a_dong(desk, pictures)
    phone = watched(new_context("phone", intern).new_page())
    _intern_enters_a_record(phone, pictures)
    _manager_sees_it_and_takes_the_records_home(desk, pictures)
    assert_no_script_errors(desk)
    assert_no_script_errors(phone)


def _looked_at(page: Page) -> None:
    assert_no_script_errors(page)
    assert_axe_clean(page)
    forget_script_errors(page)  # axe itself tries inline styles, which the CSP refuses
    size = page.viewport_size
    assert_no_sideways_scroll(page)
    assert size is not None
    page.set_viewport_size(size)


def _manager_loads_the_file(page: Page, pictures: Path | None) -> None:
    page.goto("/survey/")
    shoot(page, "home-empty", pictures)
    page.goto("/survey/frame/")
    _looked_at(page)
    shops = [
        {"name": name, "road_address": f"대전광역시 중구 없는로 {n:03}", "longitude": f"{127.4273 + n / 10_000:.4f}"}
        for n, name in enumerate(NAMES)
    ]
    data = frame_bytes(*shops, {"name": "먼가게", "longitude": "12"}, {"name": "가람식당"})
    page.set_input_files("input[type=file]", {"name": "상가정보.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="올리고 확인하기").click()
    page.wait_for_url("**/imports/*/")
    shoot(page, "import-waiting", pictures)
    check_import(FrameImport.objects.get().pk)
    expect(page.get_by_text("반영하면 다음과 같이 됩니다")).to_be_visible()
    expect(page.get_by_text("경도와 위도는 127.38, 36.35처럼")).to_be_visible()
    _looked_at(page)
    shoot(page, "import-checked", pictures)
    page.get_by_text("오류 행 1개를 제외하고 반영").click()
    page.get_by_role("button", name="명부에 반영하기").click()
    page.wait_for_url("**/imports/*/")
    load_import(FrameImport.objects.get().pk)
    expect(page.locator("#import-state").get_by_text("반영됨", exact=True)).to_be_visible()
    assert Business.objects.count() == len(NAMES) + 1
    shoot(page, "import-loaded", pictures)
    page.goto("/survey/frame/businesses/?show=repeats")
    expect(page.get_by_text("가람식당").first).to_be_visible()
    _looked_at(page)
    shoot(page, "businesses", pictures)
    page.goto("/survey/frame/")
    shoot(page, "frame", pictures)


def _manager_opens_a_wave_and_gives_out_a_dong(page: Page, pictures: Path | None) -> None:
    published(User.objects.get(name="변학도"))
    page.goto("/survey/waves/new/")
    now = clock.now().astimezone(clock.SEOUL)
    page.fill("[name=code]", "2026A")
    page.fill("[name=title]", "2026년 소상공인 전수조사")
    page.select_option("[name=questionnaire]", label="대전 소상공인 전수조사")
    page.fill("[name=opens_at]", f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.fill("[name=closes_at]", f"{now + timedelta(days=60):%Y-%m-%dT%H:%M}")
    _looked_at(page)
    shoot(page, "wave-new", pictures)
    page.get_by_role("button", name="회차 열기").click()
    page.wait_for_url("**/waves/2026A/")
    page.get_by_role("link", name="은행선화동 중구").click()
    page.wait_for_url("**/areas/*/")
    page.select_option("[name=enumerator]", label="성춘향 (" + _address_of("성춘향") + ")")
    page.fill("[name=count]", "6")
    _looked_at(page)
    page.get_by_role("button", name="배정하기").click()
    expect(page.get_by_text("성춘향 님에게 업체 6곳을 배정했습니다.")).to_be_visible()
    shoot(page, "area", pictures)


def _address_of(name: str) -> str:
    return User.objects.get(name=name).email.partition("@")[0]


def _intern_enters_a_record(page: Page, pictures: Path | None) -> None:
    page.goto("/survey/my/2026A/")
    _looked_at(page)
    shoot(page, "my-work", pictures)
    page.get_by_label("업체 찾기").first.press_sequentially("ㅅㅅㅃ")
    page.get_by_role("option", name="성심빵집").click()
    page.wait_for_url("**/my/2026A/*/")
    expect(page.get_by_role("heading", name="성심빵집")).to_be_visible()
    intern = User.objects.get(name="성춘향")
    wave = Wave.objects.get()
    census = Census(User.objects.get(name="변학도"), intern, wave, Area.objects.get(dong_id="3014053500"))
    hand_in(census)
    page.goto("/survey/my/2026A/?show=done")
    expect(page.get_by_role("link", name="성심빵집")).to_be_visible()


def _manager_sees_it_and_takes_the_records_home(page: Page, pictures: Path | None) -> None:
    page.goto("/survey/waves/2026A/")
    expect(page.get_by_role("link", name="은행선화동 중구 17%")).to_be_visible()
    _looked_at(page)
    shoot(page, "wave", pictures)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/survey/waves/2026A/records/?state=submitted")
    _looked_at(page)
    shoot(page, "records", pictures)
    page.get_by_role("link", name="2026A-000001").click()
    expect(page.get_by_text("18,000")).to_be_visible()
    _looked_at(page)
    shoot(page, "record", pictures)
    page.goto("/survey/")
    shoot(page, "home", pictures)
    page.goto("/")
    shoot(page, "front", pictures)
    page.goto("/survey/waves/2026A/")
    page.get_by_role("button", name="조사표 엑셀로 받기").click()
    page.wait_for_url("**/reports/jobs/**")
    produce(Job.objects.get().pk)
    page.reload()
    with page.expect_download() as download:
        page.locator("a[href$='/file']").first.click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "2026A-000001" in cells
    assert "성심빵집" in cells
    assert 18000 in cells
