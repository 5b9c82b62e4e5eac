"""The home page as a stranger sees it: how many a second, and how long 95 of 100 wait."""

from __future__ import annotations

from collections.abc import Iterator

from bench.harness import Request, Result, Stage

RUNS, REQUESTS = 5, 1_600


def benchmarks(stage: Stage) -> Iterator[Result]:
    with stage.web() as web:
        page = Request("/", headers={"Accept-Language": "ko"})
        web.load(page, at_once=8, total=200)  # templates and connections warm up
        for at_once in (8, 64):
            loads = [web.load(page, at_once=at_once, total=REQUESTS) for _ in range(RUNS)]
            assert not any(load.failures for load in loads), loads
            rates = [load.requests_per_second for load in loads]
            yield Result.of("home_page", at_once, "requests/s", rates, web.peak_rss())
            yield Result.of("home_page_p95", at_once, "ms", [load.p95_ms for load in loads], web.peak_rss())
