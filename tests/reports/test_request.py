"""Asking for documents."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django_q.models import OrmQ

from accounts.models import User
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.models import AuditEntry
from reports.actions import produce_now, request_document, withdraw_issue
from reports.errors import FormatNotOffered, UnknownDocument
from reports.models import Issue, Job
from tests.factories import person


def test_a_request_is_queued_and_audited(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.table", {"rows": 3}, "xlsx")
    assert (job.state, job.author_id, job.params) == ("queued", as_gildong.user_id, {"rows": 3})
    assert OrmQ.objects.count() == 1
    assert AuditEntry.objects.filter(verb="request", entity_id=str(job.pk)).count() == 1


def test_who_may_not_have_a_document_cannot_ask_for_it(stranger: User) -> None:
    with pytest.raises(NotPermitted):
        request_document(person(stranger), "test.certificate", {}, "pdf")
    assert not Job.objects.exists()


def test_an_unknown_document_or_format_is_refused(as_gildong: Actor) -> None:
    with pytest.raises(UnknownDocument):
        request_document(as_gildong, "test.none", {}, "pdf")
    with pytest.raises(FormatNotOffered, match="xlsx, csv"):
        request_document(as_gildong, "test.table", {}, "pdf")


def test_parameters_are_kept_as_plain_values(as_gildong: Actor, gildong: User) -> None:
    params = {"person": gildong, "day": date(2026, 3, 1), "rate": Decimal("0.5"), "all": User.objects.all()}
    job = request_document(as_gildong, "test.table", params, "csv")
    job.refresh_from_db()
    assert job.params == {"person": gildong.pk, "day": "2026-03-01", "rate": "0.5", "all": [gildong.pk]}


def test_a_second_click_finds_the_first_job(as_gildong: Actor) -> None:
    first = request_document(as_gildong, "test.table", {"rows": 3}, "xlsx")
    assert request_document(as_gildong, "test.table", {"rows": 3}, "xlsx") == first
    assert request_document(as_gildong, "test.table", {"rows": 4}, "xlsx") != first
    assert OrmQ.objects.count() == 2


def test_a_table_is_made_anew_when_the_first_one_is_ready(as_gildong: Actor) -> None:
    first = produce_now(as_gildong, "test.table", {"rows": 3}, "csv")
    assert request_document(as_gildong, "test.table", {"rows": 3}, "csv") != first


def test_two_people_share_one_issued_document_but_not_a_table(as_gildong: Actor, chunhyang: User) -> None:
    manager = person(chunhyang)
    certificate = produce_now(as_gildong, "test.certificate", {}, "pdf")
    assert request_document(manager, "test.certificate", {}, "pdf") == certificate
    assert request_document(manager, "test.table", {}, "csv") != request_document(as_gildong, "test.table", {}, "csv")
    assert Issue.objects.count() == 1


def test_a_withdrawn_document_can_be_issued_again_under_a_new_number(as_gildong: Actor) -> None:
    first = produce_now(as_gildong, "test.certificate", {}, "pdf")
    withdraw_issue(Actor.system("test"), first.issues.get().pk, "성명이 잘못됨")
    second = produce_now(as_gildong, "test.certificate", {}, "pdf")
    assert [job.issues.get().number[-5:] for job in (first, second)] == ["00001", "00002"]


def test_after_its_keeping_time_a_document_can_be_issued_again(as_gildong: Actor) -> None:
    from reports.tasks import destroy_old_files

    first = produce_now(as_gildong, "test.certificate", {}, "pdf")
    with clock.at(clock.now() + timedelta(days=31)):
        assert destroy_old_files() == 1
        assert request_document(as_gildong, "test.certificate", {}, "pdf") != first


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_make_one_job(as_gildong: Actor) -> None:
    def click(_n: int) -> int:
        try:
            return request_document(as_gildong, "test.certificate", {}, "pdf").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(click, range(8)))) == 1
    assert OrmQ.objects.count() == 1
