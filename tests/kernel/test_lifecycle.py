"""A row moves along its table only, in the code and in the database."""

import pytest
from django.db import DatabaseError, transaction

from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, TransitionRefused
from kernel.models import AuditEntry
from kernel.transition import advance
from reports.models import Job

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


@action
def move(job: Job, verb: str, **changes: object) -> Job:
    return advance(job, verb, SYSTEM, **changes)


@pytest.fixture
def job() -> Job:
    return Job.objects.create(code="test.paper", format="pdf")


def test_a_permitted_verb_changes_the_state_and_writes_one_line(job: Job) -> None:
    move(job, "start")
    assert Job.objects.get(pk=job.pk).state == "running"
    line = AuditEntry.objects.get(entity="reports.job", entity_id=str(job.pk))
    assert (line.verb, line.changes) == ("start", [("state", "queued", "running")])


def test_a_verb_that_the_table_does_not_have_here_is_refused_in_words(job: Job) -> None:
    with pytest.raises(TransitionRefused):
        move(job, "finish")
    assert not AuditEntry.objects.filter(entity="reports.job").exists()


def test_whoever_comes_second_is_told(job: Job) -> None:
    stale = Job.objects.get(pk=job.pk)
    move(job, "start")
    with pytest.raises(ChangedMeanwhile):
        move(stale, "start")


def test_the_database_refuses_a_jump_that_the_code_did_not_make(job: Job) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="expired")
