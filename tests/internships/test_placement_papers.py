"""Letters and lists of placements: who has them, from when on, and when they are made anew."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from internships import actions
from internships.documents_placement import LETTER, LETTERS, ROLL
from internships.models import Placement
from kernel import clock
from reports.actions import produce_now
from reports.content import Bundle, Page
from reports.models import Issue
from reports.progress import unseen
from reports.queries.verification import verify
from tests.internships import factories as make

pytestmark = pytest.mark.django_db


def test_a_letter_is_for_its_intern_and_the_office_and_only_once_the_place_is_accepted() -> None:
    manager = make.manager()
    placement = make.placed(make.call_of(manager))
    member = make.member_of(placement.position.host)
    people = [make.acting(one) for one in (placement.person, manager, member, make.person("놀부"))]
    params = {"placement": placement.pk}
    assert [LETTER.may(one, params) for one in people] == [False] * 4
    actions.accept_placement(people[0], placement.pk)
    assert [LETTER.may(one, params) for one in people] == [True, True, False, False]
    actions.withdraw_placement(make.SYSTEM, placement.pk, "사무실 이전")
    assert [LETTER.may(one, params) for one in people] == [False] * 4


def test_a_letter_says_where_and_is_made_anew_only_when_a_change_of_the_position_was_granted() -> None:
    placement = make.accepted()
    params = {"placement": placement.pk}
    one = produce_now(make.SYSTEM, LETTER.code, params, "pdf")
    assert produce_now(make.SYSTEM, LETTER.code, params, "pdf").pk == one.pk
    actions.describe_position(make.SYSTEM, placement.position_id, place="별관 1층")
    assert produce_now(make.SYSTEM, LETTER.code, params, "pdf").pk == one.pk  # only asked for
    actions.ask_change(make.SYSTEM, placement.position_id, "이전")
    actions.grant_change(make.SYSTEM, placement.position_id)
    page = LETTER.build(params, unseen)
    assert isinstance(page, Page) and page.context["position"].place == "별관 1층"
    assert produce_now(make.SYSTEM, LETTER.code, params, "pdf").pk != one.pk
    assert [verify(issue.verification_code, clock.today()).verdict for issue in letters()] == ["withdrawn", "valid"]
    assert "임꺽정" not in str(LETTER.public_facts(params))


def test_all_letters_of_a_call_are_one_run_each_with_a_number_of_its_own() -> None:
    call = make.call_of()
    seat = make.position(call, seats=4)
    placed = [actions.place_applicant(make.SYSTEM, one.pk, seat.pk) for one in make.selected(call, 4)]
    for one in placed[:3]:
        actions.accept_placement(make.acting(one.person), one.pk)
    bundle = LETTERS.build({"call": call.pk}, unseen)
    assert isinstance(bundle, Bundle) and bundle.expected == 3
    assert [page.name for page in bundle.pages] == [one.application.receipt_number for one in placed[:3]]
    job = produce_now(make.SYSTEM, LETTERS.code, {"call": call.pk}, "zip")
    assert len(set(Issue.objects.filter(job=job).values_list("number", flat=True))) == 3
    actions.leave_placement(make.SYSTEM, placed[1].pk, "다른 곳에 취업")
    assert [verify(issue.verification_code, clock.today()).verdict for issue in letters()] == [
        "valid", "withdrawn", "valid",
    ]  # fmt: skip
    page = Client().get(reverse("reports:facts", args=[letters()[1].grouped_code])).content.decode()
    assert "효력 없음" in page and "다른 곳에 취업" not in page


def test_letters_of_a_call_in_which_nobody_has_a_place_are_refused_with_a_sentence() -> None:
    params = {"call": make.call_of().pk}
    for format in LETTERS.formats:
        job = produce_now(make.SYSTEM, LETTERS.code, params, format)
        assert job.state == "failed" and "아직 비어" in job.problem
    assert not letters()


def letters() -> list[Issue]:
    return list(Issue.objects.order_by("pk"))


def test_a_host_has_the_list_of_its_own_people_and_not_of_others() -> None:
    manager = make.manager()
    call = make.call_of(manager)
    here, there = make.position(call, make.host()), make.position(call, make.host())
    first, second = make.selected(call, users=[make.person("홍길동"), make.person("임꺽정")])
    for application, seat in ((first, here), (second, there)):
        placed = actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        actions.accept_placement(make.acting(placed.person), placed.pk)
    member = make.acting(make.member_of(here.host))
    own = {"call": call.pk, "host": here.host_id}
    assert ROLL.may(member, own)
    assert not ROLL.may(member, {"call": call.pk, "host": there.host_id})
    assert not ROLL.may(member, {"call": call.pk})
    assert ROLL.may(make.acting(manager), {"call": call.pk})
    assert [one.person.name for one in _rows(own)] == ["홍길동"]
    assert {one.person.name for one in _rows({"call": call.pk})} == {"홍길동", "임꺽정"}


def _rows(params: dict[str, int]) -> list[Placement]:
    page = ROLL.build(params, unseen)
    assert isinstance(page, Page)
    rows: list[Placement] = page.context["rows"]
    return rows
