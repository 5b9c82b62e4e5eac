"""Never two pay rows, payslips or transfers of one person-month: what the database refuses of many who write at once.

The actions lock before they write (``test_eight_clicks_on_a_step_at_once_take_it_once``); here nothing locks, and each
connection is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from internships.actions import pay_run as runs
from internships.models import PaidRow, PayRow, PayRun, Payslip, PayTransfer
from internships.queries.pay import accounts_in_force
from tests.at_once import at_once
from tests.internships import pay
from tests.internships.actions.test_pay_run import copy_of, two_places

pytestmark = pytest.mark.django_db(transaction=True)


def written(*works: Callable[[], Any]) -> int:
    """How many of the writes at once the database took."""

    def attempt(work: Callable[[], Any]) -> bool:
        try:
            work()
        except IntegrityError:
            return False
        return True

    return sum(at_once([lambda work=work: attempt(work) for work in works]))


def test_of_many_who_write_a_run_row_payslip_or_transfer_of_one_month_at_once_one_succeeds() -> None:
    made = pay.world()
    with pay.at_pay_time():
        cancelled = pay.run_up_to(made, "computed")
        runs.cancel_pay_run(made.as_("manager"), cancelled.pk, "다시 산출")
    begun = [
        PayRun(number=f"PAY-{number}", call=made.call, month=pay.SEPTEMBER, pay_on=pay.PAY_DAY) for number in range(4)
    ]
    assert written(*[one.save for one in begun]) == 1
    run, old = PayRun.objects.exclude(pk=cancelled.pk).get(), cancelled.rows.get()
    assert written(*[copy_of(old, run_id=run.pk).save for _number in range(4)]) == 1
    row = run.rows.get()
    # the rows of both runs are sound; only one of them can count
    paid = {"placement": row.placement, "month": row.month, "sequence": 0}
    assert written(*[lambda one=one: PaidRow.objects.create(row=one, **paid) for one in (row, old, row, old)]) == 1
    slip = {"run": run, "person": row.placement.person, "placement": row.placement, "net": row.net}
    assert written(*[lambda: Payslip.objects.create(**slip)] * 4) == 1
    account = accounts_in_force(run)[row.placement.person_id]
    sent = {"run": run, "slip": run.slips.get(), "account": account, "amount": row.net}
    assert written(*[lambda: PayTransfer.objects.create(**sent)] * 4) == 1


def test_a_person_moved_within_a_month_has_a_row_of_each_place_and_one_payslip_and_transfer() -> None:
    """The city is the employer at both: one statement of the month's wages, one withholding (근로기준법 §48 ②)."""
    made, places = two_places()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "transferred")
    rows = list(run.rows.order_by("pk"))
    assert [row.placement for row in rows] == places
    again = copy_of(rows[0], month=date(2026, 8, 1))  # also an unheard-of month comes after the payslip
    assert written(*[copy_of(row).save for row in rows], again.save) == 0
    slip = run.slips.get()
    both = {"run": run, "person": slip.person, "net": slip.net}
    assert written(*[lambda place=place: Payslip.objects.create(placement=place, **both) for place in places]) == 0
    assert (PayRow.objects.count(), Payslip.objects.count(), PayTransfer.objects.count()) == (2, 1, 1)
