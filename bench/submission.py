"""Handing in: the CPU that one submission takes in the web server's process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from bench.applications import businesses_with_drafts
from bench.harness import Result, Stage

MEASURED, WARM = 60, 10


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction
    from django.test import Client

    from tests.programs import factories as make

    with transaction.atomic():  # one commit for the whole world
        drafts = businesses_with_drafts(make.open_call(), MEASURED + WARM)
    client = Client()  # one for all: each makes the whole chain of middleware anew, which a web process does once
    taken = [_milliseconds_of_cpu(client, *draft) for draft in drafts][WARM:]
    yield Result.of("submission_cpu", 1, "ms", taken, 0)


def _milliseconds_of_cpu(client: Any, address: str, cookie: str) -> float:
    """One submission through the whole of Django, in this process; what the database does is not in it."""
    client.cookies.clear()
    began = time.process_time()
    answer = client.post(address, headers={"Cookie": cookie})
    taken = time.process_time() - began
    assert answer.status_code == 302, answer
    return taken * 1000
