"""Giving up, calling reserves in order, and what comes of a call-up: also by many at once."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest

from accounts.models import User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from notices.models import Notice, OutgoingMail
from programs import actions, tasks
from programs.errors import ApplicationNotVisible
from programs.errors_aftermath import CallUpOver, NobodyToCall, NoCallUp, ResultsNotOut
from programs.models import Application, ReserveCall
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.programs import factories as make
from tests.programs.aftermath import CALL_UP_DUE, OUT, World

pytestmark = pytest.mark.django_db
CALLED = clock.seoul(2026, 4, 22, 9)


def give_up(world: World, place: int) -> None:
    with clock.at(OUT + timedelta(hours=1)):
        actions.give_up(person(world[place].user), world[place].pk, "사업을 접었습니다.")


def called(world: World) -> ReserveCall:
    with clock.at(CALLED):
        return actions.call_next(person(world.manager), world.call.pk)


def codes(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("code", flat=True))


def test_a_place_that_is_given_up_is_offered_to_the_next_and_taken() -> None:
    world = World()
    assert world.states() == ["selected", "reserve", "reserve", "rejected"]
    give_up(world, 0)
    offer = called(world)
    assert (offer.application, offer.freed_by, offer.due_at) == (world[1], world[0], CALL_UP_DUE)
    assert world[1].state == "reserve"
    with clock.at(CALL_UP_DUE - timedelta(microseconds=1)):
        actions.accept_call_up(person(world[1].user), offer.pk)
    assert world.states() == ["given_up", "selected", "reserve", "rejected"]
    decision = world.outcome(1)
    assert (decision.outcome, decision.state, decision.amount) == ("selected", "published", offer.amount)
    taken = AuditEntry.objects.filter(verb="take_up").get()
    assert (json.loads(taken.before)["outcome"], json.loads(taken.after)["outcome"]) == ("reserve", "selected")
    assert codes(world[1].user)[-2:] == ["reserve_called", "decision_published"]


def test_the_mail_of_a_call_up_says_what_and_until_when() -> None:
    world = World()
    give_up(world, 0)
    offer = called(world)
    mail = OutgoingMail.objects.filter(to__contains=[world[1].user.email]).latest("pk")
    assert "2026-04-27 23:59" in mail.subject + mail.body
    assert f"{offer.amount:,}" in mail.body


def test_nobody_is_called_while_no_place_is_free() -> None:
    world = World()
    with pytest.raises(NobodyToCall):
        called(world)
    give_up(world, 0)
    called(world)
    with pytest.raises(NobodyToCall):
        called(world)


def test_before_the_results_nobody_gives_up_or_is_called() -> None:
    call = make.open_call()
    application = make.eligible(call)
    with pytest.raises(ResultsNotOut):
        actions.call_next(make.SYSTEM, call.pk)
    with pytest.raises(TransitionRefused):
        actions.give_up(person(application.user), application.pk, "그만두겠습니다.")


def test_a_refusal_and_a_lapse_call_the_next_by_themselves_until_the_list_is_used_up() -> None:
    world = World()
    give_up(world, 0)
    offer = called(world)
    with clock.at(CALLED + timedelta(days=1)), pytest.raises(ReasonNeeded):
        actions.refuse_call_up(person(world[1].user), offer.pk, " ")
    with clock.at(CALLED + timedelta(days=1)):
        actions.refuse_call_up(person(world[1].user), offer.pk, "일정이 맞지 않습니다.")
    assert world[1].state == "given_up"
    second = ReserveCall.objects.get(state="open")
    assert (second.application, second.freed_by, second.called_by) == (world[2], world[0], None)
    with clock.at(second.due_at - timedelta(seconds=1)):
        assert tasks.lapse_call_ups() == 0
    with clock.at(second.due_at):
        assert tasks.lapse_call_ups() == 1
        assert tasks.lapse_call_ups() == 0
    assert world.states() == ["given_up", "given_up", "given_up", "rejected"]
    assert ReserveCall.objects.filter(state="open").count() == 0
    assert "nobody_to_call" in codes(world.manager)


def test_who_waits_to_answer_is_reminded_once_on_the_last_day() -> None:
    world = World()
    give_up(world, 0)
    offer = called(world)
    with clock.at(offer.due_at - timedelta(days=1)):
        tasks.remind_call_ups()
        tasks.remind_call_ups()
    assert codes(world[1].user).count("reserve_reminder") == 1


def test_at_the_due_moment_nothing_more_is_accepted() -> None:
    world = World()
    give_up(world, 0)
    offer = called(world)
    with clock.at(offer.due_at):
        for late in (
            lambda: actions.accept_call_up(person(world[1].user), offer.pk),
            lambda: actions.refuse_call_up(person(world[1].user), offer.pk, "늦었습니다."),
        ):
            with pytest.raises(CallUpOver):
                late()
    assert world[1].state == "reserve"


def test_only_the_applicant_answers_and_only_managers_call() -> None:
    world = World()
    give_up(world, 0)
    with clock.at(CALLED), pytest.raises(NotPermitted):
        actions.call_next(person(make_user()), world.call.pk)
    offer = called(world)
    with clock.at(CALLED):
        for stranger in (make_user(), world[2].user, world.manager):
            with pytest.raises(ApplicationNotVisible):
                actions.accept_call_up(person(stranger), offer.pk)
        with pytest.raises(ApplicationNotVisible):
            actions.give_up(person(world[2].user), world[1].pk, "남의 것")


def test_an_offer_that_is_taken_back_leaves_the_list_as_it_was() -> None:
    world = World()
    give_up(world, 0)
    offer = called(world)
    with clock.at(CALLED):
        actions.take_back_call_up(person(world.manager), offer.pk, "자리를 잘못 세었습니다.")
        with pytest.raises(NoCallUp):
            actions.accept_call_up(person(world[1].user), offer.pk)
    assert world[1].state == "reserve"
    assert called(world).application == world[1]


def test_giving_up_while_called_passes_the_offer_on() -> None:
    world = World()
    give_up(world, 0)
    called(world)
    with clock.at(CALLED):
        actions.give_up(person(world[1].user), world[1].pk, "그만두겠습니다.")
    assert ReserveCall.objects.get(state="open").application == world[2]


def test_the_page_calls_whom_it_showed_and_a_second_click_calls_nobody_else() -> None:
    world = World(number=5, places=2, reserves=3)
    give_up(world, 0)
    give_up(world, 1)
    with clock.at(CALLED):
        actions.call_next(person(world.manager), world.call.pk, seen=world[2].pk)
        with pytest.raises(ChangedMeanwhile):
            actions.call_next(person(world.manager), world.call.pk, seen=world[2].pk)
    assert ReserveCall.objects.count() == 1


def test_what_is_left_of_the_budget_bounds_whom_is_called() -> None:
    world = World(number=3, places=2, reserves=1, budget=8_000_000)
    amounts = [world.outcome(place).amount for place in range(2)]
    assert world.states() == ["selected", "reserve", "rejected"] or sum(won or 0 for won in amounts) <= 8_000_000
    with pytest.raises(NobodyToCall):
        called(world)


def test_a_second_click_on_give_up_and_on_accept_changes_nothing() -> None:
    world = World()
    give_up(world, 0)
    give_up(world, 0)
    offer = called(world)
    with clock.at(CALLED):
        first = actions.accept_call_up(person(world[1].user), offer.pk)
        assert actions.accept_call_up(person(world[1].user), offer.pk) == first
    assert codes(world[1].user).count("decision_published") == 2  # reserve, then selected
    assert codes(world[0].user).count("place_given_up") == 1


@pytest.mark.django_db(transaction=True)
def test_two_free_places_and_many_clicks_at_once_call_each_reserve_once_and_in_order() -> None:
    world = World(number=6, places=2, reserves=4)
    give_up(world, 0)
    give_up(world, 1)
    clicks = [partial(actions.call_next, person(one), world.call.pk) for one in (world.manager, world.second) * 6]
    answers = at_once(clicks)
    made = [one for one in answers if isinstance(one, ReserveCall)]
    assert sorted(one.application_id for one in made) == [world[2].pk, world[3].pk]
    assert all(isinstance(one, NobodyToCall) for one in answers if one not in made)
    in_order = ReserveCall.objects.order_by("pk").values_list("application_id", "freed_by_id")
    assert list(in_order) == [(world[2].pk, world[0].pk), (world[3].pk, world[1].pk)]


@pytest.mark.django_db(transaction=True)
def test_accepting_and_lapsing_at_the_same_moment_have_one_outcome() -> None:
    for _round in range(3):
        world = World(number=3, places=1, reserves=2)
        give_up(world, 0)
        with clock.at(CALLED):
            offer = actions.call_next(person(world.manager), world.call.pk)
        # The due moment falls between the clicks: half of them come a moment before it, half at it.
        before, at_it = offer.due_at - timedelta(microseconds=1), offer.due_at

        def accept(moment: object = before, offer: ReserveCall = offer, user: User = world[1].user) -> object:
            with clock.at(moment):  # type: ignore[arg-type]
                return actions.accept_call_up(person(user), offer.pk)

        def lapse(moment: object = at_it, offer: ReserveCall = offer) -> object:
            with clock.at(moment):  # type: ignore[arg-type]
                return actions.lapse_call_up(make.SYSTEM, offer.pk)

        answers = at_once([accept, lapse, accept, lapse])
        offer.refresh_from_db()
        first = Application.objects.get(pk=offer.application_id)
        if offer.state == "accepted":
            assert (first.state, world[2].state) == ("selected", "reserve")
            assert answers.count(True) == 0
        else:
            assert (offer.state, first.state) == ("lapsed", "given_up")
            assert answers.count(True) == 1
            assert ReserveCall.objects.get(state="open", application__call=world.call).application_id == world[2].pk
        assert Application.objects.filter(call=world.call, state="selected").count() <= 1


@pytest.mark.django_db(transaction=True)
def test_giving_up_at_once_frees_one_place() -> None:
    world = World()
    user, key = world[0].user, world[0].pk
    answers = at_once([lambda: actions.give_up(person(user), key, "그만두겠습니다.")] * 4)
    assert all(isinstance(one, Application) for one in answers)
    assert AuditEntry.objects.filter(verb="give_up", entity="programs.application").count() == 1
