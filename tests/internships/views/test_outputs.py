"""An intern's own counts: records of the census and work logs, as they were made here, and nobody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from internships.actions import worklog
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.registry import Output, outputs_of
from survey.actions.collection import assign_businesses
from survey.actions.review import approve_record, return_record
from tests.factories import person
from tests.internships import factories as make
from tests.survey import factories as census
from tests.survey.factories import Census

pytestmark = pytest.mark.django_db


def handed_in(around: Census, names: list[str]) -> list[int]:
    return [census.hand_in(around, name).pk for name in names]


def counts(output: Output) -> list[int]:
    return [count for _label, count in output.figures]


def shown(user: User) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(reverse("internships:my_outputs")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]))


def test_an_intern_sees_what_was_handed_in_came_back_and_was_approved_of_their_own() -> None:
    around = census.make_census(given=5)
    boss = person(around.manager)
    first, second, third, _fourth = handed_in(around, list(census.NAMES[:4]))
    census.keep(around, census.NAMES[4])  # begun, not handed in
    return_record(boss, first, "업종을 다시 확인해 주세요.")
    approve_record(boss, second)
    approve_record(boss, third)
    other = make.person("임꺽정", Role.INTERN)
    assign_businesses(boss, around.area.pk, other.pk, 1)
    (output,) = outputs_of(around.intern)
    assert (output.title, counts(output)) == (around.wave.title, [4, 1, 1, 2])
    assert output.url == reverse("survey:my_work", args=[around.wave.code]) + "?show=returned"
    assert [counts(one) for one in outputs_of(other)] == [[0, 0, 0, 0]], "works there and has handed in nothing"
    assert outputs_of(make.person("홍길동")) == [], "does not work in the census"

    placement = make.accepted(user=around.intern)
    for day, word in enumerate(["confirmed", "confirmed", "returned", "", "", ""], 1):
        make.logged(placement, make.FIRST.replace(day=day), word)
    text = shown(around.intern)
    assert around.wave.title in text
    for words in ("제출한 조사표 4", "검토 대기 1", "승인 2", "제출한 일지 6", "멘토 확인 대기 3", "확인 2"):
        assert words in text, words


@pytest.mark.parametrize("number", [1, 3])
def test_the_counts_take_the_same_statements_for_one_record_and_for_many(
    number: int, django_assert_num_queries: Any
) -> None:
    around = census.make_census(given=5)
    handed_in(around, list(census.NAMES[:number]))
    with django_assert_num_queries(2):
        assert counts(outputs_of(around.intern)[0])[0] == number


def test_who_has_no_place_is_told_so() -> None:
    assert "아직 배치되지 않았습니다" in shown(make.person("홍길동"))


def test_what_the_work_logs_name_as_output_is_listed_with_the_mentors_answer_for_its_own_intern_alone() -> None:
    placement = make.accepted()
    lines = [LogLine("데이터 발굴", 240, "신규 데이터 3건"), LogLine("주간 회의", 60)]
    with clock.at(make.moment(make.FIRST, "18:00")):
        log = worklog.hand_in_log(person(placement.person), placement.pk, make.FIRST, lines)
        worklog.return_log(person(placement.position.mentor), log.pk, "목록을 붙여 주세요.")
    text = shown(placement.person)
    assert "신규 데이터 3건" in text and "목록을 붙여 주세요." in text and "고치기" in text
    assert "주간 회의" not in text, "nothing came of it"
    assert "신규 데이터 3건" not in shown(make.accepted(user=make.person("심청")).person)


def test_named_outputs_come_ten_to_a_page_and_none_is_left_out() -> None:
    placement = make.accepted()
    with clock.at(make.moment(make.LAST, "18:00")):
        for n, day in enumerate(list(make.days_of_work(make.FIRST, make.LAST))[:12], 1):
            lines = [LogLine("데이터 발굴", 240, f"데이터{n:02}")]
            worklog.hand_in_log(person(placement.person), placement.pk, day, lines)
    client = Client()
    client.force_login(placement.person)
    pages = [client.get(f"{reverse('internships:my_outputs')}?page={page}").content.decode() for page in (1, 2)]
    assert [set(re.findall(r"데이터\d\d", page)) for page in pages] == [
        {f"데이터{n:02}" for n in range(3, 13)},
        {"데이터01", "데이터02"},
    ]
