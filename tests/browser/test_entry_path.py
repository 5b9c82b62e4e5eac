"""A census record from the page of entry to the supervisor and back: on paper, by telephone; on a visit, with place and
photo, while a second window has it open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from kernel import clock
from survey.models import CensusRecord, RecordFile, RecordVersion
from tests.browser.conftest import assert_no_script_errors, looked_at, watched
from tests.survey.factories import Census, make_census, published
from tests.survey.test_openrosa import PHOTO_ROW, WITH_PHOTO, photo, xml

NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)
ON_PAPER = (  # from the outcome on; what the frame knows stands there already
    "1", "", "", "1208800767", "", "", "2", "2", "1979", "4", "1", "2", "201503", "1", "6", "1억2000", "5000", "2",
    "3000", "120", "", "33.5", "10", "26", "1", "0", "0", "1", "1", "1", "0", "0", "4", "18000", "9000", "4000", "1440",
    "60", "3500", "2", "3", "1 2", "", "1", "1", "1",
)  # fmt: skip
PLACE_ROW = "| | geopoint | where | 위치 | Where |" + " |" * 16
WITH_PLACE_AND_PHOTO = WITH_PHOTO.replace(PHOTO_ROW, f"{PLACE_ROW}\n{PHOTO_ROW}").replace("| 2026.1 |", "| 2026.3 |")
MEMO = "문이 잠기고 안내문이 붙음(가상)"


def opened(page: Page, census: Census, name: str, mode: str) -> None:
    page.goto(f"/survey/my/2026A/{census.business(name).pk}/?mode={mode}")
    page.locator("form[data-entry][data-ready]").wait_for()


def box(page: Page, path: str) -> Locator:
    return page.locator(f"[data-path='/data/{path}']").locator("input:not([id$=reason]), textarea").first


def typed(page: Page, *lines: str) -> None:
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")


def test_a_record_from_paper_comes_back_with_a_note_and_is_mended_by_telephone(new_context: NewContext) -> None:
    """The keyer types by keyboard alone; the supervisor writes a note at an answer; the intern finds it there."""
    census = make_census()
    desk = watched(new_context("desk", census.intern).new_page())
    opened(desk, census, "성심빵집", "paper")
    expect(box(desk, "visit/visited_on")).to_be_focused()
    typed(desk, "오늘", "", *ON_PAPER)
    expect(desk.get_by_role("button", name="제출하기")).to_be_focused()
    looked_at(desk, "entry-real-paper")
    desk.get_by_role("button", name="제출하기").press("Enter")
    expect(desk.get_by_text("접수번호 2026A-000001")).to_be_visible()
    record = CensusRecord.objects.get()
    assert (record.state, record.result, record.channel, record.issues) == ("submitted", "completed", "paper", 0)
    assert record.answers["/data/finances/sales"] == "18000"
    [window] = record.paradata.values()
    assert window["clicks"] == 0

    _the_supervisor_sends_it_back(watched(new_context("desk", census.manager).new_page()), record)

    opened(desk, census, "성심빵집", "phone")
    desk.get_by_role("button", name="전화", exact=True).press("Enter")
    note = desk.locator("[data-path='/data/finances/sales'] .entry-note")
    expect(note).to_contain_text("부가세를 뺀 금액입니까?")
    looked_at(desk, "entry-real-returned")
    box(desk, "finances/sales").select_text()
    typed(desk, "19000")
    box(desk, "finances/profit").select_text()
    typed(desk, "4500")
    desk.get_by_role("button", name="제출하기").press("Enter")
    expect(desk.get_by_text("접수번호 2026A-000001")).to_be_visible()
    answers = RecordVersion.objects.order_by("number").values_list("answers", flat=True)
    assert [one["/data/finances/sales"] for one in answers] == ["18000", "19000"]
    assert_no_script_errors(desk)


def _the_supervisor_sends_it_back(page: Page, record: CensusRecord) -> None:
    page.goto(f"/survey/waves/2026A/records/{record.pk}/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="지난해 매출"))
    row.locator("summary").press("Enter")
    row.get_by_role("textbox").fill("부가세를 뺀 금액입니까?")
    page.locator("#return-form textarea, #return-form input[name=note]").first.fill("매출을 다시 확인해 주세요.")
    looked_at(page, "entry-real-supervisor")
    page.locator("#return-form button").press("Enter")
    expect(page.get_by_text("매출을 다시 확인해 주세요.").first).to_be_visible()


def test_a_visit_keeps_place_and_photo_while_the_same_record_is_open_at_a_desk(new_context: NewContext) -> None:
    """By thumb on the phone. What only one window changed is in both; what both changed stands side by side until one
    is chosen; nothing of either is lost."""
    census = make_census()
    census.wave.questionnaire = published(census.manager, WITH_PLACE_AND_PHOTO)
    census.wave.save()
    phone = new_context("phone", census.intern)
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": 36.32861, "longitude": 127.42734, "accuracy": 8})
    thumb, desk = watched(phone.new_page()), watched(new_context("desk", census.intern).new_page())
    opened(thumb, census, "성심빵집", "visit")
    thumb.get_by_text("폐업", exact=True).click()
    box(thumb, "visit/memo").fill("문이 잠김(가상)")
    thumb.get_by_role("button", name="지금 위치").click()
    expect(box(thumb, "visit/where")).to_have_value("36.32861 127.42734 0 8")
    thumb.set_input_files(
        "[data-path='/data/visit/front'] input", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(thumb.get_by_text("보관했습니다.")).to_be_visible()
    saved(thumb)
    looked_at(thumb, "entry-real-visit")

    opened(desk, census, "성심빵집", "paper")
    expect(box(desk, "visit/memo")).to_have_value("문이 잠김(가상)")
    box(thumb, "visit/memo").fill(MEMO)
    saved(thumb)
    yesterday = clock.today() - timedelta(days=1)
    box(desk, "visit/memo").fill("전화를 받지 않음(가상)")  # first, or a save of the other would bring the memo in
    box(desk, "visit/visited_on").fill(f"{yesterday:%Y%m%d}")
    block = desk.get_by_role("group", name="메모: 여기와 다른 창에서 모두 고쳤습니다")
    expect(block.get_by_text(MEMO)).to_be_visible()
    looked_at(desk, "entry-real-conflict")
    block.get_by_role("button").first.press("Enter")
    expect(box(desk, "visit/memo")).to_have_value(MEMO)
    saved(desk)

    thumb.get_by_role("button", name="제출하기").click()
    expect(thumb.get_by_text("접수번호 2026A-000001")).to_be_visible()
    record = CensusRecord.objects.get()
    assert (record.result, record.channel, record.visited_on) == ("closed", "field", yesterday)
    kept = {name: record.answers[f"/data/visit/{name}"] for name in ("memo", "where", "front")}
    assert kept == {"memo": MEMO, "where": "36.32861 127.42734 0 8", "front": RecordFile.objects.latest("pk").name}
    assert_no_script_errors(thumb)
    assert_no_script_errors(desk)


def test_only_the_page_itself_is_asked_of_the_server_the_second_time(new_context: NewContext) -> None:
    """The form and the code list come from the cache; how fast the page is ready then, ``make bench`` says."""
    census = make_census()
    page = watched(new_context("desk", census.intern).new_page())
    for _turn in range(2):
        opened(page, census, "성심빵집", "paper")
        box(page, "visit/result").press("1")
        box(page, "identity/industry").press("ArrowDown")
        expect(page.locator("[data-path='/data/identity/industry'] [role=option]").first).to_be_visible()
    fetched = page.evaluate(
        """() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".json"))
            .map(({ name, transferSize }) => [new URL(name).pathname, transferSize])"""
    )
    assert [size for _name, size in fetched] == [0, 0], fetched


def test_an_app_is_set_up_and_what_it_sent_for_no_business_is_placed_by_the_office(new_context: NewContext) -> None:
    census = make_census()
    phone = watched(new_context("phone", census.intern).new_page())
    phone.goto("/survey/my/2026A/map/")
    looked_at(phone, "entry-map")
    phone.goto("/survey/my/2026A/apps/")
    phone.get_by_label("기기 이름").fill("조사용 전화기(가상)")
    phone.get_by_role("button", name="기기 추가").press("Enter")
    token = phone.locator(".callout code").last.inner_text()
    looked_at(phone, "entry-app")
    form = {"name": "s.xml", "mimeType": "text/xml", "buffer": xml(census, "uuid:1", shop_id="MA9999")}
    sent = phone.request.post(
        "/openrosa/2026A/submission",
        multipart={"xml_submission_file": form},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert sent.status == 201

    desk = watched(new_context("desk", census.manager).new_page())
    desk.goto("/survey/waves/2026A/records/")
    looked_at(desk, "entry-records-empty")
    desk.get_by_role("link", name="보류된 제출물 1").press("Enter")
    looked_at(desk, "entry-held")
    desk.get_by_role("table").get_by_role("link").press("Enter")
    looked_at(desk, "entry-held-one")
    desk.get_by_label("업체의 상가업소번호").fill(census.business("성심빵집").source_id)
    desk.get_by_role("button", name="조사표로 만들기").press("Enter")
    expect(desk.get_by_text("2026A-000001").first).to_be_visible()
    looked_at(desk, "entry-placed")
    desk.goto("/survey/waves/2026A/records/")
    looked_at(desk, "entry-records")
