"""The page of entry for itself: any form, by keyboard, by thumb, in two windows, without a connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from kernel import clock
from survey.rules.xform.compile import compile_form
from tests.browser.conftest import SCREENS, looked_at, watched
from tests.browser.entry_stand_in import HOST, INDUSTRIES, StandIn, census
from tests.survey.xform.samples import xform

PREFILL = {
    "/data/visit/shop_id": "MA0101",
    "/data/identity/shop_name": "두꺼비 상회(가상)",
    "/data/identity/address": "대전광역시 중구 없는로 1",
    "/data/visit/visited_on": clock.today().isoformat(),
}
LAST = {"/data/visit/visited_on": "2026-11-20"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", viewport=SCREENS["desk"])
    yield watched(context.new_page())
    context.close()


KEYS_OF_A_RECORD = 176  # as docs/entry.md has it
RECORD = (  # as it stands on a paper form; "": nothing, or what is there already
    "", "1", "", "", "1208800767", "", "ㅎㅅ ㅇㅂ", "2", "2", "1979", "4", "1", "2", "201503", "1", "6", "1억2000",
    "5000", "2", "3000", "120", "", "33.5", "10", "26", "1", "0", "0", "1", "1", "1", "0", "0", "4", "18000", "9000",
    "4000", "1440", "60", "3500", "1", "2000", "1 3", "1 2 6",
)  # fmt: skip
PLATFORMS = (("1", "60"), ("2", "30"))
POLICY = ("1 2", "", "1", "1", "2", "1")


def entry_at(page: Page, *, language: str = "ko", **state: object) -> StandIn:
    stand_in = StandIn(page, census(), prefill=PREFILL, last=LAST, **state)
    stand_in.open(language)
    return stand_in


class Keyer:
    """Somebody with a paper form and a keyboard; counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def lines(self, *lines: str) -> None:
        """Each typed where the focus stands, then Enter."""
        for line in lines:
            self.page.keyboard.type(line)
            self.keys += len(line)
            self.press("Enter")

    def at(self) -> str:
        """The question that has the focus."""
        path = self.page.evaluate("document.activeElement.closest('[data-path]')?.dataset.path")
        return str(path).removeprefix("/data/")


def field(page: Page, path: str) -> Locator:
    return page.locator(f"[data-path='/data/{path}']")


def box(page: Page, path: str) -> Locator:
    return field(page, path).locator("input:not([id$=reason]), textarea").first


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("14:03")


def test_a_whole_record_is_entered_by_keyboard_alone(page: Page) -> None:
    """Day and way from last time, skips jumped, two rounds of a repeat, the industry by initial consonants; handed in.
    No mouse; the keys are counted."""
    stand_in, keyer = entry_at(page), Keyer(page)
    assert keyer.at() == "visit/visited_on"
    keyer.press("F2")
    keyer.lines(*RECORD)
    assert keyer.at() == "digital/platform"
    for platform in PLATFORMS:
        keyer.press("+")
        assert keyer.at() == "digital/platform/kind"
        keyer.lines(*platform)
    keyer.press("Escape")
    assert keyer.at() == "difficulties_group/difficulties"
    keyer.lines(*POLICY)
    expect(page.get_by_role("button", name="제출하기")).to_be_focused()
    looked_at(page, "entry-paper")
    page.get_by_role("button", name="제출하기").focus()
    keyer.press("Enter")
    expect(page.get_by_text("접수번호 2026A-000001")).to_be_visible()
    expect(page.get_by_role("link", name="다음 업체")).to_be_focused()
    looked_at(page, "entry-receipt")
    [body] = stand_in.submits
    assert stand_in.judged(body["content"]) == []
    assert stand_in.answer("/data/identity/industry") == "I56111"
    assert stand_in.answer("/data/founding/founding_cost") == "12000"
    assert stand_in.answer("/data/founding/founded_month") == "2015-03-01"
    assert stand_in.answer("/data/finances/debt_from") == "bank public"
    [measured] = body["paradata"].values()
    assert measured["clicks"] == 0
    assert measured["questions"]["/data/finances/sales"]["edits"] == 1  # typed at once
    assert keyer.keys == KEYS_OF_A_RECORD


def test_going_back_and_forth_jumps_what_is_not_asked(page: Page) -> None:
    entry_at(page)
    keyer = Keyer(page)
    keyer.lines("", "", "1", "")
    assert keyer.at() == "identity/shop_name"
    keyer.press("Shift+Enter")
    keyer.press("Shift+Enter")
    assert keyer.at() == "visit/result"
    keyer.lines("3", "문을 닫음(가상)")
    expect(page.get_by_role("button", name="제출하기")).to_be_focused()
    expect(field(page, "identity/shop_name")).to_be_hidden()
    keyer.press("Shift+Tab")
    keyer.press("ArrowUp")


def test_choices_of_two_digits_and_several_are_picked_by_number_and_taken_back(page: Page) -> None:
    stand_in, keyer = entry_at(page), Keyer(page)
    box(page, "visit/result").focus()
    keyer.press("1")
    keyer.press("1")
    expect(field(page, "visit/result").get_by_role("radio", name="중복")).to_be_checked()
    keyer.press("Backspace")
    expect(field(page, "visit/result").locator(":checked")).to_have_count(0)
    page.keyboard.type("co")
    expect(field(page, "visit/result").get_by_role("radio", name="완료", exact=True)).to_be_checked()
    box(page, "digital/digital_tools").focus()
    page.keyboard.type("1, 3 1")
    saved(page)
    assert stand_in.answer("/data/digital/digital_tools") == "kiosk"


def test_sums_are_typed_in_the_unit_of_the_paper_and_never_rounded(page: Page) -> None:
    stand_in = entry_at(page)
    box(page, "visit/result").press("1")
    sales = box(page, "finances/sales")
    sales.focus()
    sales.press("F4")
    sales.press("F4")
    expect(field(page, "finances/sales").locator(".entry-unit")).to_have_text("원")
    page.keyboard.type("123456789")
    expect(field(page, "finances/sales").locator(".entry-words")).to_have_text("1억 2,345만 6,789원")
    page.keyboard.press("Enter")
    expect(field(page, "finances/sales").locator(".field-error")).to_contain_text("만원 단위로 떨어지는")
    looked_at(page, "entry-sum")
    field(page, "finances/sales").get_by_role("button", name="1억 2,346만원으로 고쳐 쓰기").press("Enter")
    expect(sales).to_have_value("123,460,000")
    sales.press("F4")
    expect(sales).to_have_value("12,346")
    saved(page)
    assert stand_in.answer("/data/finances/sales") == "12346"
    page.reload()
    page.locator("form[data-ready]").wait_for()
    expect(page.get_by_label("금액 단위")).to_have_value("man")


def test_what_is_wrong_holds_back_once_and_what_is_unlikely_asks_for_a_reason(page: Page) -> None:
    stand_in, keyer = entry_at(page), Keyer(page)
    page.keyboard.press("F2")
    keyer.lines("", "1")
    box(page, "premises/opening_hours").focus()
    keyer.lines("25")
    assert keyer.at() == "premises/opening_hours"
    expect(field(page, "premises/opening_hours").locator(".field-error")).to_contain_text("0에서 24시간 사이")
    keyer.lines("")
    assert keyer.at() == "premises/opening_days"
    box(page, "finances/sales").focus()
    keyer.lines("0")
    reason = page.get_by_role("textbox", name="그대로 두는 사유 (지난해 매출)")
    expect(reason).to_be_focused()
    looked_at(page, "entry-reason")
    keyer.lines("휴업(가상)")
    assert keyer.at() == "finances/cost_materials"
    page.get_by_role("button", name="제출하기").press("Enter")
    summary = page.locator("[data-entry-problems]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link", name="하루 영업시간: 0에서 24시간 사이로 적습니다.")).to_be_visible()
    expect(summary.get_by_role("link", name="지난해 매출")).to_have_count(0)
    looked_at(page, "entry-wrong")
    summary.get_by_role("link", name="하루 영업시간").press("Enter")
    assert keyer.at() == "premises/opening_hours"
    keyer.press("F8")
    assert keyer.at() != "premises/opening_hours"
    saved(page)
    assert stand_in.saves[-1]["reasons"] == {"/data/finances/sales": "휴업(가상)"}
    assert stand_in.submits == []


def test_a_visit_goes_block_by_block_under_the_thumb(page: Page) -> None:
    page.set_viewport_size(SCREENS["phone"])
    note = {"/data/visit/memo": "누구에게 물었는지 적어 주세요."}
    stand_in = entry_at(page, mode="visit", notes=note)
    expect(field(page, "visit/memo").get_by_text("누구에게 물었는지 적어 주세요.")).to_be_visible()
    assert stand_in.page.locator("#main").evaluate("main => main.contains(document.activeElement)") is False
    looked_at(page, "entry-visit")
    page.set_viewport_size(SCREENS["phone"])
    page.get_by_text("완료", exact=True).click()
    page.get_by_role("button", name="다음 블록").click()
    expect(page.get_by_role("heading", name="식별")).to_be_focused()
    expect(page.get_by_text("2/10 식별")).to_be_visible()
    expect(page.get_by_role("button", name="제출하기")).to_be_hidden()
    assert box(page, "identity/business_number").get_attribute("inputmode") == "numeric"
    low = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.entry-choice')]
            .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height))"""
    )
    assert low >= 44
    looked_at(page, "entry-visit-block")
    page.get_by_role("button", name="종이", exact=True).click()
    expect(page.get_by_role("heading", name="재무")).to_be_visible()
    page.reload()
    page.locator("form[data-ready][data-mode=paper]").wait_for()


def test_two_windows_are_merged_and_the_same_question_is_shown_side_by_side(page: Page) -> None:
    stand_in = entry_at(page)
    box(page, "visit/result").press("1")
    saved(page)
    theirs = stand_in.content.replace("<shop_name>두꺼비 상회(가상)<", "<shop_name>두꺼비 분점(가상)<")
    theirs = theirs.replace("<memo></memo>", "<memo>옆 창에서(가상)</memo>")
    path = "/data/identity/shop_name"
    stand_in.once = 409, {"revision": 7, "content": theirs, "fields": [path]}
    box(page, "identity/shop_name").fill("두꺼비 본점(가상)")
    block = page.get_by_role("group", name="사업체명: 여기와 다른 창에서 모두 고쳤습니다")
    expect(block.get_by_text("두꺼비 분점(가상)")).to_be_visible()
    expect(box(page, "visit/memo")).to_have_value("옆 창에서(가상)")
    expect(box(page, "identity/shop_name")).to_have_value("두꺼비 본점(가상)")
    looked_at(page, "entry-conflict")
    stand_in.once = 409, {"revision": 7, "content": theirs, "fields": [path]}
    page.reload()  # nobody has chosen yet: it is told again, and nothing was decided by that
    expect(block.get_by_text("두꺼비 분점(가상)")).to_be_visible()
    assert stand_in.saves[-1]["revision"] < 7
    block.get_by_role("button", name="다른 쪽 것을 쓰기").or_(block.get_by_role("button").first).first.press("Enter")
    expect(box(page, "identity/shop_name")).to_have_value("두꺼비 분점(가상)")
    box(page, "identity/address").fill("대전광역시 중구 없는로 2")
    saved(page)
    assert stand_in.saves[-1]["revision"] == 7
    assert set(stand_in.saves[-1]["changed"]) == {"/data/identity/address"}


def test_nothing_is_lost_without_a_connection(page: Page) -> None:
    stand_in = entry_at(page)
    stand_in.offline = True
    box(page, "visit/memo").fill("끊긴 채로 적음(가상)")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "offline")
    stand_in.offline = False
    page.reload()
    page.locator("form[data-ready]").wait_for()
    expect(box(page, "visit/memo")).to_have_value("끊긴 채로 적음(가상)")
    saved(page)
    assert stand_in.answer("/data/visit/memo") == "끊긴 채로 적음(가상)"


def test_what_one_tab_could_not_send_outlives_what_another_saves(page: Page) -> None:
    """Two tabs of one browser with the same record; when one is closed for good, the next to open goes on with it."""
    one = entry_at(page)
    one.offline = True
    box(page, "visit/memo").fill("첫 창에서(가상)")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "offline")
    other = watched(page.context.new_page())
    entry_at(other, content=one.content)
    saved(other)
    expect(box(other, "visit/memo")).to_have_value("첫 창에서(가상)")
    box(page, "visit/memo").fill("첫 창에서 더(가상)")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "offline")
    box(other, "visit/memo").fill("둘째 창에서(가상)")
    saved(other)
    one.offline = False
    page.reload()
    page.locator("form[data-ready]").wait_for()
    expect(box(page, "visit/memo")).to_have_value("첫 창에서 더(가상)")


def test_what_is_typed_while_a_save_is_under_way_is_sent_once_after_it(page: Page) -> None:
    """However many events ask for it meanwhile."""
    stand_in, held = entry_at(page), list[Route]()
    page.route(f"{HOST}/entry/save", lambda route: held.append(route))
    with page.expect_request(f"{HOST}/entry/save"):
        box(page, "visit/memo").fill("첫 문장(가상)")
    box(page, "visit/memo").fill("첫 문장과 둘째 문장(가상)")
    page.evaluate("() => { for (const _time of [1, 2, 3]) dispatchEvent(new Event('online')); }")
    page.unroute(f"{HOST}/entry/save")
    held.pop().fulfill(json={"revision": 1, "saved_at": "14:02"})
    saved(page)
    assert [body["revision"] for body in stand_in.saves] == [1]
    assert stand_in.answer("/data/visit/memo") == "첫 문장과 둘째 문장(가상)"


def test_an_industry_typed_before_their_list_has_come_is_found_once_it_is_there(page: Page) -> None:
    stand_in, held = StandIn(page, census(), prefill=PREFILL, last=LAST), list[Route]()
    page.route(f"{HOST}/entry/industry.json", lambda route: held.append(route))
    stand_in.open()
    box(page, "visit/result").press("1")
    box(page, "identity/industry").fill("ㅎㅅ ㅇㅂ")
    held.pop().fulfill(json={"codes": INDUSTRIES})
    page.get_by_role("option", name="한식 일반 음식점업").click()
    saved(page)
    assert stand_in.answer("/data/identity/industry") == "I56111"


def test_a_round_taken_away_can_be_put_back(page: Page) -> None:
    stand_in, keyer = entry_at(page), Keyer(page)
    box(page, "visit/result").press("1")
    box(page, "digital/digital_tools").press("1")
    field(page, "digital/platform").get_by_role("button", name="추가").press("Enter")
    keyer.lines("1", "60")
    keyer.press("+")
    keyer.lines("4", "20")
    page.get_by_role("group", name="거래하는 플랫폼 1").get_by_role("button", name="지우기").press("Enter")
    expect(page.get_by_role("group", name="거래하는 플랫폼 1").get_by_role("radio", name="SNS")).to_be_checked()
    saved(page)
    assert len(stand_in.read(stand_in.content).children["digital"][0].children["platform"]) == 1
    page.get_by_role("button", name="지운 것 되돌리기").press("Enter")
    expect(page.get_by_role("group", name="거래하는 플랫폼 2").get_by_role("radio", name="SNS")).to_be_checked()


def test_the_page_speaks_english(page: Page) -> None:
    entry_at(page, language="en")
    expect(page.get_by_role("group", name="Outcome")).to_be_visible()
    page.locator(".entry-keys summary").press("Enter")
    looked_at(page, "entry-english")


def test_a_list_of_1200_is_drawn_as_far_as_it_is_looked_at(page: Page) -> None:
    """All of them are at hand without asking the server; how fast, ``make bench`` says."""
    rows = "\n".join(f"| | shop | s{n} | 가상 점포 {n}호 |" for n in range(1_200))
    table = f"""| survey |\n| | type | name | label |\n| | select_one shop | shop | 점포 |\n| choices |
| | list_name | name | label |\n{rows}\n| settings |\n| | form_id | form_title | version |\n| | shops | Shops | 1 |"""
    stand_in = StandIn(page, compile_form(xform(table))[0])
    stand_in.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    finding = page.get_by_role("combobox", name="점포")
    finding.press("ArrowDown")
    assert page.get_by_role("option").count() < 100
    finding.press_sequentially("ㄱㅅㅈㅍ1199")
    expect(page.get_by_role("option")).to_have_count(1)
    assert [one for one in asked if "/static/" not in one] == []  # letters may want a font
    finding.press("Enter")
    saved(page)
    assert stand_in.answer("/data/shop") == "s1199"
