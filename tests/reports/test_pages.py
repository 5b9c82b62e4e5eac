"""The pages: who sees what, how many statements they cost, what a download leaves behind."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from kernel import clock
from kernel.actor import Actor
from kernel.models import AuditEntry
from reports import registry
from reports.actions import produce_now, request_document
from reports.models import Job
from reports.tasks import destroy_old_files
from tests.factories import person

STATEMENTS = 6  # session, person, roles, unread notices, count and page of jobs; the menu asks for nothing


@pytest.fixture
def as_person(client: Client, gildong: User) -> Client:
    client.force_login(gildong)
    return client


def _address(job: Job, name: str = "job") -> str:
    return reverse(f"reports:{name}", args=[job.public_id])


def test_the_list_of_jobs_costs_the_same_for_one_and_for_fifty(
    as_person: Client, gildong: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Job.objects.create(code="test.table", format="csv", author=gildong)
    as_person.get(reverse("reports:overview"))
    with django_assert_num_queries(STATEMENTS):
        as_person.get(reverse("reports:overview"))
    Job.objects.bulk_create([Job(code="test.table", format="csv", author=gildong) for _ in range(49)])
    with django_assert_num_queries(STATEMENTS):
        page = as_person.get(reverse("reports:overview"))
    assert len(page.context["page"]) == 20


def test_i_see_my_own_jobs_only(as_person: Client, stranger: User, gildong: User) -> None:
    theirs = request_document(person(stranger), "test.table", {}, "csv")
    mine = request_document(person(gildong), "test.table", {}, "csv")
    page = as_person.get(reverse("reports:overview")).content.decode()
    assert _address(mine) in page
    assert _address(theirs) not in page


def test_only_offered_documents_are_listed_and_asked_for(client: Client, stranger: User) -> None:
    client.force_login(stranger)
    page = client.get(reverse("reports:overview")).content.decode()
    assert reverse("reports:request", args=["test.table"]) not in page
    assert client.get(reverse("reports:request", args=["test.table"])).status_code == HTTPStatus.NOT_FOUND
    assert client.get(reverse("reports:request", args=["test.certificate"])).status_code == HTTPStatus.NOT_FOUND
    assert client.get(reverse("reports:request", args=["no.such"])).status_code == HTTPStatus.NOT_FOUND


def test_a_valid_form_becomes_a_job(as_person: Client) -> None:
    answer = as_person.post(reverse("reports:request", args=["test.table"]), {"rows": "5", "format": "csv"})
    job = Job.objects.get()
    assert (answer.url, job.params, job.format) == (_address(job), {"rows": 5}, "csv")


def test_a_wrong_form_keeps_what_was_typed(as_person: Client) -> None:
    answer = as_person.post(reverse("reports:request", args=["test.table"]), {"rows": "100000", "format": "csv"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="100000"' in answer.content.decode()
    assert 'value="csv" checked' in answer.content.decode()
    assert not Job.objects.exists()


def test_a_forged_format_is_refused_in_the_form(as_person: Client) -> None:
    answer = as_person.post(reverse("reports:request", args=["test.table"]), {"rows": "5", "format": "exe"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_requester_downloads_the_file_and_it_is_audited(as_person: Client, as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.table", {}, "csv")
    answer = as_person.get(_address(job, "download"))
    content = b"".join(answer.streaming_content)
    assert (len(content), content[:3]) == (job.size, b"\xef\xbb\xbf")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(verb="download")
    assert (entry.actor_id, entry.entity_id) == (as_gildong.user_id, str(job.pk))


def test_somebody_elses_table_looks_as_if_it_were_not_there(client: Client, chunhyang: User, as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.table", {}, "csv")
    client.force_login(chunhyang)
    for name in ("job", "download"):
        assert client.get(_address(job, name)).status_code == HTTPStatus.NOT_FOUND


def test_an_issued_document_is_open_to_all_whom_its_rule_names(
    client: Client, chunhyang: User, stranger: User, as_gildong: Actor
) -> None:
    job = produce_now(as_gildong, "test.certificate", {}, "pdf")
    client.force_login(chunhyang)
    assert client.get(_address(job, "download")).status_code == HTTPStatus.OK
    client.force_login(stranger)
    assert client.get(_address(job, "download")).status_code == HTTPStatus.NOT_FOUND


def test_who_lost_the_right_cannot_fetch_what_they_asked_for(
    as_person: Client, as_gildong: Actor, gildong: User
) -> None:
    job = produce_now(as_gildong, "test.certificate", {}, "pdf")
    gildong.name = "변학도"
    gildong.save()
    assert as_person.get(_address(job, "download")).status_code == HTTPStatus.NOT_FOUND


def test_nobody_reaches_anything_without_signing_in(client: Client, as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.certificate", {}, "pdf")
    addresses = [
        reverse("reports:overview"), reverse("reports:request", args=["test.table"]), _address(job),
        _address(job, "download"),
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.url.startswith(reverse("account_login"))


def test_a_file_that_is_not_ready_or_destroyed_says_so(as_person: Client, as_gildong: Actor) -> None:
    waiting = request_document(as_gildong, "test.table", {"rows": 2}, "csv")
    assert as_person.get(_address(waiting, "download")).status_code == HTTPStatus.CONFLICT
    done = produce_now(as_gildong, "test.table", {}, "csv")
    with clock.at(clock.now() + timedelta(days=31)):
        destroy_old_files()
    answer = as_person.get(_address(done, "download"))
    assert answer.status_code == HTTPStatus.GONE
    assert "보관기한" in answer.content.decode()


def test_the_page_of_a_running_job_asks_again_also_without_scripts(as_person: Client, as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.table", {}, "csv")
    whole = as_person.get(_address(job)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in whole
    assert f'hx-get="{_address(job)}"' in whole
    part = as_person.get(_address(job), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f'hx-get="{_address(job)}"' in part


def test_a_job_of_a_programme_that_is_gone_is_open_to_nobody(as_person: Client, as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.table", {}, "csv")
    del registry._documents["test.table"]
    assert as_person.get(_address(job)).status_code == HTTPStatus.NOT_FOUND
    assert as_person.get(reverse("reports:overview")).status_code == HTTPStatus.OK
