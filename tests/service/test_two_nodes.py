"""In service shape: two web nodes, two worker nodes, Redis between them, objects in an S3 storage, mail by SMTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from redis import Redis

from accounts.models import Role, User
from config.embedded import CHECKOUT
from reports.models import Job
from survey.models import FrameImport
from tests.factories import make_user
from tests.service.nodes import HOST, Node, Visitor, eventually, links_in, node
from tests.stand_ins.s3 import S3Server
from tests.stand_ins.smtp import SmtpServer
from tests.survey.factories import frame_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PASSWORD = "hanbat-service-2026"


@pytest.fixture
def objects() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def service(redis_url: str, objects: S3Server, smtp: SmtpServer, tmp_path: Path) -> dict[str, str]:
    """The settings of every node; the static files are gathered once, as at a release."""
    Redis.from_url(redis_url).flushdb()
    values = {
        "HANBAT_ENV": "production",
        "PUBLIC_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEY": settings.SALT_KEY[0],
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "HANBAT_DATA": str(tmp_path),
        "TMPDIR": str(tmp_path),  # what the killed worker leaves there
        "BROKER_URL": redis_url,
        "STORAGE_URL": objects.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
    }
    manage(values, "collectstatic", "--noinput", "--verbosity", "0")
    return values


def manage(values: Mapping[str, str], *arguments: str) -> None:
    """A command on one of the nodes."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **values}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def signed_in(person: User) -> Visitor:
    """A visitor with the session that both factors make; sessions lie in the database, so every node knows it."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[1])
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session.save()
    name = settings.SESSION_COOKIE_NAME
    return Visitor({name: client.cookies[name].value})


def well(at: Node) -> bool:
    try:
        answer = Visitor().get(at, "/healthz")
    except ConnectionError:
        assert at.process.poll() is None, at.said()
        return False
    return answer.status == 200 and json.loads(answer.content)["status"] == "ok"


def test_people_and_their_work_pass_from_node_to_node_and_a_dead_worker_costs_nothing(
    service: dict[str, str], objects: S3Server, smtp: SmtpServer
) -> None:
    with (
        node("web", service) as here,
        node("web", service) as there,
        node("worker", service) as first,
        node("worker", service) as second,
    ):
        for web in (here, there):
            eventually(lambda web=web: well(web), "a well web node")

        _someone_signs_up_here_and_in_there(here, there, smtp)

        manager = signed_in(make_user(Role.MANAGER))
        wrong = frame_bytes({}, {"longitude": "here"})
        manager.get(here, "/survey/frame/")
        sent = manager.post(here, "/survey/frame/", {"taxonomy": "", "ksic_revision": "10"}, upload=("가게.csv", wrong))
        assert sent.status == 302, sent.text
        received = FrameImport.objects.get()
        assert received.file is not None
        assert wrong in [one.content for one in objects.objects.values()]
        fetched = manager.get(there, f"/files/{received.file.public_id}/")
        assert (fetched.status, fetched.content) == (200, wrong)
        eventually(lambda: FrameImport.objects.filter(state="checked").exists(), "the dry run")

        job = _a_report_asked_for_there_survives_its_worker(
            there, first, second, manager, received.pk, objects, service
        )
        file = manager.get(here, f"/reports/jobs/{job.public_id}/file")
        assert (file.status, file.content[:2]) == (200, b"PK")
        reports = [name for name in objects.objects if name.startswith("reports/")]
        assert reports == [job.stored_as]
        assert well(here)
        assert well(there)


def _someone_signs_up_here_and_in_there(here: Node, there: Node, smtp: SmtpServer) -> None:
    guest = Visitor()
    guest.get(here, "/accounts/signup/")
    fields = {
        "email": "simcheong@example.org", "name": "심청", "phone": "", "password1": PASSWORD, "password2": PASSWORD,
        "consent_account": "on",
    }  # fmt: skip
    asked = guest.post(here, "/accounts/signup/", fields)
    assert asked.status == 302, asked.text
    mail = eventually(lambda: smtp.received, "the mail with the link")[0]
    body = mail.message.get_body(("plain",))
    assert body is not None
    link = next(path for path in links_in(body.get_content()) if "confirm-email" in path)
    guest.get(there, link)
    confirmed = guest.post(there, link, {})
    assert confirmed.status == 302, confirmed.text
    guest = Visitor()
    guest.get(there, "/accounts/login/")
    entered = guest.post(there, "/accounts/login/", {"login": "simcheong@example.org", "password": PASSWORD})
    assert entered.status == 302, entered.text
    assert "심청" in guest.get(here, "/people/me/").text
    assert User.objects.get(email="simcheong@example.org").phone == ""


def _a_report_asked_for_there_survives_its_worker(
    there: Node, first: Node, second: Node, manager: Visitor, import_id: int, objects: S3Server, service: dict[str, str]
) -> Job:
    """The second worker sleeps, the first takes the job and dies over storing the file."""
    second.signal(signal.SIGSTOP)
    try:
        with objects.holding_back("reports/"):
            asked = manager.post(there, f"/survey/frame/imports/{import_id}/faults", {})
            assert asked.status == 302, asked.text
            eventually(lambda: objects.held, "the file on its way to the storage")
            first.signal(signal.SIGKILL)
    finally:
        second.signal(signal.SIGCONT)
    job = Job.objects.get()
    assert (job.state, job.attempt) == ("running", 1)
    # Two minutes later the schedule finds it; this is that moment.
    Job.objects.update(lease_until=job.requested_at)
    manage(service, "shell", "-c", "from reports.tasks import take_up_again; take_up_again()")
    eventually(lambda: Job.objects.filter(state="done").exists(), "the report")
    job = Job.objects.get()
    assert job.attempt == 2
    return job
