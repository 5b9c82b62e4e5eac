"""Hours that change in the midst of a season: what was counted and paid by the earlier ones stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from internships import actions
from internships.actions import contract as contracts
from internships.errors_work import ContractFlawed
from internships.models import Contract, Placement, Position
from internships.queries.attendance import attended, progress_of, shares
from internships.queries.attendance_sheet import sheet_of
from internships.queries.pay_input import months_of
from internships.rules.day_kinds import Wish
from kernel import clock
from tests.internships import factories as make
from tests.internships.actions.test_attendance_closing import OCTOBER, closed
from tests.internships.actions.test_attendance_request import ask, grant
from tests.internships.actions.test_contract import approver_of, concluded, sign

pytestmark = pytest.mark.django_db
FIRST_OF_OCTOBER = date(2026, 10, 1)
LATE = date(2026, 9, 15)
SEPTEMBER = 20  # days of work


def at_eight_hours() -> Placement:
    """A contract from 9 to 18 o'clock until the end of October, September worked but for two hours of one day."""
    mentor = make.person("이황")
    call = make.call_of(wage=10_320, first_day="2026-09-01", last_day="2026-10-30")
    placement = concluded(make.accepted(call, make.host(mentor=mentor))).placement
    for day in make.days_of_work(make.FIRST, make.LAST):
        make.click(placement, "in", day, "11:00" if day == LATE else "09:00")
        make.click(placement, "out", day, "18:00")
    return Placement.objects.get(pk=placement.pk)


def five_hours(placement: Placement) -> None:
    """The position changes to 9 to 14:30 o'clock, asked for by its host and granted."""
    position = placement.position
    member = make.acting(make.member_of(position.host))
    actions.describe_position(member, position.pk, ends_at=time(14, 30), break_minutes=30)
    actions.ask_change(member, position.pk, "단축 근무")
    actions.grant_change(make.SYSTEM, position.pk)
    assert Position.objects.get(pk=position.pk).schedule.minutes == 300


def agreed(placement: Placement, since: date) -> Contract:
    """A contract of five hours from a day on, drawn up and sent."""
    standing = placement.contracts.get(state="in_force")
    terms = replace(standing.terms, first_day=since, ends_at=time(14, 30), break_minutes=30)
    return contracts.send_contract(make.SYSTEM, contracts.draw_up_contract(make.SYSTEM, placement.pk, terms).pk)


def both_sign(contract: Contract) -> None:
    for user in (contract.placement.person, approver_of(contract.placement)):
        sign(contract, user)


def test_a_changed_position_changes_no_day_of_anybody_who_has_a_contract() -> None:
    placement = at_eight_hours()
    closed(placement)
    five_hours(placement)
    (request,) = ask(placement, Wish.CORRECTION, LATE, on=OCTOBER, starts_at="09:00", ends_at="18:00")
    grant(request, on=OCTOBER)
    assert placement.days.get(day=LATE).credited_minutes == 390, "as the month was closed"
    assert placement.adjustments.get().credited_minutes == 90, "eight hours less what was counted, not five"
    with clock.at(make.moment(OCTOBER, "09:00")):
        fresh = Placement.objects.get(pk=placement.pk)
        assert progress_of(fresh, make.LAST).minutes_due == SEPTEMBER * 480
        (share,) = shares(attended(Placement.objects.all()))
        until_yesterday = list(make.days_of_work(make.FIRST, date(2026, 10, 6)))
        assert share.completion.minutes_due == len(until_yesterday) * 480


def test_other_hours_count_from_the_contract_that_agrees_on_them() -> None:
    placement = at_eight_hours()
    five_hours(placement)
    for day in make.days_of_work(FIRST_OF_OCTOBER, date(2026, 10, 2)):
        make.click(placement, "in", day, "09:00")
        make.click(placement, "out", day, "14:30")
    counted = placement.days.filter(day__gte=FIRST_OF_OCTOBER)
    assert set(counted.values_list("credited_minutes", "missing_minutes")) == {(300, 180)}, "by the hours still agreed"
    both_sign(agreed(placement, FIRST_OF_OCTOBER))
    assert set(counted.values_list("credited_minutes", "missing_minutes")) == {(300, 0)}
    assert placement.days.get(day=make.FIRST).credited_minutes == 480
    of_month = {month: sheet_of(placement.pk, month).hours.minutes for month in (make.FIRST, FIRST_OF_OCTOBER)}
    assert of_month == {make.FIRST: 480, FIRST_OF_OCTOBER: 300}
    fresh = Placement.objects.get(pk=placement.pk)
    days = len(list(make.days_of_work(FIRST_OF_OCTOBER, date(2026, 10, 30))))
    assert progress_of(fresh).minutes_due == SEPTEMBER * 480 + days * 300


def test_what_was_closed_and_paid_by_the_hours_agreed_is_not_computed_by_others() -> None:
    placement = at_eight_hours()
    early = agreed(placement, make.FIRST)  # sent while the month is open
    closed(placement)
    with pytest.raises(ContractFlawed, match="마감"):
        both_sign(early)
    contracts.withdraw_contract(make.SYSTEM, early.pk, "마감된 달")
    with pytest.raises(ContractFlawed, match="마감"):
        agreed(placement, make.FIRST)
    both_sign(agreed(placement, FIRST_OF_OCTOBER))
    (payable,) = months_of(placement.position.call, make.FIRST, date(2026, 10, 10))
    assert payable.month is not None and payable.month.contract.weekly_minutes == 2400
    assert sum(one.worked for one in payable.month.days) == SEPTEMBER * 480 - 90
    assert not placement.adjustments.exists()
