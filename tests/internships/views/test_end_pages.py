"""Pages of the end: what is typed is kept, what is refused is said beside it, lists take the same few statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from internships.actions.aftercare import ask_intern
from internships.models import Evaluation, InternAnswer, Placement
from internships.rules.ending import CRITERIA
from kernel import clock
from tests.internships import factories as make

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"internships:{name}", args=args)


def working(count: int, mentor: User, manager: User, days: int | None = 1) -> list[Placement]:
    call = make.call_of(manager)
    seat = make.position(call, make.host(mentor=mentor), seats=count)
    people = []
    for application in make.selected(call, users=[make.person(f"가상인{number}") for number in range(count)]):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        make.actions.accept_placement(make.acting(placement.person), placement.pk)
        make.work(placement, days)
        people.append(Placement.objects.get(pk=placement.pk))
    return people


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_of_evaluations_takes_the_same_statements_for_one_and_for_many(
    count: int, django_assert_max_num_queries: Any
) -> None:
    mentor = make.person("이황")
    working(count, mentor, make.manager())
    client = as_(mentor)
    client.get(url("evaluations"))
    with django_assert_max_num_queries(25):
        page = client.get(url("evaluations")).content.decode()
    assert page.count("멘토 최종평가<span") == count


@pytest.mark.parametrize("count", [1, 5])
def test_the_outlook_takes_the_same_statements_for_one_and_for_many(
    count: int, django_assert_max_num_queries: Any
) -> None:
    manager = make.manager()
    people = working(count, make.person("이황"), manager)
    client = as_(manager)
    client.get(url("call_end", people[0].position.call_id))
    with django_assert_max_num_queries(30):
        page = client.get(url("call_end", people[0].position.call_id)).content.decode()
    assert page.count("수료 불가") >= 1 and "가상인0" in page  # the period is over, one day was worked


def test_a_mark_that_is_missing_is_said_beside_it_and_the_rest_stays() -> None:
    mentor = make.person("이황")
    (placement,) = working(1, mentor, make.manager())
    marks = {name: "4" for name in CRITERIA["end"] if name != "skill"}
    page = as_(mentor).post(url("evaluate", placement.pk, "end"), {**marks, "opinion": "꼼꼼합니다."})
    assert page.status_code == 422 and "꼼꼼합니다." in page.content.decode()
    assert not Evaluation.objects.exists()
    assert as_(mentor).post(url("evaluate", placement.pk, "nothing"), marks).status_code == 404


def test_the_intern_reads_the_evaluation_and_what_is_reached() -> None:
    mentor = make.person("이황")
    (placement,) = working(1, mentor, make.manager())
    form = {**dict.fromkeys(CRITERIA["end"], "5"), "opinion": "꼼꼼합니다."}
    assert as_(mentor).post(url("evaluate", placement.pk, "end"), form).status_code == 302
    page = as_(placement.person).get(url("my_place")).content.decode()
    assert "꼼꼼합니다." in page and "100점 만점에 100점" in page and "미달" in page


def test_an_end_without_completion_wants_a_reason_and_says_so_in_its_own_form() -> None:
    manager = make.manager()
    (placement,) = working(1, make.person("이황"), manager)
    client = as_(manager)
    with clock.at(make.moment(make.LAST, "19:00")):
        assert client.post(url("incomplete", placement.pk), {"incomplete-reason": ""}).status_code == 422
        assert client.post(url("incomplete", placement.pk), {"incomplete-reason": "출근율 미달"}).status_code == 302
    placement.refresh_from_db()
    assert placement.state == "incomplete"
    assert "출근율 미달" in as_(placement.person).get(url("my_place")).content.decode()


def test_who_leaves_early_is_counted_by_cause() -> None:
    manager = make.manager()
    (placement,) = working(1, make.person("이황"), manager)
    client = as_(manager)
    assert client.post(url("leave", placement.pk), {"reason": "합격"}).status_code == 422
    assert client.post(url("leave", placement.pk), {"reason": "합격", "cause": "work"}).status_code == 302
    placement.refresh_from_db()
    assert (placement.state, placement.leave_cause) == ("left", "work")


def test_answers_are_sent_once_and_the_page_says_thank_you() -> None:
    (placement,) = working(1, make.person("이황"), make.manager())
    survey = ask_intern(make.SYSTEM, placement.pk, "after_3")
    client = as_(placement.person)
    answers = {"employed": "yes", "data": "no", "here": "yes", "helped": "3"}
    assert client.post(url("survey", survey.public_id), {**answers, "helped": ""}).status_code == 422
    assert client.post(url("survey", survey.public_id), answers).status_code == 302
    assert "고맙습니다" in client.get(url("survey", survey.public_id)).content.decode()
    assert InternAnswer.objects.count() == 1
    assert as_(make.person("놀부")).get(url("survey", survey.public_id)).status_code == 404


def test_more_than_a_few_are_completed_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = make.manager()
    people = working(2, make.person("이황"), manager, days=None)
    asked: list[Any] = []
    monkeypatch.setattr("internships.views.ending.AT_ONCE", 1)
    monkeypatch.setattr("internships.actions.completion.enqueue", lambda *given, **more: asked.append(given))
    page = as_(manager).post(url("complete_all", people[0].position.call_id), follow=True)
    assert "한 명씩 수료 처리하고" in page.content.decode()
    assert asked == [("internships.tasks.complete_placements", people[0].position.call_id, manager.pk)]
