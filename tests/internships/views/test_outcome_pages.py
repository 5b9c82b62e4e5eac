"""Where interns are 3, 6 and 12 months on: who has to be asked on the telephone, and what the office records."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from internships.actions.aftercare import answer_intern, ask_intern, remind_intern
from internships.models import InternAnswer, InternSurvey, Placement
from kernel import clock
from tests.internships import factories as make
from tests.internships.views.test_end_pages import as_, url, working

pytestmark = pytest.mark.django_db
FACTS = {"employed": "yes", "data": "yes", "here": "no", "what": "통계 업무"}


def asked(placement: Placement, kind: str) -> InternSurvey:
    return ask_intern(make.SYSTEM, placement.pk, kind)


def silent(placement: Placement, kind: str) -> InternSurvey:
    """Asked, and reminded on its day; the person says nothing."""
    survey = asked(placement, kind)
    with clock.at(make.moment(survey.remind_on, "10:00")):
        remind_intern(make.SYSTEM, survey.pk)
    return survey


def both_pages(manager: User, call: int) -> tuple[str, str]:
    client = as_(manager)
    return client.get(url("call_end", call)).content.decode(), client.get(url("outcomes", call)).content.decode()


def test_who_was_reminded_and_says_nothing_is_counted_and_listed_by_name_with_what_was_asked() -> None:
    manager = make.manager()
    people = working(4, make.person("이황"), manager)
    call = people[0].position.call_id
    silent(people[0], "after_3")
    silent(people[0], "after_12")
    silent(people[1], "after_6")
    asked(people[2], "after_3")  # not reminded yet
    silent(people[3], "satisfaction")  # how it was is nobody else's to say
    counted, listed = both_pages(manager, call)
    assert "응답 3건이 없습니다" in counted
    assert listed.count("답변 기록<span") == 3
    for words in ("가상인0, 종료 3개월", "가상인0, 종료 1년", "가상인1, 종료 6개월"):
        assert words in listed, words
    assert "가상인2" not in listed and "가상인3" not in listed


def test_who_answers_after_all_is_no_longer_listed_and_the_office_records_nothing_over_it() -> None:
    manager = make.manager()
    (placement,) = working(1, make.person("이황"), manager)
    survey = silent(placement, "after_6")
    answer_intern(make.acting(placement.person), survey.pk, {**FACTS, "helped": "4"})
    counted, listed = both_pages(manager, placement.position.call_id)
    assert "건이 없습니다" not in counted and "답변 기록" not in listed
    page = as_(manager).post(url("outcome", survey.public_id), {**FACTS, "employed": "no", "source": "전화"})
    assert page.status_code == 422
    assert InternAnswer.objects.get().answers["employed"] == "yes"


def test_what_was_learned_is_recorded_as_facts_with_its_source_and_what_was_typed_stays() -> None:
    manager = make.manager()
    (placement,) = working(1, make.person("이황"), manager)
    survey = silent(placement, "after_3")
    client, page = as_(manager), url("outcome", survey.public_id)
    assert 'name="helped"' not in client.get(page).content.decode(), "how it felt is the person's own to say"
    refused = client.post(page, {**FACTS, "source": ""})
    assert refused.status_code == 422 and "통계 업무" in refused.content.decode()
    assert not InternAnswer.objects.exists()
    answer = client.post(page, {**FACTS, "source": "2027-01-20 본인과 통화"})
    assert (answer.status_code, answer["Location"]) == (302, url("outcomes", placement.position.call_id))
    made = InternAnswer.objects.get()
    assert (made.answers, made.source, made.recorded_by) == (FACTS, "2027-01-20 본인과 통화", manager)
    counted, listed = both_pages(manager, placement.position.call_id)
    assert "건이 없습니다" not in counted and "답변 기록" not in listed
    assert "1명 가운데 1명이 답했습니다" in counted


def test_nobody_but_the_managers_of_the_call_sees_or_records_it() -> None:
    (placement,) = working(1, make.person("이황"), make.manager())
    survey = silent(placement, "after_3")
    other = make.call_of(make.manager("변학도"))
    for somebody in (
        placement.person,
        make.person("놀부"),
        User.objects.get(name="이황"),
        User.objects.get(name="변학도"),
    ):
        client = as_(somebody)
        assert client.get(url("outcomes", placement.position.call_id)).status_code in (403, 404)
        assert client.get(url("outcome", survey.public_id)).status_code in (403, 404)
        assert client.post(url("outcome", survey.public_id), {**FACTS, "source": "전화"}).status_code in (403, 404)
    assert not InternAnswer.objects.exists()
    assert "답변 기록" not in as_(User.objects.get(name="변학도")).get(url("outcomes", other.pk)).content.decode()


def test_a_question_about_how_it_was_has_no_page_of_the_office() -> None:
    manager = make.manager()
    (placement,) = working(1, make.person("이황"), manager)
    assert as_(manager).get(url("outcome", silent(placement, "satisfaction").public_id)).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_takes_the_same_statements_for_one_and_for_many(
    count: int, django_assert_max_num_queries: Any
) -> None:
    manager = make.manager()
    people = working(count, make.person("이황"), manager)
    for placement in people:
        silent(placement, "after_6")
    client, page = as_(manager), url("outcomes", people[0].position.call_id)
    client.get(page)
    with django_assert_max_num_queries(20):
        assert client.get(page).content.decode().count("답변 기록<span") == count
