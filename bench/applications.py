"""A manager's list of 10,000 applications, and businesses handing in, 8 and 64 at once."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from bench.harness import Request, Result, Stage

ROWS, RUNS, REQUESTS = 10_000, 3, 192
LOADS = ((8, 160), (64, 320))
CSRF = "b" * 32
AT_WORK = 600  # seconds that a benchmark may take until its people have signed in long ago
STATE = "HANBAT_BENCH_APPLICATIONS"  # the file that tells the sending process whom to hand in as


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction

    world = stage.folder / "applications.json"
    with transaction.atomic():  # one commit for the whole world
        world.write_text(json.dumps(_world()))
    os.environ[STATE] = str(world)
    made = json.loads(world.read_text())
    with stage.web() as web:
        for name, address in made["lists"].items():
            page = Request(address, headers={"Cookie": made["manager"]})
            web.load(page, at_once=8, total=80)
            for at_once in (8, 64):
                loads = [web.load(page, at_once=at_once, total=REQUESTS) for _ in range(RUNS)]
                assert not any(load.failures for load in loads), loads
                rates = [load.requests_per_second for load in loads]
                yield Result.of(f"{name}_{ROWS}", at_once, "requests/s", rates, web.peak_rss())
                yield Result.of(f"{name}_{ROWS}_p95", at_once, "ms", [one.p95_ms for one in loads], web.peak_rss())
        handed_in = 0
        for at_once, total in LOADS:
            load = web.load(partial(_hand_in, handed_in), at_once=at_once, total=total)
            handed_in += total
            assert not load.failures, load
            yield Result.of("submission", at_once, "requests/s", [load.requests_per_second], web.peak_rss())
            yield Result.of("submission_p95", at_once, "ms", [load.p95_ms], web.peak_rss())


@cache
def _drafts() -> list[list[str]]:
    return list(json.loads(Path(os.environ[STATE]).read_text())["drafts"])


def _hand_in(before: int, number: int) -> Request:
    """Each draft once, after those handed in before; success is the way to its receipt."""
    address, cookie = _drafts()[before + number]
    headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF, "Content-Length": "0"}
    return Request(address, "POST", b"", headers, expect=302)


def _world() -> dict[str, Any]:
    """A manager with a call of 10,000, and a call with a draft for every submission; rows straight into the tables."""
    from accounts.models import Role
    from tests.factories import make_user
    from tests.programs import factories as make

    manager = make_user(Role.MANAGER)
    full, running = make.open_call(manager), make.open_call(manager)
    _fill(full)
    drafts = businesses_with_drafts(running, sum(total for _at_once, total in LOADS))
    address = f"/manage/calls/{full.pk}/applications/"
    lists = {"application_list": address, "application_list_late_page": f"{address}?order=score&page=190"}
    return {"manager": cookie_of(manager), "lists": lists, "drafts": drafts}


def _fill(call: Any) -> None:
    from accounts.models import User
    from programs.models import Application
    from tests.programs.factories import ANSWERS

    owner = User.objects.create_user("owner@example.org", None, name="홍길동", phone="010-0000-1234")
    organisations = _organisations(ROWS)
    answers = {**ANSWERS, "cost": 8_000_000}
    Application.objects.bulk_create(
        [
            Application(
                call=call,
                organisation=organisation,
                user=owner,
                name=organisation.name,
                state="in_review",
                answers=answers,
                receipt_serial=number,
                receipt_number=f"DV-2026-001-{number:05d}",
                submitted_at=call.opens_at + timedelta(seconds=number),
                score=number % 100,
            )
            for number, organisation in enumerate(organisations, 1)
        ],
        batch_size=1000,
    )


def _organisations(count: int, first: int = 100_000) -> list[Any]:
    from accounts.models import Organisation
    from tests.factories import make_registration_number

    return Organisation.objects.bulk_create(
        [
            Organisation(
                registration_number=make_registration_number(first + number),
                name=f"가상상회 {number}",
                representative="홍길동",
                size_class=Organisation.SizeClass.MICRO,
                address="대전광역시 가상구 없는로 1",
            )
            for number in range(count)
        ],
        batch_size=1000,
    )


def businesses_with_drafts(call: Any, count: int, first: int = 0) -> list[tuple[str, str]]:
    """Complete drafts of as many businesses, numbered from ``first``: the address to hand in at, and the cookie."""
    from accounts.models import Membership, User
    from files.actions import store
    from programs.models import Application, Attachment
    from tests.programs.factories import ANSWERS, SYSTEM, png

    stored = store(SYSTEM, png())
    made = []
    answers = {**ANSWERS, "cost": 8_000_000}
    for number, organisation in enumerate(_organisations(count, 500_000 + first), first):
        user = User(email=f"owner{number}@example.org", name="홍길동", phone="010-0000-1234")
        user.save()
        Membership.objects.create(organisation=organisation, user=user, role=Membership.Role.REPRESENTATIVE)
        application = Application.objects.create(
            call=call,
            organisation=organisation,
            user=user,
            name=organisation.name,
            answers=answers,
        )
        Attachment.objects.create(application=application, kind="registration", file=stored, attached_by=user)
        made.append((f"/applications/{application.public_id}/submit/", cookie_of(user)))
    return made


def cookie_of(user: Any) -> str:
    """The session of somebody who signed in and has just opened the page from which the request comes: like theirs it
    needs no new mark of its last use for a while."""
    from django.conf import settings
    from django.test import Client

    from accounts.middleware import LAST_SEEN

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    session = client.session
    session[LAST_SEEN] = time.time() + AT_WORK
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
