"""A manager amends a published call, an officer puts it in force and sets the moment of the results, an applicant reads
what changed: each in a browser of their own, on a desk and on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from kernel import clock
from programs import actions
from programs.models import Call, CallAmendment, ResultsMoment
from programs.tasks import publish_results
from tests.browser.conftest import looked_at, watched
from tests.factories import person
from tests.programs import choosing
from tests.programs import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def test_a_call_is_amended_and_its_results_come_out_at_the_moment_that_was_set(new_context: NewContext) -> None:
    manager = make.manager()
    call = make.open_call(manager)
    approver, application = make.approver_of(call), make.eligible(call)
    desk, office = watched(new_context(person=manager).new_page()), watched(new_context(person=approver).new_page())

    desk.goto(f"/manage/calls/{call.pk}/")
    desk.get_by_role("link", name="공고 변경", exact=True).click()
    looked_at(desk, "amend")
    desk.locator("#id_seats").fill("1")
    desk.get_by_label("사유").fill("예산이 줄었습니다.")
    desk.get_by_role("button", name="승인 요청").click()
    expect(desk.locator("main")).to_contain_text("늘릴 수는 있으나 줄일 수 없습니다")
    looked_at(desk, "amend-refused")
    desk.locator("#id_seats").fill("5")
    desk.get_by_label("사유").fill("예산이 추가로 확보되어 선정 규모를 늘립니다.")
    desk.get_by_role("button", name="승인 요청").click()
    expect(desk.get_by_text("결재할 사람에게 알렸습니다")).to_be_visible()
    looked_at(desk, "amendment-own")

    office.goto("/")
    office.get_by_role("link", name="공고 변경 결재").click()
    looked_at(office, "amendment")
    office.get_by_role("button", name="시행", exact=True).click()
    expect(office.get_by_text("시행했습니다")).to_be_visible()
    assert CallAmendment.objects.get().state == "in_force"
    reader = watched(new_context(person=application.user).new_page())
    reader.goto(f"/calls/{call.pk}/#changes")
    expect(reader.locator("ins")).to_have_text("5")
    looked_at(reader, "call")

    for _number in range(2):
        make.review(application, make.reviewer_of(call), make.FULL)
    make.past(call)
    actions.propose_ranking(person(manager), call.pk)
    at = clock.now().replace(second=0, microsecond=0) + timedelta(hours=2)
    office.goto("/")
    office.get_by_role("link", name="순위 확정").click()
    office.get_by_label("결과 공개 시각").fill(at.astimezone(clock.SEOUL).strftime("%Y-%m-%dT%H:%M"))
    looked_at(office, "confirm")
    office.locator('button[name="confirm"]').click()
    expect(office.get_by_text("결과는")).to_be_visible()
    office.goto(f"/manage/calls/{call.pk}/results/")
    expect(office.get_by_text("공개 예약됨")).to_be_visible()
    looked_at(office, "results")
    reader.goto(f"/applications/{application.public_id}/")
    expect(reader.locator("main")).to_contain_text("심사 중")

    ResultsMoment.objects.update(at=clock.now() - timedelta(seconds=1))
    assert publish_results() == 1
    assert Call.objects.get(pk=call.pk).state == "decided"
    reader.reload()
    expect(reader.locator("main")).to_contain_text("선정")
    looked_at(reader, "application")


def test_a_form_is_amended_in_the_pages_that_built_it(new_context: NewContext) -> None:
    manager = make.manager()
    call = choosing.open_call(manager)
    approver, draft = make.approver_of(call), make.draft(call)
    desk, office = watched(new_context(person=manager).new_page()), watched(new_context(person=approver).new_page())

    desk.goto(f"/manage/calls/{call.pk}/amend/")
    looked_at(desk, "amend-parts")
    desk.get_by_role("button", name="신청서 질문과 서류", exact=True).click()
    looked_at(desk, "amend-form")
    desk.locator("#section-plan").get_by_role("link", name="질문 추가").click()
    desk.locator("#id_label").fill("보유하고 있는 데이터")
    desk.locator("#id_help").fill("매출 장부, 예약 기록처럼 이미 가지고 있는 자료를 적어 주세요.")
    desk.get_by_role("button", name="저장", exact=True).click()
    desk.get_by_role("link", name="변경공고로 가기").first.click()
    desk.get_by_role("link", name="가점", exact=True).first.click()
    looked_at(desk, "amend-bonus")
    desk.get_by_label("배점").first.fill("2")
    desk.get_by_role("button", name="변경안에 저장").click()
    expect(desk.locator("main")).to_contain_text("보유하고 있는 데이터")
    looked_at(desk, "amend-prepared")
    desk.goto(f"/manage/calls/{call.pk}/edit/")
    looked_at(desk, "amend-table")
    desk.goto(f"/manage/calls/{call.pk}/preview/")
    looked_at(desk, "amend-preview")
    desk.goto(f"/manage/calls/{call.pk}/")
    desk.get_by_role("link", name="이어서 준비하기").click()
    desk.get_by_label("사유").fill("신청서에서 빠진 질문을 더합니다.")
    desk.get_by_role("button", name="승인 요청").click()
    expect(desk.get_by_text("결재할 사람에게 알렸습니다")).to_be_visible()

    office.goto(f"/manage/calls/{call.pk}/amendment/")
    looked_at(office, "amendment-parts")
    office.get_by_role("link", name="변경될 신청서 미리보기").click()
    expect(office.locator("main")).to_contain_text("보유하고 있는 데이터")
    office.goto(f"/manage/calls/{call.pk}/amendment/")
    office.get_by_role("button", name="시행", exact=True).click()
    expect(office.get_by_text("시행했습니다")).to_be_visible()
    reader = watched(new_context(person=draft.user).new_page())
    reader.goto(f"/calls/{call.pk}/#changes")
    expect(reader.locator("main")).to_contain_text("신청서에서 빠진 질문을 더합니다.")
    looked_at(reader, "call-parts")
    reader.goto(f"/applications/{draft.public_id}/submit/")
    expect(reader.locator("main")).to_contain_text("보유하고 있는 데이터")
    looked_at(reader, "submit-cost")
    for name, where in (("board", "board"), ("board-limits", "board/limits"), ("shares", "build/shares")):
        desk.goto(f"/manage/calls/{call.pk}/{where}/")
        looked_at(desk, name)
    desk.goto("/calendar/")
    looked_at(desk, "calendar")
