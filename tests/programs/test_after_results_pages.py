"""The pages after the results: how many statements they ask, what they show to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from kernel import clock
from programs import actions
from programs.models import Appeal
from tests.factories import make_user, person
from tests.papers import made
from tests.programs import factories as make
from tests.programs.aftermath import OUT, World, appealed, judged

pytestmark = pytest.mark.django_db
SAME_DAY = OUT + timedelta(hours=2)
Counting = Callable[..., Any]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    return client


def statements(client: Client, url: str, counting: Counting, most: int) -> str:
    with clock.at(SAME_DAY):
        client.get(url)
        with counting(most):
            answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_lists_ask_as_much_for_one_as_for_many(django_assert_max_num_queries: Counting) -> None:
    world = World(number=6, places=2, reserves=2)
    for place in (4, 5):
        appealed(world, place)
    with clock.at(SAME_DAY):
        for place in (0, 1):
            actions.give_up(person(world[place].user), world[place].pk, "사업을 접었습니다.")
        for _number in range(2):
            actions.call_next(person(world.manager), world.call.pk)
    office = signed_in(world.manager)
    page = statements(office, f"/manage/calls/{world.call.pk}/appeals/", django_assert_max_num_queries, 16)
    assert page.count("AP-2026-0000") == 2
    page = statements(office, f"/manage/calls/{world.call.pk}/reserves/", django_assert_max_num_queries, 24)
    assert world[2].receipt_number in page and world[3].receipt_number in page
    member = world.member()
    with clock.at(SAME_DAY):
        for appeal in Appeal.objects.all():
            actions.give_to_panel(person(world.manager), appeal.pk, [member])
    page = statements(signed_in(member), "/appeals/", django_assert_max_num_queries, 16)
    assert page.count("/appeals/") >= 2


def test_the_applicant_reads_until_when_it_can_appeal_and_afterwards_nothing_of_it() -> None:
    world = World()
    client, url = signed_in(world[3].user), f"/applications/{world[3].public_id}/"
    with clock.at(SAME_DAY):
        assert f"{url}appeal/" in client.get(url).content.decode()
        assert client.get(f"{url}appeal/").status_code == 200
    with clock.at(OUT + timedelta(days=11)):
        assert f"{url}appeal/" not in client.get(url).content.decode()
        assert 'name="grounds"' not in client.get(f"{url}appeal/").content.decode()


def test_an_opinion_is_not_shown_to_the_applicant_nor_to_those_who_did_not_give_it() -> None:
    world = World()
    appeal = judged(world, appealed(world))
    opinion = appeal.opinions.get()
    for who in (world[3].user, make_user(Role.REVIEWER), world.manager):
        assert signed_in(who).get(f"/appeals/{opinion.pk}/").status_code == 404
    page = signed_in(world[3].user).get(f"/applications/{world[3].public_id}/appeal/").content.decode()
    assert opinion.reason not in page


def test_who_chose_the_panel_is_offered_no_answer_and_a_second_person_is() -> None:
    world = World()
    appeal = judged(world, appealed(world))
    url = f"/manage/appeals/{appeal.public_id}/"
    assert 'name="verdict"' not in signed_in(world.manager).get(url).content.decode()
    assert 'name="verdict"' in signed_in(world.second).get(url).content.decode()
    answer = signed_in(world.second).post(url, {"verdict": "uphold", "answer": ""})
    assert answer.status_code == 422


@pytest.mark.parametrize("place", [0, 1, 3])
def test_each_outcome_has_its_notice(place: int) -> None:
    world = World()
    params = {"application": str(world[place].public_id)}
    for code in ("programs.decision_notice", "vouchers.decision_notice"):
        assert made(person(world[place].user), code, params, "pdf").startswith(b"%PDF")


def test_who_was_not_eligible_has_a_notice_too() -> None:
    application = make.submitted(make.open_call())
    actions.screen_application(make.SYSTEM, application.pk, eligible=False, reason_code="tax", reason="체납 1건")
    params = {"application": str(application.public_id)}
    assert made(person(application.user), "programs.ineligible_notice", params, "pdf").startswith(b"%PDF")
