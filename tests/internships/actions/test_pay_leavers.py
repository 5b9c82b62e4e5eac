"""Who leaves is paid within fourteen days of the end (근로기준법 §36), not when the month is over; nobody twice.

September 2026 begins on a Tuesday. Two people work at 10,320 won an hour; one leaves on Friday the 11th after nine
days: 72 hours, and the Sunday of the first week, of which every day was attended. The second week ends on Sunday the
13th, which the employment does not reach (§55 ①): no holiday is paid of it. Wages are due by the 25th.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from internships.actions import pay_run as runs
from internships.actions.pay_begin import begin_leavers_run
from internships.errors_pay import (
    LeaversRunOpen,
    MonthBeingPaid,
    NobodyLeft,
    NobodyToPay,
    NotPayable,
    PayDayPast,
    PayInputsChanged,
    PayRunKnown,
)
from internships.models import AttendanceDay, LeaveEntry, PaidRow, PayRow, PayRun, Payslip, PayTransfer, Placement
from internships.pay_panel import pay_todos
from internships.queries.heat_map import heat_map
from internships.queries.leavers import late_at_exit, leavers_of, unpaid_leavers
from internships.queries.pay_compute import computed
from internships.rules.pay.shortfall import owed
from internships.rules.pay.tax import LESS_EARLIER
from kernel import clock
from kernel.errors import NotPermitted
from programs import actions as engine
from programs.errors import SecondPersonNeeded
from programs.models import Call
from tests.at_once import at_once
from tests.internships import factories as make
from tests.internships import pay
from tests.internships.rules.pay_world import TABLE

pytestmark = pytest.mark.django_db
LAST = date(2026, 9, 11)
IN_TIME = date(2026, 9, 18)
OCTOBER_LAST = date(2026, 10, 8)
EARNED = {"base": 72 * 10_320, "weekly": 8 * 10_320}  # 743,040 and 82,560: 825,600 won
# Whole premiums of the month (4.75% of 2,156,000; 3.595% of 2,156,880; 13.14% of that) and 0.9% of what was earned.
PREMIUMS = {"pension": 102_410, "health": 77_530, "care": 10_180, "employment": 7_430}


def world(**settings: object) -> pay.World:
    """The second intern leaves; everything up to then is confirmed."""
    made = pay.world(2, ready=False, **settings)
    pay.figures()
    leaver = made.interns[1]
    pay.worked(leaver, made.finance, last=LAST)
    pay.account(leaver, made.finance)
    with clock.at(make.moment(LAST, "18:30")):
        make.actions.leave_placement(make.acting(made.manager), leaver.pk, "취업")
    return made


def begun(made: pay.World, pay_on: date = IN_TIME, month: date = pay.SEPTEMBER) -> PayRun:
    return begin_leavers_run(made.as_("manager"), made.call.pk, month, pay_on)


def paid(made: pay.World, state: str = "transferred", pay_on: date = IN_TIME, month: date = pay.SEPTEMBER) -> PayRun:
    """The run of the leavers, as far as ``state``."""
    run = begun(made, pay_on, month)
    steps = (
        (runs.compute_pay_run, "manager", "computed"),
        (runs.check_pay_run, "manager", "checked"),
        (runs.approve_pay_run, "approver", "approved"),
        (runs.release_pay_run, "finance", "transferred"),
    )
    for step, who, reached in steps:
        run = step(made.as_(who), run.pk)
        if reached == state:
            break
    return run


def amounts(row: PayRow, part: str) -> dict[str, int]:
    return {one.code: one.amount for one in row.parts if one.part == part and one.amount}


def the_others_month(made: pay.World, state: str = "computed") -> PayRun:
    """September of who stayed, once it is over."""
    stayer = made.interns[0]
    pay.worked(stayer, made.finance)
    pay.account(stayer, made.finance)
    return pay.run_up_to(made, state)


def test_a_leaver_is_paid_within_fourteen_days_while_the_month_goes_on() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        run = paid(made)
    row = run.rows.get()
    assert (row.placement, row.month, row.sequence) == (made.interns[1], pay.SEPTEMBER, 0)
    assert amounts(row, "earning") == EARNED
    deducted = amounts(row, "deduction")
    assert {code: deducted[code] for code in PREMIUMS} == PREMIUMS
    assert "late_at_exit" not in row.warnings
    assert PayTransfer.objects.get().amount == Payslip.objects.get().net == row.net


def test_the_months_own_run_passes_over_whom_it_was_paid_to() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        early = paid(made)
    with pay.at_pay_time():
        run = the_others_month(made, "transferred")
    assert [row.placement for row in run.rows.all()] == [made.interns[0]]
    assert run.rows.get().gross == 2_146_560  # as in every September of somebody who stays
    assert PaidRow.objects.filter(sequence=0).count() == 2
    assert {one.run for one in PayTransfer.objects.all()} == {early, run}


def test_a_day_that_is_known_differently_when_the_month_is_closed_is_a_correction_in_its_run() -> None:
    """It turns out that the leaver stayed away on 9 September: eight hours less. What was paid stays as it was."""
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        paid(made)
    AttendanceDay.objects.filter(placement=made.interns[1], day=date(2026, 9, 9)).update(
        worked_minutes=0, credited_minutes=0, missing_minutes=480, kind="absence"
    )
    with pay.at_pay_time():
        run = the_others_month(made, "transferred")
    correction = run.rows.get(placement=made.interns[1])
    assert correction.sequence == 1
    assert amounts(correction, "earning") == {"base": -8 * 10_320}
    assert amounts(correction, "deduction")["employment"] == 6_680 - 7_430  # 0.9% of 743,040 is 6,687
    # nobody is paid less than nothing: what was paid too much is asked for
    assert owed(correction.parts) == -(correction.gross - sum(
        won for code, won in amounts(correction, "deduction").items() if code != "shortfall"
    ))  # fmt: skip
    assert run.slips.get(person=made.interns[1].person).net == 0


def test_somebody_whose_days_no_mentor_has_confirmed_is_named_and_waits() -> None:
    made = world()
    made.interns[1].days.filter(day=LAST).update(confirmed_by=None, confirmed_at=None)
    with pay.at_pay_time(date(2026, 9, 14)):
        run = begun(made)
        with pytest.raises(NotPayable) as refused:
            runs.compute_pay_run(made.as_("manager"), run.pk)
    assert "가상인2" in str(refused.value)
    assert not PayRow.objects.exists()


def test_one_who_lacks_something_holds_up_nobody_else() -> None:
    made = world()
    other = made.interns[0]
    pay.worked(other, made.finance, last=LAST)
    with clock.at(make.moment(LAST, "18:40")):
        make.actions.leave_placement(make.SYSTEM, other.pk, "학업")
    other.days.filter(day=LAST).update(confirmed_by=None, confirmed_at=None)
    with pay.at_pay_time(date(2026, 9, 14)):
        run = paid(made, "computed")
        assert [row.placement for row in run.rows.all()] == [made.interns[1]]
        # the mentor confirms meanwhile: the run goes on with those with whom it was computed
        other.days.filter(day=LAST).update(confirmed_by=made.finance, confirmed_at=clock.now())
        runs.check_pay_run(made.as_("manager"), run.pk)
        runs.approve_pay_run(made.as_("approver"), run.pk)
        assert [one.placement for one in leavers_of(made.call, pay.SEPTEMBER)] == [other]
        pay.account(other, made.finance)
        later = paid(made)
    assert [row.placement for row in later.rows.all()] == [other]


def test_what_changes_between_computing_and_approving_stops_the_run() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        run = paid(made, "checked")
        made.interns[1].days.filter(day=LAST).update(credited_minutes=240, worked_minutes=240)
        with pytest.raises(PayInputsChanged):
            runs.approve_pay_run(made.as_("approver"), run.pk)


def test_the_run_of_leavers_takes_two_people_like_every_other() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        with pytest.raises(NotPermitted):
            begin_leavers_run(made.as_("finance"), made.call.pk, pay.SEPTEMBER, IN_TIME)
        run = paid(made, "checked")
        with pytest.raises((NotPermitted, SecondPersonNeeded)):
            runs.approve_pay_run(made.as_("manager"), run.pk)


def test_it_is_not_begun_for_nobody_for_a_day_that_is_past_or_beside_the_months_own_run() -> None:
    made = world()
    with clock.at(make.moment(LAST, "19:00")), pytest.raises(NobodyLeft):
        begun(made)  # the day is not over
    with pay.at_pay_time(date(2026, 9, 14)):
        with pytest.raises(PayDayPast):
            begun(made, date(2026, 9, 13))
        run = begun(made)
        with pytest.raises(PayRunKnown):
            begun(made)
        runs.cancel_pay_run(made.as_("manager"), run.pk, "다시 산출")
    with pay.at_pay_time():
        the_others_month(made)
        with pytest.raises(MonthBeingPaid):
            begun(made, pay.PAY_DAY)


def test_the_month_waits_for_the_open_run_of_its_leavers() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        early = paid(made, "computed")
    with pay.at_pay_time():
        with pytest.raises(LeaversRunOpen) as refused:
            the_others_month(made)
        assert early.number in str(refused.value)
        runs.cancel_pay_run(made.as_("manager"), early.pk, "월 급여에 포함")
        run = runs.compute_pay_run(made.as_("manager"), PayRun.objects.get(of_leavers=False).pk)
    assert run.people == 2


def test_the_database_alone_pays_nobody_twice() -> None:
    """Without any of the actions' locks: two runs with rows of the same person-month; only one of them can count."""
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        early = paid(made, "approved")
    row = early.rows.get()
    other = PayRun.objects.create(number="PAY-X", call=made.call, month=pay.SEPTEMBER, pay_on=pay.PAY_DAY)
    again = PayRow.objects.get(pk=row.pk)
    again.pk, again.run, again._state.adding = None, other, True
    again.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaidRow.objects.create(row=again, placement=again.placement, month=again.month, sequence=0)


@pytest.mark.django_db(transaction=True)
def test_begun_eight_times_at_once_there_is_one_run_of_leavers() -> None:
    made = world()

    def begin() -> str:
        try:
            with pay.at_pay_time(date(2026, 9, 14)):
                return begun(made).number
        except PayRunKnown:
            return ""

    assert len([number for number in at_once([begin] * 8) if number]) == 1
    assert PayRun.objects.filter(of_leavers=True).count() == 1


def left_in_october(made: pay.World) -> None:
    """The only intern leaves on Thursday 8 October."""
    (leaver,) = made.interns
    with clock.at(make.moment(OCTOBER_LAST, "18:30")):
        make.actions.leave_placement(make.SYSTEM, leaver.pk, "취업")
    leaver.days.filter(day__gt=OCTOBER_LAST).delete()


def test_leave_that_full_months_gave_is_paid_out_with_the_exit() -> None:
    """September in full gives a day on 1 October (§60 ②); who leaves on the 8th with it unused is paid for it."""
    made = pay.world(1, last_day="2026-10-31")
    left_in_october(made)
    with pay.at_pay_time(date(2026, 10, 12)):
        pay.run_up_to(made, "transferred", pay_on=date(2026, 10, 13))
        run = paid(made, "approved", date(2026, 10, 16), pay.OCTOBER)
    assert amounts(run.rows.get(), "earning")["leave_out"] == 8 * 10_320
    assert LeaveEntry.objects.get(kind="paid_out").minutes == -480


def waiting(made: pay.World) -> list[tuple[tuple[date, ...], int]]:
    """The months that leavers wait for, and the days that are left to pay them."""
    return [(one.months, one.days_left) for one in unpaid_leavers(Call.objects.filter(pk=made.call.pk))]


def test_a_leaver_waits_until_earlier_months_are_paid_too_and_the_desk_is_red_once_they_are_late() -> None:
    """Nobody has paid September when the intern leaves on 8 October: everything is due by the 22nd, also when October
    is paid. Paid on the 24th, two days late: 2,146,560 × 20% × 2 ÷ 365 = 2,352.39…, up to the won."""
    made = pay.world(1, last_day="2026-10-31")
    left_in_october(made)
    desk = client_of(made.manager)
    with pay.at_pay_time(date(2026, 10, 12)):
        assert waiting(made) == [((pay.SEPTEMBER, pay.OCTOBER), 10)]
        paid(made, pay_on=date(2026, 10, 16), month=pay.OCTOBER)
        assert waiting(made) == [((pay.SEPTEMBER,), 10)]
        with pytest.raises(NobodyLeft):
            begun(made, date(2026, 10, 16), pay.OCTOBER)
    with pay.at_pay_time(date(2026, 10, 23)):
        assert waiting(made) == [((pay.SEPTEMBER,), -1)]
        (todo,) = [one for one in pay_todos(made.manager) if one.title == "퇴사자 급여"]
        assert todo.tone == "danger"
        shown = desk.get(reverse("internships:call_pay", args=[made.call.pk])).content.decode()
        assert "2026년 9월" in shown and "기한 지남" in shown
        run = paid(made, pay_on=date(2026, 10, 24))
        assert not waiting(made)
    row = run.rows.get()
    assert (row.month, row.gross) == (pay.SEPTEMBER, 2_146_560)
    ((name, interest),) = late_at_exit(run)
    assert (name, interest.days, interest.won) == ("가상인1", 2, 2_353)


def test_the_months_of_an_earlier_place_are_watched_as_well() -> None:
    """A month at one place, then eight days at another: who paid the second has not paid the first."""
    made = pay.world(1, ready=False, last_day="2026-10-31")
    (first,) = made.interns
    moved_on = date(2026, 9, 30)
    pay.worked(first, made.finance, last=moved_on)
    with clock.at(make.moment(moved_on, "18:30")):
        make.actions.withdraw_placement(make.SYSTEM, first.pk, "기관의 사무실 이전")
        second = make.actions.place_applicant(make.SYSTEM, first.application_id, make.position(made.call).pk)
        second = make.actions.accept_placement(make.acting(second.person), second.pk)
    pay.contracted(second, made.approver)
    pay.worked(second, made.finance, last=OCTOBER_LAST)
    pay.account(second, made.finance)
    pay.figures()
    with clock.at(make.moment(OCTOBER_LAST, "12:00")):
        assert not waiting(made), "has not left yet"
    with clock.at(make.moment(OCTOBER_LAST, "18:30")):
        make.actions.leave_placement(make.SYSTEM, second.pk, "취업")
    with pay.at_pay_time(date(2026, 10, 12)):
        assert waiting(made) == [((pay.SEPTEMBER, pay.OCTOBER), 10)]
        paid(made, pay_on=date(2026, 10, 16), month=pay.OCTOBER)
        (one,) = unpaid_leavers([made.call])
        assert (one.placement, one.months, one.last_day) == (first, (pay.SEPTEMBER,), OCTOBER_LAST)
        run = paid(made, pay_on=date(2026, 10, 16))
        row = run.rows.get()
        assert row.placement == first
        assert "late_at_exit" not in row.warnings, "the employment ended on 8 October, not with the first place"
        assert not waiting(made)


def test_who_is_moved_at_the_end_of_a_month_has_not_left_however_late_the_month_is_paid() -> None:
    made = pay.world(1, ready=False, last_day="2026-10-31")
    (first,) = made.interns
    pay.worked(first, made.finance, last=date(2026, 9, 30))
    with clock.at(make.moment(date(2026, 9, 30), "18:30")):
        make.actions.withdraw_placement(make.SYSTEM, first.pk, "기관의 사무실 이전")
        second = make.actions.place_applicant(make.SYSTEM, first.application_id, make.position(made.call).pk)
        make.actions.accept_placement(make.acting(second.person), second.pk)
    pay.account(second, made.finance)
    pay.figures()
    with pay.at_pay_time(date(2026, 10, 19)):
        run = pay.run_up_to(made, "computed", pay_on=date(2026, 10, 20))
        assert [row.warnings for row in run.rows.all()] == [[]]
        assert not late_at_exit(run)


def test_a_season_that_ends_within_a_month_pays_everybody_as_leavers_and_leaves_nothing_for_the_month() -> None:
    made = pay.world(2, last_day="2026-09-18")
    with pay.at_pay_time(date(2026, 9, 21)):
        run = paid(made, pay_on=date(2026, 9, 23))
        assert run.people == 2
        assert not unpaid_leavers(Call.objects.filter(pk=made.call.pk))
    with pay.at_pay_time(), pytest.raises(NobodyToPay):
        pay.run_up_to(made, "computed")


def test_who_is_moved_to_another_place_has_not_left() -> None:
    made = world()
    leaver = made.interns[1]
    seat = make.position(made.call)
    again = Placement.objects.create(
        application=leaver.application, person=leaver.person, position=seat, state="accepted",
        first_day=date(2026, 9, 14), last_day=date(2026, 9, 30),
    )  # fmt: skip
    with pay.at_pay_time(date(2026, 9, 14)):
        assert not unpaid_leavers([made.call])
        make.actions.withdraw_placement(make.SYSTEM, again.pk, "기관의 사정")
    with pay.at_pay_time(date(2026, 9, 16)):
        (one,) = unpaid_leavers([made.call])
        assert (one.placement, one.last_day) == (leaver, LAST), "a place that was never begun ends nothing"


def test_the_list_of_who_waits_says_by_when_and_how_late_in_one_statement(django_assert_num_queries: Any) -> None:
    made = world()
    for day, left in ((date(2026, 9, 14), 11), (date(2026, 9, 25), 0), (date(2026, 9, 26), -1)):
        with pay.at_pay_time(day), django_assert_num_queries(1):
            (one,) = unpaid_leavers(Call.objects.filter(pk=made.call.pk))
            assert (one.last_day, one.due_on, one.days_left) == (LAST, date(2026, 9, 25), left)


def test_what_is_paid_late_costs_a_fifth_a_year_by_the_day() -> None:
    """Paid on 10 October, fifteen days after the 25th: 825,600 × 20% × 15 ÷ 365 = 6,785.75…, up to the won."""
    made = world()
    with pay.at_pay_time():
        run = paid(made, "computed", pay.PAY_DAY)
    ((name, interest),) = late_at_exit(run)
    assert (name, interest.days, interest.won) == ("가상인2", 15, 6_786)


def in_another_call(made: pay.World) -> pay.World:
    """Who left the first call on the 11th begins in another one of the city's on Monday the 14th, until the 30th."""
    call = make.call_of(made.manager, wage=10_320, first_day="2026-09-14")
    engine.add_approver(make.SYSTEM, call.pk, made.approver)
    engine.add_payer(make.SYSTEM, call.pk, made.finance)
    (application,) = make.selected(call, users=[made.interns[1].person])
    placement = make.actions.place_applicant(make.SYSTEM, application.pk, make.position(call).pk)
    placement = make.actions.accept_placement(make.acting(placement.person), placement.pk)
    pay.contracted(placement, made.approver)
    pay.worked(placement, made.finance)
    return pay.World(call, made.manager, made.approver, made.finance, [placement])


def tax_of(run: PayRun) -> int:
    return amounts(run.rows.get(sequence=0), "deduction").get("income_tax", 0)


def test_of_two_calls_in_a_month_the_city_withholds_together() -> None:
    """소득세법 §134 ①: the tax of both rows is what the table lists for the wages of both."""
    made = world()
    with pay.at_pay_time(date(2026, 9, 14)):
        first = paid(made)
    other = in_another_call(made)
    with pay.at_pay_time():
        second = pay.run_up_to(other, "transferred")
    wages = [run.rows.get().taxed for run in (first, second)]
    together = TABLE.tax(sum(wages), 1)
    assert tax_of(first) + tax_of(second) == together
    assert together > sum(TABLE.tax(one, 1) for one in wages), "or this would say nothing"
    slips = Payslip.objects.filter(person=made.interns[1].person).order_by("pk")
    assert [one.run for one in slips] == [first, second], "a payslip for each payment (근로기준법 §48 ②)"
    assert all(one.transfer.amount == one.net for one in slips)
    (line,) = [one for one in second.rows.get().parts if one.code == "income_tax"]
    assert line.formula == LESS_EARLIER and line.values["before"] == f"{tax_of(first):,}", "and the second says so"
    assert amounts(second.rows.get(), "deduction").keys() & {"pension"} == set(), "one premium of the month"
    with pay.at_pay_time(date(2026, 11, 5)):
        assert not [one for run in (first, second) for one in computed(run) if one.sequence]


def test_whichever_call_is_paid_first_the_later_place_follows_the_earlier_one() -> None:
    """The call of the second place pays first; what the first one's row then brings is made good in the next run."""
    made = world()
    other = in_another_call(made)
    with pay.at_pay_time():
        second = pay.run_up_to(other, "approved")
        alone = tax_of(second)
        first = the_others_month(made, "approved")
    row = first.rows.get(placement=made.interns[1])
    assert alone == TABLE.tax(second.rows.get().taxed, 1)
    with pay.at_pay_time(date(2026, 11, 5)):
        assert not [one for one in computed(first) if one.sequence], "the earlier place follows nobody"
        (correction,) = [one for one in computed(second) if one.sequence]
    more = sum(line.amount for line in correction.result.lines if line.code == "income_tax")
    withheld = amounts(row, "deduction").get("income_tax", 0) + alone + more
    assert withheld == TABLE.tax(row.taxed + second.rows.get().taxed, 1)


def test_days_after_the_exit_are_no_absences_on_the_heat_map() -> None:
    made = world()
    with pay.at_pay_time(date(2026, 9, 21)):
        lines = heat_map(made.call, date(2026, 8, 31)).lines
    (leaver,) = [line for line in lines if line.placement == made.interns[1]]
    tones = {cell.day.day: cell.tone for cell in leaver.cells if cell.day.month == 9}
    assert (tones[11], tones[14], tones[18]) == ("full", "none", "none")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_office_sees_who_waits_and_begins_their_run_from_the_page() -> None:
    made = world()
    page = reverse("internships:call_pay", args=[made.call.pk])
    with pay.at_pay_time(date(2026, 9, 14)):
        client = client_of(made.manager)
        shown = client.get(page).content.decode()
        assert "가상인2" in shown
        assert "11일 남음" in shown
        answer = client.post(
            reverse("internships:pay_leavers", args=[made.call.pk]), {"month": "2026-09-01", "pay_on": "2026-09-18"}
        )
        run = PayRun.objects.get()
        assert answer["Location"] == reverse("internships:pay_run", args=[run.public_id])
        refused = client.post(
            reverse("internships:pay_leavers", args=[made.call.pk]), {"month": "2026-09-01", "pay_on": "2026-09-13"}
        )
        assert refused.status_code == 422
        assert "오늘보다 앞설 수 없습니다" in refused.content.decode()
    with pay.at_pay_time(date(2026, 9, 28)):
        assert "기한 지남" in client_of(made.manager).get(page).content.decode()
        assert "퇴사자 급여" in client_of(made.manager).get(reverse("home")).content.decode()


def test_the_page_of_a_late_run_tells_the_interest() -> None:
    made = world()
    with pay.at_pay_time():
        run = paid(made, "computed", pay.PAY_DAY)
        shown = client_of(made.manager).get(reverse("internships:pay_run", args=[run.public_id])).content.decode()
    assert "6,786" in shown
