"""Documents: a certificate in a warm worker, 250 certificates of one job in both shapes, long tables."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.harness import Result, Stage, repeated

BATCH = 250
ROWS = (1_000, 10_000, 100_000)
FACTS = [
    ("성명", "홍길동"),
    ("과정", "데이터 청년인턴십 2026 (公共데이터 품질관리)"),
    ("기간", "2026. 9. 1. ~ 2026. 12. 18."),
]


def benchmarks(stage: Stage) -> Iterator[Result]:
    values, peak = repeated(_warm_certificate)
    yield Result.of("report_certificate", 1, "ms", values, peak)
    for shape in ("pdf", "zip"):
        values, peak = repeated(_batch, shape, runs=3)
        yield Result.of(f"report_batch_{shape}", BATCH, "s", values, peak)
    for kind in ("csv", "xlsx", "dump"):
        for rows in ROWS:
            values, peak = repeated(_table, kind, rows, runs=3)
            yield Result.of(f"report_table_{kind}", rows, "rows/s", values, peak)


def _warm_certificate() -> float:
    """Milliseconds of the median certificate, after three to warm up."""
    from kernel import clock
    from reports.content import Page
    from reports.models import Issue
    from reports.rendering.pdf import Imprint, lay_out, write_pdf

    took = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(33):
            began = time.perf_counter()
            issue = Issue(number=f"2026-{number:05d}", verification_code="7XK29QWERT4Z0MNB")
            page = Page("reports/sample.html", {"facts": FACTS, "text": "위 사람은 과정을 마쳤습니다."})
            write_pdf([lay_out(page, Imprint("수료증", clock.now(), issue))], Path(folder) / "certificate.pdf")
            took.append(time.perf_counter() - began)
    return statistics.median(took[3:]) * 1000


def _batch(shape: str) -> float:
    """Seconds of a whole job of 250 certificates: numbers, pages, file, hash, storing."""
    from kernel.actor import Actor
    from reports.actions import produce_now, withdraw_issue
    from reports.registry import Bundle, Document, Page, register_document

    def build(params: Any, progress: Any) -> Bundle:
        context = {"facts": FACTS, "text": "위 사람은 과정을 마쳤습니다."}
        return Bundle((Page("reports/sample.html", context) for _ in range(BATCH)), BATCH)

    register_document(
        Document("bench.batch", "수료증", ("pdf", "zip"), may=lambda actor, params: True, build=build, issued=True)
    )
    began = time.perf_counter()
    job = produce_now(Actor.system("bench"), "bench.batch", {}, shape)
    took = time.perf_counter() - began
    assert job.issues.count() == BATCH
    withdraw_issue(
        Actor.system("bench"), job.issues.earliest("pk").pk, "measured"
    )  # so that the next run makes it anew
    return took


def _table(kind: str, count: int) -> float:
    """Rows a second."""
    from reports.content import Column, Sheet, Workbook
    from reports.progress import unseen
    from reports.rendering.csv import write_csv
    from reports.rendering.dump import write_dump
    from reports.rendering.workbook import write_workbook

    kinds = ("text", "text", "text", "won", "decimal", "date", "moment", "text", "text")
    row = (
        "2026-00001", "한밭떡집", "123-45-67890", 1_000_000, Decimal("87.25"), date(2020, 1, 2),
        datetime(2026, 3, 1, tzinfo=UTC), "대전광역시 서구 둔산동", "-",
    )  # fmt: skip
    columns = [Column(f"열 {n}", each, total=each == "won") for n, each in enumerate(kinds)]
    book = Workbook([Sheet("표", columns, (row for _ in range(count)), count)])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        writers: dict[str, Callable[[], Any]] = {
            "csv": lambda: write_csv(book, target, unseen),
            "xlsx": lambda: write_workbook(book, target / "t.xlsx", unseen),
            "dump": lambda: write_dump(book, target / "t.xlsx", unseen),
        }
        began = time.perf_counter()
        writers[kind]()
        return count / (time.perf_counter() - began)
