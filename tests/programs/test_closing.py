"""The end of a window: the database's clock decides who is in time, the worker closes the call afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kernel import clock
from kernel.models import AuditEntry
from programs import actions
from programs.errors import CallClosed
from programs.errors_building import JudgingBegun
from programs.models import Application, Call
from programs.tasks import close_calls
from tests.at_once import at_once
from tests.factories import person
from tests.programs import factories as make

HOUR = timedelta(hours=1)


def closings() -> list[str]:
    return list(AuditEntry.objects.filter(verb="close", entity="programs.call").values_list("entity_id", flat=True))


def states() -> dict[int, str]:
    return dict(Call.objects.values_list("pk", "state"))


@pytest.mark.django_db
def test_only_published_calls_whose_window_has_passed_are_closed_and_each_once() -> None:
    over, other, running = make.past(make.open_call()), make.past(make.open_call()), make.open_call()
    draft = make.past(make.draft_call())
    assert close_calls() == 2
    assert states() == {over.pk: "closed", other.pk: "closed", running.pk: "published", draft.pk: "draft"}
    assert close_calls() == 0
    assert sorted(closings()) == sorted([str(over.pk), str(other.pk)])
    entry = AuditEntry.objects.filter(verb="close").first()
    assert entry is not None
    assert (entry.actor_label, entry.channel) == ("system:programs.close_calls", "task")


@pytest.mark.django_db
def test_a_call_is_open_up_to_its_closing_moment_and_closed_from_it_on() -> None:
    call = make.open_call()
    with clock.at(call.closes_at - timedelta(microseconds=1)):
        assert close_calls() == 0
    with clock.at(call.closes_at):
        assert close_calls() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_close_at_once_close_each_call_once() -> None:
    calls = [make.past(make.open_call()) for _number in range(3)]
    closed = at_once([close_calls] * 4)
    assert sum(closed) == 3, closed
    assert sorted(closings()) == sorted(str(call.pk) for call in calls)


@pytest.mark.django_db
def test_a_call_that_the_worker_has_not_closed_yet_takes_nothing_any_more() -> None:
    call = make.open_call()
    draft = make.draft(call)
    make.past(call)
    with pytest.raises(CallClosed):
        actions.submit_application(person(draft.user), draft.pk)
    assert states() == {call.pk: "published"}


@pytest.mark.django_db
@pytest.mark.parametrize(("node", "in_time"), [(-2 * HOUR, False), (2 * HOUR, True)])
def test_a_node_with_a_wrong_clock_moves_no_deadline(node: timedelta, in_time: bool, monkeypatch: Any) -> None:
    call = make.open_call()
    draft = make.draft(call)
    closes_at = clock.database_now() + (HOUR if in_time else -timedelta(seconds=1))
    Call.objects.filter(pk=call.pk).update(opens_at=closes_at - 5 * HOUR, closes_at=closes_at)
    true_now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: true_now() + node)
    if not in_time:
        with pytest.raises(CallClosed):
            actions.submit_application(person(draft.user), draft.pk)
        return
    submitted = actions.submit_application(person(draft.user), draft.pk)
    assert submitted.submissions.get().submitted_at == submitted.submitted_at
    assert submitted.submitted_at is not None
    assert abs(submitted.submitted_at - true_now()) < timedelta(minutes=1)


@pytest.mark.django_db
def test_the_database_clock_runs_on_inside_a_transaction_and_stands_where_a_test_sets_it() -> None:
    first = clock.database_now()
    assert clock.database_now() > first
    moment = clock.seoul(2026, 3, 31, 18)
    with clock.at(moment):
        assert clock.database_now() == moment


@pytest.mark.django_db
def test_after_an_outage_a_closed_call_is_opened_again_for_everyone_until_something_is_screened() -> None:
    call = make.open_call()
    late = make.draft(call)
    early = make.submitted(call)
    make.past(call)
    close_calls()
    actions.extend_window(make.SYSTEM, call.pk, clock.now() + HOUR, "접속 장애로 연장")
    assert states() == {call.pk: "published"}
    assert actions.submit_application(person(late.user), late.pk).state == "submitted"
    make.past(call)
    close_calls()
    actions.screen_application(make.SYSTEM, early.pk, eligible=True, checklist=dict.fromkeys(make.CHECKLIST, True))
    with pytest.raises(JudgingBegun):
        actions.extend_window(make.SYSTEM, call.pk, clock.now() + HOUR, "한 번 더")
    assert states() == {call.pk: "closed"}
    assert Application.objects.filter(state="submitted").count() == 1
