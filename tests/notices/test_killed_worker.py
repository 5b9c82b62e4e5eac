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
# At each of these the server waits until the worker is dead, so it is certain what the worker knew.
BEFORE = ("mail offered", "text announced")  # the server has not taken the mail
TAKEN = "taken, not yet said"  # the server has it and the worker never hears: the mail must come again
SAID = "taken and said"  # the worker may have had the time to write it down: the mail may come again
STEPS = (*BEFORE, TAKEN, SAID)
PATIENCE = 180  # seconds; a machine at work on other things starts a process slowly


class Killer:
    """Kills the worker (SIGKILL) at the next occurrence of a step of the conversation, after some mails went well."""

    def __init__(self, smtp: SmtpServer) -> None:
        self.smtp = smtp
        self.worker: subprocess.Popen[bytes] | None = None
        self.step, self.countdown = "", 0
        self.in_flight: list[tuple[str, str]] = []  # (step of the kill, the mail that the server took last)
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
                self.in_flight.append((step, self.smtp.received[-1].message_id))


def start_worker(smtp: SmtpServer, *, lease: int) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_mails", "--until-empty", "--lease", str(lease), "--batch", "7"],
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
    with SmtpServer() as smtp:
        killer = smtp.at_step = Killer(smtp)
        for step in STEPS * 2:
            worker = start_worker(smtp, lease=2)
            killer.arm(worker, step, after=5)
            assert worker.wait(timeout=PATIENCE) == -9, f"was to be killed at {step!r}"
        assert start_worker(smtp, lease=2).wait(timeout=PATIENCE) == 0
        arrived = Counter(mail.message_id for mail in smtp.received)
        people = {recipient for mail in smtp.received for recipient in mail.recipients}
    assert [step for step, _mail in killer.in_flight] == [*STEPS, *STEPS]
    assert set(arrived) == {mail.message_id for mail in promised}
    assert len(people) == 120
    # Only what was in flight when a worker died after the server had taken it comes again, once for that death.
    twice = Counter({mail: times - 1 for mail, times in arrived.items() if times > 1})
    must = Counter(mail for step, mail in killer.in_flight if step == TAKEN)
    may = must + Counter(mail for step, mail in killer.in_flight if step == SAID)
    assert must <= twice <= may
    assert must.total() == 2
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


def test_two_workers_at_once_send_every_mail_once() -> None:
    post([new_mail(sender="a@hanbat.example", to=[f"p{n}@example.org"], subject="s", body="b") for n in range(100)])
    with SmtpServer() as smtp:
        # Nobody dies here, so the claims may hold long: a stalled machine must not look like a dead worker.
        workers = [start_worker(smtp, lease=600), start_worker(smtp, lease=600)]
        assert [worker.wait(timeout=PATIENCE) for worker in workers] == [0, 0]
        arrived = Counter(mail.message_id for mail in smtp.received)
    assert len(arrived) == 100
    assert set(arrived.values()) == {1}


def test_a_mail_of_a_change_that_is_rolled_back_never_leaves() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post([new_mail(sender="a@hanbat.example", to=["p@example.org"], subject="s", body="b")])
        raise ZeroDivisionError
    assert not OutgoingMail.objects.exists()
