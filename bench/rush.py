"""The last second before a window closes: businesses hand in over the real web server, impatient, and are all answered.

Each clicks at a moment of its own within the second, over a connection that its browser has open from the page before.
Every fifth clicks twice, and the browser drops the first; whoever has no answer after two seconds drops the connection
and sends again, then after four, eight …. What came of it is then looked up in the database: each is in once, or has
been refused with the reason and kept its draft; none is late. How many were refused though their request had left them
in time is told (`rush_refused_in_time`), and how long after leaving the requests that are in were noted
(`rush_noted_p95`).
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    clicked: float  # seconds since 1970, when the request had left
    is_in: bool = False  # what stands in the database in the end
    clicked_in_time: bool = False
    noted_after: float = 0.0  # seconds from then until the arrival that is kept, of those in with the first sending


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
                (
                    "noted_p95",
                    "ms",
                    [_percentile_of([one.noted_after for one in run if one.is_in], 95) for run in runs],
                ),
                ("sent_again", "requests", [float(sum(one.tries - 1 for one in run)) for run in runs]),
            ):
                yield Result.of(f"rush_{name}", size, unit, values, web.peak_rss())


def _count(cases: Iterable[bool]) -> float:
    return float(sum(cases))


def _percentile(told: list[Told], percent: int) -> float:
    """Milliseconds within which so many of them had their answer."""
    return _percentile_of([one.seconds for one in told], percent)


def _percentile_of(values: list[float], percent: int) -> float:
    """Of seconds, in milliseconds; 0 of none."""
    ordered = sorted(values) or [0.0]
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] * 1000


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
    arrivals = _none_lost_none_late(call, closing, told)
    ends = begins + WINDOW
    return [
        replace(
            one,
            is_in=arrived is not None,
            clicked_in_time=one.clicked < ends,
            noted_after=ends - (closing - arrived).total_seconds() - one.clicked if arrived else 0.0,
        )
        for one, arrived in zip(told, arrivals, strict=True)
    ]


def _none_lost_none_late(call: Any, closing: datetime, told: list[Told]) -> list[datetime | None]:
    """The arrival of each application that is in. Who gave up waiting and sent again after the end may be told that it
    was too late before the first sending, which was in time, has its turn in the other process: in all the same."""
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
    return [one.submitted_at if one.state == "submitted" else None for one in applications]


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
    connection = await asyncio.open_connection(host, port)
    await asyncio.sleep(max(0.0, moment - time.time()))
    began = time.perf_counter()
    connection[1].write(request)  # goes to the kernel at once
    clicked = time.time()
    if twice:
        connection[1].close()
    for tries in range(1, TRIES + 1):
        asking = _ask(host, port, request) if tries > 1 or twice else _answer(*connection)
        try:
            status, reason_given = await asyncio.wait_for(asking, PATIENCE * 2 ** (tries - 1))
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            continue
        taken = time.perf_counter() - began
        return Told(status, reason_given, taken, tries, clicked)
    raise TimeoutError(f"no answer after {TRIES} tries")


async def _ask(host: str, port: int, request: bytes) -> tuple[int, bool]:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request)
    return await _answer(reader, writer)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bool]:
    """The status of the answer, and whether it says why the application was not taken."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(None, 1)[0])
        body = await reader.readexactly(length)
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1]), "마감".encode() in body
