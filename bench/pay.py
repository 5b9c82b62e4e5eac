"""Pay and certificates: the rules for 250 and 10,000 person-months, a run of as many step by step through its actions,
250 payslips and 250 certificates as PDFs."""

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
from bench.pay_world import bulk
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
TITLES = {"payslips": "임금명세서", "certificates": "수료증"}


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        values, peak = repeated(computed, size, runs=3)
        yield Result.of("pay_computed", size, "s", values, peak)
    for size in SIZES:
        call = bulk(size)
        for step in STEPS:
            values, peak = repeated(pay_step, call, step, runs=1)
            yield Result.of(f"pay_run_{step}", size, "s", values, peak)
    for paper in ("payslips", "certificates"):
        for shape in ("pdf", "zip"):
            values, peak = repeated(_paper, paper, shape, runs=3)
            yield Result.of(f"{paper}_{shape}", BATCH, "s", values, peak)
        values, peak = repeated(_size, paper, runs=1)
        yield Result.of(f"{paper}_pdf_size", BATCH, "KiB", values, peak)


STEPS = ("begin", "compute", "check", "approve", "release", "hand_out")


def pay_step(call_id: int, step: str) -> float:
    """Seconds for one step of the run of September 2026, by whoever may take it."""
    from accounts.models import User
    from internships.actions import pay_run as runs
    from internships.actions.pay_begin import begin_pay_run
    from internships.models import PayRun
    from programs.models import Call
    from tests.internships import factories as make
    from tests.internships import pay

    call = Call.objects.get(pk=call_id)
    by = {
        "approve": User.objects.filter(name="정약용").latest("pk"),
        "release": User.objects.filter(name="유성룡").latest("pk"),
    }
    actor = make.acting(by.get(step) or User.objects.filter(name="이몽룡").latest("pk"))
    run = PayRun.objects.filter(call=call).first()
    acts: dict[str, Any] = {
        "compute": runs.compute_pay_run,
        "check": runs.check_pay_run,
        "approve": runs.approve_pay_run,
        "release": runs.release_pay_run,
        "hand_out": runs.hand_out_payslips,
    }
    began = time.perf_counter()
    if run is None:
        begin_pay_run(actor, call.pk, pay.SEPTEMBER, pay.PAY_DAY)
    else:
        acts[step](actor, run.pk)
    return time.perf_counter() - began


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


def _paper(paper: str, shape: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        _write(Path(folder), paper, shape)
        return time.perf_counter() - began


def _size(paper: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return _write(Path(folder), paper, "pdf").stat().st_size / 1024


def _write(folder: Path, paper: str, shape: str) -> Path:
    """250 of a paper by the page that the documents make of each."""
    from kernel import clock
    from reports.rendering.pdf import Imprint, lay_out, write_pdf

    found = _pages() if paper == "payslips" else _certificates()
    pages = [lay_out(page, Imprint(TITLES[paper], clock.now(), None)) for page in found]
    if shape == "pdf":
        write_pdf(pages, folder / "all.pdf")
        return folder / "all.pdf"
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


def _certificates() -> Iterator[Any]:
    """As many people of one call that has ended, none of them in a database."""
    from accounts.models import Organisation, User
    from internships.documents_end import certificate_page
    from internships.models import Host, Placement, Position
    from programs.models import Application, Call, CallTerms

    call = Call(title="2026년 데이터 청년인턴십")
    call.terms = CallTerms(settings={"first_day": "2026-09-01", "last_day": "2026-12-18"})
    host = Host(organisation=Organisation(name="대전가상연구원"))
    position = Position(call=call, host=host, title="공공데이터 품질 점검")
    for number in range(BATCH):
        person = User(name=f"가상인{number}")
        placement = Placement(
            application=Application(receipt_number=f"DI-2026-{number:05d}"),
            person=person,
            position=position,
            first_day=date(2026, 9, 1),
            last_day=date(2026, 12, 18),
            state="completed",
            working_days=74,
            days_present=72,
            minutes_due=74 * 480,
            minutes_credited=72 * 480,
        )
        yield certificate_page(placement)
