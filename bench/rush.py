"""The last second before a window closes: businesses hand in over the real web server, impatient, and are all answered.

Each clicks at a moment of its own within the second. Every fifth clicks twice; whoever has no answer after two
seconds drops the connection and sends again, then after four, eight …. What came of it is then looked up in the
database: each is in once, or has been refused with the reason and kept its draft; none is late. How many were refused
though they clicked in time is told (`rush_refused_in_time`); the aim is none.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from bench.applications import CSRF, businesses_with_drafts
from bench.harness import Result, Stage

SIZES, RUNS = (20, 200, 2_000), 3
WINDOW = 1.0  # seconds in which all click; the window closes at their end
PATIENCE = 2.0  # seconds until somebody without an answer sends again; each time twice as long
TRIES = 8
START = 6.0  # seconds in which the clients' process starts, also on a machine at work
IN, REFUSED = 302, 409


@dataclass(frozen=True)
class Told:
    """What one business was told in the end, and the seconds from its first click until then."""

    status: int
    reason_given: bool
    seconds: float
    tries: int
    clicked: float  # seconds since 1970
    is_in: bool = False  # what stands in the database in the end
    clicked_in_time: bool = False


def benchmarks(stage: Stage) -> Iterator[Result]:
    with stage.web() as web:
        _rush(web.host, web.port, 40, 9_000)  # every thread has met the code once
        for place, size in enumerate(SIZES):
            runs = [_rush(web.host, web.port, size, place * RUNS + run) for run in range(RUNS)]
            for name, unit, values in (
                ("p50", "ms", [_percentile(run, 50) for run in runs]),
                ("p95", "ms", [_percentile(run, 95) for run in runs]),
                ("last", "ms", [_percentile(run, 100) for run in runs]),
                ("in", "applications", [_count(one.is_in for one in run) for run in runs]),
                (
                    "refused_in_time",
                    "applications",
                    [_count(one.clicked_in_time and not one.is_in for one in run) for run in runs],
                ),
                (
                    "told_too_late_but_in",
                    "applications",
                    [_count(one.is_in and one.status == REFUSED for one in run) for run in runs],
                ),
                ("sent_again", "requests", [float(sum(one.tries - 1 for one in run)) for run in runs]),
            ):
                yield Result.of(f"rush_{name}", size, unit, values, web.peak_rss())


def _count(cases: Iterable[bool]) -> float:
    return float(sum(cases))


def _percentile(told: list[Told], percent: int) -> float:
    """Milliseconds within which so many of them had their answer."""
    seconds = sorted(one.seconds for one in told)
    return seconds[max(0, -(-len(seconds) * percent // 100) - 1)] * 1000


def _rush(host: str, port: int, size: int, seed: int) -> list[Told]:
    from django.db import transaction

    from accounts.models import Organisation
    from kernel import clock
    from programs.models import Call
    from tests.programs import factories as make

    with transaction.atomic():  # one commit for the whole world
        call = make.open_call()
        drafts = businesses_with_drafts(call, size, first=Organisation.objects.count())
    closing = clock.now() + timedelta(seconds=WINDOW + START)
    Call.objects.filter(pk=call.pk).update(closes_at=closing)
    begins = time.time() + (closing - clock.now()).total_seconds() - WINDOW
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        told = pool.submit(all_click, host, port, drafts, begins, seed).result()
    states = _none_lost_none_late(call, closing, told)
    ends = begins + WINDOW
    return [
        replace(one, is_in=state == "submitted", clicked_in_time=one.clicked < ends)
        for one, state in zip(told, states, strict=True)
    ]


def _none_lost_none_late(call: Any, closing: Any, told: list[Told]) -> list[str]:
    """The state of each application. Who gave up waiting and sent again after the end may be told that this was too
    late before the first sending, which was in time, has its turn in the other process: in all the same."""
    from programs.models import Submission

    applications = list(call.applications.order_by("pk"))
    for application, answer in zip(applications, told, strict=True):
        assert answer.status in {IN, REFUSED}, answer
        is_in = application.state == "submitted"
        assert is_in or answer.status == REFUSED, (application.state, answer)
        assert not is_in or answer.status == IN or answer.tries > 1, (application.state, answer)
        assert answer.status == IN or (answer.reason_given and application.answers), answer
        assert not is_in or application.submitted_at < closing, application.submitted_at
    handed_in = [application for application in applications if application.state == "submitted"]
    assert sorted(one.receipt_serial for one in handed_in) == list(range(1, len(handed_in) + 1))
    assert Submission.objects.filter(application__call=call).count() == len(handed_in)
    return [application.state for application in applications]


# -- the clients, in a process of their own ---------------------------------------------------------------------


def all_click(host: str, port: int, drafts: list[tuple[str, str]], begins: float, seed: int) -> list[Told]:
    return asyncio.run(_all_click(host, port, drafts, begins, seed))


async def _all_click(host: str, port: int, drafts: list[tuple[str, str]], begins: float, seed: int) -> list[Told]:
    dice = Random(seed)
    moments = [begins + dice.random() * WINDOW for _draft in drafts]
    return await asyncio.gather(
        *(
            _business(host, port, _request(host, *draft), moment, twice=not number % 5)
            for number, (draft, moment) in enumerate(zip(drafts, moments, strict=True))
        )
    )


def _request(host: str, path: str, cookie: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n"
    ).encode()


async def _business(host: str, port: int, request: bytes, moment: float, *, twice: bool) -> Told:
    await asyncio.sleep(max(0.0, moment - time.time()))
    began, clicked = time.perf_counter(), time.time()
    other = asyncio.create_task(_ask(host, port, request)) if twice else None
    for tries in range(1, TRIES + 1):
        try:
            status, reason_given = await asyncio.wait_for(_ask(host, port, request), PATIENCE * 2 ** (tries - 1))
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            continue
        taken = time.perf_counter() - began
        if other is not None and (await other)[0] == IN:
            status = IN  # two clicks: one that is in is what the person is told in the end
        return Told(status, reason_given, taken, tries, clicked)
    raise TimeoutError(f"no answer after {TRIES} tries")


async def _ask(host: str, port: int, request: bytes) -> tuple[int, bool]:
    """The status of the answer, and whether it says why the application was not taken."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(None, 1)[0])
        body = await reader.readexactly(length)
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1]), "마감".encode() in body
