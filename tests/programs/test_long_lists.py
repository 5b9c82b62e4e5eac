"""Very long lists: proposing and confirming are handed to the worker, which does each once, wholly or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import OrmQ

from kernel import clock
from kernel.models import AuditEntry
from programs import actions
from programs.actions import list_job
from programs.errors import AnotherListJob, MomentPassed, SecondPersonNeeded
from programs.errors_choosing import ReviewsOpen
from programs.models import Call, Decision, ListJob, RankingRun
from programs.queries.decisions import digest, proposed_decisions
from programs.tasks import work_off_lists
from tests.at_once import at_once
from tests.factories import person
from tests.programs import factories as make
from tests.programs.killing import killed_before_the_commit
from tests.programs.test_five_hundred_notices import confirmed_call
from tests.programs.test_pages import signed_in
from tests.programs.test_results_moment import World, soon


@pytest.fixture
def few_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(list_job, "AT_ONCE", 1)


def reviewed_call(many: int) -> Call:
    """A closed call of so many applications in review, nothing decided; it needs no sheets."""
    call = confirmed_call(many)
    Decision.objects.filter(application__call=call).delete()
    return call


@pytest.mark.django_db
def test_a_few_are_ranked_and_confirmed_within_the_click() -> None:
    world = World(ranked=False)
    assert actions.propose_or_queue(person(world.first), world.call.pk) is True
    run = RankingRun.objects.get(state="proposed")
    assert actions.confirm_or_queue(person(world.approver), world.call.pk, run.pk) is True
    assert RankingRun.objects.get().state == "confirmed"
    assert not ListJob.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_very_many_are_ranked_by_the_worker_in_the_managers_name_and_the_page_watches() -> None:
    world = World(ranked=False)
    client, page = signed_in(world.first), reverse("programs:ranking", args=[world.call.pk])
    for _impatient in range(2):
        client.post(reverse("programs:propose_ranking", args=[world.call.pk]))
    job = ListJob.objects.get()
    assert (job.kind, job.state, job.asked_by) == ("propose", "waiting", world.first)
    assert not RankingRun.objects.exists() and not Decision.objects.exists()
    assert "programs.tasks.work_off_lists" in [row.task["func"] for row in OrmQ.objects.all()]
    shown = client.get(page).content.decode()
    assert 'hx-trigger="every 2s"' in shown and reverse("programs:propose_ranking", args=[world.call.pk]) not in shown
    asked = client.get(page, headers={"X-Background": "1"})
    assert (asked.status_code, asked.headers.get("HX-Refresh")) == (204, None)
    assert work_off_lists() == 1
    assert work_off_lists() == 0
    assert client.get(page, headers={"X-Background": "1"}).headers["HX-Refresh"] == "true"
    assert 'hx-trigger="every 2s"' not in client.get(page).content.decode()
    run = RankingRun.objects.get()
    assert (run.state, run.made_by) == ("proposed", world.first)
    assert set(Decision.objects.values_list("proposed_by", flat=True)) == {world.first.pk}
    assert AuditEntry.objects.get(verb="propose_ranking", entity_id=str(run.pk)).actor_id == world.first.pk


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_very_many_are_confirmed_by_the_worker_with_the_moment_that_the_second_person_set() -> None:
    world, at = World(), soon()
    seen = digest(proposed_decisions(world.call))
    assert actions.confirm_or_queue(person(world.approver), world.call.pk, world.run.pk, seen=seen, at=at) is False
    assert set(Decision.objects.values_list("state", flat=True)) == {"proposed"}
    client = signed_in(world.approver)
    confirm, page = (reverse(f"programs:{name}", args=[world.call.pk]) for name in ("confirm_ranking", "ranking"))
    assert client.get(confirm)["Location"] == page
    assert reverse("programs:confirm_ranking", args=[world.call.pk]) not in client.get(page).content.decode()
    assert work_off_lists() == 1
    run = RankingRun.objects.get()
    assert (run.state, run.confirmed_by) == ("confirmed", world.approver)
    assert set(Decision.objects.values_list("state", "decided_by")) == {("confirmed", world.approver.pk)}
    assert world.call.results_moments.get().at == at


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_what_can_be_refused_at_once_is_refused_with_the_click() -> None:
    open_sheet = World(ranked=False)
    actions.assign_reviewers(make.SYSTEM, open_sheet.weak.pk, [make.reviewer_of(open_sheet.call)])
    with pytest.raises(ReviewsOpen):
        actions.propose_or_queue(person(open_sheet.first), open_sheet.call.pk)
    world = World()
    run = world.run
    with pytest.raises(SecondPersonNeeded):
        actions.confirm_or_queue(person(world.first), world.call.pk, run.pk)
    past = clock.now() - timedelta(seconds=1)
    with pytest.raises(MomentPassed):
        actions.confirm_or_queue(person(world.approver), world.call.pk, run.pk, at=past)
    assert not ListJob.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_what_changed_before_the_workers_turn_is_not_confirmed_and_the_page_says_why() -> None:
    world = World()
    seen = digest(proposed_decisions(world.call))
    actions.confirm_or_queue(person(world.approver), world.call.pk, world.run.pk, seen=seen)
    with pytest.raises(AnotherListJob):
        actions.propose_or_queue(person(world.first), world.call.pk)
    actions.decide(person(world.first), world.weak.pk, "rejected", reason="평가 결과에 따름")
    assert work_off_lists() == 0
    job = ListJob.objects.get()
    assert job.state == "refused" and job.obstacle
    assert RankingRun.objects.get().state == "proposed"
    assert set(Decision.objects.values_list("state", flat=True)) == {"proposed"}
    assert (
        job.obstacle
        in signed_in(world.approver).get(reverse("programs:ranking", args=[world.call.pk])).content.decode()
    )


@pytest.mark.django_db
def test_proposing_and_confirming_take_as_many_statements_for_sixty_as_for_thirty() -> None:
    counts: list[tuple[int, int]] = []
    for size in (30, 60):
        call = reviewed_call(size)
        with CaptureQueriesContext(connection) as proposing:
            run = actions.propose_ranking(make.SYSTEM, call.pk)
        with CaptureQueriesContext(connection) as confirming:
            actions.confirm_ranking(make.SYSTEM, run.pk)
        counts.append((len(proposing), len(confirming)))
    assert counts[0] == counts[1] and max(counts[0]) <= 30, counts


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_at_once")
def test_a_worker_killed_when_all_is_done_but_the_commit_has_done_nothing_and_the_next_one_does_it_once() -> None:
    world = World(ranked=False)
    actions.propose_or_queue(person(world.first), world.call.pk)
    killed_before_the_commit("tests.programs.list_worker")
    assert not RankingRun.objects.exists() and not Decision.objects.exists()
    assert sorted(at_once([work_off_lists] * 3)) == [0, 0, 1]
    run = RankingRun.objects.get()
    assert Decision.objects.filter(state="proposed").count() == 2
    actions.confirm_or_queue(person(world.approver), world.call.pk, run.pk)
    killed_before_the_commit("tests.programs.list_worker")
    assert RankingRun.objects.get().state == "proposed"
    assert set(Decision.objects.values_list("state", flat=True)) == {"proposed"}
    assert sorted(at_once([work_off_lists] * 3)) == [0, 0, 1]
    assert set(Decision.objects.values_list("state", flat=True)) == {"confirmed"}
    moved = AuditEntry.objects.filter(verb="confirm", entity="programs.decision").values_list("entity_id", flat=True)
    assert len(moved) == len(set(moved)) == 2
