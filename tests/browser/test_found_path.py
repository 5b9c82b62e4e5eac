"""A business that the list lacks, from the phone in front of it to the office that looks at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from survey.models import Addition, Case
from survey.rules.visit_results import VisitResult
from tests.browser.conftest import looked_at, ticked, watched
from tests.survey.factories import make_census
from tests.survey.test_field import visit
from tests.survey.test_openrosa import photo

NewContext = Callable[..., BrowserContext]


@pytest.mark.django_db(transaction=True)
def test_what_an_enumerator_finds_is_asked_about_added_and_looked_at_by_the_office(new_context: NewContext) -> None:
    census = make_census()
    visit(census, "가람식당", VisitResult.MOVED_IN, note="은행로 3으로 이전")
    context = new_context("phone", person=census.intern)
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": 127.4274, "latitude": 36.3288, "accuracy": 9})
    _find(watched(context.new_page()))
    _decide(watched(new_context("desk", person=census.manager).new_page()))


def _find(page: Page) -> None:
    page.goto("/survey/my/2026A/")
    page.get_by_role("link", name="명부에 없는 업체 추가").click()
    page.get_by_role("textbox", name="상호").fill("성심빵집 별관")
    page.get_by_role("combobox", name="업종").fill("ㅂㅂ")
    page.get_by_role("option", name="백반/한정식").click()
    page.get_by_role("button", name="업체 앞입니다: 위치 잡기").click()
    expect(page.get_by_text("위치를 잡았습니다(오차 9m).")).to_be_visible()
    page.get_by_label("사진", exact=True).set_input_files(
        {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("textbox", name="상호").hover()  # a button under the mouse has another colour
    looked_at(page, "found")
    page.get_by_role("button", name="추가하기", exact=True).click()
    expect(page.get_by_text("이 가운데 있습니까?")).to_be_visible()
    expect(page.get_by_role("link", name="성심빵집")).to_be_visible()
    looked_at(page, "found-asked")
    page.get_by_role("button", name="이 가운데 없음: 추가하기").click()
    expect(page.get_by_text("내 업체에 추가했습니다.")).to_be_visible()
    expect(page.get_by_text("명부 밖", exact=True)).to_be_visible()
    looked_at(page, "found-added")
    assert Addition.objects.get().photo is not None


def _decide(page: Page) -> None:
    page.goto("/survey/waves/2026A/field/")
    expect(page.get_by_role("row", name="현장에서 찾음")).to_be_visible()
    page.get_by_role("link", name="명부 밖 업체").click()
    looked_at(page, "additions")
    page.get_by_role("link", name="성심빵집 별관").click()
    ticked(page.get_by_label("성심빵집 · "))
    page.get_by_role("button", name="합치기").click()
    expect(page.get_by_role("alert").first).to_be_visible()  # without a reason
    looked_at(page, "addition-refused")
    page.get_by_role("textbox", name="사유").fill("전화로 확인")
    page.get_by_role("button", name="합치기").click()
    expect(page.get_by_text("저장했습니다.")).to_be_visible()
    looked_at(page, "addition")
    page.goto("/survey/waves/2026A/gone/")
    looked_at(page, "gone")
    page.get_by_role("link", name="넘기기 가람식당").click()
    page.get_by_role("textbox", name="지금 주소").fill("대전광역시 중구 은행로 3")
    page.get_by_role("combobox", name="옆에 있는 업체").fill("두꺼비")
    page.get_by_role("option", name="두꺼비짬뽕").click()
    looked_at(page, "moved")
    page.get_by_role("button", name="넘기기").click()
    expect(page.get_by_text("조사구에서 이어서 조사합니다.")).to_be_visible()
    assert Case.objects.get(business__name="가람식당").moved_to == "대전광역시 중구 은행로 3"
