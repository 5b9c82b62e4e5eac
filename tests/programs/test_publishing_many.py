"""Very many results: the click only sets the moment, the worker publishes, and one that is killed publishes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import OrmQ

from kernel.models import AuditEntry
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.actions import moment
from programs.errors_choosing import NotConfirmed
from programs.models import Application, Call, Decision, ResultsMoment
from programs.tasks import publish_results
from tests.at_once import at_once
from tests.factories import person
from tests.programs import factories as make
from tests.programs.killing import killed_before_the_commit
from tests.programs.test_five_hundred_notices import confirmed_call
from tests.programs.test_pages import signed_in
from tests.programs.test_results_moment import World

MANY = 60


@pytest.fixture
def few_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(moment, "AT_ONCE", 1)


@pytest.mark.django_db
def test_a_few_results_come_out_with_the_click() -> None:
    world = World().confirmed()
    assert actions.publish_or_queue(person(world.first), world.call.pk) is True
    assert Call.objects.get(pk=world.call.pk).state == "decided"


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_very_many_come_out_by_the_worker_and_the_page_says_that_they_are_on_their_way() -> None:
    world = World().confirmed()
    client = signed_in(world.first)
    page = reverse("programs:results", args=[world.call.pk])
    client.post(reverse("programs:publish_results", args=[world.call.pk]))
    planned = ResultsMoment.objects.get(state="planned")
    assert (planned.call, planned.set_by) == (world.call, world.first)
    assert Application.objects.filter(state="selected").count() == 0
    assert Notice.objects.filter(code="decision_published").count() == 0
    assert "programs.tasks.publish_results" in [row.task["func"] for row in OrmQ.objects.all()]
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()
    client.post(reverse("programs:publish_results", args=[world.call.pk]))  # impatient: nothing changes
    assert ResultsMoment.objects.get(state="planned").at == planned.at
    assert publish_results() == 1
    assert publish_results() == 0
    assert 'hx-trigger="every 2s"' not in client.get(page).content.decode()
    assert Notice.objects.filter(code="decision_published").count() == 2
    assert ResultsMoment.objects.get().state == "kept"


@pytest.mark.django_db
@pytest.mark.usefixtures("few_at_once")
def test_what_stands_between_is_told_with_the_click_and_not_by_the_worker() -> None:
    world = World().confirmed()
    Decision.objects.filter(application=world.weak).delete()
    actions.decide(person(world.first), world.weak.pk, "rejected", reason="평가 결과에 따름")
    with pytest.raises(NotConfirmed):
        actions.publish_or_queue(person(world.second), world.call.pk)
    assert not ResultsMoment.objects.exists()


@pytest.mark.django_db
def test_publishing_takes_as_many_statements_for_sixty_as_for_thirty() -> None:
    counts = []
    for size in (MANY // 2, MANY):
        call = confirmed_call(size)
        with CaptureQueriesContext(connection) as seen:
            actions.publish_results(make.SYSTEM, call.pk)
        counts.append(len(seen))
        assert Notice.objects.filter(code="decision_published", about_id__in=ids(call)).count() == size
    assert counts[1] <= counts[0] <= 30, counts


def ids(call: Call) -> list[str]:
    return [str(pk) for pk in call.applications.values_list("pk", flat=True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_at_once")
def test_a_worker_killed_before_the_commit_has_published_nothing_and_the_next_one_publishes_once() -> None:
    call = confirmed_call(MANY)
    actions.publish_or_queue(make.SYSTEM, call.pk)
    killed_before_the_commit("tests.programs.publishing_worker")
    assert Decision.objects.filter(state="published").count() == 0
    assert Notice.objects.filter(code="decision_published").count() == 0
    assert OutgoingMail.objects.filter(notice__code="decision_published").count() == 0
    assert sorted(at_once([publish_results] * 3)) == [0, 0, 1]
    assert Decision.objects.filter(state="published").count() == MANY
    for told in (
        Notice.objects.filter(code="decision_published").values_list("recipient", flat=True),
        OutgoingMail.objects.filter(notice__code="decision_published").values_list("notice__recipient", flat=True),
        AuditEntry.objects.filter(verb="publish", entity="programs.decision").values_list("entity_id", flat=True),
    ):
        assert len(told) == len(set(told)) == MANY
