"""The public page on which anybody checks a document."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel import clock
from kernel.actor import Actor
from reports.actions import produce_now, request_document, withdraw_issue
from reports.actions.guesses import MISSES, forget_guesses
from reports.actions.produce import take_job, take_numbers
from reports.errors import NotIssued
from reports.models import GuessCount, Issue, Job
from reports.registry import document
from reports.rules.codes import check_symbol, grouped
from reports.tasks import destroy_old_files


@pytest.fixture
def job(as_gildong: Actor) -> Job:
    return produce_now(as_gildong, "test.certificate", {}, "pdf")


@pytest.fixture
def issue(job: Job) -> Issue:
    return job.issues.get()


def page_of(client: Client, issue: Issue) -> str:
    return client.get(reverse("reports:facts", args=[issue.grouped_code])).content.decode()


def unknown_code(n: int) -> str:
    body = f"{n:015d}"
    return body + check_symbol(body)


def test_anybody_with_the_code_reads_what_the_law_allows_and_no_more(
    client: Client, issue: Issue, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # the guesser's count, the document
        page = page_of(client, issue)
    assert "유효한 문서입니다" in page
    assert issue.number in page
    assert "홍*동" in page
    assert "홍길동" not in page


def test_the_form_leads_to_the_document_however_the_code_is_typed(client: Client, issue: Issue) -> None:
    typed = issue.grouped_code.lower().replace("0", "o").replace("1", "l")
    answer = client.post(reverse("reports:verify"), {"code": f"  {typed} "})
    assert answer.url == reverse("reports:facts", args=[issue.grouped_code])


def test_a_mistyped_code_is_told_from_an_unknown_one(client: Client, db: None) -> None:
    wrong = client.post(reverse("reports:verify"), {"code": "ABCD"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ABCD" in wrong.content.decode()
    unknown = client.get(reverse("reports:facts", args=[unknown_code(1)]))
    assert unknown.status_code == HTTPStatus.NOT_FOUND
    assert "발급된 문서가 없습니다" in unknown.content.decode()


def test_a_withdrawn_document_says_so(client: Client, issue: Issue) -> None:
    withdraw_issue(Actor.system("test"), issue.pk, "성명이 잘못됨")
    page = page_of(client, issue)
    assert "취소된 문서입니다" in page
    assert "성명이 잘못됨" not in page  # the reason is not for the public


def test_validity_ends_after_its_last_day(client: Client, issue: Issue) -> None:
    assert issue.valid_until is not None
    last = clock.seoul(issue.valid_until.year, issue.valid_until.month, issue.valid_until.day, 23, 59)
    with clock.at(last):
        assert "유효한 문서입니다" in page_of(client, issue)
    with clock.at(last + timedelta(minutes=1)):
        assert "유효기간이 지난" in page_of(client, issue)


def test_a_destroyed_file_can_still_be_verified(client: Client, issue: Issue) -> None:
    with clock.at(clock.now() + timedelta(days=31)):
        assert destroy_old_files() == 1
        assert "유효한 문서입니다" in page_of(client, issue)


def test_a_document_whose_making_was_never_finished_was_never_issued(client: Client, as_gildong: Actor) -> None:
    job = take_job(request_document(as_gildong, "test.certificate", {}, "pdf").pk)
    assert job is not None
    (issue,) = take_numbers(job, document(job.code), 0, [([], "")])
    assert "발급된 문서가 없습니다" in page_of(client, issue)
    with pytest.raises(NotIssued):
        withdraw_issue(Actor.system("test"), issue.pk, "x")


def test_a_copy_is_compared_without_scripts_too(client: Client, job: Job, issue: Issue) -> None:
    with default_storage.open(job.stored_as) as stored:
        original = stored.read()
    address = reverse("reports:facts", args=[issue.grouped_code])
    same = client.post(address, {"file": SimpleUploadedFile("a.pdf", original)}).content.decode()
    other = client.post(address, {"file": SimpleUploadedFile("a.pdf", original + b" ")}).content.decode()
    none = client.post(address)
    assert "<p>이 파일은 변경되지 않은 원본입니다.</p>" in same
    assert "<p>이 파일은 원본이 아닙니다" in other
    assert none.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_guessing_is_stopped_and_the_address_is_not_kept(client: Client, issue: Issue) -> None:
    for n in range(MISSES):
        assert client.get(reverse("reports:facts", args=[unknown_code(n)])).status_code == HTTPStatus.NOT_FOUND
    refused = client.get(reverse("reports:facts", args=[issue.grouped_code]))
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert issue.number not in refused.content.decode()
    assert "127.0.0.1" not in GuessCount.objects.get().address_key
    elsewhere = client.get(reverse("reports:facts", args=[issue.grouped_code]), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == HTTPStatus.OK
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert client.get(reverse("reports:facts", args=[issue.grouped_code])).status_code == HTTPStatus.OK
        assert forget_guesses() == 1


def test_misreading_the_print_is_no_guessing(client: Client, issue: Issue) -> None:
    for _ in range(MISSES + 5):
        client.get(reverse("reports:facts", args=[grouped("0" * 15 + "Z")]))
    assert "유효한 문서입니다" in page_of(client, issue)
