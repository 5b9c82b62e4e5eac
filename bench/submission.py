"""Handing in: the CPU that one submission takes in the web server's process."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.applications import businesses_with_drafts
from bench.harness import Result, Stage

MEASURED, WARM = 60, 10


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction

    from tests.programs import factories as make

    with transaction.atomic():  # one commit for the whole world
        drafts = businesses_with_drafts(make.open_call(), MEASURED + WARM)
    taken = [_milliseconds_of_cpu(*draft) for draft in drafts][WARM:]
    yield Result.of("submission_cpu", 1, "ms", taken, 0)


def _milliseconds_of_cpu(address: str, cookie: str) -> float:
    """One submission through the whole of Django, in this process; what the database does is not in it."""
    from django.test import Client

    client = Client(headers={"Cookie": cookie})
    began = time.process_time()
    answer = client.post(address)
    taken = time.process_time() - began
    assert answer.status_code == 302, answer
    return taken * 1000
