"""Training: completing a course, and the allowance that those who left never get."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.training import CourseRules, allowance_due, outcome

DUE = date(2026, 9, 11)
COURSE = CourseRules(minutes_needed=56 * 60, pass_mark=60, allowance=200_000, due_day=DUE)


@pytest.mark.parametrize(
    ("minutes", "points", "completed"),
    [(3360, 60, True), (3359, 60, False), (3360, 59, False), (3360, None, False)],
)
def test_a_course_is_completed_exactly_at_its_limits(minutes: int, points: int | None, completed: bool) -> None:
    assert outcome(COURSE, minutes, points).completed is completed


def test_a_course_without_a_test_needs_none() -> None:
    assert outcome(CourseRules(60, None, 0, DUE), 60, None).completed


@pytest.mark.parametrize(
    ("ended_on", "won"),
    [(None, 200_000), (DUE + timedelta(days=1), 200_000), (DUE, 200_000), (DUE - timedelta(days=1), 0)],
)
def test_who_left_before_the_allowance_was_due_gets_none(ended_on: date | None, won: int) -> None:
    assert allowance_due(COURSE, outcome(COURSE, 3360, 100), ended_on) == won


@given(
    st.integers(0, 6000), st.none() | st.integers(0, 100), st.none() | st.dates(date(2026, 8, 1), date(2026, 12, 31))
)
def test_nobody_is_paid_who_did_not_complete_or_left(minutes: int, points: int | None, ended_on: date | None) -> None:
    won = allowance_due(COURSE, outcome(COURSE, minutes, points), ended_on)
    if won:
        assert minutes >= 3360 and points is not None and points >= 60
        assert ended_on is None or ended_on >= DUE
