"""Pay: the rules for 250 and 10,000 person-months, a run of 250 through its actions, 250 payslips as one PDF."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.harness import Result, Stage, repeated
from internships.rules.labour import WageKind
from internships.rules.pay import (
    Bracket,
    Contract,
    Day,
    Figure,
    FigureBook,
    Person,
    PersonMonth,
    TaxTable,
    compute,
)
from internships.rules.pay.figures import ACCIDENT_RATE
from internships.rules.pay.kept import digest, plain
from internships.rules.pay.known import known_figures

SIZES, BATCH = (250, 10_000), 250


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        values, peak = repeated(computed, size, runs=3)
        yield Result.of("pay_computed", size, "s", values, peak)
    for shape in ("pdf", "zip"):
        values, peak = repeated(_payslips, shape, runs=3)
        yield Result.of(f"payslips_{shape}", BATCH, "s", values, peak)
    values, peak = repeated(_size, runs=1)
    yield Result.of("payslips_pdf_size", BATCH, "KiB", values, peak)


def book() -> FigureBook:
    found: dict[str, list[Figure]] = {}
    for name, value, since, until, source in known_figures():
        found.setdefault(name, []).append(Figure(Fraction(value), since, until, source))
    found[f"{ACCIDENT_RATE}public"] = [Figure(Fraction(777, 100_000), date(2019, 1, 1), None, "made up")]
    return FigureBook(found)


def table() -> TaxTable:
    brackets = tuple(Bracket(least, least + 10_000, (least // 100,) * 11) for least in range(0, 10_000_000, 10_000))
    return TaxTable(date(2019, 1, 1), "made up", brackets)


def month(number: int) -> PersonMonth:
    """September 2026, with a day missed, late or long by the number of the person."""
    contract = Contract(WageKind.HOURLY, 10_320, 2400, date(2026, 9, 1), date(2026, 12, 18))
    empty = PersonMonth(2026, 9, contract, Person(date(2000, 5, 5)), (), date(2026, 10, 10))
    days = []
    for day in empty.days_needed():
        due = 480 if day.weekday() < 5 else 0
        odd = (day.day + number) % 17
        worked = {3: 0, 5: min(due, 300)}.get(odd, due)
        days.append(Day(day, due, worked, extra=60 if due and not odd else 0))
    return replace(empty, days=tuple(days))


def computed(size: int) -> float:
    """Seconds for everybody's lines, as they are kept."""
    figures, tables = book(), [table()]
    months = [month(number) for number in range(size)]
    began = time.perf_counter()
    for one in months:
        [line.plain() for line in compute(one, figures, tables).lines]
        plain(one)
        digest(one)
    return time.perf_counter() - began


def _payslips(shape: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        _write(Path(folder), shape)
        return time.perf_counter() - began


def _size() -> float:
    with tempfile.TemporaryDirectory() as folder:
        return _write(Path(folder), "pdf").stat().st_size / 1024


def _write(folder: Path, shape: str) -> Path:
    """250 payslips by the page that a run makes of each."""
    from kernel import clock
    from reports.rendering.pdf import Imprint, lay_out, write_pdf

    pages = [lay_out(page, Imprint("임금명세서", clock.now(), None)) for page in _pages()]
    if shape == "pdf":
        write_pdf(pages, folder / "payslips.pdf")
        return folder / "payslips.pdf"
    for number, page in enumerate(pages):
        write_pdf([page], folder / f"{number}.pdf")
    return folder / "0.pdf"


def _pages() -> Iterator[Any]:
    from internships.documents_pay import Worker, slip_page
    from internships.models import PayRow, PayRun, Payslip

    figures, tables = book(), [table()]
    run = PayRun(month=date(2026, 9, 1), pay_on=date(2026, 10, 10))
    for number in range(BATCH):
        one = month(number)
        result = compute(one, figures, tables)
        row = PayRow(run=run, month=one.first, lines=[line.plain() for line in result.lines], inputs=plain(one))
        row.gross, row.deductions, row.employer, row.net = result.gross, result.deductions, result.employer, result.net
        slip = Payslip(run=run, net=result.net)
        yield slip_page(slip, [row], Worker(f"가상인{number}", f"DI-2026-{number:05d}", "대전가상연구원"))
