"""Reconciling: whole after every step, and each kind of damage is found."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import server
from tests.vouchers import cases as make
from vouchers.queries.reconcile import differences


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
    "orders_paid_support": "UPDATE vouchers_payment SET support = support - 1, own = own + 1 WHERE state = 'paid'",
    "orders_accepted_support": "UPDATE vouchers_order SET accepted_support = accepted_support - 1",
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
