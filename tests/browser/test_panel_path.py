"""A panel at work in its browsers: pledge, stepping back, a blind sheet that outlives a lost connection, the meeting;
and an applicant who corrects what was asked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Role, User
from programs import actions
from programs.models import Application, Call, Correction, Exclusion, Recusal, Review
from programs.rules.catalogue import Chosen
from programs.rules.correction import Item
from programs.rules.terms import Panel
from tests.browser.conftest import confirmed, forget_script_errors, looked_at, ticked, watched
from tests.factories import make_organisation, make_registration_number, make_user, person
from tests.programs import choosing
from tests.programs import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]
TABLET = {"width": 820, "height": 1100}


def blind_call(manager: User) -> tuple[Call, Application, Application]:
    call = choosing.open_call(manager, choosing.terms(panel=Panel(reviewers=1, blind=True)))
    owner = make_user(name="구운봉")
    business = make_organisation(owner, name="샛별빵공방")
    first = make.eligible(call, user=owner, organisation=business, project_title="샛별빵공방의 수요 예측")
    return call, first, make.eligible(call)


def manager_assigns(page: Page, call: Call) -> None:
    page.goto(f"/manage/calls/{call.pk}/reviewers/")
    looked_at(page)
    page.get_by_role("link", name="배정안 보기").click()
    looked_at(page)
    confirmed(page, "이대로 배정")
    expect(page.get_by_text("평가 2건을 배정하고")).to_be_visible()
    looked_at(page)


def reviewer_fills_in_the_profile(page: Page) -> None:
    page.goto("/reviews/")
    page.get_by_role("link", name="평가위원 정보").click()
    ticked(page.locator("input[name=fields_][value=purchase]"))
    page.fill("[name=employer-0-name]", "한빛연구소")
    looked_at(page)
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("평가위원 정보를 저장했습니다.")).to_be_visible()


def reviewer_signs(page: Page) -> None:
    page.get_by_role("link", name="평가하기").first.click()
    looked_at(page)
    ticked(page.locator("input[name=agree]"))
    page.get_by_role("button", name="서약하고 시작").click()
    expect(page.get_by_role("heading", name="평가표")).to_be_visible()


def reviewer_steps_back(page: Page) -> None:
    page.get_by_text("이해충돌이 있습니다").click()
    page.fill("#step-back", "대표와 친척입니다.")
    looked_at(page)
    confirmed(page, "회피")
    expect(page.get_by_text("평가를 회피했습니다")).to_be_visible()


def test_a_reviewers_whole_path_on_a_tablet(new_context: NewContext) -> None:
    manager, reviewer = make_user(Role.MANAGER), make_user(Role.REVIEWER)
    call, first, _second = blind_call(manager)
    actions.add_reviewer(make.SYSTEM, call.pk, reviewer)
    office = watched(new_context(person=manager).new_page())
    manager_assigns(office, call)

    context = new_context(person=reviewer)
    page = watched(context.new_page())
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
    reviewer_fills_in_the_profile(page)
    reviewer_signs(page)
    page.goto("/reviews/")
    expect(page.get_by_text("샛별빵공방")).to_have_count(0)
    page.get_by_role("link", name=f"평가하기 신청 {2:03d}").click()
    reviewer_steps_back(page)
    assert Recusal.objects.get().reviewer == reviewer

    page.get_by_role("link", name="평가하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("○○○의 수요 예측")
    looked_at(page)
    page.fill("[name=points-need]", "18")
    state = page.locator("[data-autosave-status]")
    expect(state).to_have_attribute("data-state", "saved")

    context.set_offline(True)
    for key, points in (("use", "27"), ("ability", "20"), ("effect", "22")):
        page.fill(f"[name=points-{key}]", points)
    page.fill("[name=opinion]", "연결이 끊긴 동안 적은 의견입니다.")
    expect(state).to_have_attribute("data-state", "offline")
    page.get_by_role("button", name="평가 제출").click()
    expect(state).to_contain_text("제출하지 못했습니다")
    assert Review.objects.get(assignment__application=first).state == "draft"
    forget_script_errors(page)  # the browser notes the lost connection
    context.set_offline(False)
    expect(state).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator("[name=opinion]")).to_have_value("연결이 끊긴 동안 적은 의견입니다.")
    page.get_by_role("button", name="평가 제출").click()
    expect(page.get_by_text("평가를 제출했습니다.")).to_be_visible()
    assert Review.objects.get(assignment__application=first).state == "submitted"
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('hanbat:draft:'))")


def test_what_was_typed_without_a_connection_outlives_a_closed_tab(new_context: NewContext) -> None:
    manager, reviewer = make_user(Role.MANAGER), make_user(Role.REVIEWER)
    call, first, _second = blind_call(manager)
    actions.add_reviewer(make.SYSTEM, call.pk, reviewer)
    sheet = make.review(first, reviewer, {}, hand_in=False)
    context = new_context("phone", person=reviewer)
    page = watched(context.new_page())
    page.goto(f"/reviews/{sheet.pk}/")
    looked_at(page)
    context.set_offline(True)
    page.fill("[name=opinion]", "지하에서 적은 의견")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "offline")
    page.close()
    context.set_offline(False)
    again = watched(context.new_page())
    again.goto(f"/reviews/{sheet.pk}/")
    expect(again.locator("[name=opinion]")).to_have_value("지하에서 적은 의견")
    expect(again.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    sheet.refresh_from_db()
    assert sheet.sheet["opinion"] == "지하에서 적은 의견"


def test_a_sheet_handed_in_while_it_saves_itself_is_not_taken_for_somebody_elses(new_context: NewContext) -> None:
    """The answer of the save is slow to be read, and more is typed meanwhile."""
    manager, reviewer = make_user(Role.MANAGER), make_user(Role.REVIEWER)
    call, first, _second = blind_call(manager)
    actions.add_reviewer(make.SYSTEM, call.pk, reviewer)
    sheet = make.review(first, reviewer, {}, hand_in=False)
    page = watched(new_context(person=reviewer).new_page())
    page.goto(f"/reviews/{sheet.pk}/")
    page.evaluate(
        """() => {
            const json = Response.prototype.json;
            Response.prototype.json = async function () {
                await new Promise((done) => setTimeout(done, 700));
                return json.call(this);
            };
        }"""
    )
    for key, points in (("need", "18"), ("use", "27"), ("ability", "20"), ("effect", "22")):
        page.fill(f"[name=points-{key}]", points)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill("[name=opinion]", "계획이")
    page.fill("[name=opinion]", "계획이 뚜렷합니다.")
    page.get_by_role("button", name="평가 제출").click()
    expect(page.get_by_text("평가를 제출했습니다.")).to_be_visible()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.opinion) == ("submitted", "계획이 뚜렷합니다.")


def test_two_devices_of_one_reviewer_are_asked_which_words_stay(new_context: NewContext) -> None:
    manager, reviewer = make_user(Role.MANAGER), make_user(Role.REVIEWER)
    call, first, _second = blind_call(manager)
    actions.add_reviewer(make.SYSTEM, call.pk, reviewer)
    sheet = make.review(first, reviewer, {}, hand_in=False)
    desk, tablet = (watched(new_context(person=reviewer).new_page()) for _number in range(2))
    for page in (desk, tablet):
        page.goto(f"/reviews/{sheet.pk}/")
    desk.fill("[name=points-use]", "25")
    desk.fill("[name=opinion]", "책상에서")
    expect(desk.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    tablet.fill("[name=points-need]", "18")
    tablet.fill("[name=opinion]", "태블릿에서")
    choice = tablet.locator("#conflict-opinion")
    expect(choice).to_contain_text("책상에서")
    choice.get_by_role("button", name="여기 입력한 내용 유지").click()
    expect(tablet.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    sheet.refresh_from_db()
    kept = {key: sheet.sheet[key] for key in ("points-use", "points-need", "opinion")}
    assert kept == {"points-use": "25", "points-need": "18", "opinion": "태블릿에서"}


def test_the_panel_meets_and_agrees(new_context: NewContext) -> None:
    manager = make_user(Role.MANAGER)
    call = choosing.open_call(manager)
    application = make.eligible(call)
    for points in (make.FULL, make.WEAK):
        make.review(application, make.reviewer_of(call), points)
    page = watched(new_context(person=manager).new_page())
    page.goto(f"/manage/calls/{call.pk}/reviewers/drift/")
    looked_at(page)
    page.goto(f"/manage/calls/{call.pk}/meetings/")
    page.fill("[name=title]", "1차 평가위원회")
    page.fill("[name=held_at]", "2026-05-04T14:00")
    looked_at(page)
    page.get_by_role("button", name="회의 잡기").click()
    expect(page.get_by_role("button", name="회의 개회")).to_be_visible()
    page.wait_for_load_state("load")
    for box in page.locator("input[name=present]").all():
        ticked(box)
    looked_at(page)
    page.get_by_role("button", name="회의 개회").click()
    looked_at(page)
    page.get_by_role("link", name="평가표와 합의점수").click()
    for key, points in (("need", "15"), ("use", "20.5"), ("ability", "20"), ("effect", "20")):
        page.fill(f"[name=points-{key}]", points)
    page.fill("[name=reason]", "현장 경험을 더 높게 보았습니다.")
    looked_at(page)
    page.get_by_role("button", name="합의점수 저장").click()
    expect(page.get_by_text("합의점수를 저장했습니다.")).to_be_visible()
    page.fill("[name=minutes]", "두 위원의 의견을 듣고 합의하였다.")
    confirmed(page, "회의록 확정")
    expect(page.get_by_text("회의록을 확정했습니다.")).to_be_visible()
    looked_at(page)
    application.refresh_from_db()
    assert str(application.score) == "75.50"


def office_asks(page: Page, application: Application) -> None:
    page.goto(f"/manage/applications/{application.public_id}/")
    looked_at(page)
    page.get_by_role("link", name="보완 요청").click()
    ticked(page.locator("#item-question-need"))
    page.fill("#note-question-need", "무엇이 문제인지 더 구체적으로 적어 주세요.")
    ticked(page.locator("#item-document-registration"))
    page.fill("#note-document-registration", "글자가 흐립니다.")
    looked_at(page)
    page.get_by_role("button", name="요청 보내기").click()
    expect(page.get_by_text("요청을 보냈습니다.")).to_be_visible()


def applicant_corrects(page: Page, application: Application) -> None:
    page.goto(f"/applications/{application.public_id}/")
    page.get_by_role("link", name="요청 내용을 보고 보완하기").click()
    looked_at(page, "correction")
    expect(page.locator("[name=use]")).to_have_count(0)
    page.fill("[name=need]", "버리는 빵이 하루 40개입니다. 날씨와 유동 인구로 수요를 맞추어 절반으로 줄이려고 합니다.")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    content: Any = {"name": "새 등록증.png", "mimeType": "image/png", "buffer": make.png().read()}
    page.locator("#upload-registration").set_input_files(content)
    page.locator("#document-registration").get_by_role("button", name="첨부").first.click()
    expect(page.locator("#document-registration .attached")).to_have_count(2)
    page.get_by_role("button", name="보완 제출").click()
    expect(page.get_by_text("보완을 제출했습니다.").first).to_be_visible()


def test_an_applicant_corrects_what_was_asked_and_nothing_else(new_context: NewContext) -> None:
    manager = make_user(Role.MANAGER)
    rules = (
        Chosen("size", {"classes": ["micro"]}),
        Chosen("tax", {}),
        Chosen("sanctions", {}),
        Chosen("same_task", {}),
    )
    call = choosing.open_call(manager, choosing.terms(eligibility=rules))
    owner = make_user()
    application = make.draft(call, owner, make_organisation(owner), **{"bonus-crowd": True})
    actions.attach_file(person(owner), application.pk, "crowd_proof", make.png("계획.png"))
    application = actions.submit_application(person(owner), application.pk)
    office = watched(new_context(person=manager).new_page())
    office_asks(office, application)
    applicant_corrects(watched(new_context("phone", person=owner).new_page()), application)
    assert Correction.objects.get().after.version == 2


def test_the_office_keeps_the_list_of_the_excluded(new_context: NewContext) -> None:
    """One person proposes, a list with bad rows is named, another person reads what is proposed and confirms it."""
    page = watched(new_context(person=make_user(Role.MANAGER)).new_page())
    page.goto("/manage/exclusions/")
    number, other = make_registration_number(), make_registration_number()
    page.fill("[name=registration_number]", number)
    page.fill("[name=name]", "가상상회")
    page.fill("[name=source]", "지방보조금법 제32조")
    page.fill("[name=since]", "2026-01-01")
    page.get_by_role("button", name="제안", exact=True).click()
    expect(page.get_by_text("다른 사람이 확정하면")).to_have_count(2)
    wrong = f"사업자등록번호,상호,근거,시작일\n123,없는가게,참여제한,2026-01-01\n{other},가상상회,참여제한,어제\n"
    upload: Any = {"name": "명단.csv", "mimeType": "text/csv", "buffer": wrong.encode()}
    page.locator("[name=upload]").set_input_files(upload)
    page.get_by_role("button", name="모든 행 제안").click()
    expect(page.locator(".faults li")).to_have_count(2)
    looked_at(page, "exclusions")
    assert re.search("2행: ", page.locator(".faults").inner_text())
    right = wrong.splitlines()[0] + "".join(f"\n{one},가상상회,참여제한,2026-01-01" for one in (number, other))
    page.locator("[name=upload]").set_input_files({**upload, "buffer": right.encode()})
    page.get_by_role("button", name="모든 행 제안").click()
    expect(page.get_by_text("다른 사람이 결정합니다.")).to_be_visible()
    second = watched(new_context("phone", person=make_user(Role.APPROVER)).new_page())
    second.goto("/")
    second.get_by_role("link", name="참여제한 명단 등재").click()
    second.get_by_role("link", name="가상상회 외").click()
    looked_at(second, "listing")
    confirmed(second, "등재 확정")
    expect(second.get_by_text("2곳을 등재했습니다")).to_be_visible()
    looked_at(second, "exclusions_after")
    assert Exclusion.objects.count() == 2


def test_a_request_made_by_the_office_is_the_only_thing_that_opens(new_context: NewContext) -> None:
    """Once taken, the page of a correction has no field any more."""
    call = choosing.open_call()
    application = make.submitted(call)
    actions.ask_correction(make.SYSTEM, application.pk, [Item("question", "need", "구체적으로")])
    actions.hand_in_correction(person(application.user), application.pk)
    page = watched(new_context("phone", person=application.user).new_page())
    page.goto(f"/applications/{application.public_id}/correction/")
    expect(page.locator("textarea")).to_have_count(0)
    looked_at(page)
