"""Reconciling: whole after every step, and each kind of damage is found."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kernel import clock
from tests import server
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import examined
from vouchers.actions.clawback import claim, note_recovery, propose_clawback
from vouchers.actions.payment import approve_payment, prepare_run, release_run
from vouchers.actions.settlement import confirm_settlement
from vouchers.models import PaymentRun
from vouchers.queries.reconcile import CHECKS, differences


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


def everything() -> None:
    """A case at every stage of its money: ordered to paid, runs prepared, released and answered, claimed back and paid
    back in part; one settled, of which a clawback is proposed; one being signed."""
    make.interest_rate()
    settled, _voucher, settlement = examined(disallowed=300_000)
    confirm_settlement(settled.as_("approver"), settlement.pk)
    make.given_back(settled, settlement.agreement)
    world, voucher = make.issued()
    make.paid(world, voucher)
    claimed = propose_clawback(
        world.as_("manager"), voucher.agreement_id, "misuse", "용도 외 사용", 500_000, clock.today(), clock.today()
    )
    claim(world.as_("approver"), claimed.pk)
    note_recovery(world.as_("finance"), claimed.pk, 100_000, clock.today(), "환수-1")
    for step in (make.order, make.delivered, make.accepted, make.requested):
        step(world, voucher, 300_000)
    for state in ("released", "prepared"):
        approve_payment(world.as_("manager"), make.requested(world, voucher, 200_000).pk)
        run = prepare_run(world.as_("finance"), clock.today())
        if state == "released":
            release_run(world.as_("cashier"), run.pk)
    make.signing()


def moved(kind: str, statement: str) -> list[tuple[str, str]]:
    """A won of the support becomes one of the business's own, which both checks of ``kind`` find."""
    return [(f"orders_{kind}_{money}", statement) for money in ("support", "own")]


DAMAGE = [
    *moved("reserved", "UPDATE vouchers_order SET support = support - 1, own = own + 1 WHERE state = 'placed'"),
    *moved("delivered", "UPDATE vouchers_order SET support = support - 1, own = own + 1 WHERE state = 'delivered'"),
    (
        "orders_accepted_support",
        "UPDATE vouchers_order SET accepted_support = accepted_support - 1 WHERE state = 'paid'",
    ),
    ("orders_accepted_own", "UPDATE vouchers_order SET accepted_own = accepted_own - 1 WHERE state = 'accepted'"),
    *moved("payable", "UPDATE vouchers_payment SET support = support - 1, own = own + 1 WHERE state = 'requested'"),
    *moved("paid", "UPDATE vouchers_payment SET support = support - 1, own = own + 1 WHERE state = 'paid'"),
    ("deposits", "UPDATE vouchers_deposit SET amount = amount + 7"),
    ("deposits", "DELETE FROM vouchers_deposit"),
    ("issued", "UPDATE vouchers_agreementversion SET support = support + 1"),
    ("sent_back", "UPDATE vouchers_settlement SET figures = jsonb_set(figures, '{refunded}', '0')"),
    ("promises", "UPDATE vouchers_agreement SET state = 'withdrawn' WHERE state = 'signing'"),
    ("paid_orders", "UPDATE vouchers_order SET total = total + 1, own = own + 1 WHERE state = 'paid'"),
    ("settled", "UPDATE vouchers_settlementline SET support = support - 1 WHERE payment_id IS NOT NULL"),
    ("bank", "UPDATE vouchers_bankanswer SET amount = amount - 1"),
    ("bank", "DELETE FROM vouchers_bankanswer"),
    ("runs", "UPDATE vouchers_paymentrun SET total = total + 1 WHERE state = 'answered'"),
    ("prepared", "UPDATE vouchers_paymentrun SET total = total + 1 WHERE state = 'prepared'"),
    ("released", "UPDATE vouchers_payment SET state = 'approved' WHERE state = 'released'"),
    ("answers", "UPDATE vouchers_bankanswer SET amount = amount - 1"),
    ("clawbacks", "UPDATE vouchers_clawback SET principal = principal + 1 WHERE state = 'claimed'"),
    (
        "clawbacks",
        "UPDATE vouchers_clawback SET state = 'claimed' WHERE state = 'proposed'",
    ),  # and nothing in the books
    ("refunds", "UPDATE vouchers_refund SET amount = amount + 1"),
    ("refund_hands", "UPDATE vouchers_refund SET paid_on = paid_on - 1"),
    ("refund_hands", "UPDATE vouchers_refund SET released_at = NULL"),
    ("recoveries", "UPDATE vouchers_recovery SET principal = principal + 1"),
    ("completed", "UPDATE vouchers_agreement SET state = 'completed'"),
]


@pytest.mark.django_db(transaction=True)
def test_every_check_finds_its_kind_of_damage_and_the_command_fails() -> None:
    """Each damage is done as the tables' owner, past every trigger, looked for, and taken back."""
    everything()
    assert differences() == []
    assert {what for what, _statement in DAMAGE} == set(CHECKS)
    with psycopg.connect(server.owner_url(connection.settings_dict["NAME"]), autocommit=True) as owner:
        for what, statement in DAMAGE:
            with owner.transaction(force_rollback=True):
                table = next(word for word in statement.split() if word.startswith("vouchers_"))
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                assert owner.execute(statement).rowcount, f"nothing was damaged: {statement}"
                assert owner.execute(CHECKS[what]).fetchall(), f"{what} does not find: {statement}"
    PaymentRun.objects.filter(state="released").update(file_hash="0" * 64)
    assert [fault.what for fault in differences()] == ["file"]
    with pytest.raises(CommandError, match="1 differences"):
        call_command("reconcile")
