"""Field work without a network against the real server: whatever is cut, killed, full or wrong, every record arrives
exactly once and none is silently overwritten (docs/offline.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from kernel import clock
from survey.models import CensusRecord, FieldDevice, FieldItem, RecordVersion, Visit
from survey.views import field_app
from tests.browser.conftest import confirmed, forget_script_errors, looked_at, ticked, until, watched
from tests.survey.factories import Census, keep, make_census, published
from tests.survey.test_offline import answer_of
from tests.survey.xform.samples import CENSUS

NewContext = Callable[..., BrowserContext]
pytestmark = pytest.mark.django_db(transaction=True)
PIN, SHOP = "잊지않을핀1", "성심빵집"
ITEMS = "**/field/items"


class Phone:
    """A phone of the intern with the app set up, its work fetched and its page kept."""

    def __init__(self, new_context: NewContext, census: Census) -> None:
        self.census = census
        self.context = new_context("phone", census.intern)
        self.page = watched(self.context.new_page())
        self.page.goto("/survey/field/")
        self.page.get_by_label("PIN", exact=True).fill(PIN)
        self.page.get_by_label("PIN 확인").fill(PIN)
        self.page.get_by_role("button", name="등록하기").click()
        expect(self.page.get_by_role("link", name=SHOP).first).to_be_visible()
        self.page.wait_for_function("() => navigator.serviceWorker.controller")
        self.page.evaluate("user => localStorage.setItem(`hanbat:entry:mode:${user}`, 'paper')", str(census.intern.pk))

    def opened_again(self) -> None:
        """Another tab, which has no key: the PIN opens it."""
        self.page = watched(self.context.new_page())
        self.page.goto("/survey/field/")
        self.page.get_by_label("PIN", exact=True).fill(PIN)
        self.page.get_by_role("button", name="잠금 해제").click()
        expect(self.page.get_by_role("heading", name="오늘 할 일")).to_be_visible()

    def at(self, where: str) -> Page:
        self.page.evaluate("where => { location.hash = where }", where)
        return self.page

    def entry(self) -> Page:
        self.at(f"entry/2026A/{self.census.business(SHOP).pk}")
        expect(self.page.locator("form.entry[data-ready]")).to_be_visible()
        return self.page

    def write(self, **answers: str) -> Page:
        """Answers of the record of the shop, typed; kept on the device."""
        page = self.entry()
        for name, text in answers.items():
            page.locator(f"[data-path$='/{name}'] :is(input, textarea)").first.fill(text)
        expect(page.locator("[data-autosave-status]")).to_contain_text("이 기기에 저장됨")
        return page

    def hand_in(self, **answers: str) -> None:
        page = self.write(**answers)
        page.get_by_role("button", name="제출하기").press("Enter")
        expect(page.get_by_role("heading", name="저장했습니다")).to_be_visible()

    def visit(self, shop: str) -> None:
        page = self.at(f"visit/2026A/{self.census.business(shop).pk}")
        ticked(page.get_by_label("부재·휴업 중"))
        page.get_by_role("button", name="방문 기록 저장").click()
        expect(page.locator("[data-news]")).to_contain_text(f"{shop} 방문을 저장했습니다")

    def send_now(self) -> None:
        self.at("queue")
        self.page.get_by_role("button", name="지금 전송하기").click()

    def all_sent(self) -> None:
        expect(self.page.locator("[data-field-state]")).to_contain_text("모두 전송됨")


def test_a_day_without_a_network_arrives_once_it_is_back(new_context: NewContext) -> None:
    census = make_census()
    keep(census)
    phone = Phone(new_context, census)
    looked_at(phone.page, "offline-day")
    phone.context.set_offline(True)
    phone.page.reload()
    expect(phone.page.get_by_role("link", name="가람식당").first).to_be_visible()
    phone.visit("가람식당")
    looked_at(phone.at(f"visit/2026A/{census.business('두꺼비짬뽕').pk}"), "offline-visit")
    phone.entry()
    looked_at(phone.page, "offline-entry")
    phone.hand_in(deposit="4000")
    phone.opened_again()
    expect(phone.page.locator("[data-field-state]")).to_contain_text("전송 대기 2건")
    phone.at("queue")
    expect(phone.page.get_by_role("row", name="성심빵집")).to_contain_text("대기")
    looked_at(phone.page, "offline-queue")
    assert not Visit.objects.exists() and not FieldItem.objects.exists()
    phone.context.set_offline(False)
    phone.all_sent()
    assert {one.case.business.name for one in Visit.objects.all()} == {"가람식당", SHOP}
    record = CensusRecord.objects.get()
    assert (record.state, answer_of(record, "deposit"), record.version) == ("submitted", "4000", 1)
    forget_script_errors(phone.page)


def test_whatever_happens_to_a_request_the_record_arrives_once(new_context: NewContext) -> None:
    """No network, an error of the server, a page that a network puts in between, an answer that got lost."""
    census = make_census()
    keep(census)
    phone = Phone(new_context, census)
    troubles: list[Callable[[Route], Any]] = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=500, body="x"),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>와이파이 로그인</h1>"),
        lambda route: route.fulfill(status=200, json=_forged(route)),
        _answer_is_lost,
    ]

    def meet(route: Route) -> None:
        trouble = troubles.pop(0) if troubles else Route.continue_
        trouble(route)

    phone.page.route(ITEMS, meet)
    phone.hand_in(deposit="4000")
    while troubles:
        expect(phone.page.locator("[data-field-state]")).to_contain_text("전송 대기 1건")
        left = len(troubles)
        phone.send_now()
        until(phone.page, lambda left=left: len(troubles) < left)
    until(phone.page, RecordVersion.objects.exists)
    assert RecordVersion.objects.count() == 1  # the answer was lost, the record was not
    phone.all_sent()  # by itself, after a pause
    assert (RecordVersion.objects.count(), FieldItem.objects.count()) == (1, 1)
    forget_script_errors(phone.page)


def _answer_is_lost(route: Route) -> None:
    route.fetch()
    route.abort()


def _forged(route: Route) -> dict[str, Any]:
    """What somebody in between would say: taken, but signed with nothing."""
    sent = dict(route.request.post_data_json or {})
    answers = [
        {"id": one["id"], "receipt": f'{{"id":"{one["id"]}","sha256":"{one["sha256"]}"}}', "signature": "0" * 64}
        for one in sent["items"]
    ]
    return {"device": sent["device"], "user": "1", "now": sent["sent_at"], "wipe": False, "answers": answers}


def test_a_tab_that_is_killed_loses_neither_what_was_typed_nor_what_was_being_sent(new_context: NewContext) -> None:
    census = make_census()
    keep(census)
    phone = Phone(new_context, census)
    phone.write(memo="탭이 닫히기 전")
    phone.page.close()
    phone.opened_again()
    phone.entry()
    expect(phone.page.locator("[data-path$='/memo'] :is(input, textarea)").first).to_have_value("탭이 닫히기 전")

    def killed(route: Route) -> None:
        route.fetch()
        phone.page.close()

    phone.page.route(ITEMS, killed)
    with phone.page.expect_event("close"):
        phone.page.get_by_role("button", name="제출하기").press("Enter")
    phone.opened_again()
    phone.all_sent()
    record = CensusRecord.objects.get()
    assert (record.state, answer_of(record, "memo"), RecordVersion.objects.count()) == (
        "submitted",
        "탭이 닫히기 전",
        1,
    )
    assert FieldItem.objects.count() == 1


def test_a_full_device_says_so_and_claims_nothing(new_context: NewContext) -> None:
    census = make_census()
    keep(census)
    phone = Phone(new_context, census)
    page = phone.entry()
    page.evaluate(
        """() => {
            globalThis.kept = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    page.locator("[data-path$='/deposit'] input").first.fill("4000")
    expect(page.locator("[data-autosave-status]")).to_contain_text("저장 공간이 부족합니다")
    page.get_by_role("button", name="제출하기").press("Enter")
    expect(page.locator("[data-entry-problems]")).to_contain_text("저장 공간이 부족합니다")
    assert not FieldItem.objects.exists()
    page.evaluate("() => { IDBObjectStore.prototype.put = globalThis.kept; }")
    page.get_by_role("button", name="제출하기").press("Enter")
    expect(page.get_by_role("heading", name="저장했습니다")).to_be_visible()
    phone.all_sent()
    assert answer_of(CensusRecord.objects.get(), "deposit") == "4000"


def test_a_visit_pressed_twice_while_the_place_is_looked_for_is_kept_once(new_context: NewContext) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    phone.page.evaluate(
        """() => {
            localStorage.setItem("hanbat-field-place", "yes");
            const coords = { latitude: 36.32861, longitude: 127.42734, accuracy: 8 };
            Geolocation.prototype.getCurrentPosition = (found) => setTimeout(() => found({ coords }), 700);
        }"""
    )
    page = phone.at(f"visit/2026A/{census.business('가람식당').pk}")
    ticked(page.get_by_label("부재·휴업 중"))
    page.get_by_role("button", name="방문 기록 저장").dblclick()
    expect(page.locator("[data-news]")).to_contain_text("가람식당 방문을 저장했습니다")
    phone.all_sent()
    assert Visit.objects.count() == FieldItem.objects.count() == 1


def test_what_nobody_answered_is_tried_as_soon_as_the_network_is_back(new_context: NewContext) -> None:
    """However long the pause is that it has come to."""
    census = make_census()
    phone = Phone(new_context, census)
    phone.context.set_offline(True)
    phone.visit("가람식당")
    phone.at("queue")
    expect(phone.page.get_by_role("row", name="가람식당")).to_contain_text(re.compile(r"\d번 시도함"))
    phone.page.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("hanbat-field").onsuccess = ({ target }) => {
                const queue = target.result.transaction("queue", "readwrite").objectStore("queue");
                queue.getAll().onsuccess = (found) => {
                    for (const entry of found.target.result) queue.put({ ...entry, next: Date.now() + 300_000 });
                };
                queue.transaction.oncomplete = done;
            };
        })"""
    )
    phone.context.set_offline(False)
    phone.all_sent()
    assert Visit.objects.count() == 1
    forget_script_errors(phone.page)


def test_a_wrong_clock_neither_loses_nor_misdates_a_visit(new_context: NewContext) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    phone.page.clock.set_fixed_time(clock.now() + timedelta(days=9))
    phone.visit("가람식당")
    phone.all_sent()
    assert abs(Visit.objects.get().at - clock.now()) < timedelta(minutes=5)


def test_an_update_in_the_midst_of_typing_drops_neither_the_form_nor_the_record(
    new_context: NewContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    page = phone.write(memo="옛 판으로 적음")
    monkeypatch.setattr(field_app, "version_of", lambda request: "another")
    newer = CENSUS.replace("2026.1", "2026.2")
    assert newer != CENSUS
    published(census.manager, newer)
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((known) => known.update())")
    page.get_by_role("button", name="지금 적용하기").click()
    expect(page.locator("form.entry[data-ready]")).to_be_visible()
    expect(page.locator("[data-path$='/memo'] :is(input, textarea)").first).to_have_value("옛 판으로 적음")
    page.get_by_role("link", name="오늘 할 일로").click()
    phone.all_sent()
    record = CensusRecord.objects.get()
    assert (record.form.version, answer_of(record, "memo")) == ("2026.1", "옛 판으로 적음")


def test_two_devices_are_merged_by_field_and_a_person_chooses_where_both_changed(new_context: NewContext) -> None:
    census = make_census()
    keep(census)
    one, other = Phone(new_context, census), Phone(new_context, census)
    for phone in (one, other):
        phone.context.set_offline(True)
    one.hand_in(deposit="4000")
    other.hand_in(deposit="3500", memo="둘째 전화기")
    one.context.set_offline(False)
    one.all_sent()
    other.context.set_offline(False)
    other.all_sent()
    record = CensusRecord.objects.get()
    assert (answer_of(record, "deposit"), record.version) == ("4000", 1)
    other.at("queue")
    other.page.get_by_role("link", name="오늘 할 일로").click()
    other.page.get_by_role("button", name="배정 업체 새로 받기").click()
    expect(other.page.locator("[data-field-state]")).to_contain_text("결정 필요 1건")
    other.at("queue")
    other.page.get_by_role("link", name="비교하여 고르기").click()
    page = other.page
    expect(page.get_by_role("group", name="보증금")).to_contain_text("3,500")
    looked_at(page, "offline-conflict")
    page.get_by_role("button", name="고른 답으로 저장하기").click()
    expect(page.get_by_role("alert").first).to_contain_text("문항마다")
    for name in ("보증금", "메모"):
        ticked(page.get_by_role("group", name=name).get_by_label("기기에서 온 답"))
    page.get_by_role("button", name="고른 답으로 저장하기").click()
    expect(page.get_by_text("결정했습니다")).to_be_visible()
    record.refresh_from_db()
    assert (answer_of(record, "deposit"), answer_of(record, "memo"), record.version) == ("3500", "둘째 전화기", 2)
    forget_script_errors(page)


def test_what_is_stuck_goes_to_the_office_as_a_file_and_a_lost_device_is_wiped(
    new_context: NewContext, tmp_path: Any
) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    phone.page.route(ITEMS, lambda route: route.abort())
    phone.visit("가람식당")
    phone.at("queue")
    with phone.page.expect_download() as waited:
        phone.page.get_by_role("button", name="파일로 내보내기").click()
    path = tmp_path / "export.json"
    waited.value.save_as(path)
    desk = watched(new_context("desk", census.manager).new_page())
    desk.goto("/survey/waves/2026A/devices/")
    desk.get_by_label("현장조사 앱에서 내보낸 파일").set_input_files(path)
    desk.get_by_role("button", name="불러오기").click()
    expect(desk.get_by_text("파일에서 1건을 불러왔습니다.")).to_be_visible()
    looked_at(desk, "offline-devices")
    phone.page.unroute(ITEMS)
    phone.send_now()
    phone.all_sent()
    assert Visit.objects.count() == FieldItem.objects.count() == 1
    desk.goto("/survey/waves/2026A/devices/")
    confirmed(desk, f"초기화하기 성춘향 {FieldDevice.objects.get().name}")
    expect(desk.get_by_text("초기화 예정")).to_be_visible()
    phone.at("")
    phone.page.get_by_role("button", name="배정 업체 새로 받기").click()
    expect(phone.page.get_by_role("heading", name="기기를 초기화했습니다")).to_be_visible()
    assert phone.page.evaluate("async () => (await indexedDB.databases()).length") == 0
    until(phone.page, FieldDevice.objects.filter(wiped_at__isnull=False).exists)


def test_after_two_weeks_without_contact_the_pin_opens_nothing_and_signing_in_loses_nothing(
    new_context: NewContext,
) -> None:
    census = make_census()
    phone = Phone(new_context, census)
    phone.context.set_offline(True)
    phone.visit("가람식당")
    phone.page.clock.set_fixed_time(clock.now() + timedelta(days=15))
    phone.page.reload()
    expect(phone.page.get_by_text("이제 PIN으로는 열 수 없습니다")).to_be_visible()
    looked_at(phone.page, "offline-locked")
    phone.context.set_offline(False)
    phone.page.get_by_role("button", name="로그인하여 열기").click()
    phone.page.get_by_label("PIN", exact=True).fill("새로운핀123")
    phone.page.get_by_label("PIN 확인").fill("새로운핀123")
    phone.page.get_by_role("button", name="새 PIN 정하기").click()
    phone.all_sent()
    assert Visit.objects.count() == 1
    forget_script_errors(phone.page)
