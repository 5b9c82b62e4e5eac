"""A payment run's process dies by SIGKILL after every single statement that it sends: whole, or not begun."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kernel import clock
from kernel.action import action
from kernel.models import AuditEntry
from kernel.transition import advance
from tests.at_once import PATIENCE
from tests.vouchers import cases as make
from vouchers.actions.payment import approve_payment, fetch_transfer, prepare_run, read_bank_answer, release_run
from vouchers.models import BankAnswer, Entry, Order, Payment, PaymentRun, Transfer
from vouchers.queries.reconcile import differences
from vouchers.rules.answer_file import BankLine

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 400  # statements; an action with more is not bounded


def died(work: Callable[[], Any], after: int) -> bool:
    """Does ``work`` in a process of its own that is killed after its statement number ``after``; whether it was."""
    connection.close()
    child = os.fork()
    if child == 0:
        _work_and_die(work, after)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        _wait_for_the_server()
        return True
    assert os.WEXITSTATUS(status) == 0, "the work itself failed"
    return False


def _work_and_die(work: Callable[[], Any], after: int) -> None:
    """Never returns. The process goes without a farewell to the database, as from a power cut."""
    sent = 0

    def dying(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal sent
        result = execute(sql, params, many, context)
        sent += 1
        if sent == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    try:
        with connection.execute_wrapper(dying):
            work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def _wait_for_the_server() -> None:
    """Until it has noticed that the dead process is gone, and taken back what it had not committed."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(others + " AND state <> 'idle'")
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)
    raise AssertionError("the server still works for a process that is dead")


def books() -> tuple[Any, ...]:
    """Everything that a payment run touches, as it stands."""
    return (
        list(Payment.objects.order_by("pk").values_list("pk", "state", "run", "released_by", "paid_on")),
        list(PaymentRun.objects.order_by("pk").values_list("number", "state", "count", "total", "file_hash")),
        list(Order.objects.order_by("pk").values_list("pk", "state")),
        *(model.objects.count() for model in (Transfer, BankAnswer, Entry, AuditEntry)),
    )


def killed_everywhere(work: Callable[[], Any]) -> int:
    """Kills ``work`` after its first statement, its second, and so on until it lives; how often it died.

    After each death nothing has changed and the books agree.
    """
    before = books()
    for after in range(1, MOST):
        if not died(work, after):
            assert differences() == []
            return after - 1
        assert books() == before, f"half done after statement {after}"
        assert differences() == []
    raise AssertionError("more statements than any of these actions may send")


def ready(payments: int = 2) -> make.World:
    """Approved payments that wait for a run."""
    world, voucher = make.issued()
    make.account(world)
    for _number in range(payments):
        approve_payment(world.as_("manager"), make.requested(world, voucher).pk)
    return world


def answered(payment: Payment, paid: bool) -> BankLine:
    return BankLine(payment.pk, payment.pk, payment.amount, paid, clock.today())


def test_a_run_killed_after_any_statement_of_any_step_is_whole_or_not_begun() -> None:
    world = ready()
    finance, cashier = world.as_("finance"), world.as_("cashier")
    first, second = Payment.objects.order_by("pk")
    assert killed_everywhere(lambda: prepare_run(finance, clock.today())) > 3
    run = PaymentRun.objects.get()
    assert killed_everywhere(lambda: release_run(cashier, run.pk)) > 5
    assert killed_everywhere(lambda: fetch_transfer(finance, run.pk)) > 2
    part = [answered(first, paid=False)]
    assert killed_everywhere(lambda: read_bank_answer(finance, run.pk, part)) > 5
    rest = [*part, answered(second, paid=True)]
    assert killed_everywhere(lambda: read_bank_answer(finance, run.pk, rest)) > 10
    assert [one.state for one in Payment.objects.order_by("pk")] == ["failed", "paid"]
    assert PaymentRun.objects.get().state == "answered"
    assert Entry.objects.filter(verb="pay").count() == 1


def test_a_release_payment_by_payment_would_be_caught_half_done() -> None:
    world = ready()
    cashier = world.as_("cashier")
    prepare_run(world.as_("finance"), clock.today())

    @action
    def one_alone(payment: Payment) -> None:
        advance(payment, "release", cashier, released_by=cashier.user, released_at=clock.now())

    def careless() -> None:
        for payment in Payment.objects.order_by("pk"):
            one_alone(payment)

    with pytest.raises(AssertionError, match="half done"):
        killed_everywhere(careless)
    assert {fault.what for fault in differences()} >= {"prepared", "released"}
