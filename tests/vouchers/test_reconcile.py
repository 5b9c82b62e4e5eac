"""Reconciling: whole after every step, and each kind of damage is found. Killed payment runs are whole or not begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kernel import clock
from tests import server
from tests.vouchers import cases as make
from vouchers.actions.payment import approve_payment, prepare_run
from vouchers.models import Entry, Payment, PaymentRun
from vouchers.queries.reconcile import differences

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_books_agree_after_every_step_of_a_case() -> None:
    world, agreement = make.signing()
    assert differences() == []
    make.sign_all(world, agreement)
    voucher = make.finish_issue(world, agreement)
    assert differences() == []
    for step in (make.order, make.delivered, make.accepted, make.requested):
        step(world, voucher, 500_000)
        assert differences() == []
    make.paid(world, voucher, orders=2)
    assert differences() == []


DAMAGE = {
    "orders_paid_support": "UPDATE vouchers_order SET support = support - 1, own = own + 1 WHERE state = 'paid'",
    "deposits": "UPDATE vouchers_deposit SET amount = amount + 7",
    "promises": "UPDATE vouchers_agreement SET state = 'signed'",
    "paid_orders": "UPDATE vouchers_order SET total = total + 1, own = own + 1 WHERE state = 'paid'",
    "bank": "UPDATE vouchers_bankanswer SET amount = amount - 1",
    "completed": "UPDATE vouchers_agreement SET state = 'completed'",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "statement"), DAMAGE.items(), ids=DAMAGE.keys())
def test_each_kind_of_damage_is_found_and_the_command_fails(what: str, statement: str) -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    with psycopg.connect(server.owner_url(connection.settings_dict["NAME"])) as owner:
        table = statement.split()[1]
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert what in {fault.what for fault in differences()}
    with pytest.raises(CommandError, match="differences"):
        call_command("reconcile")


# The process dies (SIGKILL) right after the statement with this number that it sends inside the release or the answer.
KILLED = textwrap.dedent(
    """
    import os, signal, sys
    import django
    django.setup()
    from django.db import connection
    from accounts.models import User
    from kernel import clock
    from kernel.actor import Actor
    from vouchers.actions.payment import read_bank_answer, release_run
    from vouchers.rules.answer_file import BankLine
    from vouchers.models import PaymentRun

    verb, person, die_after = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    count = 0

    def dying(execute, sql, params, many, context):
        global count
        result = execute(sql, params, many, context)
        count += 1
        if count == die_after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    actor = Actor.person(User.objects.get(pk=person))
    run = PaymentRun.objects.get()
    lines = [BankLine(n, one.pk, one.amount, True, clock.today()) for n, one in enumerate(run.payments.all(), 2)]
    with connection.execute_wrapper(dying):
        release_run(actor, run.pk) if verb == "release" else read_bank_answer(actor, run.pk, lines)
    """
)


def act(verb: str, person: int, die_after: int) -> int:
    command = [sys.executable, "-c", KILLED, verb, str(person), str(die_after)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True).returncode


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_run_killed_at_any_statement_is_whole_or_not_begun() -> None:
    world, voucher = make.issued()
    make.account(world)
    for _number in range(3):
        approve_payment(world.as_("manager"), make.requested(world, voucher).pk)
    prepare_run(world.as_("finance"), clock.today())
    cashier = world.office.cashier.pk
    for die_after in (2, 5, 8, 11):
        assert act("release", cashier, die_after) == -signal.SIGKILL
        assert PaymentRun.objects.get().state == "prepared"
        assert set(Payment.objects.values_list("state", flat=True)) == {"approved"}
    assert act("release", cashier, 0) == 0
    for die_after in (3, 8, 14, 20):
        assert act("answer", cashier, die_after) == -signal.SIGKILL
        assert set(Payment.objects.values_list("state", flat=True)) == {"released"}
        assert not Entry.objects.filter(verb="pay").exists()
        assert differences() == []
    assert act("answer", cashier, 0) == 0
    assert act("answer", cashier, 0) == 0  # read once more
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    assert Entry.objects.filter(verb="pay").count() == 3
    assert differences() == []
