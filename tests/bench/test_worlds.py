"""What benchmarks measure can be made and goes all the way, at a small size: nobody runs them with every change."""

from __future__ import annotations

import pytest

from bench import money, money_world
from bench.pay import STEPS, pay_step
from bench.pay_world import bulk
from internships.models import PayRun, Payslip

pytestmark = pytest.mark.django_db


def test_a_month_of_many_interns_is_paid_through_every_step_of_a_run() -> None:
    for size in (2, 5):  # one world beside another, as there
        call = bulk(size)
        for step in STEPS:
            assert pay_step(call, step) > 0
        run = PayRun.objects.get(call=call)
        assert run.state == "handed_out"
        assert Payslip.objects.filter(run=run).count() == size


def test_the_money_of_many_vouchers_reconciles_and_a_run_of_payments_goes_all_the_way() -> None:
    made = money_world.bulk(12)
    assert len(made.agreements) == 12
    for measured in (money.reconciled, money.budget_read, money.late_read, money.audit_pack_size):
        assert measured(made) > 0
    for step in (money.prepared, money.released, money.answered):
        assert step(made, made.payments[:5]) > 0
    assert money.reconciled(made) > 0
