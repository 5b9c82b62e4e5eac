"""The home page of somebody who applies: their own cases, and beside them the calls in which they can still apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Role, User
from kernel import clock
from programs import actions
from programs.models import Call
from programs.panels import OPEN_SHOWN, applicant_todos, open_call_todos
from programs.queries.calls import open_calls_left
from programs.wording import moment_text
from tests.factories import make_organisation, make_user, person
from tests.internships import factories as interns
from tests.programs import factories as make
from tests.programs.test_pages import opened, signed_in

pytestmark = pytest.mark.django_db


def left(user: User) -> set[Call]:
    return set(open_calls_left(user))


def test_whoever_applied_before_sees_the_next_call_with_its_deadline_beside_their_case() -> None:
    application = make.submitted(make.open_call(title="2026년 1차 데이터바우처"))
    following = make.open_call(title="2026년 2차 데이터바우처")
    (case,) = applicant_todos(application.user)
    (todo,) = open_call_todos(application.user)
    assert case.url == reverse("programs:application", args=[application.public_id])
    assert (todo.title, todo.url) == (following.title, reverse("programs:call", args=[following.pk]))
    assert moment_text(following.closes_at) in todo.due
    page = signed_in(application.user).get("/").content.decode()
    for shown in (case, todo):
        assert f'href="{shown.url}"' in page
    assert f'href="{reverse("programs:call", args=[application.call_id])}"' not in page


def test_a_call_is_left_until_the_person_begins_and_again_once_they_have_withdrawn() -> None:
    call, user = make.open_call(), make_user()
    assert left(user) == {call}  # without a business too: it can be registered on the way
    business = make_organisation(user)
    assert left(user) == {call}
    draft = make.draft(call, user, business)
    assert left(user) == set()
    actions.submit_application(person(user), draft.pk)
    assert left(user) == set()
    actions.withdraw_application(person(user), draft.pk)
    assert left(user) == {call}


def test_what_a_colleague_began_is_begun_for_the_business_and_not_for_their_other_one() -> None:
    call, owner, clerk = make.open_call(), make_user(), make_user()
    make.submitted(call, user=owner, organisation=make_organisation(owner, clerk))
    assert left(clerk) == left(owner) == set()
    other = make_organisation(clerk)
    assert (left(owner), left(clerk)) == (set(), {call})
    page = opened(signed_in(clerk), "call", call.pk)
    assert reverse("programs:check", args=[call.pk]) in page
    assert reverse("programs:check", args=[call.pk]) not in opened(signed_in(owner), "call", call.pk)
    make.draft(call, clerk, other)
    assert left(clerk) == set()


def test_a_business_that_the_person_has_left_keeps_no_call_from_them() -> None:
    call, user = make.open_call(), make_user()
    business = make_organisation(user)
    make.submitted(call, user=user, organisation=business)
    Membership.objects.filter(user=user).update(left_at=clock.now())
    assert left(user) == {call}


def test_a_call_for_persons_is_left_to_each_person_whatever_their_business_did() -> None:
    voucher, internship = make.open_call(), interns.call_of()
    owner = make.submitted(voucher).user
    assert left(owner) == {internship}
    assert left(interns.submitted(internship).user) == {voucher}


def test_only_calls_that_take_applications_now_stand_there() -> None:
    user, now = make_user(), clock.now()
    make.proposed_call()
    make.open_call(opens_at=now + timedelta(hours=1))
    closing = make.open_call(closes_at=now + timedelta(hours=2))
    assert [(todo.title, todo.tone) for todo in open_call_todos(user)] == [(closing.title, "warning")]
    with clock.at(closing.closes_at):
        assert closing not in left(user)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REVIEWER, Role.AUDITOR])
def test_who_works_for_the_city_is_not_asked_to_apply(role: Role) -> None:
    make.open_call()
    assert list(open_call_todos(make_user(role))) == []


def test_the_list_is_one_statement_and_leads_on_past_its_end(django_assert_num_queries: Callable[..., Any]) -> None:
    user = make.submitted(make.open_call()).user
    for _number in range(OPEN_SHOWN):
        make.open_call()
    assert len(list(open_call_todos(user))) == OPEN_SHOWN
    make.open_call()
    with django_assert_num_queries(1):
        todos = list(open_call_todos(user))
    assert len(todos) == OPEN_SHOWN + 1
    assert todos[-1].url == reverse("programs:calls")


def test_the_home_page_costs_the_same_however_many_calls_and_cases_there_are() -> None:
    application = make.submitted(make.open_call())
    client, user = signed_in(application.user), application.user
    before = statements(client)
    for _number in range(3):
        make.open_call()
        make.submitted(make.open_call(), user=user, organisation=application.organisation)
    assert statements(client) == before


def statements(client: Client) -> int:
    """How many the home page costs, once what is kept between requests is there."""
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)
