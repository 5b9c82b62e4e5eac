"""The end in browsers: the mentor evaluates, the manager looks ahead and completes, the intern fetches and answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from internships.actions import aftercare
from internships.models import InternSurvey, Placement
from kernel import clock
from tests.browser.conftest import confirmed, looked_at, ticked, watched
from tests.internships import factories as make
from tests.internships.actions.test_training import taught

pytestmark = pytest.mark.django_db(transaction=True)
MARKS = ("근태와 시간을", "업무 지식과", "산출물의", "협업과", "배우고 나아진")


def test_from_the_final_evaluation_to_the_certificate_and_the_answers(
    new_context: Callable[..., BrowserContext],
) -> None:
    manager, mentor = make.manager(), make.person("이황")
    call = make.call_of(manager, training_hours=8, evaluation_points=60)
    host = make.host(mentor=mentor)
    seat = make.position(call, host, seats=3)
    users = [make.person(f"가상인{number}") for number in range(1, 4)]
    people = []
    for application, days in zip(make.selected(call, users=users), (None, 14, None), strict=True):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        people.append(make.actions.accept_placement(make.acting(placement.person), placement.pk))
        make.work(people[-1], days)
    taught(people[0])

    phone = watched(new_context("phone", mentor).new_page())
    phone.goto(reverse("internships:evaluations"))
    looked_at(phone, "evaluations")
    phone.get_by_role("row").filter(has_text="가상인1").get_by_role("link", name="멘토 최종평가").click()
    for words in MARKS:
        phone.get_by_role("group", name=words).get_by_text("4", exact=True).click()
    phone.get_by_label("종합 의견").fill("품질 점검을 끝까지 맡아 잘 마쳤습니다.")
    looked_at(phone, "evaluate")
    phone.get_by_role("button", name="평가 저장").click()
    expect(phone.get_by_text("80점")).to_be_visible()

    desk = watched(new_context("desk", manager).new_page())
    desk.goto(reverse("internships:call_end", args=[call.pk]))
    looked_at(desk, "end-outlook")
    confirmed(desk, "충족한 인턴 모두 수료")
    expect(desk.get_by_text("1명을 수료 처리했습니다.")).to_be_visible()
    expect(desk.get_by_text("2명은 충족하지 못한")).to_be_visible()
    desk.goto(reverse("internships:placement", args=[people[1].pk]))
    desk.get_by_text("미수료로 종료").first.click()
    desk.locator("#id_incomplete-reason").fill("출근율이 기준에 미치지 못했습니다.")
    looked_at(desk, "placement-incomplete")
    confirmed(desk, "미수료로 종료")
    expect(desk.get_by_text("인턴에게 알렸습니다")).to_be_visible()
    assert sorted(Placement.objects.values_list("state", flat=True)) == ["completed", "incomplete", "working"]

    intern = watched(new_context("phone", people[0].person).new_page())
    intern.goto(reverse("internships:my_place"))
    expect(intern.get_by_role("button", name="경력증명서")).to_be_visible()
    looked_at(intern, "my-place-completed")
    intern.get_by_role("link", name="인턴십 만족도").click()
    looked_at(intern, "intern-survey")
    for question in InternSurvey.objects.get(placement=people[0], kind="satisfaction").questions[:5]:
        ticked(intern.locator(f"input[name='{question['key']}'][value='4']"))
    ticked(intern.locator("input[name='again'][value='yes']"))
    intern.get_by_role("button", name="답변 제출").click()
    expect(intern.get_by_text("에 답하셨습니다")).to_be_visible()

    for number, one in enumerate(people):
        survey = aftercare.ask_intern(make.SYSTEM, one.pk, "after_3")
        answers = {"employed": "yes", "data": "yes", "here": "no", "helped": number + 3, "what": "데이터 분석"}
        aftercare.answer_intern(make.acting(one.person), survey.pk, answers)
    desk.goto(reverse("internships:call_end", args=[call.pk]))
    expect(desk.get_by_text("5점 만점에 평균 4.00점")).to_be_visible()
    looked_at(desk, "end-answers")

    silent = aftercare.ask_intern(make.SYSTEM, people[0].pk, "after_6")
    with clock.at(make.moment(silent.remind_on, "10:00")):
        aftercare.remind_intern(make.SYSTEM, silent.pk)
    desk.reload()
    desk.get_by_role("link", name="응답 1건이 없습니다").click()
    looked_at(desk, "end-outcomes")
    desk.get_by_role("link", name="답변 기록").click()
    for name in ("employed", "data", "here"):
        ticked(desk.locator(f"input[name='{name}'][value='yes']"))
    desk.locator("#id_source").fill("본인과 통화")
    looked_at(desk, "end-outcome")
    desk.get_by_role("button", name="확인 내용 저장").click()
    expect(desk.get_by_text("확인한 내용을 근거와 함께 기록했습니다")).to_be_visible()
    expect(desk.get_by_role("link", name="답변 기록")).to_have_count(0)
