"""A manager builds a call from nothing to its publication by a second person, with the keyboard; once on a phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role
from kernel import clock
from programs.models import Call
from tests.browser.conftest import confirmed, looked_at, ticked, watched
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def begun(page: Page) -> Call:
    """The notice, typed from field to field."""
    page.goto("/manage/calls/new/vouchers/")
    opens = clock.now().astimezone(clock.SEOUL) + timedelta(days=1)
    page.locator("[name=title]").focus()
    page.keyboard.type("2027년 데이터바우처")
    page.keyboard.press("Tab")
    page.keyboard.type("한 문장 요약")
    page.keyboard.press("Tab")
    page.keyboard.type("대전의 소상공인을 지원합니다.")
    page.fill("[name=opens_at]", opens.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=closes_at]", (opens + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=seats]", "45")
    page.fill("[name=budget]", "1000000000")
    page.locator("[name=seats]").press("Enter")
    page.wait_for_url(re.compile(r"/manage/calls/\d+/$"))
    return Call.objects.get()


def a_question(page: Page, call: Call, label: str, kind: str, **more: str) -> None:
    page.goto(f"/manage/calls/{call.pk}/form/question/")
    page.locator("[name=label]").focus()
    page.keyboard.type(label)
    page.select_option("[name=kind]", kind)
    for name, text in more.items():
        page.fill(f"[name='{name}']", text)


def the_form(page: Page, call: Call) -> None:
    a_question(page, call, "매장이 있습니까?", "choice", **{"choices-0-label": "예", "choices-1-label": "아니요"})
    expect(page.locator("[name=minimum]")).to_be_hidden()
    looked_at(page)
    page.get_by_role("button", name="저장", exact=True).press("Enter")
    page.wait_for_url(re.compile("/form/$"))
    a_question(page, call, "매장 면적", "number", minimum="1", unit="㎡")
    ticked(page.get_by_label("매장이 있습니까?: 예"))
    page.get_by_role("button", name="저장", exact=True).press("Enter")
    page.wait_for_url(re.compile("/form/$"))
    expect(page.get_by_text("매장이 있습니까?: 예")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name=re.compile("^아래로 매장 면적")).press("Enter")
    page.goto(f"/manage/calls/{call.pk}/form/document/")
    looked_at(page)
    page.fill("[name=label]", "임대차계약서")
    page.locator("[name=label]").press("Enter")
    expect(page.get_by_text("임대차계약서").first).to_be_visible()


def built(page: Page) -> Call:
    call = begun(page)
    for code in ("tracks", "shares", "eligibility"):
        page.goto(f"/manage/calls/{call.pk}/build/{code}/")
        looked_at(page)
        page.get_by_role("button", name="저장하고 다음으로").press("Enter")
        page.wait_for_url(re.compile(rf"^(?!.*/{code}/)"))
    the_form(page, call)
    for code in ("marking", "bonus", "panel"):
        page.goto(f"/manage/calls/{call.pk}/build/{code}/")
        looked_at(page)
        page.get_by_role("button", name=re.compile("^저장하고")).press("Enter")
        page.wait_for_url(re.compile(rf"^(?!.*/{code}/)"))
    page.goto(f"/manage/calls/{call.pk}/preview/")
    expect(page.get_by_label("매장 면적 (㎡)")).to_be_hidden()
    ticked(page.get_by_label("예", exact=True).first)
    expect(page.get_by_label("매장 면적 (㎡)")).to_be_visible()
    looked_at(page)
    page.goto(f"/manage/calls/{call.pk}/steps/")
    looked_at(page)
    return call


def test_a_manager_builds_a_call_and_a_second_person_publishes_it(new_context: NewContext) -> None:
    first, second = make_user(Role.MANAGER), make_user(Role.APPROVER)
    page = watched(new_context("desk", person=first).new_page())
    other = watched(new_context("desk", person=second).new_page())
    call = built(page)
    page.goto(f"/manage/calls/{call.pk}/")
    page.get_by_role("button", name="승인자로 추가").press("Enter")
    page.goto(f"/manage/calls/{call.pk}/steps/")
    confirmed(page, "승인 요청")
    expect(page.get_by_text("승인 대기 중").first).to_be_visible()
    other.goto(f"/manage/calls/{call.pk}/approval/")
    confirmed(other, "게시")
    expect(other.get_by_text("공고를 게시했습니다.")).to_be_visible()
    call.refresh_from_db()
    assert call.state == "published" and call.published_by == second
    assert {"매장 면적", "매장이 있습니까?"} <= {q.label for _section, q in call.terms.kept_form.questions()}
    assert "임대차계약서" in {kind.label for kind in call.terms.kept_documents}
    assert call.terms.choosing_terms.eligibility


def test_the_same_on_a_phone(new_context: NewContext) -> None:
    page = watched(new_context("phone", person=make_user(Role.MANAGER)).new_page())
    built(page)
    expect(page.get_by_role("button", name="승인 요청")).to_be_visible()
