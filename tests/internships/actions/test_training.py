"""Courses: sessions, who was there, tests; the allowances that pay reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from internships import actions as engine
from internships.actions import training as actions
from internships.errors_work import CourseExists, NotOfThisCall, SessionFlawed
from internships.models import Course, Placement
from internships.queries.training import allowances, trainees
from internships.rules.training import CourseRules
from kernel import clock
from kernel.errors import NotPermitted
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
SEPTEMBER = make.FIRST
DUE = date(2026, 9, 11)


def taught(placement: Placement, minutes: int = 480, points: int = 80) -> Course:
    """A course of one day that the intern attended for ``minutes``."""
    rules = CourseRules(480, 60, 200_000, DUE)
    course = actions.open_course(make.SYSTEM, placement.position.call_id, "데이터 실무 기초", rules)
    session = actions.add_session(
        make.SYSTEM, course.pk, make.moment(SEPTEMBER, "09:00"), make.moment(SEPTEMBER, "17:00"), "교육장"
    )
    actions.enter_training(make.SYSTEM, session.pk, {placement.pk: minutes})
    actions.enter_results(make.SYSTEM, course.pk, {placement.pk: points})
    return course


def _owed(placement: Placement, until: date) -> int:
    return sum(one.amount for one in allowances(placement.position.call, until).get(placement.pk, ()))


def test_the_allowance_is_owed_from_the_day_on_which_it_is_due() -> None:
    placement = make.accepted()
    taught(placement)
    assert allowances(placement.position.call, DUE - timedelta(days=1)) == {}
    assert _owed(placement, DUE) == 200_000


@pytest.mark.parametrize(("day", "owed"), [(DUE - timedelta(days=1), 0), (DUE, 200_000)])
def test_who_left_before_the_due_day_is_owed_nothing(day: date, owed: int) -> None:
    placement = make.accepted()
    taught(placement)
    with clock.at(make.moment(day, "18:00")):
        engine.leave_placement(make.SYSTEM, placement.pk, "개인 사정")
    assert _owed(placement, date(2026, 9, 30)) == owed


def test_who_is_moved_to_another_place_keeps_the_training_and_gets_its_allowance_once() -> None:
    placement = make.accepted()
    course = taught(placement)
    call = placement.position.call
    with clock.at(make.moment(date(2026, 9, 8), "18:00")):  # before the allowance is due
        engine.withdraw_placement(make.SYSTEM, placement.pk, "기관 사정")
        assert allowances(call, DUE) == {}, "nobody has the place to pay it with yet"
        moved = engine.place_applicant(make.SYSTEM, placement.application_id, make.position(call).pk)
        moved = engine.accept_placement(make.acting(moved.person), moved.pk)
    (one,) = trainees(course)
    assert (one.placement, one.outcome.minutes, one.allowance) == (moved, 480, 200_000)
    assert allowances(call, date(2026, 9, 30)).keys() == {moved.pk}
    actions.enter_training(make.SYSTEM, course.sessions.get().pk, {moved.pk: 470})
    assert trainees(course)[0].outcome.minutes == 470, "entered again after the move: corrected, not doubled"


def test_an_allowance_that_was_due_before_the_move_stays_with_the_place_that_paid_it() -> None:
    placement = make.accepted()
    taught(placement)
    call = placement.position.call
    with clock.at(make.moment(DUE, "18:00")):
        engine.withdraw_placement(make.SYSTEM, placement.pk, "기관 사정")
        moved = engine.place_applicant(make.SYSTEM, placement.application_id, make.position(call).pk)
        engine.accept_placement(make.acting(moved.person), moved.pk)
    assert allowances(call, date(2026, 9, 30)).keys() == {placement.pk}


def test_entered_again_it_is_corrected_and_never_more_than_the_session_lasted() -> None:
    placement = make.accepted()
    course = taught(placement, minutes=9999, points=20)
    (one,) = trainees(course)
    assert (one.outcome.minutes, one.outcome.points, one.allowance) == (480, 20, 0)
    actions.enter_results(make.SYSTEM, course.pk, {placement.pk: 60}, attempt=2)
    (one,) = trainees(course)
    assert (one.outcome.points, one.allowance) == (60, 200_000)
    actions.enter_training(make.SYSTEM, course.sessions.get().pk, {placement.pk: 479})
    (one,) = trainees(course)
    assert (one.outcome.minutes, one.allowance) == (479, 0)


def test_what_cannot_be_is_refused() -> None:
    placement = make.accepted()
    course = taught(placement)
    with pytest.raises(CourseExists):
        actions.open_course(make.SYSTEM, course.call_id, course.title, course.rules)
    with pytest.raises(SessionFlawed):
        actions.add_session(make.SYSTEM, course.pk, make.moment(SEPTEMBER, "16:00"), make.moment(SEPTEMBER, "18:00"))
    with pytest.raises(NotOfThisCall):
        actions.enter_results(make.SYSTEM, course.pk, {make.accepted().pk: 90})
    with pytest.raises(NotPermitted):
        actions.open_course(make.acting(make.manager()), course.call_id, "다른 과정", course.rules)
