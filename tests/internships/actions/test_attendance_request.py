"""Requests about attendance and the ledger of leave."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from internships.actions import attendance_request as actions
from internships.actions.attendance_closing import close_week
from internships.actions.attendance_request import Asked
from internships.errors import NotWorking, OutsidePeriod
from internships.errors_work import (
    AskedAlready,
    DayNotOfWork,
    NotBeforehand,
    NotTakenBack,
    OwnRequest,
    TimesMissing,
    TooManyOverHours,
    TooMuchLeave,
    WeekNotReady,
)
from internships.models import AttendanceRequest, Placement
from internships.queries.attendance import progress_of
from internships.queries.requests import leave_left, leave_lines
from internships.rules.day_kinds import Wish
from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs.queries.deadlines import NAMED
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
TUESDAY = make.FIRST
LATER = date(2026, 10, 6)  # in the second month, when the first has given its day of leave
PERIOD = {"first_day": "2026-09-01", "last_day": "2026-12-18"}


def ask(
    placement: Placement, kind: Wish, day: date, now: str = "08:00", on: date | None = None, **more: Any
) -> list[Any]:
    times = [time.fromisoformat(more[name]) if more.get(name) else None for name in ("starts_at", "ends_at")]
    asked = Asked(kind, day, more.get("last_day", day), times[0], times[1], more.get("reason", "병원 진료"))
    with clock.at(make.moment(on or day, now)):
        return actions.ask(make.acting(placement.person), placement.pk, asked)


def grant(request: AttendanceRequest, now: str = "08:30", on: date | None = None) -> AttendanceRequest:
    with clock.at(make.moment(on or request.day, now)):
        return actions.grant_request(make.SYSTEM, request.pk)


def fully_attended() -> Placement:
    """September worked through, in a contract until December."""
    placement = make.accepted(make.call_of(**PERIOD))
    for day in make.days_of_work(make.FIRST, make.LAST):
        make.click(placement, "in", day, "09:00")
        make.click(placement, "out", day, "18:00")
    return placement


def test_a_full_month_gives_a_day_of_leave_that_is_taken_by_the_hour() -> None:
    placement = fully_attended()
    (request,) = ask(placement, Wish.LEAVE, LATER, starts_at="09:00", ends_at="11:00")
    assert leave_left(placement) == 480
    grant(request)
    assert leave_left(placement) == 360
    day = placement.days.get(day=LATER)
    assert (day.excused_minutes, day.kind) == (120, "leave")
    lines = [(line.kind, line.minutes) for line in leave_lines(placement)]
    assert lines == [("earned", 480), ("taken", -120)]


def test_more_leave_than_there_is_is_refused_when_asking_and_when_granting() -> None:
    placement = fully_attended()
    with pytest.raises(TooMuchLeave):
        ask(placement, Wish.LEAVE, LATER, last_day=LATER + timedelta(days=1))
    (first,) = ask(placement, Wish.LEAVE, LATER)
    (second,) = ask(placement, Wish.LEAVE, LATER + timedelta(days=1), on=LATER)
    grant(first)
    with pytest.raises(TooMuchLeave):
        grant(second, on=LATER)
    assert leave_left(placement) == 0


def test_an_absence_costs_the_leave_of_its_month_until_it_is_corrected() -> None:
    placement = make.accepted(make.call_of(**PERIOD))
    missed = date(2026, 9, 15)
    for day in make.days_of_work(make.FIRST, make.LAST):
        if day != missed:
            make.click(placement, "in", day, "09:00")
            make.click(placement, "out", day, "18:00")
    with pytest.raises(TooMuchLeave):
        ask(placement, Wish.LEAVE, LATER)
    (request,) = ask(placement, Wish.CORRECTION, missed, on=LATER, starts_at="09:00", ends_at="18:00")
    grant(request, on=LATER)
    assert len(ask(placement, Wish.LEAVE, LATER)) == 1


def test_granted_leave_is_given_back_before_its_day_and_not_after() -> None:
    placement = fully_attended()
    (request,) = ask(placement, Wish.LEAVE, LATER, on=LATER - timedelta(days=1))
    grant(request, on=LATER - timedelta(days=1))
    request.refresh_from_db()
    with clock.at(make.moment(LATER, "08:00")), pytest.raises(NotTakenBack):
        assert not request.may_be_taken_back, "no button for what would be refused"
        actions.take_back_request(make.acting(placement.person), request.pk)
    with clock.at(make.moment(LATER - timedelta(days=1), "18:00")):
        actions.take_back_request(make.acting(placement.person), request.pk)
    assert leave_left(placement) == 480
    assert not placement.days.filter(day=LATER).exists(), "a day that has not come is no absence"


@pytest.mark.parametrize(
    ("kind", "leave"), [(Wish.LEAVE, [("earned", 480), ("taken", -480), ("given_back", 480)]), (Wish.SICK_LEAVE, [])]
)
def test_who_was_to_be_away_on_what_became_a_holiday_has_the_holiday_and_the_leave_again(
    kind: Wish, leave: list[tuple[str, int]]
) -> None:
    """임시공휴일 (§55 ②): named after the leave was granted; its hours are those of a holiday, and paid once."""
    placement = fully_attended()
    (request,) = ask(placement, kind, LATER, on=LATER - timedelta(days=1))
    grant(request, on=LATER - timedelta(days=1))
    assert placement.days.get(day=LATER).kind == kind
    NAMED.remember([(LATER, True)])
    mentor = make.acting(placement.position.mentor)
    with clock.at(make.moment(LATER + timedelta(days=6), "09:00")):
        days = [close_week(mentor, placement.position.host_id, LATER) for _twice in range(2)]
    assert days == [5, 0]
    day = placement.days.get(day=LATER)
    assert (day.kind, day.excused_minutes, day.sick_minutes, day.missing_minutes) == ("holiday", 0, 0, 0)
    assert day.confirmed_at is not None
    assert [(line.kind, line.minutes) for line in leave_lines(placement)] == leave


def test_a_week_that_was_closed_before_its_holiday_was_named_stands_however_often_it_is_closed() -> None:
    placement = fully_attended()
    (request,) = ask(placement, Wish.LEAVE, LATER, on=LATER - timedelta(days=1))
    grant(request, on=LATER - timedelta(days=1))
    mentor = make.acting(placement.position.mentor)
    with clock.at(make.moment(LATER + timedelta(days=6), "09:00")):
        assert close_week(mentor, placement.position.host_id, LATER) == 5
        NAMED.remember([(LATER, True)])
        assert close_week(mentor, placement.position.host_id, LATER) == 0
    day = placement.days.get(day=LATER)
    assert (day.kind, day.excused_minutes) == (Wish.LEAVE, 480)
    assert [(line.kind, line.minutes) for line in leave_lines(placement)] == [("earned", 480), ("taken", -480)]


def test_a_correction_stands_for_the_clicks_and_the_clicks_stay() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "10:00")
    (request,) = ask(placement, Wish.CORRECTION, TUESDAY, "19:00", starts_at="09:00", ends_at="18:00")
    grant(request, "19:30")
    day = placement.days.get(day=TUESDAY)
    assert (day.credited_minutes, day.late_minutes, day.flags) == (480, 0, ["corrected"])
    assert placement.events.count() == 1


def test_who_has_left_says_how_the_last_day_was_and_the_week_can_be_closed() -> None:
    """Forgotten to clock out on the last day: nobody could close the week, nor could the month be paid."""
    mentor = make.person("이황")
    placement = make.accepted(make.call_of(**PERIOD), make.host(mentor=mentor))
    make.click(placement, "in", TUESDAY, "09:00")
    with clock.at(make.moment(TUESDAY, "18:10")):
        make.actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    wednesday, monday = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=6)
    host = placement.position.host_id
    with clock.at(make.moment(monday, "09:00")), pytest.raises(WeekNotReady):
        close_week(make.acting(mentor), host, TUESDAY)
    for kind in (Wish.LEAVE, Wish.OVER_HOURS):
        with pytest.raises(NotWorking):
            ask(placement, kind, TUESDAY, on=wednesday, starts_at="18:00", ends_at="19:00")
    with pytest.raises(OutsidePeriod):
        ask(placement, Wish.SICK_LEAVE, wednesday)
    (request,) = ask(placement, Wish.CORRECTION, TUESDAY, on=wednesday, starts_at="09:00", ends_at="18:00")
    grant(request, on=wednesday)
    assert placement.days.get(day=TUESDAY).credited_minutes == 480
    with clock.at(make.moment(monday, "09:00")):
        assert close_week(make.acting(mentor), host, TUESDAY) == 1


def test_days_off_are_left_out_of_a_leave_of_several_days() -> None:
    placement = make.accepted()
    friday = date(2026, 9, 4)
    made = ask(placement, Wish.PUBLIC_LEAVE, friday, last_day=friday + timedelta(days=3))
    assert [one.day for one in made] == [friday, friday + timedelta(days=3)]
    with pytest.raises(DayNotOfWork):
        ask(placement, Wish.SICK_LEAVE, friday + timedelta(days=1))
    for one in made:
        grant(one)
    with clock.at(make.moment(make.LAST, "19:00")):
        assert progress_of(placement).minutes_credited == 960


def test_over_hours_are_asked_and_granted_before_they_begin() -> None:
    placement = make.accepted()
    times = {"starts_at": "18:00", "ends_at": "20:00"}
    with pytest.raises(NotBeforehand):
        ask(placement, Wish.OVER_HOURS, TUESDAY, "18:00", **times)
    (request,) = ask(placement, Wish.OVER_HOURS, TUESDAY, "17:59", **times)
    with pytest.raises(NotBeforehand):
        grant(request, "18:00")
    grant(request, "17:59")
    assert not placement.days.exists(), "who has not come yet today is not absent"
    make.click(placement, "in", TUESDAY, "09:00")
    make.click(placement, "out", TUESDAY, "20:30")
    day = placement.days.get(day=TUESDAY)
    assert (day.overtime_minutes, day.unapproved_minutes, day.flags) == (120, 30, ["not_approved"])


def test_no_week_has_more_than_twelve_over_hours() -> None:
    """근로기준법 §53 ①."""
    placement = make.accepted()
    for number in range(3):
        (request,) = ask(placement, Wish.OVER_HOURS, TUESDAY + timedelta(days=number), on=TUESDAY,
                         starts_at="18:00", ends_at="22:00")  # fmt: skip
        grant(request, on=TUESDAY)
    with pytest.raises(TooManyOverHours):
        ask(placement, Wish.OVER_HOURS, TUESDAY + timedelta(days=3), on=TUESDAY, starts_at="18:00", ends_at="18:01")
    assert ask(placement, Wish.OVER_HOURS, TUESDAY + timedelta(days=7), on=TUESDAY, starts_at="18:00", ends_at="22:00")


@pytest.mark.parametrize(
    ("kind", "more", "error"),
    [
        (Wish.SICK_LEAVE, {"reason": " "}, ReasonNeeded),
        (Wish.CORRECTION, {}, TimesMissing),
        (Wish.TRAVEL, {"starts_at": "12:00"}, TimesMissing),
        (Wish.TRAVEL, {"starts_at": "12:00", "ends_at": "12:00"}, TimesMissing),
        (Wish.CORRECTION, {"starts_at": "09:00", "ends_at": "18:00"}, NotBeforehand),
        (Wish.TRAVEL, {"last_day": make.LAST + timedelta(days=1)}, OutsidePeriod),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(kind: Wish, more: dict[str, Any], error: type) -> None:
    with pytest.raises(error):
        ask(make.accepted(), kind, TUESDAY, **more)
    assert not AttendanceRequest.objects.exists()


def test_a_second_request_of_a_kind_waits_for_the_first() -> None:
    placement = make.accepted()
    ask(placement, Wish.TRAVEL, TUESDAY)
    with pytest.raises(AskedAlready):
        ask(placement, Wish.TRAVEL, TUESDAY)


def test_mentor_and_intern_are_told_and_nobody_else_decides() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    (request,) = ask(placement, Wish.TRAVEL, TUESDAY)
    assert Notice.objects.filter(code="attendance_asked", recipient=placement.position.mentor).exists()
    for stranger in (make.person("이이"), placement.person):
        with pytest.raises((NotVisible, OwnRequest)):
            actions.grant_request(make.acting(stranger), request.pk)
    with pytest.raises(ReasonNeeded):
        actions.refuse_request(make.acting(mentor), request.pk, " ")
    actions.refuse_request(make.acting(mentor), request.pk, "다른 날로 신청하세요.")
    assert Notice.objects.filter(code="attendance_answered", recipient=placement.person).count() == 1
    with pytest.raises(TransitionRefused):
        actions.grant_request(make.acting(mentor), request.pk)


@pytest.mark.django_db(transaction=True)
def test_two_days_of_leave_granted_at_the_same_moment_never_overdraw() -> None:
    placement = fully_attended()
    asked = [ask(placement, Wish.LEAVE, LATER + timedelta(days=number), on=LATER)[0] for number in range(2)]
    answers = at_once([lambda one=one: grant(one, on=LATER) for one in asked])
    assert sorted(type(one).__name__ for one in answers) == ["AttendanceRequest", "TooMuchLeave"]
    assert leave_left(placement) == 0
