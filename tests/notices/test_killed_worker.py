"""A worker that is killed, at any instruction, loses no mail and sends none twice beyond what SMTP allows."""

import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from notices.models import OutgoingMail
from notices.outbox import new_mail, post
from tests.stand_ins.smtp import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROJECT = Path(__file__).resolve().parents[2]
STEPS = ("mail offered", "text begun", "taken, not yet said", "taken and said")


class Killer:
    """Kills the worker (SIGKILL) at the next occurrence of a step of the conversation, after some mails went well."""

    def __init__(self) -> None:
        self.worker: subprocess.Popen[bytes] | None = None
        self.step, self.countdown = "", 0
        self.lock = threading.Lock()

    def arm(self, worker: "subprocess.Popen[bytes]", step: str, after: int) -> None:
        with self.lock:
            self.worker, self.step, self.countdown = worker, step, after

    def __call__(self, step: str) -> None:
        with self.lock:
            if self.worker is None or step != self.step:
                return
            self.countdown -= 1
            if self.countdown < 0:
                self.worker.kill()
                self.worker.wait()
                self.worker = None


def start_worker(smtp: SmtpServer) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_mails", "--until-empty", "--lease", "2", "--batch", "7"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_no_mail_is_lost_and_only_the_one_in_flight_can_come_twice() -> None:
    promised = [
        new_mail(
            sender="city@hanbat.example", to=[f"person{n}@example.org"], subject=f"결과 {n}", body="선정되었습니다."
        )
        for n in range(120)
    ]
    post(promised)
    killer = Killer()
    with SmtpServer() as smtp:
        smtp.at_step = killer
        for step in STEPS * 2:
            worker = start_worker(smtp)
            killer.arm(worker, step, after=5)
            assert worker.wait(timeout=60) == -9, f"was to be killed at {step!r}"
        assert start_worker(smtp).wait(timeout=60) == 0
        arrived = Counter(mail.message_id for mail in smtp.received)
        people = {recipient for mail in smtp.received for recipient in mail.recipients}
    assert set(arrived) == {mail.message_id for mail in promised}
    assert len(people) == 120
    twice = sum(arrived.values()) - len(arrived)
    # The server had taken a mail and the worker died before it could write that down: at most once per such death.
    assert 1 <= twice <= 4
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


def test_two_workers_at_once_send_every_mail_once() -> None:
    post([new_mail(sender="a@hanbat.example", to=[f"p{n}@example.org"], subject="s", body="b") for n in range(100)])
    with SmtpServer() as smtp:
        workers = [start_worker(smtp), start_worker(smtp)]
        assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
        arrived = Counter(mail.message_id for mail in smtp.received)
    assert len(arrived) == 100
    assert set(arrived.values()) == {1}


def test_a_mail_of_a_change_that_is_rolled_back_never_leaves() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post([new_mail(sender="a@hanbat.example", to=["p@example.org"], subject="s", body="b")])
        raise ZeroDivisionError
    assert not OutgoingMail.objects.exists()
