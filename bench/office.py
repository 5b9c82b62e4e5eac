"""What a call's office opens and takes away, by the number of its applications: list, boards, ranking, Excel and CSV.

Each page is asked for over the real web server, one request after the other: the milliseconds until the last byte. Its
SQL statements are counted beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from bench.choosing import world
from bench.harness import FACTORS, Request, Result, Stage, repeated

BASE, REVIEW_BOARD, RUNS, REQUESTS = 100, 250, 3, 40
PAGES = {
    "application_list": "applications/",
    "application_list_late": "applications/?order=score&page={late}",
    "board": "board/",
    "ranking_page": "ranking/",
    "results_page": "results/",
}


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction

    from programs import actions
    from tests.programs.factories import SYSTEM

    with transaction.atomic():
        made = [world(BASE * factor, serial) for serial, factor in enumerate(FACTORS)]
        board = world(REVIEW_BOARD, len(FACTORS))
    for _size, call, _cookie in made:
        actions.propose_ranking(SYSTEM, call)
    with stage.web() as web:
        for size, call, cookie in made:
            for name, path in PAGES.items():
                address = f"/manage/calls/{call}/{path.format(late=size // 50)}"
                yield from page_times(web, name, size, address, cookie)
        yield from page_times(web, "review_board", REVIEW_BOARD, f"/manage/calls/{board[1]}/reviewers/", board[2])
    for shape in ("xlsx", "csv"):
        for size, call, _cookie in made:
            values, peak = repeated(taken_away, call, shape, runs=RUNS)
            yield Result.of(f"applications_{shape}", size, "s", values, peak)


def page_times(web: Any, name: str, size: int, address: str, cookie: str) -> Iterator[Result]:
    page = Request(address, headers={"Cookie": cookie})
    web.load(page, at_once=1, total=10)
    loads = [web.load(page, at_once=1, total=REQUESTS) for _ in range(RUNS)]
    assert not any(load.failures for load in loads), loads
    yield Result.of(name, size, "ms", [load.p50_ms for load in loads], web.peak_rss())
    yield Result.of(f"{name}_statements", size, "statements", [_statements(address, cookie)], 0)


def _statements(address: str, cookie: str) -> float:
    """How many statements the page takes in a process that has met it before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Cookie": cookie})
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return float(len(seen))


def taken_away(call: int, shape: str) -> float:
    """Seconds of the job that makes the list of all applications and keeps it as a file."""
    from kernel.actor import Actor
    from reports.actions import produce_now

    began = time.perf_counter()
    produce_now(Actor.system("bench"), "programs.applications", {"call": call}, shape)
    return time.perf_counter() - began
