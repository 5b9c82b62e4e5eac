"""Runs of pay: each step by the right person, never twice, whole or not begun, corrections as rows of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actions.identity import Proof
from internships import tasks
from internships.actions import contract as contracts
from internships.actions import pay as acts
from internships.actions import pay_run as runs
from internships.actions.attendance_closing import fill
from internships.actions.pay_begin import begin_pay_run
from internships.actions.training import add_session, enter_training, open_course
from internships.errors_pay import (
    EarlierMonthOpen,
    MonthNotClosed,
    NobodyToPay,
    NotPayable,
    PayAccountDiffers,
    PayAccountMissing,
    PayFigureMissing,
    PayInputsChanged,
    PayMonthWrong,
    PayRunKnown,
    TaxFileUnreadable,
)
from internships.errors_work import NothingToContract, NotToApply
from internships.models import (
    AttendanceAdjustment,
    Contract,
    PaidRow,
    PayRow,
    PayRun,
    Payslip,
    PayTransfer,
    Placement,
    TaxTableVersion,
)
from internships.queries import pay as queries
from internships.queries.pay_compute import computed
from internships.rules.labour import Insurance
from internships.rules.pay.figures import CALENDAR
from internships.rules.training import CourseRules
from kernel import clock
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs.errors import SecondPersonNeeded
from programs.models import ReferenceFigure
from programs.queries.deadlines import NAMED
from tests.at_once import at_once
from tests.internships import factories as make
from tests.internships import pay
from tests.internships.rules.pay_world import TABLE

pytestmark = pytest.mark.django_db


def test_a_month_of_september_goes_from_the_closed_attendance_to_the_filings() -> None:
    made = pay.world(2)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "filed")
    # 20 working days and two days of Chuseok: 176 hours, and the Sundays 6, 13, 20 and 27
    row = run.rows.first()
    assert row is not None
    lines = {one.code: one.amount for one in row.parts if one.part == "earning"}
    assert lines == {"base": 160 * 10_320, "holiday_paid": 16 * 10_320, "weekly": 32 * 10_320}
    assert run.people == 2 and run.gross == 2 * row.gross == 2 * 2_146_560
    assert run.funds == {"national": run.gross + run.employer}
    assert PaidRow.objects.count() == 2
    assert Notice.objects.filter(code="payslip_ready").count() == 2


def test_the_transfer_file_is_the_payslips_to_the_won() -> None:
    made = pay.world(2)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "transferred")
        text = runs.fetch_pay_transfer(made.as_("finance"), run.pk)
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {int(one["명세서번호"]): int(one["이체금액"]) for one in lines} == dict(
        Payslip.objects.values_list("pk", "net")
    )
    assert {one["계좌번호"] for one in lines} == {"123456789012"}
    assert runs.fetch_pay_transfer(made.as_("finance"), run.pk) == text


def test_a_month_has_one_live_run_and_a_cancelled_one_makes_room() -> None:
    made = pay.world()
    with pay.at_pay_time():
        first = pay.run_up_to(made, "computed")
        with pytest.raises(PayRunKnown):
            begin_pay_run(made.as_("manager"), made.call.pk, pay.SEPTEMBER, pay.PAY_DAY)
        runs.cancel_pay_run(made.as_("manager"), first.pk, "근태 정정")
        second = pay.run_up_to(made, "approved")
        with pytest.raises(TransitionRefused):
            runs.cancel_pay_run(made.as_("manager"), second.pk, "늦었습니다")
    assert PayRow.objects.count() == 2 and PaidRow.objects.get().row.run == second


def test_a_month_that_is_not_over_or_not_the_calls_is_refused() -> None:
    made = pay.world()
    with pay.at_pay_time(date(2026, 9, 30)), pytest.raises(PayMonthWrong):
        begin_pay_run(made.as_("manager"), made.call.pk, pay.SEPTEMBER, pay.PAY_DAY)
    with pay.at_pay_time(), pytest.raises(PayMonthWrong):
        begin_pay_run(made.as_("manager"), made.call.pk, date(2026, 8, 1), pay.PAY_DAY)


def test_a_month_that_its_manager_has_not_closed_holds_the_run_up_by_name() -> None:
    made = pay.world(2)
    with pay.at_pay_time():
        with pytest.raises(MonthNotClosed) as refused:
            begin_pay_run(made.as_("manager"), made.call.pk, pay.SEPTEMBER, pay.PAY_DAY)
        assert "가상인1" in str(refused.value)
        pay.closed(made)
        assert begin_pay_run(made.as_("manager"), made.call.pk, pay.SEPTEMBER, pay.PAY_DAY).state == "closed"


def test_somebody_whose_days_are_not_in_the_closed_month_is_named_and_nothing_is_computed() -> None:
    made = pay.world(2, ready=False)
    pay.figures()
    pay.worked(made.interns[0], made.finance)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        make.click(made.interns[1], "in", date(2026, 9, 1), "09:00")  # of a phone that was without a network
        with pytest.raises(NotPayable) as refused:
            runs.compute_pay_run(made.as_("manager"), run.pk)
    assert "가상인2" in str(refused.value) and not PayRow.objects.exists()


def test_nobody_is_paid_for_a_call_in_which_nobody_worked() -> None:
    made = pay.world(ready=False)
    with pay.at_pay_time(), pytest.raises(NobodyToPay):
        begin_pay_run(made.as_("manager"), made.call.pk, pay.SEPTEMBER, pay.PAY_DAY)


def test_a_missing_figure_stops_the_run_with_its_name_and_nothing_is_kept() -> None:
    made = pay.world()
    ReferenceFigure.objects.filter(name="internships.pay.care_rate").update(until=date(2026, 9, 15))
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        with pytest.raises(PayFigureMissing) as refused:
            runs.compute_pay_run(made.as_("manager"), run.pk)
    assert "care" in str(refused.value).lower() or "요양" in str(refused.value)
    assert not PayRow.objects.exists() and PayRun.objects.get().state == "closed"


def test_without_a_tax_table_of_the_day_of_payment_nothing_is_computed() -> None:
    made = pay.world()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        PayRun.objects.filter(pk=run.pk).update(pay_on=date(2026, 2, 26))
        with pytest.raises(PayFigureMissing):
            runs.compute_pay_run(made.as_("manager"), run.pk)


def test_who_computed_neither_approves_nor_releases() -> None:
    made = pay.world()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "checked")
        with pytest.raises(SecondPersonNeeded):
            runs.approve_pay_run(made.as_("manager"), run.pk)
        with pytest.raises(NotPermitted):
            runs.approve_pay_run(made.as_("finance"), run.pk)
        runs.approve_pay_run(made.as_("approver"), run.pk)
        with pytest.raises(NotPermitted):
            runs.release_pay_run(made.as_("approver"), run.pk)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        PayRun.objects.filter(pk=run.pk).update(approved_by=made.manager)


def test_what_changed_since_the_computation_is_not_approved() -> None:
    made = pay.world(2)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
        acts.note_exemption(made.as_("manager"), made.interns[1].pk, Insurance.PENSION, "납부예외", "공단 통지")
        with pytest.raises(PayInputsChanged) as refused:
            runs.check_pay_run(made.as_("manager"), run.pk)
    assert "가상인2" in str(refused.value)


def test_without_a_confirmed_account_the_run_is_not_checked() -> None:
    made = pay.world(ready=False)
    pay.figures()
    pay.worked(made.interns[0], made.finance)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
        with pytest.raises(PayAccountMissing):
            runs.check_pay_run(made.as_("manager"), run.pk)
        entered = acts.enter_pay_account(make.acting(made.interns[0].person), "가상은행", pay.ACCOUNT, "가상인1")
        with pytest.raises(NotVisible):
            acts.confirm_pay_account(made.as_("manager"), entered.pk, pay.ACCOUNT)
        with pytest.raises(PayAccountDiffers):
            acts.confirm_pay_account(made.as_("finance"), entered.pk, "123-456-789013")
        acts.confirm_pay_account(made.as_("finance"), entered.pk, "123456789012")
        assert runs.check_pay_run(made.as_("manager"), run.pk).state == "checked"


def two_months(**settings: object) -> pay.World:
    made = pay.world(last_day="2026-10-31", **settings)
    pay.worked(made.interns[0], made.finance, pay.OCTOBER, date(2026, 10, 31))
    return made


def test_what_becomes_known_of_a_paid_month_is_a_row_of_its_own_in_the_next_run() -> None:
    made = two_months()
    with pay.at_pay_time():
        first = pay.run_up_to(made, "filed")
    before = PayRow.objects.filter(run=first).values().get()
    pay.missed(made.interns[0], date(2026, 9, 9))
    with pay.at_pay_time(date(2026, 11, 5)):
        second = pay.run_up_to(made, "filed", pay.OCTOBER, date(2026, 11, 10))
    assert PayRow.objects.filter(run=first).values().get() == before
    correction = second.rows.get(month=pay.SEPTEMBER)
    assert correction.sequence == 1
    # the day's eight hours and the weekly holiday of 13 September
    assert {one.code: one.amount for one in correction.parts if one.part == "earning"} == {
        "base": -8 * 10_320, "weekly": -8 * 10_320,
    }  # fmt: skip
    slip = second.slips.get()
    assert slip.net == correction.net + second.rows.get(month=pay.OCTOBER).net
    assert PayTransfer.objects.get(run=second).amount == slip.net


def test_a_holiday_that_the_government_names_later_is_a_paid_day_off() -> None:
    """임시공휴일 (근로기준법 §55 ②): nobody comes on Wednesday the 9th, and the month is what it would have been."""
    named = date(2026, 9, 9)
    NAMED.remember([(named, True)])
    made = pay.world()
    assert made.interns[0].days.get(day=named).kind == "holiday"
    with pay.at_pay_time():
        row = pay.run_up_to(made, "computed").rows.get()
    hours = {one.code: one.minutes for one in row.parts if one.part == "earning" and one.amount}
    assert hours == {"base": 19 * 480, "holiday_paid": 3 * 480, "weekly": 4 * 480}
    assert row.gross == 2_146_560


def test_a_year_whose_holidays_nobody_compared_stops_the_run_with_its_name() -> None:
    made = pay.world()
    known = ReferenceFigure.objects.filter(name=CALENDAR, since=date(2026, 1, 1))
    known.update(until=date(2026, 9, 1))
    with pay.at_pay_time():
        with pytest.raises(PayFigureMissing, match="월력요항"):
            pay.run_up_to(made, "computed")
        known.update(until=date(2027, 1, 1))
        assert runs.compute_pay_run(make.acting(made.manager), PayRun.objects.get().pk).state == "computed"


def test_what_became_known_after_the_closing_never_changes_the_closed_months_own_row() -> None:
    made = two_months()
    with pay.at_pay_time():
        pay.closed(made)
        pay.missed(made.interns[0], date(2026, 9, 9))  # before the run of September is even begun
        first = pay.run_up_to(made, "approved")
    assert first.gross == 2_146_560  # as it was closed
    with pay.at_pay_time(date(2026, 11, 5)):
        second = pay.run_up_to(made, "computed", pay.OCTOBER, date(2026, 11, 10))
    assert second.rows.get(month=pay.SEPTEMBER).gross == -16 * 10_320


def test_what_became_known_of_the_last_month_is_paid_by_a_run_after_the_work() -> None:
    made = pay.world()
    with pay.at_pay_time():
        pay.run_up_to(made, "filed")
    again = (made.as_("manager"), made.call.pk, pay.OCTOBER, date(2026, 11, 10))
    with pay.at_pay_time(date(2026, 11, 5)):
        with pytest.raises(PayMonthWrong):
            begin_pay_run(*again)  # nothing became known
        AttendanceAdjustment.objects.create(
            placement=made.interns[0], day=date(2026, 9, 9), month=pay.OCTOBER, kind="work", overtime_minutes=60
        )
        run = begin_pay_run(*again)
        run = runs.compute_pay_run(made.as_("manager"), run.pk)
    row = run.rows.get()
    assert (row.month, row.sequence) == (pay.SEPTEMBER, 1)
    assert row.gross == 10_320 + 5_160  # an hour and its premium


def test_a_place_that_was_withdrawn_is_paid_up_to_its_day_and_one_that_never_began_is_not() -> None:
    made = pay.world(2)
    with clock.at(make.moment(date(2026, 9, 4), "18:30")):
        make.actions.withdraw_placement(make.SYSTEM, made.interns[1].pk, "기관의 사무실 이전")
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
    row = run.rows.get(placement=made.interns[1])
    assert {one.code: one.amount for one in row.parts if one.part == "earning" and one.amount} == {
        "base": 4 * 8 * 10_320  # from Tuesday to Friday; the week is not worked to its Sunday
    }


def two_places() -> tuple[pay.World, list[Placement]]:
    """Somebody worked at one place up to Friday 11 September and from Monday on at another."""
    made = pay.world(ready=False)
    (first,) = made.interns
    pay.worked(first, made.finance, first.first_day, date(2026, 9, 11))
    with clock.at(make.moment(date(2026, 9, 11), "18:30")):
        make.actions.withdraw_placement(make.SYSTEM, first.pk, "기관의 사무실 이전")
        second = make.actions.place_applicant(make.SYSTEM, first.application_id, make.position(made.call).pk)
        second = make.actions.accept_placement(make.acting(second.person), second.pk)
    pay.contracted(second, made.approver)
    pay.worked(second, made.finance)
    pay.account(second, made.finance)
    pay.figures()
    return made, [first, second]


def test_two_places_in_a_month_make_one_payslip_and_are_taxed_together() -> None:
    """소득세법 §134 ①: the employer, the city at both places, withholds by the wages of the month."""
    made, places = two_places()
    assert places[1].first_day == date(2026, 9, 14), "work begins on the next day of work, not in the past"
    with pay.at_pay_time():
        run = pay.run_up_to(made, "transferred")
        assert queries.slip_lines(run, list(run.slips.all()))[0].gross == run.gross
    rows = list(run.rows.order_by("pk"))
    slip, transfer = run.slips.get(), run.transfers.get()
    assert [row.placement for row in rows] == places and slip.placement == places[1] and run.people == 1
    assert not any("late_at_exit" in row.warnings for row in rows), "who is moved has not left"
    assert slip.net == transfer.amount == sum(row.net for row in rows) == run.net
    tax = [line.amount for row in rows for line in row.parts if line.code == "income_tax"]
    assert sum(tax) == TABLE.tax(sum(row.taxed for row in rows), 1) > TABLE.tax(rows[0].taxed, 1)
    with pay.at_pay_time(date(2026, 11, 5)):
        assert not [one for one in computed(run) if one.sequence], "nothing of it is corrected without a reason"
    refused(lambda: Payslip.objects.create(run=run, person=slip.person, placement=places[0], net=slip.net), "a_person")


def test_what_changes_at_the_first_place_corrects_the_tax_of_the_second() -> None:
    made, places = two_places()
    with pay.at_pay_time():
        pay.run_up_to(made, "approved")
    pay.missed(places[0], date(2026, 9, 3))
    with pay.at_pay_time(date(2026, 11, 5)):
        later = PayRun(call=made.call, month=pay.OCTOBER, pay_on=date(2026, 11, 10))
        found = {one.payable.placement: one for one in computed(later)}
    assert set(found) == set(places) and {one.sequence for one in found.values()} == {1}
    first, second = (found[place].result for place in places)
    assert first.gross < 0
    assert {line.code for line in second.lines} == {"income_tax", "local_tax", "shortfall"}, "no wage is left to take"


def test_the_allowance_of_a_course_is_paid_by_its_rule_and_never_to_who_left_before() -> None:
    made = pay.world(2)
    rules = CourseRules(480, None, 200_000, date(2026, 9, 11))
    course = open_course(make.SYSTEM, made.call.pk, "데이터 실무 기초", rules)
    session = add_session(
        make.SYSTEM, course.pk, make.moment(pay.SEPTEMBER, "09:00"), make.moment(pay.SEPTEMBER, "17:00"), "교육장"
    )
    enter_training(make.SYSTEM, session.pk, {one.pk: 480 for one in made.interns})
    with clock.at(make.moment(date(2026, 9, 10), "18:30")):
        make.actions.leave_placement(make.SYSTEM, made.interns[1].pk, "취업")
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
    paid = {
        row.placement_id: sum(one.amount for one in row.parts if one.code.startswith("allowance:"))
        for row in run.rows.all()
    }
    assert paid == {made.interns[0].pk: 200_000, made.interns[1].pk: 0}


def test_an_allowance_of_a_training_before_the_work_comes_with_the_first_wage() -> None:
    made = pay.world()
    course = open_course(make.SYSTEM, made.call.pk, "사전교육", CourseRules(60, None, 150_000, date(2026, 8, 28)))
    session = add_session(
        make.SYSTEM,
        course.pk,
        make.moment(date(2026, 8, 20), "09:00"),
        make.moment(date(2026, 8, 20), "10:00"),
        "온라인",
    )
    enter_training(make.SYSTEM, session.pk, {made.interns[0].pk: 60})
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
    (line,) = [one for one in run.rows.get().parts if one.code.startswith("allowance:")]
    assert (line.amount, "2026-08-28" in line.source) == (150_000, True)


def test_a_correction_is_paid_once() -> None:
    made = two_months()
    with pay.at_pay_time():
        pay.run_up_to(made, "filed")
    pay.missed(made.interns[0], date(2026, 9, 9))
    with pay.at_pay_time(date(2026, 11, 5)):
        cancelled = pay.run_up_to(made, "computed", pay.OCTOBER, date(2026, 11, 10))
        runs.cancel_pay_run(made.as_("manager"), cancelled.pk, "다시 산출")
        pay.run_up_to(made, "approved", pay.OCTOBER, date(2026, 11, 10))
    assert sorted(PaidRow.objects.values_list("month", "sequence")) == [
        (pay.SEPTEMBER, 0), (pay.SEPTEMBER, 1), (pay.OCTOBER, 0),
    ]  # fmt: skip


def test_months_are_computed_one_after_the_other() -> None:
    made = two_months()
    with pay.at_pay_time(date(2026, 11, 5)):
        pay.run_up_to(made, "computed")
        later = pay.run_up_to(made, "closed", pay.OCTOBER, date(2026, 11, 10))
        with pytest.raises(EarlierMonthOpen):
            runs.compute_pay_run(made.as_("manager"), later.pk)


def test_an_exemption_with_its_source_takes_the_premium_away_and_is_audited() -> None:
    made = pay.world()
    acts.note_exemption(made.as_("manager"), made.interns[0].pk, Insurance.PENSION, "납부예외", "국민연금공단 통지")
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
    (line,) = [one for one in run.rows.get().parts if one.code == "pension"]
    assert (line.amount, line.source) == (0, "국민연금공단 통지")
    with pytest.raises(NotPermitted):
        acts.note_exemption(made.as_("finance"), made.interns[0].pk, Insurance.PENSION, "x", "y")


# ── What the database refuses by itself ─────────────────────────────────────────────────────────────────────────────


def refused(work: Callable[[], object], *words: str) -> None:
    with pytest.raises(DatabaseError) as fault, transaction.atomic():
        work()
    assert any(word in str(fault.value) for word in words), fault.value


def copy_of(row: PayRow, **changes: object) -> PayRow:
    values = {
        field.attname: getattr(row, field.attname) for field in PayRow._meta.concrete_fields if field.name != "id"
    }
    return PayRow(**{**values, **changes})


def test_the_database_keeps_one_pay_row_of_a_person_month_and_payslips_to_the_won() -> None:
    made = pay.world()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "approved")
    row, slip = run.rows.get(), run.slips.get()
    paid = {"placement": row.placement, "month": row.month, "sequence": 0}
    refused(lambda: copy_of(row).save(), "after its rows")
    refused(lambda: PayRow.objects.filter(pk=row.pk).update(net=1), "append-only")
    refused(lambda: Payslip.objects.filter(pk=slip.pk).update(net=1), "append-only")
    refused(lambda: Payslip.objects.all().delete(), "append-only")
    refused(lambda: PaidRow.objects.create(row=row, **paid), "paid_once", "paidrow_row_id")
    account = queries.accounts_in_force(run)[row.placement.person_id]
    refused(lambda: PayTransfer.objects.create(run=run, slip=slip, account=account, amount=slip.net - 1), "to the won")
    other = PayRun.objects.create(number="PAY-X", call=run.call, month=date(2026, 8, 1), pay_on=date(2026, 9, 10))
    refused(lambda: copy_of(row, run_id=other.pk, gross=row.gross + 1, net=row.net + 1).save(), "adds up to its lines")
    second = copy_of(row, run_id=other.pk)
    second.save()
    refused(lambda: PaidRow.objects.create(row=second, **paid), "paid_once")
    refused(
        lambda: Payslip.objects.create(run=other, person=slip.person, placement=row.placement, net=row.net + 1),
        "sum of its rows",
    )
    refused(lambda: PaidRow.objects.create(row=second, **{**paid, "sequence": 2}), "in their order")


# ── Many at once ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_on_a_step_at_once_take_it_once() -> None:
    made = pay.world()
    with pay.at_pay_time():
        manager, approver = made.as_("manager"), made.as_("approver")
        pay.closed(made)
        begun = at_once([lambda: begin_pay_run(manager, made.call.pk, pay.SEPTEMBER, pay.PAY_DAY)] * 8)
        assert sum(isinstance(one, PayRun) for one in begun) == 1
        run = PayRun.objects.get()
        at_once([lambda: runs.compute_pay_run(manager, run.pk)] * 8)
        assert PayRow.objects.count() == Payslip.objects.count() == 1
        runs.check_pay_run(manager, run.pk)
        at_once([lambda: runs.approve_pay_run(approver, run.pk)] * 8)
        assert PaidRow.objects.count() == 1
        at_once([lambda: runs.release_pay_run(made.as_("finance"), run.pk)] * 8)
        assert PayTransfer.objects.count() == 1


# ── Tax tables ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tax_table_is_read_from_the_offices_file_and_counts_once_a_second_person_confirmed_it() -> None:
    made = pay.world(ready=False)
    version = acts.read_tax_table(made.as_("manager"), "간이세액표.csv", pay.table_csv(), date(2026, 2, 27), "별표 2")
    assert version.rows.count() == 60
    assert version.table.tax(2_150_000, 1) == 12_210
    with pytest.raises(NotPermitted):
        acts.decide_tax_table(made.as_("manager"), version.pk, confirmed=True)
    acts.decide_tax_table(made.as_("approver"), version.pk, confirmed=True)
    assert TaxTableVersion.objects.get().state == "confirmed"


@pytest.mark.parametrize("spoil", [lambda text: text.replace("1,100", "1,101", 1), lambda text: "이름,금액\r\n"])
def test_a_table_with_a_gap_or_without_lines_is_not_taken(spoil: Callable[[str], str]) -> None:
    text = spoil(pay.table_csv().decode("cp949"))
    with pytest.raises(TaxFileUnreadable):
        acts.read_tax_table(make.SYSTEM, "table.csv", text.encode(), date(2026, 2, 27), "별표 2")
    assert not TaxTableVersion.objects.exists()


def test_a_payslip_is_the_persons_own_and_only_once_it_is_handed_out() -> None:
    made = pay.world(2)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "transferred")
        slip = run.slips.get(placement=made.interns[0])
        own, other = make.acting(made.interns[0].person), make.acting(made.interns[1].person)
        with pytest.raises(NotVisible):
            queries.own_slip(own, slip.public_id)
        runs.hand_out_payslips(made.as_("finance"), run.pk)
        assert queries.own_slip(own, slip.public_id) == slip
        with pytest.raises(NotVisible):
            queries.own_slip(other, slip.public_id)


def test_who_left_is_paid_until_the_day_and_not_after() -> None:
    made = pay.world()
    placement = made.interns[0]
    with pay.at_pay_time(date(2026, 9, 18)):
        make.actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    placement.days.filter(day__gt=date(2026, 9, 18)).delete()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
    lines = {one.code: one.amount for one in run.rows.get().parts if one.part == "earning"}
    assert lines == {"base": 14 * 8 * 10_320, "weekly": 16 * 10_320}


# ── By the worker ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pay_of_very_many_is_computed_by_the_worker_as_who_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pay.world(2)
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        with pytest.raises(NotPermitted):
            runs.compute_or_queue(made.as_("finance"), run.pk)
        run = runs.compute_or_queue(made.as_("manager"), run.pk)
        asked = run.asked_at
        assert run.being_computed and not PayRow.objects.exists()
        assert runs.compute_or_queue(made.as_("manager"), run.pk).asked_at == asked  # clicked twice
        assert tasks.compute_pay() == 1
        assert tasks.compute_pay() == 0  # a second worker
        run.refresh_from_db()
        assert (run.state, run.computed_by, run.people) == ("computed", made.manager, 2)
        runs.check_pay_run(made.as_("manager"), run.pk)
        with pytest.raises(SecondPersonNeeded):
            runs.approve_pay_run(made.as_("manager"), run.pk)


def test_what_stands_in_the_workers_way_is_noted_and_can_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pay.world()
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    ReferenceFigure.objects.filter(name="internships.pay.care_rate").update(until=date(2026, 9, 15))
    with pay.at_pay_time():
        run = runs.compute_or_queue(made.as_("manager"), pay.run_up_to(made, "closed").pk)
        assert tasks.compute_pay() == 0
        run.refresh_from_db()
        assert "요양" in run.obstacle and not run.being_computed and not PayRow.objects.exists()
        assert tasks.compute_pay() == 0  # not again and again
        ReferenceFigure.objects.filter(name="internships.pay.care_rate").update(until=None)
        runs.compute_or_queue(made.as_("manager"), run.pk)
        assert tasks.compute_pay() == 1


def test_leave_that_is_paid_at_the_exit_goes_from_its_ledger_once() -> None:
    made = two_months()
    with pay.at_pay_time():
        pay.run_up_to(made, "approved")
    with pay.at_pay_time(date(2026, 11, 5)):
        run = pay.run_up_to(made, "approved", pay.OCTOBER, date(2026, 11, 10))
    (line,) = [one for one in run.rows.get(month=pay.OCTOBER).parts if one.code == "leave_out"]
    assert line.amount == 8 * 10_320  # the day that September earned; October's would come after the end
    assert made.interns[0].leave.values_list("kind", "minutes").get(kind="paid_out") == ("paid_out", -480)
    assert sum(made.interns[0].leave.values_list("minutes", flat=True)) == 0
    assert not computed(run)  # that it was paid out is no other fact: nothing to correct


# ── Without a contract ──────────────────────────────────────────────────────────────────────────────────────────────


def left_without_a_contract(*days: date) -> tuple[pay.World, Placement]:
    """Of two people one leaves on the evening of Wednesday 2 September, has worked on ``days`` and signed nothing."""
    made = pay.world(2, ready=False, signed=1)
    stays, leaves = made.interns
    for day in days:
        make.click(leaves, "in", day, "09:00")
        make.click(leaves, "out", day, "18:00")
    with clock.at(make.moment(date(2026, 9, 2), "18:30")):
        make.actions.leave_placement(make.SYSTEM, leaves.pk, "취업")
    leaves.refresh_from_db()
    fill([leaves], pay.SEPTEMBER, date(2026, 9, 2))  # as the mentor closes the week
    leaves.days.update(confirmed_by=made.finance, confirmed_at=clock.now())
    pay.worked(stays, made.finance)
    pay.figures()
    return made, leaves


def test_who_worked_and_left_without_a_contract_gets_one_and_is_paid() -> None:
    """Work is paid whether or not it was written down (근로기준법 §17, §36); without it the month waits, by name."""
    made, leaver = left_without_a_contract(pay.SEPTEMBER, date(2026, 9, 2))
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        with pytest.raises(NotPayable, match="가상인2"):
            runs.compute_pay_run(made.as_("manager"), run.pk)
        pay.contracted(leaver, made.approver)
        runs.compute_pay_run(made.as_("manager"), run.pk)
    assert run.rows.get(placement=leaver).gross == 16 * 10_320


def sent_and_signed_for_the_city(made: pay.World, placement: Placement, **changed: Any) -> Contract:
    """Drawn up by the manager, signed by the approver; the intern does not sign."""
    terms = replace(contracts.terms_of(placement), **changed)
    contract = contracts.draw_up_contract(made.as_("manager"), placement.pk, terms)
    contract = contracts.send_contract(made.as_("manager"), contract.pk)
    contracts.sign_contract(
        made.as_("approver"), contract.pk, contract.content_hash, Proof(made.approver.pk, "password")
    )
    return contract


def test_who_worked_and_refuses_to_sign_is_paid_by_the_published_terms_when_a_second_person_says_so() -> None:
    """Wages for work that was done are due whether or not its terms were signed (근로기준법 §17, §36, §43)."""
    made, leaver = left_without_a_contract(pay.SEPTEMBER, date(2026, 9, 2))
    contract = sent_and_signed_for_the_city(made, leaver)
    with pay.at_pay_time():
        run = pay.run_up_to(made, "closed")
        with pytest.raises(NotPayable, match="가상인2"):
            runs.compute_pay_run(made.as_("manager"), run.pk)
        with pytest.raises(SecondPersonNeeded):  # who drew it up
            contracts.apply_contract(made.as_("manager"), contract.pk, "서명 거부")
        with pytest.raises(NotPermitted):
            contracts.apply_contract(make.acting(leaver.person), contract.pk, "서명 거부")
        with pytest.raises(ReasonNeeded):
            contracts.apply_contract(made.as_("approver"), contract.pk, " ")
        applied = contracts.apply_contract(made.as_("approver"), contract.pk, "서명 거부, 두 차례 통화")
        runs.compute_pay_run(made.as_("manager"), run.pk)
    row = run.rows.get(placement=leaver)
    assert row.gross == 16 * 10_320
    assert "unsigned" in row.warnings
    assert (applied.state, applied.end_reason) == ("unsigned", "서명 거부, 두 차례 통화")
    assert Notice.objects.filter(code="contract_applied", recipient=leaver.person).exists()
    assert [one.side for one in applied.signatures.all()] == ["employer"], "nobody signed for the intern"


def test_only_published_terms_of_somebody_who_worked_apply_without_a_signature() -> None:
    made, leaver = left_without_a_contract(pay.SEPTEMBER)
    other = sent_and_signed_for_the_city(made, leaver, wage=11_000)
    with pytest.raises(NotToApply):
        contracts.apply_contract(made.as_("approver"), other.pk, "서명 거부")
    contracts.withdraw_contract(made.as_("manager"), other.pk, "임금 정정")
    unsigned = contracts.draw_up_contract(made.as_("manager"), leaver.pk)
    contracts.send_contract(made.as_("manager"), unsigned.pk)
    with pytest.raises(NotToApply):  # the city has not signed
        contracts.apply_contract(made.as_("approver"), unsigned.pk, "서명 거부")


def test_who_left_without_a_contract_and_never_worked_stops_nobodys_pay() -> None:
    made, leaver = left_without_a_contract()
    with pay.at_pay_time():
        run = pay.run_up_to(made, "computed")
        with pytest.raises(NothingToContract):
            pay.contracted(leaver, made.approver)
    assert [row.placement for row in run.rows.all()] == made.interns[:1]
