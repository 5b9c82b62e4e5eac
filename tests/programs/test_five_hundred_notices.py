"""Five hundred results: a worker killed in the middle loses no notice and no mail, and gives no number twice.

The mail carries the decision itself; it is written in the transaction that publishes and waits for no document.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage

from accounts.models import Membership, Organisation, User
from kernel import clock
from notices.models import Notice, OutgoingMail
from programs import actions
from programs.models import Application, Call, Decision
from reports.actions import request_document
from reports.models import Issue
from reports.tasks import produce, take_up_again
from tests.factories import make_registration_number, make_user
from tests.notices.test_killed_worker import PATIENCE, SAID, TAKEN, Killer, start_worker
from tests.programs import factories as make
from tests.stand_ins.smtp import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(900)]  # a loaded machine
MANY = 500
SELECTED, RESERVE = 200, 100
OUT = clock.seoul(2026, 4, 20, 10)


@pytest.fixture
def kept_files(settings: Any, tmp_path: Path) -> Path:
    """The folder of the stored files: the one that HANBAT_DATA=tmp_path gives to another process."""
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    }
    return folder


def outcome_of(place: int) -> str:
    return "selected" if place < SELECTED else "reserve" if place < SELECTED + RESERVE else "rejected"


def confirmed_call(many: int = MANY) -> Call:
    """So many businesses of one member each, judged and confirmed."""
    first = Organisation.objects.filter(name__startswith="가상상회").count()
    call = make.open_call(seats=SELECTED, reserves=RESERVE, budget=0)
    make.past(call)
    people = User.objects.bulk_create(
        User(name=f"홍길동{n}", email=f"shop{first + n}@example.org", password="!") for n in range(many)
    )
    shops = Organisation.objects.bulk_create(
        Organisation(
            registration_number=make_registration_number(first + n), name=f"가상상회 {n}호", size_class="micro"
        )
        for n in range(many)
    )
    Membership.objects.bulk_create(
        Membership(organisation=shop, user=user, role="representative")
        for shop, user in zip(shops, people, strict=True)
    )
    applications = Application.objects.bulk_create(
        Application(
            call=call,
            organisation=shop,
            user=user,
            name=shop.name,
            state="in_review",
            answers=make.ANSWERS | {"cost": 5_000_000, "project_title": f"과제 {n}"},
            receipt_serial=n + 1,
            receipt_number=f"DV-2026-{call.pk:03d}-{n + 1:05d}",
            submitted_at=OUT,
            track="purchase",
            score=Decimal(90),
        )
        for n, (shop, user) in enumerate(zip(shops, people, strict=True))
    )
    proposer, second = make_user(), make_user()
    Decision.objects.bulk_create(
        Decision(
            application=application,
            state="confirmed",
            outcome=outcome_of(n),
            score=Decimal(90),
            rank=n + 1,
            track="purchase",
            amount=4_500_000 + n if outcome_of(n) == "selected" else None,
            reason="" if outcome_of(n) == "selected" else f"순위 {n + 1}위입니다.",
            proposed_by=proposer,
            decided_by=second,
            decided_at=OUT,
        )
        for n, application in enumerate(applications)
    )
    return call


def decided_call() -> Call:
    """Five hundred results, published by the action itself."""
    return actions.publish_results(make.SYSTEM, confirmed_call().pk)


def killed_while_drawing(job_id: int, folder: Path) -> None:
    environment = os.environ | {"HANBAT_DATA": str(folder), "HANBAT_ENV": "test", "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "tests.reports.worker", str(job_id), "half drawn", str(MANY // 2)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "here\n"
        worker.kill()


def test_five_hundred_notices_and_mails_survive_killed_workers(kept_files: Path, tmp_path: Path) -> None:
    call = decided_call()
    check_notices(call, tmp_path)
    check_mails()


def check_notices(call: Call, folder: Path) -> None:
    """Numbered once: what the dead worker took stays, and the next goes on from there."""
    job = request_document(make.SYSTEM, "programs.decision_notices", {"call": call.pk}, "pdf")
    killed_while_drawing(job.pk, folder)
    before = list(Issue.objects.order_by("position").values_list("number", "verification_code"))
    assert MANY // 2 <= len(before) < MANY
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert take_up_again() == 1
        produce(job.pk)
    job.refresh_from_db()
    after = list(Issue.objects.order_by("position").values_list("number", "verification_code"))
    assert (job.state, job.attempt) == ("done", 2)
    assert after[: len(before)] == before
    assert [number[-5:] for number, _code in after] == [f"{n:05d}" for n in range(1, MANY + 1)]
    assert len({code for _number, code in after}) == MANY
    with default_storage.open(job.stored_as) as stored, pikepdf.open(stored) as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == MANY
    assert request_document(make.SYSTEM, "programs.decision_notices", {"call": call.pk}, "pdf") == job


def check_mails() -> None:
    """Each leaves once; only the one in flight when a worker died after the server had taken it can come again."""
    told = Notice.objects.filter(code="decision_published")
    assert told.count() == told.values("recipient").distinct().count() == MANY, "in the inbox exactly once"
    promised = set(OutgoingMail.objects.values_list("message_id", flat=True))
    assert len(promised) == MANY
    with SmtpServer() as smtp:
        killer = smtp.at_step = Killer(smtp)
        for step in ("mail offered", TAKEN, SAID):
            worker = start_worker(smtp, lease=2)
            killer.arm(worker, step, after=80)
            assert worker.wait(timeout=PATIENCE) == -9, f"was to be killed at {step!r}"
        assert start_worker(smtp, lease=2).wait(timeout=PATIENCE) == 0
        received = list(smtp.received)
    arrived = Counter(mail.message_id for mail in received)
    assert set(arrived) == promised
    twice = Counter({mail: times - 1 for mail, times in arrived.items() if times > 1})
    may = Counter(mail for step, mail in killer.in_flight if step in {TAKEN, SAID})
    must = Counter(mail for step, mail in killer.in_flight if step == TAKEN)
    assert must <= twice <= may
    letters = {mail.recipients[0]: text_of(mail.message) for mail in received}
    assert len(letters) == MANY
    for place in range(MANY):
        assert what_it_must_say(place) in letters[f"shop{place}@example.org"]


def text_of(message: Any) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content())


def what_it_must_say(place: int) -> str:
    if outcome_of(place) == "selected":
        return f"지원금액: {4_500_000 + place:,}원"
    return f"사유: 순위 {place + 1}위입니다."
