"""The business frame: rows imported a second with peak memory, and how long finding a business takes while typing."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.harness import Result, Stage

TYPED = (
    "ㅅㅅㄷ",
    "성심",
    "두껍",
    "커피",
    "gs25",
    "ㅋㅍ",
    "미용",
    "ㅎ",
    "중앙",
    "부동산",
    "가",
    "치킨",
    "바이크樂",
    "떡,",
)


def benchmarks(stage: Stage) -> Iterator[Result]:
    path = _file(stage)
    measured = _import_and_find(path, _renamed(path, stage.folder))
    rows = measured["rows"]
    yield Result.of("frame_dry_run", rows, "rows/s", measured["dry_run"], measured["peak_rss"])
    yield Result.of("frame_import", rows, "rows/s", measured["load"], measured["peak_rss"])
    yield Result.of("frame_import_again", rows, "rows/s", measured["again"], measured["peak_rss"])
    yield Result.of("frame_import_changed", rows, "rows/s", measured["changed"], measured["peak_rss"])
    yield Result.of("frame_find_p95", rows, "ms", measured["find_p95_ms"], measured["peak_rss"])


def _file(stage: Stage) -> Path:
    """The real file, or without it the project's own small one."""
    from survey.demo import made_up_frame
    from tests.survey.factories import FRAME

    if FRAME.exists():
        return FRAME
    path = stage.folder / "sample.csv"
    path.write_bytes(made_up_frame())
    return path


def _renamed(path: Path, folder: Path) -> Path:
    """The same businesses, each under another name: an import that has to remember what every one of them was."""
    from survey.rules.frame_columns import OFFICIAL_NAME

    with path.open(encoding="utf-8-sig", newline="") as original:
        heading, *rows = csv.reader(original)
    name = heading.index(OFFICIAL_NAME["name"])
    changed = folder / "renamed.csv"
    with changed.open("w", encoding="utf-8", newline="") as copy:
        csv.writer(copy).writerows([heading, *([*row[:name], f"{row[name]} 2", *row[name + 1 :]] for row in rows)])
    return changed


def _import_and_find(path: Path, renamed: Path) -> dict[str, Any]:
    import resource

    from survey.actions.frame import check_frame_file, load_frame_file

    dry, rows = _timed(path, check_frame_file)
    load, _ = _timed(path, load_frame_file)
    again, _ = _timed(path, load_frame_file)
    changed, _ = _timed(renamed, load_frame_file)
    times = _find()
    return {
        "rows": rows,
        "dry_run": [rows / dry],
        "load": [rows / load],
        "again": [rows / again],
        "changed": [rows / changed],
        "find_p95_ms": [times[int(len(times) * 0.95)]],
        "peak_rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _timed(path: Path, work: Any) -> tuple[float, int]:
    from kernel.actor import Actor
    from survey.actions.frame import receive_frame_file

    actor, started = Actor.system("bench"), time.perf_counter()
    with path.open("rb") as stream:
        received = receive_frame_file(actor, stream, path.name, again=True)
        done = work(actor, received.pk, stream)
    assert done.state in ("checked", "loaded"), done.problem
    return time.perf_counter() - started, done.counts["rows"]


def _find() -> list[float]:
    """Milliseconds of each search, sorted; every prefix of each text, as it is typed."""
    from survey.models import Business
    from survey.queries.find import find_businesses

    times = []
    for text in TYPED * 5:
        for length in range(1, len(text) + 1):
            started = time.perf_counter()
            list(find_businesses(Business.objects.all(), text[:length]))
            times.append((time.perf_counter() - started) * 1000)
    return sorted(times)
