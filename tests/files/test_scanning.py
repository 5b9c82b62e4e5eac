"""The virus scanner: asked by the worker, believed, and never in anybody's way when it is down."""

import io
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from files import tasks
from files.actions import store
from files.errors import InfectedFile
from files.kinds import EVERYTHING
from files.models import Content, StoredFile
from files.queries import reusable
from files.scanning import ScannerUnavailable, scan
from kernel.actor import Actor
from notices.models import Notice, OutgoingMail
from tests.factories import make_user, person
from tests.files import samples
from tests.stand_ins.clamd import MARK, Clamd

ILL = "메모,".encode() + MARK


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with Clamd() as running:
        settings.CLAMAV_URL = running.url
        yield running


def send(actor: Actor, name: str = "메모.csv", data: bytes = "안전".encode()) -> StoredFile:
    return store(actor, samples.upload(name, data), kinds=EVERYTHING)


def state_of(stored: StoredFile) -> str:
    return Content.objects.get(pk=stored.content_id).scan


class TestClient:
    def test_a_clean_file_is_clean_and_arrives_whole(self) -> None:
        data = b"x" * 200_000
        with Clamd() as clamd:
            assert scan(io.BytesIO(data), clamd.url).clean
            assert clamd.scanned == [data]

    def test_a_finding_carries_its_name(self) -> None:
        with Clamd() as clamd:
            assert scan(io.BytesIO(ILL), clamd.url).finding == "Eicar-Test-Signature"

    def test_an_error_of_the_scanner_is_not_taken_for_clean(self) -> None:
        with Clamd() as clamd:
            clamd.broken = True
            with pytest.raises(ScannerUnavailable, match="allocate memory"):
                scan(io.BytesIO(b"text"), clamd.url)

    def test_a_file_over_the_scanners_limit_is_not_taken_for_clean(self) -> None:
        with Clamd() as clamd:
            clamd.most_bytes = 10
            with pytest.raises(ScannerUnavailable):
                scan(io.BytesIO(b"x" * 500_000), clamd.url)

    def test_a_slow_scanner_is_given_up_in_time(self) -> None:
        with Clamd() as clamd:
            clamd.delay = 1.0
            with pytest.raises(ScannerUnavailable, match="timed out"):
                scan(io.BytesIO(b"text"), clamd.url, patience=0.1)

    def test_a_scanner_that_is_down_is_named(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ScannerUnavailable, match=re.escape(url)):
            scan(io.BytesIO(b"text"), url)


@pytest.mark.django_db
class TestUploads:
    def test_without_a_scanner_a_file_stays_not_scanned_and_can_be_used(self, client: Any) -> None:
        user = make_user()
        stored = send(person(user))
        assert state_of(stored) == Content.Scan.NOT_SCANNED
        client.force_login(user)
        assert client.get(reverse("files:download", args=[stored.public_id])).status_code == 200

    def test_a_file_can_be_fetched_only_after_it_was_checked(self, clamd: Clamd, client: Any) -> None:
        user = make_user()
        stored = send(person(user))
        client.force_login(user)
        address = reverse("files:download", args=[stored.public_id])
        assert client.get(address).status_code == 409
        assert tasks.scan_content(stored.sha256) == Content.Scan.CLEAN
        assert client.get(address).status_code == 200

    def test_an_infected_file_is_locked_away_and_its_uploaders_are_told_once(
        self, clamd: Clamd, client: Any, storage_folder: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        user, other = make_user(), make_user(language="en")
        stored, theirs = send(person(user), data=ILL), send(person(other), "memo.csv", data=ILL)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.scan_content(stored.sha256) == Content.Scan.INFECTED
        assert tasks.scan_content(stored.sha256) == "nothing to do"
        assert {notice.recipient_id: notice.subject for notice in Notice.objects.all()} == {
            user.pk: "올리신 파일이 잠겼습니다: 메모.csv",
            other.pk: "A file of yours was locked: memo.csv",
        }
        assert OutgoingMail.objects.count() == 2
        assert [path.parent.name for path in storage_folder.rglob("*") if path.is_file()] == ["quarantine"]
        client.force_login(user)
        assert client.get(reverse("files:download", args=[stored.public_id])).status_code == 410
        assert list(reusable(person(user))) == []
        assert theirs.content_id == stored.content_id

    def test_a_known_infected_content_is_refused_at_once(self, clamd: Clamd) -> None:
        actor = person(make_user())
        tasks.scan_content(send(actor, data=ILL).sha256)
        with pytest.raises(InfectedFile):
            send(person(make_user()), "다른 이름.csv", data=ILL)

    def test_what_a_scanner_that_was_down_left_behind_is_checked_later(self, clamd: Clamd) -> None:
        actor = person(make_user())
        files = [send(actor, f"{n}.csv", f"값 {n}".encode()) for n in range(3)]
        clamd.broken = True
        assert tasks.scan_waiting() == {"scanned": 0}
        assert {state_of(file) for file in files} == {Content.Scan.WAITING}
        clamd.broken = False
        assert tasks.scan_waiting() == {"scanned": 3}
        assert {state_of(file) for file in files} == {Content.Scan.CLEAN}

    def test_files_do_not_wait_for_a_scanner_that_was_switched_off(self, clamd: Clamd, settings: Any) -> None:
        stored = send(person(make_user()))
        settings.CLAMAV_URL = ""
        assert tasks.scan_content(stored.sha256) == Content.Scan.NOT_SCANNED
