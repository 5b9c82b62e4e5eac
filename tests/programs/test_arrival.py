"""Who clicked in time is in time, however long the request waited; what follows a deadline waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kernel import clock
from kernel.models import AuditEntry
from programs import actions, tasks
from programs.actions.window import hold_window
from programs.errors import CallClosed, StillArriving, WindowStillOpen
from programs.errors_aftermath import AppealOver, CallUpOver
from programs.errors_screening import CorrectionOver
from programs.models import Application, Call, Correction, ReserveCall
from programs.rules.correction import Item
from tests.at_once import PATIENCE, at_once
from tests.factories import person
from tests.programs import aftermath
from tests.programs import factories as make

SECOND, MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
LONGEST = timedelta(seconds=settings.LONGEST_WAIT)


@contextmanager
def its_turn(came: datetime, waited: timedelta) -> Iterator[None]:
    """A request that came at ``came`` and has its turn only after it ``waited``."""
    with pytest.MonkeyPatch.context() as patch, clock.at(came + waited):
        patch.setattr(clock, "waited", lambda: waited)
        yield


def closing_in(call: Call, after: timedelta) -> datetime:
    """Lets the window close so long from now, by the database's clock."""
    closing = clock.database_now() + after
    Call.objects.filter(pk=call.pk).update(closes_at=closing)
    return closing


@pytest.mark.django_db
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.timedeltas(-SECOND, SECOND), st.timedeltas(timedelta(0), LONGEST))
def test_what_reached_us_before_the_end_counts_and_nothing_after_it_whatever_the_queue(
    early: timedelta, waited: timedelta
) -> None:
    call = make.open_call()
    draft = make.draft(call)
    with its_turn(call.closes_at - early, waited):
        if early <= timedelta(0):
            with pytest.raises(CallClosed):
                actions.submit_application(person(draft.user), draft.pk)
            return
        submitted = actions.submit_application(person(draft.user), draft.pk)
    assert submitted.submitted_at == call.closes_at - early


@pytest.mark.django_db
@pytest.mark.parametrize(("early", "in_time"), [(MILLISECOND, True), (timedelta(0), False), (-MILLISECOND, False)])
def test_a_millisecond_decides_for_typing_uploading_submitting_and_submitting_again(
    early: timedelta, in_time: bool
) -> None:
    call = make.open_call()
    draft, submitted = make.draft(call), make.submitted(call)
    fields = {"need": "닫히기 직전에 고친 필요성입니다. " * 5}
    jobs: list[Callable[[], Any]] = [
        lambda: actions.save_answers(person(draft.user), draft.pk, fields, draft.revisions),
        lambda: actions.attach_file(person(draft.user), draft.pk, "registration", make.png("둘째.png")),
        lambda: actions.submit_application(person(draft.user), draft.pk),
        lambda: actions.save_answers(person(submitted.user), submitted.pk, fields, submitted.revisions),
        lambda: actions.submit_application(person(submitted.user), submitted.pk),
    ]
    with its_turn(call.closes_at - early, timedelta(seconds=40)):
        if in_time:
            for job in jobs:
                job()
            assert submitted.submissions.count() == 2
            return
        for job in jobs[:4]:
            with pytest.raises(CallClosed):
                job()
        assert jobs[4]().submissions.count() == 1  # nothing new to hand in: the receipt again


@pytest.mark.django_db
def test_the_trail_keeps_when_an_application_came_and_when_it_was_recorded() -> None:
    call = make.open_call()
    draft = make.draft(call)
    came = closing_in(call, timedelta(seconds=-30)) - 20 * SECOND  # it has waited for 50 seconds
    with clock.reached_us(time.monotonic() - 50):
        submitted = actions.submit_application(person(draft.user), draft.pk)
    line = AuditEntry.objects.get(verb="submit", entity_id=str(draft.pk), entity="programs.application")
    assert submitted.submitted_at is not None
    assert abs(submitted.submitted_at - came) < 10 * SECOND
    assert submitted.submissions.get().submitted_at == submitted.submitted_at
    assert str(submitted.submitted_at) in line.after
    assert line.recorded_at - submitted.submitted_at > timedelta(seconds=30)


@pytest.mark.django_db
def test_an_arrival_of_longer_ago_than_anybody_is_waited_for_does_not_count() -> None:
    call = make.open_call()
    draft = make.draft(call)
    closing_in(call, -SECOND)
    with clock.reached_us(time.monotonic() - settings.LONGEST_WAIT - 1), pytest.raises(CallClosed):
        actions.submit_application(person(draft.user), draft.pk)


@pytest.mark.django_db
def test_an_answer_to_a_correction_that_came_in_time_counts_and_is_not_cut_off() -> None:
    application = make.submitted(make.open_call())
    correction = actions.ask_correction(
        make.SYSTEM, application.pk, [Item("question", "need", "더 구체적으로 적어 주세요.")]
    )
    Correction.objects.filter(pk=correction.pk).update(due_at=clock.database_now() + timedelta(milliseconds=10))
    time.sleep(0.02)
    assert tasks.lapse_corrections() == 0  # whoever was in time may still be waiting
    fields = {"need": "기한 안에 보낸 답입니다. " * 10}
    with pytest.raises(CorrectionOver):
        actions.save_correction(person(application.user), application.pk, fields, application.revisions)
    with clock.reached_us(time.monotonic() - 30):
        actions.save_correction(person(application.user), application.pk, fields, application.revisions)
        assert actions.hand_in_correction(person(application.user), application.pk).state == "answered"


@pytest.mark.django_db
def test_an_appeal_and_the_acceptance_of_a_place_that_came_in_time_count() -> None:
    world = aftermath.World()
    last, first = world[3], world[1]
    with its_turn(aftermath.APPEAL_DUE - MILLISECOND, timedelta(seconds=20)):
        actions.save_appeal(person(last.user), last.pk, {"grounds": aftermath.GROUNDS}, {})
        assert actions.file_appeal(person(last.user), last.pk).state == "filed"
    with its_turn(aftermath.APPEAL_DUE, timedelta(0)), pytest.raises(AppealOver):
        actions.save_appeal(person(world[2].user), world[2].pk, {"grounds": aftermath.GROUNDS}, {})
    selected = world[0]
    with clock.at(clock.seoul(2026, 4, 22, 10)):
        actions.give_up(person(selected.user), selected.pk, "사업을 접습니다.")
        actions.call_next(person(world.manager), world.call.pk)
    called = ReserveCall.objects.get(application=first)
    with its_turn(called.due_at, timedelta(0)), pytest.raises(CallUpOver):
        actions.accept_call_up(person(first.user), called.pk)
    with its_turn(called.due_at - MILLISECOND, timedelta(seconds=20)):
        assert actions.accept_call_up(person(first.user), called.pk).state == "accepted"


@pytest.mark.django_db
def test_what_follows_a_closing_waits_until_everybody_who_was_in_time_has_had_their_turn() -> None:
    call = make.open_call()
    application = make.submitted(call)
    late = make.draft(call)
    ticked = dict.fromkeys(make.CHECKLIST, True)
    follows: list[Callable[[], Any]] = [
        lambda: actions.close_call(make.SYSTEM, call.pk),
        lambda: actions.screen_application(make.SYSTEM, application.pk, eligible=True, checklist=ticked),
        lambda: actions.propose_ranking(make.SYSTEM, call.pk),
        lambda: actions.publish_results(make.SYSTEM, call.pk),
    ]
    for job in follows[2:]:
        with pytest.raises(WindowStillOpen):
            job()
    closing_in(call, -SECOND)
    assert tasks.close_calls() == 0
    for job in follows:
        with pytest.raises(StillArriving):
            job()
    with clock.reached_us(time.monotonic() - 30):
        assert actions.submit_application(person(late.user), late.pk).state == "submitted"
    closing_in(call, -LONGEST)
    assert tasks.close_calls() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_clicked_in_time_are_all_in_though_their_turn_comes_while_the_worker_and_a_manager_press_on() -> (
    None
):
    manager = make.manager()
    call = make.open_call(manager)
    drafts = [make.draft(call) for _number in range(20)]
    already = make.submitted(call)
    all_came: Future[datetime] = Future()  # the moment at which the window closes under them
    line = Barrier(20, lambda: all_came.set_result(closing_in(call, SECOND / 10)))

    def in_line(draft: Application) -> Callable[[], Any]:
        def run() -> Any:
            with clock.reached_us(time.monotonic()):
                line.wait(PATIENCE)
                while clock.database_now() < all_came.result() + SECOND / 2:
                    time.sleep(0.05)
                return actions.submit_application(person(draft.user), draft.pk)

        return run

    def press_on() -> list[Any]:
        told: list[Any] = []
        closing = all_came.result(PATIENCE)
        while clock.database_now() < closing + SECOND * 2:
            told.append(tasks.close_calls())
            for job in (actions.close_call, actions.propose_ranking):
                with pytest.raises((StillArriving, WindowStillOpen)):
                    job(person(manager), call.pk)
            time.sleep(0.05)
        return told

    results = at_once([*(in_line(draft) for draft in drafts), press_on, press_on])
    assert [type(result).__name__ for result in results[:20]] == ["Application"] * 20, results
    assert sum(map(sum, results[20:])) == 0
    assert call.applications.filter(state="submitted", submitted_at__lt=all_came.result()).count() == 21
    assert already.submissions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_closing_waits_for_a_submission_that_is_being_written() -> None:
    call = make.open_call()
    closing_in(call, -LONGEST - SECOND)
    held, order = Event(), list[str]()

    def submitting() -> None:
        with transaction.atomic():
            hold_window(Call.objects.get(pk=call.pk))
            held.set()
            time.sleep(0.5)
            order.append("submitted")

    def closing() -> None:
        assert held.wait(PATIENCE)
        assert tasks.close_calls() == 1
        order.append("closed")

    at_once([submitting, closing])
    assert order == ["submitted", "closed"]
