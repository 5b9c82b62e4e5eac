"""Who leaves on the first days of a month earns less than its premiums: paid nothing, not less; the rest is owed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from internships.actions import pay_run as runs
from internships.actions.pay_begin import begin_pay_run
from internships.models import AttendanceAdjustment, PayRow, PayRun, PayTransfer
from internships.queries import pay as queries
from internships.rules.pay.shortfall import SHORTFALL, owed
from kernel import clock
from tests.internships import factories as make
from tests.internships import pay
from tests.papers import made as paper

pytestmark = pytest.mark.django_db
THE_FIRST = date(2026, 10, 1)
IN_NOVEMBER, IN_DECEMBER = date(2026, 11, 5), date(2026, 12, 5)
# A day of 8 hours and the day of leave that September earned, at 10,320 won an hour.
EARNED = 2 * 8 * 10_320
# Whole premiums of the month (pension 4.75% of 2,156,000; health 3.595% of 2,156,880; care 13.14% of that), and 0.9% of
# what was earned, each without less than ten won.
PREMIUMS = {"pension": 102_410, "health": 77_530, "care": 10_180, "employment": 1_480}
MISSING = sum(PREMIUMS.values()) - EARNED  # 26,480


def left_on_the_first() -> tuple[pay.World, PayRun]:
    """Two people from September on; one leaves on 1 October. The run of October is computed."""
    made = pay.world(2, last_day="2026-10-31")
    with clock.at(make.moment(THE_FIRST, "18:30")):
        make.actions.leave_placement(make.SYSTEM, made.interns[0].pk, "취업")
    made.interns[0].days.filter(day__gt=THE_FIRST).delete()
    with pay.at_pay_time():
        pay.run_up_to(made, "filed")
    with pay.at_pay_time(IN_NOVEMBER):
        return made, pay.run_up_to(made, "computed", pay.OCTOBER, date(2026, 11, 10))


def amounts(row: PayRow) -> dict[str, int]:
    return {line.code: line.amount for line in row.parts if line.part == "deduction" and line.amount}


def finished(made: pay.World, run: PayRun) -> None:
    runs.check_pay_run(made.as_("manager"), run.pk)
    runs.approve_pay_run(made.as_("approver"), run.pk)
    runs.release_pay_run(made.as_("finance"), run.pk)
    runs.hand_out_payslips(made.as_("manager"), run.pk)


def page(user: Any, name: str, public_id: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"internships:{name}", args=[public_id])).content.decode()


def sheet(made: pay.World, run: PayRun, code: str) -> list[dict[str, Any]]:
    """The rows of a document's first sheet by their headings."""
    content = paper(made.as_("manager"), f"internships.{code}", {"run": str(run.public_id)}, "xlsx")
    rows = [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
    head = next(number for number, row in enumerate(rows) if "성명" in row or "이름" in row)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def test_one_leaver_stops_nobodys_pay_and_owes_what_the_wages_do_not_cover() -> None:
    made, run = left_on_the_first()
    leaver, stayer = made.interns
    row, slip = run.rows.get(placement=leaver), run.slips.get(person=leaver.person)
    assert amounts(row) == {**PREMIUMS, SHORTFALL: -MISSING}
    assert (row.gross, row.deductions, row.net, slip.net) == (EARNED, EARNED, 0, 0)
    with pay.at_pay_time(IN_NOVEMBER):
        finished(made, run)
    assert list(PayTransfer.objects.filter(run=run).values_list("slip__person", flat=True)) == [stayer.person_id]
    assert queries.owing(run) == [(leaver.person.name, MISSING)]
    run.refresh_from_db()
    assert run.net == run.gross - run.deductions == run.slips.get(person=stayer.person).net


def test_what_is_owed_stands_on_the_payslip_the_runs_page_and_the_wage_ledger_and_premiums_are_filed_whole() -> None:
    made, run = left_on_the_first()
    leaver = made.interns[0]
    with pay.at_pay_time(IN_NOVEMBER):
        finished(made, run)
        slip = run.slips.get(person=leaver.person)
        own, office = page(leaver.person, "my_payslip", slip.public_id), page(made.manager, "pay_run", run.public_id)
    for text in (own, office):
        assert "26,480" in text
    assert "따로 청구" in own
    (ledger,) = [one for one in sheet(made, run, "wage_ledger") if leaver.person.name in one.values()]
    assert -MISSING in ledger.values() and 102_410 in ledger.values()
    (filed,) = [one for one in sheet(made, run, "filings") if leaver.person.name in one.values()]
    assert list(filed.values()).count(102_410) == 2, "of both sides"


def test_what_becomes_known_and_paid_later_of_the_month_covers_it_first() -> None:
    made, run = left_on_the_first()
    leaver = made.interns[0]
    with pay.at_pay_time(IN_NOVEMBER):
        finished(made, run)
    AttendanceAdjustment.objects.create(
        placement=leaver, day=THE_FIRST, month=date(2026, 11, 1), kind="work", overtime_minutes=240
    )
    with pay.at_pay_time(IN_DECEMBER):
        later = begin_pay_run(made.as_("manager"), made.call.pk, date(2026, 11, 1), date(2026, 12, 10))
        runs.compute_pay_run(made.as_("manager"), later.pk)
    row = later.rows.get()
    more = 4 * 10_320 + 4 * 5_160  # four hours and their premium
    assert row.gross == more
    assert amounts(row) == {"employment": 2_040 - 1_480, SHORTFALL: MISSING}  # 0.9% of 227,040 is 2,043
    assert later.slips.get().net == more - 560 - MISSING
    assert owed([line for one in PayRow.objects.filter(placement=leaver) for line in one.parts]) == 0


def test_wages_taken_back_of_who_is_paid_nothing_more_are_owed_too() -> None:
    made = pay.world()
    with pay.at_pay_time():
        pay.run_up_to(made, "filed")
    pay.missed(made.interns[0], date(2026, 9, 9))
    with pay.at_pay_time(IN_NOVEMBER):
        run = begin_pay_run(made.as_("manager"), made.call.pk, pay.OCTOBER, date(2026, 11, 10))
        run = runs.compute_pay_run(made.as_("manager"), run.pk)
    (row,) = run.rows.all()
    given_back = -sum(won for code, won in amounts(row).items() if code != SHORTFALL)  # premiums of what was taken back
    taken_back = 16 * 10_320 - given_back
    assert row.gross == -16 * 10_320 and row.net == run.net == 0
    assert queries.owing(run) == [(made.interns[0].person.name, taken_back)]
