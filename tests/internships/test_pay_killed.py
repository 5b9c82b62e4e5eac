"""A pay run's process dies by SIGKILL after every single statement that it sends: whole, or not begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from internships.actions import pay_run as runs
from internships.actions.pay_begin import begin_pay_run
from internships.models import PaidRow, PayRow, PayRun, Payslip, PayTransfer
from kernel.models import AuditEntry
from notices.models import Notice
from tests.internships import pay
from tests.vouchers.test_killed import died

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 200  # statements; a step with more is not bounded


def books() -> tuple[Any, ...]:
    """Everything that a pay run touches, as it stands."""
    return (
        list(PayRun.objects.order_by("pk").values_list("number", "state", "net", "file_hash")),
        *(model.objects.count() for model in (PayRow, Payslip, PaidRow, PayTransfer, Notice, AuditEntry)),
    )


def killed_everywhere(work: Callable[[], Any]) -> int:
    """Kills ``work`` after its first statement, its second, and so on until it lives; how often it died. After each
    death nothing has changed."""
    before = books()
    for after in range(1, MOST):
        if not died(work, after):
            return after - 1
        assert books() == before, f"half done after statement {after}"
    raise AssertionError("more statements than any of these steps may send")


def test_a_pay_run_killed_after_any_statement_of_any_step_is_whole_or_not_begun() -> None:
    made = pay.world(2, last_day="2026-10-31")
    for placement in made.interns:
        pay.worked(placement, made.finance, pay.OCTOBER, date(2026, 10, 31))
    manager, approver, finance = made.as_("manager"), made.as_("approver"), made.as_("finance")
    with pay.at_pay_time():
        pay.run_up_to(made, "filed")
    pay.missed(made.interns[0], date(2026, 9, 9))
    with pay.at_pay_time(date(2026, 11, 5)):
        pay.closed(made, pay.OCTOBER)
        month = (made.call.pk, pay.OCTOBER, date(2026, 11, 10))
        assert killed_everywhere(lambda: begin_pay_run(manager, *month)) > 3
        run = PayRun.objects.get(month=pay.OCTOBER)
        assert killed_everywhere(lambda: runs.compute_pay_run(manager, run.pk)) > 5
        assert killed_everywhere(lambda: runs.check_pay_run(manager, run.pk)) > 3
        assert killed_everywhere(lambda: runs.approve_pay_run(approver, run.pk)) > 3
        assert killed_everywhere(lambda: runs.release_pay_run(finance, run.pk)) > 3
        assert killed_everywhere(lambda: runs.hand_out_payslips(manager, run.pk)) > 3
    assert [one.state for one in PayRun.objects.order_by("month")] == ["filed", "handed_out"]
    assert PayRow.objects.filter(run=run).count() == 3  # two people, one correction
