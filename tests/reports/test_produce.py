"""Making documents, and making them again after something went wrong."""

import hashlib
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from kernel import clock
from kernel.actor import Actor
from reports.actions import produce_now, request_document
from reports.actions.produce import finish_job, take_job, tell_progress
from reports.errors import Superseded
from reports.models import Issue, Job
from reports.registry import document
from reports.tasks import destroy_old_files, produce, take_up_again


def _content(job: Job) -> bytes:
    with default_storage.open(job.stored_as) as stored:
        return stored.read()


def test_a_certificate_is_numbered_hashed_and_kept(as_gildong: Actor) -> None:
    with clock.at(clock.seoul(2026, 12, 20, 10)):
        job = produce_now(as_gildong, "test.certificate", {}, "pdf")
    issue = job.issues.get()
    content = _content(job)
    assert (job.state, job.size, job.sha256) == ("done", len(content), hashlib.sha256(content).hexdigest())
    assert (issue.number, issue.sha256, issue.facts) == ("시험-2026-00001", job.sha256, [["성명", "홍*동"]])
    assert job.expires_at == clock.seoul(2027, 1, 19, 10)
    assert str(issue.valid_until) == "2027-03-20"
    assert job.file_name == "수료증_시험-2026-00001.pdf"


def test_numbers_begin_anew_each_year_by_seouls_calendar(as_gildong: Actor) -> None:
    numbers = []
    for hour, name in ((23, "a"), (24 + 1, "b")):
        with clock.at(clock.seoul(2026, 12, 31) + timedelta(hours=hour)):
            numbers.append(produce_now(as_gildong, "test.certificate", {"name": name}, "pdf").issues.get().number)
    assert numbers == ["시험-2026-00001", "시험-2027-00001"]


def test_a_batch_gives_every_page_its_own_number_code_and_bookmark(as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.batch", {"people": 30}, "pdf")
    issues = list(job.issues.order_by("position"))
    assert [issue.number[-5:] for issue in issues] == [f"{n:05d}" for n in range(1, 31)]
    assert len({issue.verification_code for issue in issues}) == 30
    assert {issue.sha256 for issue in issues} == {job.sha256}
    with default_storage.open(job.stored_as) as stored, pikepdf.open(stored) as pdf:
        assert len(pdf.pages) == 30
        with pdf.open_outline() as outline:
            assert len(outline.root) == 30


def test_a_zip_holds_single_files_that_verify_by_their_own_hash(as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.batch", {"people": 3}, "zip")
    with default_storage.open(job.stored_as) as stored, zipfile.ZipFile(stored) as archive:
        names = archive.namelist()
        hashes = [hashlib.sha256(archive.read(name)).hexdigest() for name in names]
    assert names == ["0001_사람0.pdf", "0002_사람1.pdf", "0003_사람2.pdf"]
    assert list(job.issues.order_by("position").values_list("sha256", flat=True)) == hashes


def test_a_document_that_cannot_be_built_fails_with_words_for_people(as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.broken", {}, "pdf")
    assert job.state == "failed"
    assert job.problem
    assert "RuntimeError" not in job.problem
    assert request_document(as_gildong, "test.broken", {}, "pdf") != job


def test_a_task_delivered_twice_makes_the_document_once(as_gildong: Actor) -> None:
    job = produce_now(as_gildong, "test.certificate", {}, "pdf")
    produce(job.pk)
    job.refresh_from_db()
    assert (job.attempt, Issue.objects.count()) == (1, 1)


def test_progress_is_true_and_renews_the_lease(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.batch", {"people": 40}, "pdf")
    taken = take_job(job.pk)
    assert taken is not None
    with clock.at(clock.now() + timedelta(seconds=90)):
        tell_progress(taken, 10, 40, "쪽을 그리는 중")
        job.refresh_from_db()
        assert (job.percent, job.doing) == (25, "쪽을 그리는 중")
        assert job.lease_until == clock.now() + timedelta(seconds=120)


def test_a_worker_taken_for_dead_can_publish_nothing(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.certificate", {}, "pdf")
    slow = take_job(job.pk)
    assert slow is not None
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert take_up_again() == 1
        produce(job.pk)
    with pytest.raises(Superseded):
        tell_progress(slow, 1, 1, "")
    with pytest.raises(Superseded):
        finish_job(slow, document(job.code), stored_as="x", file_name="x", media_type="x", size=1, sha256="0" * 64)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("done", 2)


def test_a_job_that_kills_every_worker_is_given_up(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.certificate", {}, "pdf")
    moment = clock.now()
    for attempt in range(5):
        with clock.at(moment + timedelta(minutes=3 * attempt)):
            take_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.claim) == ("failed", 4, None)


def test_a_living_workers_job_is_left_alone(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.certificate", {}, "pdf")
    assert take_job(job.pk) is not None
    assert take_job(job.pk) is None
    assert take_up_again() == 0


def test_after_the_keeping_time_the_file_is_gone_and_the_record_stays(as_gildong: Actor, kept_files: Path) -> None:
    job = produce_now(as_gildong, "test.table", {}, "csv")
    with clock.at(clock.now() + timedelta(days=29)):
        assert destroy_old_files() == 0
    with clock.at(clock.now() + timedelta(days=30)):
        assert destroy_old_files() == 1
    job.refresh_from_db()
    assert (job.state, job.stored_as) == ("expired", "")
    assert job.sha256


def test_the_database_refuses_a_finished_job_without_a_file(as_gildong: Actor) -> None:
    job = request_document(as_gildong, "test.table", {}, "csv")
    with pytest.raises(DatabaseError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="done")  # queued → done is no arrow of the life cycle
    Job.objects.filter(pk=job.pk).update(state="running")
    with pytest.raises(DatabaseError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="done")  # without a file


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_the_document_once(as_gildong: Actor, kept_files: Path) -> None:
    job = request_document(as_gildong, "test.certificate", {}, "pdf")

    def work(_n: int) -> bool:
        try:
            return take_job(job.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["numbers taken", "half drawn", "stored"])
def test_a_killed_worker_leaves_nothing_twice(as_gildong: Actor, kept_files: Path, tmp_path: Path, place: str) -> None:
    job = request_document(as_gildong, "test.batch", {"people": 40}, "pdf")
    # What a killed worker leaves in the temporary folder stays in the folder of this test.
    environment = os.environ | {"HANBAT_DATA": str(tmp_path), "HANBAT_ENV": "test", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.reports.worker", str(job.pk), place]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "here\n"
        worker.kill()
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("running", 1)
    before = list(Issue.objects.order_by("position").values_list("number", "verification_code", "completed_at"))
    assert before
    assert all(completed is None for _number, _code, completed in before)

    with clock.at(clock.now() + timedelta(minutes=3)):
        assert take_up_again() == 1
        produce(job.pk)

    job.refresh_from_db()
    after = list(Issue.objects.order_by("position").values_list("number", "verification_code"))
    assert (job.state, job.attempt) == ("done", 2)
    assert after[: len(before)] == [row[:2] for row in before]
    assert [number[-5:] for number, _code in after] == [f"{n:05d}" for n in range(1, 41)]
    files = [path for path in kept_files.rglob("*") if path.is_file()]
    assert [path.relative_to(kept_files).as_posix() for path in files] == [job.stored_as]
