"""A payment run's process dies by SIGKILL after every single statement that it sends, by itself or in the midst of a
click in the browser: whole, or not begun."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
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


def clicked(user: User, address: str, **data: Any) -> Callable[[], None]:
    """What the web process does when somebody sends a form: session, permissions, action, answer."""
    client = Client()
    client.force_login(user)

    def work() -> None:
        given = {name: value() if callable(value) else value for name, value in data.items()}
        assert client.post(address, given).status_code == HTTPStatus.FOUND

    return work


def killed_in_a_click(click: Callable[[], Any], is_whole: Callable[[], bool]) -> int:
    """Kills the web process after the first statement of a click, the second, and so on until the click did its work;
    how often it died. Until then nothing has changed; then it is done wholly, though the answer may never have left."""
    before = books()[:-1]  # without the trail: a file that came in is noted there before anybody reads it
    for after in range(1, MOST):
        lived = not died(click, after)
        assert differences() == []
        if books()[:-1] != before:
            assert is_whole(), f"half done after statement {after}"
            return after
        assert not lived, "the click did nothing"
    raise AssertionError("more statements than any of these clicks may send")


def test_the_web_process_killed_after_any_statement_of_a_click_leaves_a_run_whole_or_not_begun() -> None:
    world = ready()
    today = clock.today().isoformat()
    first, second = Payment.objects.order_by("pk")

    def states() -> list[str]:
        return list(Payment.objects.order_by("pk").values_list("state", flat=True))

    prepare = clicked(world.office.finance, reverse("vouchers:prepare_run"), pay_on=today)
    assert killed_in_a_click(prepare, lambda: PaymentRun.objects.get().payments.count() == 2) > 5
    run = PaymentRun.objects.get()
    release = clicked(world.office.cashier, reverse("vouchers:change_run", args=[run.public_id, "release"]), seen="2")
    assert killed_in_a_click(release, lambda: states() == ["released"] * 2 and Transfer.objects.count() == 2) > 5

    def file() -> SimpleUploadedFile:
        lines = f"{first.pk},{first.amount},오류,{today},계좌 해지\n{second.pk},{second.amount},정상,{today}\n"
        return SimpleUploadedFile("결과.csv", lines.encode(), "text/csv")

    read = clicked(world.office.finance, reverse("vouchers:change_run", args=[run.public_id, "answer"]), file=file)
    assert killed_in_a_click(read, lambda: states() == ["failed", "paid"]) > 10
    assert Entry.objects.filter(verb="pay").count() == BankAnswer.objects.filter(paid=True).count() == 1


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
