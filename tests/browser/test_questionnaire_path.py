"""The form manager: a workbook with a mistake, mended, looked at, published; then the next version."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from accounts.models import Role
from survey.models import AppToken, QuestionnaireVersion
from tests.browser.conftest import confirmed, looked_at, watched
from tests.browser.keyboard import agreed, entered, in_english, pressed, reached, typed
from tests.browser.test_field_keyboard import small
from tests.factories import make_user
from tests.survey.factories import make_census
from tests.survey.xform.samples import CENSUS

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = CENSUS.replace(". > 0 and . <= 1000000", "floor(.) > 0")
NEXT = CENSUS.replace("| 2026.1 |", "| 2026.2 |").replace("| 학력 |", "| 최종 학력 |")


def file_of(table: str) -> FilePayload:
    return {"name": "census.md", "mimeType": "text/markdown", "buffer": table.encode()}


def upload(page: Page, table: str) -> None:
    page.locator("input[name=upload]").set_input_files(file_of(table))
    page.get_by_role("button", name="올리고 확인하기").click()


def brought(page: Page, table: str) -> None:
    """Uploaded by the keyboard; the system's own window, in which the file is chosen, is the browser's to test."""
    reached(page, page.locator("input[name=upload]")).set_input_files(file_of(table))
    with page.expect_navigation():
        pressed(page, "Upload and check")


def moved(page: Page, verb: str) -> None:
    pressed(page, verb)
    agreed(page)


def test_a_questionnaire_is_brought_in_mended_and_published(new_context: Callable[..., BrowserContext]) -> None:
    page = watched(new_context(person=make_user(Role.MANAGER)).new_page())
    page.goto("/survey/")
    page.get_by_role("link", name="조사표와 판").click()
    looked_at(page, "questionnaires-empty")
    upload(page, BROKEN)
    expect(page.get_by_role("cell", name="floor() 함수는 지원하지 않습니다.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="survey 시트 38행 · constraint")).to_be_visible()
    looked_at(page, "questionnaires-refused")
    upload(page, CENSUS)
    expect(page.get_by_role("heading", name="대전 소상공인 전수조사 · 2026.1")).to_be_visible()
    looked_at(page, "questionnaire-draft")
    confirmed(page, "게시")
    expect(page.get_by_text("게시됨").first).to_be_visible()
    page.goto("/survey/questionnaires/")
    upload(page, NEXT)
    expect(page.get_by_role("heading", name="2026.1판과 달라진 것")).to_be_visible()
    expect(page.get_by_role("cell", name="최종 학력").first).to_be_visible()
    looked_at(page, "questionnaire-second")
    page.goto("/survey/questionnaires/")
    looked_at(page, "questionnaires")
    assert list(QuestionnaireVersion.objects.order_by("pk").values_list("version", "state")) == [
        ("2026.1", "published"), ("2026.2", "draft"),
    ]  # fmt: skip


def test_a_form_manager_works_in_english_by_the_keyboard_alone(new_context: Callable[..., BrowserContext]) -> None:
    page = small(in_english(watched(new_context("desk", make_user(Role.MANAGER)).new_page()), "/survey/"))
    entered(page, "link", "Questionnaires and their versions")
    brought(page, BROKEN)
    expect(page.get_by_role("cell", name="The function floor() is not supported.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="survey, row 38 · constraint")).to_be_visible()
    looked_at(page, "keyboard-questionnaires-refused")
    brought(page, CENSUS)
    expect(page.get_by_role("rowheader", name="Education")).to_be_visible()
    looked_at(page, "keyboard-questionnaire-draft")
    moved(page, "Publish")
    entered(page, "link", "Questionnaires")
    brought(page, NEXT)
    expect(page.get_by_role("heading", name="What is different from version 2026.1")).to_be_visible()
    expect(page.get_by_role("cell", name="label")).to_be_visible()
    looked_at(page, "keyboard-questionnaire-second")
    moved(page, "Publish")
    entered(page, "link", "Questionnaires")
    entered(page, "link", "2026.1")
    moved(page, "Close")
    looked_at(page, "keyboard-questionnaire-closed")
    entered(page, "link", "Questionnaires")
    looked_at(page, "keyboard-questionnaires")
    assert list(QuestionnaireVersion.objects.order_by("pk").values_list("version", "state")) == [
        ("2026.1", "closed"), ("2026.2", "published"),
    ]  # fmt: skip


def test_an_app_is_set_up_and_removed_in_english_by_the_keyboard_alone(
    new_context: Callable[..., BrowserContext],
) -> None:
    census = make_census()
    page = small(in_english(watched(new_context("desk", census.intern).new_page()), "/survey/my/2026A/"))
    entered(page, "link", "Apps for the field")
    looked_at(page, "keyboard-apps-none")
    pressed(page, "Add a device")  # without a name
    expect(page.get_by_role("alert")).to_be_visible()
    typed(page, page.get_by_label("Name of the device"), "my phone")
    with page.expect_navigation():
        pressed(page, "Add a device")
    expect(page.get_by_alt_text("QR code with the settings for ODK Collect")).to_be_visible()
    looked_at(page, "keyboard-apps-made")
    assert AppToken.objects.get().name == "my phone"
    entered(page, "button", "Remove my phone")
    expect(page.get_by_text("“my phone” can no longer sign in.")).to_be_visible()
    looked_at(page, "keyboard-apps-removed")
