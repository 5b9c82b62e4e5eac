"""The vouchers' money: orders in parallel, pages and reconciling over 1,000,000 lines of the ledger, a run of 1,000."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from bench.applications import cookie_of
from bench.harness import Request, Result, Stage, _set_up_django, repeated
from bench.money_world import RUN, Bulk, bulk

VOUCHERS, MANY, AT_ONCE, SECONDS, RUNS, REQUESTS = 10_000, 1_000, 4, 10.0, 3, 40
SERVED = ("case", "budget")  # the pages that are asked for over the web server as well


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import connection

    began = time.perf_counter()
    made = bulk(VOUCHERS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vouchers_line")
        lines = cursor.fetchone()[0]
    yield Result.of("money_bulk_world", lines, "s", [time.perf_counter() - began], 0)
    for function in (reconciled, budget_read, late_read, audit_pack):
        values, peak = repeated(function, made, runs=RUNS)
        yield Result.of(f"money_{function.__name__}", lines, "ms", values, peak)
    values, peak = repeated(audit_pack_size, made, runs=1)
    yield Result.of("money_audit_pack_size", 1, "bytes", values, peak)
    yield from _pages(stage, made)
    for turn in range(RUNS):
        payments = made.payments[turn * RUN : (turn + 1) * RUN]
        for name, values, peak in _run_of(made, payments):
            yield Result.of(f"money_run_{name}", len(payments), "ms", values, peak)
    for size, agreements in ((1, made.agreements[:1]), (MANY, made.agreements[1 : MANY + 1])):
        values = [_orders_a_second(made, agreements) for _ in range(RUNS)]
        yield Result.of("money_orders", size, "orders/s", values, 0)
    values, peak = repeated(reconciled, made, runs=1)
    yield Result.of("money_reconciled_after", lines, "ms", values, peak)


def _timed(function: Callable[[], Any]) -> float:
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1000


def reconciled(made: Bulk) -> float:
    from vouchers.queries.reconcile import differences

    found: list[Any] = []
    took = _timed(lambda: found.extend(differences()))
    assert not found, found[:5]
    return took


def budget_read(made: Bulk) -> float:
    from programs.models import Call
    from programs.queries.budget import budget

    call = Call.objects.get(pk=made.call)
    return _timed(lambda: budget(call))


def late_read(made: Bulk) -> float:
    from kernel import clock
    from programs.models import Call
    from vouchers.queries import late

    call = Call.objects.get(pk=made.call)
    terms = late.terms_on(clock.today())
    return _timed(lambda: late.page_of(call, terms, late.counts(call, terms), "", None))


def audit_pack(made: Bulk) -> float:
    from programs.models import Application
    from reports.actions import produce_now

    application = Application.objects.get(agreement=made.agreements[7])
    actor = _person(made, "auditor")
    params = {"application": str(application.public_id)}
    return _timed(lambda: produce_now(actor, "programs.audit_pack", params, "zip"))


def audit_pack_size(made: Bulk) -> float:
    """Of the pack of one case, in bytes."""
    from programs.models import Application
    from reports.actions import produce_now

    application = Application.objects.get(agreement=made.agreements[8])
    params = {"application": str(application.public_id)}
    job = produce_now(_person(made, "auditor"), "programs.audit_pack", params, "zip")
    return float(job.size)


def page_cpu(made: Bulk, path: str, who: str, *, database: bool) -> float:
    """What a page costs in this process, or the database for it: CPU in ms, which other work on the machine does not
    change. The mean of twenty after five that load everything."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(pk=made.users[who]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    spent = (lambda: _cpu_of(backend)) if database else time.process_time
    for number in range(25):
        if number == 5:
            began = spent()
        assert client.get(path).status_code == 200
    return (spent() - began) * 1000 / 20


def _cpu_of(pid: int) -> float:
    """Seconds on a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _person(made: Bulk, who: str) -> Any:
    from accounts.models import User
    from tests.factories import person

    return person(User.objects.get(pk=made.users[who]))


def _pages(stage: Stage, made: Bulk) -> Iterator[Result]:
    from accounts.models import User

    cookies = {who: cookie_of(User.objects.get(pk=key)) for who, key in made.users.items()}
    pages = {
        "case": (f"/vouchers/cases/{made.cases[11]}/", "manager"),
        "cases": ("/vouchers/cases/", "finance"),
        "cases_paid": (f"/vouchers/cases/?call={made.call}&money=paid", "finance"),
        "budget": (f"/vouchers/calls/{made.call}/budget/", "finance"),
        "late": (f"/vouchers/calls/{made.call}/late/", "finance"),
        "payments": ("/vouchers/payments/", "finance"),
        "home": ("/", "finance"),
    }
    for name, (path, who) in pages.items():
        for side in ("web", "database"):
            values, peak = repeated(partial(page_cpu, database=side == "database"), made, path, who, runs=1)
            yield Result.of(f"money_page_{name}_cpu_{side}", 1, "ms", values, peak)
    with stage.web() as web:
        for name in SERVED:
            path, who = pages[name]
            page = Request(path, headers={"Cookie": cookies[who]})
            web.load(page, at_once=2, total=10)
            for at_once in (1, 8):
                loads = [web.load(page, at_once=at_once, total=REQUESTS) for _ in range(RUNS)]
                assert not any(load.failures for load in loads), (name, loads)
                rates = [load.requests_per_second for load in loads]
                yield Result.of(f"money_page_{name}", at_once, "requests/s", rates, web.peak_rss())
                yield Result.of(f"money_page_{name}_p95", at_once, "ms", [x.p95_ms for x in loads], web.peak_rss())


def _run_of(made: Bulk, payments: list[int]) -> Iterator[tuple[str, list[float], int]]:
    """Preparing, releasing and reading the whole answer, each in a process of its own."""
    for step in (prepared, released, answered):
        values, peak = repeated(step, made, payments, runs=1)
        yield step.__name__, values, peak


def prepared(made: Bulk, payments: list[int]) -> float:
    from kernel import clock
    from vouchers.actions.payment import prepare_run

    return _timed(lambda: prepare_run(_person(made, "finance"), clock.today(), payments))


def released(made: Bulk, payments: list[int]) -> float:
    from vouchers.actions.payment import release_run
    from vouchers.models import PaymentRun

    run = PaymentRun.objects.get(payments=payments[0])
    return _timed(lambda: release_run(_person(made, "cashier"), run.pk))


def answered(made: Bulk, payments: list[int]) -> float:
    from django.urls import reverse

    from kernel import clock
    from vouchers.actions.payment import read_bank_answer
    from vouchers.models import PaymentRun
    from vouchers.rules.answer_file import BankLine

    run = PaymentRun.objects.get(payments=payments[0])
    reverse("vouchers:payments")  # as in a web process, which has its addresses and views loaded
    rows = enumerate(run.transfers.order_by("payment"), 2)
    lines = [BankLine(row, one.payment_id, one.amount, True, clock.today()) for row, one in rows]
    return _timed(lambda: read_bank_answer(_person(made, "finance"), run.pk, lines))


def _orders_a_second(made: Bulk, agreements: list[int]) -> float:
    """What four connections of four processes place together, each as fast as it can."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(AT_ONCE)
    with ProcessPoolExecutor(AT_ONCE, mp_context=context, initializer=_at_the_start, initargs=(start,)) as pool:
        shares = [agreements[number::AT_ONCE] or agreements for number in range(AT_ONCE)]
        return sum(pool.map(placed, [made] * AT_ONCE, shares)) / SECONDS


_start: list[Barrier] = []  # of the process that this is


def _at_the_start(barrier: Barrier) -> None:
    _set_up_django()
    _start.append(barrier)


def placed(made: Bulk, agreements: list[int]) -> int:
    """Orders of ten won for ten seconds over the agreements in turn, from when all processes have placed one and so
    have everything loaded."""
    from kernel import clock
    from vouchers.actions.order import OrderText, place_order
    from vouchers.rules.work import Item

    actor = _person(made, "owner")
    text = OrderText("라벨링", (Item("라벨링", 1, 10),), clock.today() + timedelta(days=10))
    place_order(actor, agreements[0], text)
    _start[0].wait()
    number, ends = 0, time.time() + SECONDS
    while time.time() < ends:
        place_order(actor, agreements[number % len(agreements)], text)
        number += 1
    return number
