"""Letting many do something in the same instant, each over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from kernel.errors import HanbatError

PATIENCE = 60  # seconds for all to stand at the line; whoever cannot come makes the test fail instead of wait for ever


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each job answers, in the order of the jobs; a refusal (HanbatError) that it meets is its answer.

    Everybody has a connection before anybody starts. Any other exception is raised here, once all have ended.
    """
    line = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            line.wait(PATIENCE)
            return job()
        except HanbatError as refusal:
            return refusal
        except BaseException:
            line.abort()
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))
