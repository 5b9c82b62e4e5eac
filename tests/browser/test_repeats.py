"""Two entries of one name, compared and merged at a desk and on a phone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from accounts.models import Role
from survey.models import Business
from tests.browser.conftest import assert_axe_clean, assert_no_script_errors, assert_no_sideways_scroll, watched
from tests.factories import make_user
from tests.survey.factories import frame_bytes, load


@pytest.mark.django_db(transaction=True)
def test_a_manager_compares_two_entries_and_merges_them(new_context: Callable[..., BrowserContext]) -> None:
    load(
        frame_bytes(
            {"name": "두꺼비식당", "road_address": "대전광역시 중구 없는로 12"},
            {"name": "두꺼비 식당", "road_address": "대전광역시 중구 없는로 12 (1층)"},
        )
    )
    kept, repeat = Business.objects.order_by("source_id")
    page = watched(new_context("desk", make_user(Role.MANAGER)).new_page())
    page.goto("/survey/frame/businesses/?show=repeats")
    page.get_by_role("link", name="중복 의심: 비교하기").first.click()
    assert_no_script_errors(page)
    assert_axe_clean(page)
    page.get_by_text("같은 업체: 하나만 남기고").click()
    page.get_by_role("group", name="대상 업체").get_by_text(repeat.source_id).click()
    page.get_by_label("남길 업체").select_option(str(kept.pk))
    page.get_by_label("사유").fill("전화로 확인")
    page.get_by_role("button", name="판정 저장").click()
    expect(page.get_by_text("업체를 합쳤습니다")).to_be_visible()
    repeat.refresh_from_db()
    assert repeat.merged_into == kept
    if "PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["PICTURES"]) / "repeats-1280.png", full_page=True)
    assert_no_sideways_scroll(page)
    if "PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["PICTURES"]) / "repeats-360.png", full_page=True)
    assert_axe_clean(page)
