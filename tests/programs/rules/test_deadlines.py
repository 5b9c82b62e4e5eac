"""Due dates in days: worked by hand over the holidays of 2026 (민법 §157, §159, §161)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from programs.queries.deadlines import NAMED, due_from, holidays_of, is_day_of_work, is_holiday
from programs.rules.deadlines import is_working_day, last_day

# Told on, days, the last day of the term; the calendar of 2026 beside it.
BY_HAND = [
    (date(2026, 4, 20), 10, date(2026, 4, 30)),  # Monday → Thursday
    (date(2026, 4, 21), 10, date(2026, 5, 1)),  # 1 May is 노동절; see the next test
    (date(2026, 4, 22), 10, date(2026, 5, 4)),  # Saturday 2 May → Monday 4 May
    (date(2026, 4, 25), 10, date(2026, 5, 6)),  # Tuesday 5 May is 어린이날 → Wednesday
    (date(2026, 5, 14), 10, date(2026, 5, 26)),  # Sunday 24 May is 부처님오신날, Monday 25 its substitute
    (date(2026, 2, 6), 10, date(2026, 2, 19)),  # Monday 16 to Wednesday 18 February is 설날
    (date(2026, 9, 14), 10, date(2026, 9, 28)),  # Thursday 24 to Saturday 26 September is 추석, then Sunday
    (date(2026, 2, 19), 10, date(2026, 3, 3)),  # Sunday 1 March is 삼일절, Monday 2 its substitute
    (date(2026, 12, 22), 10, date(2027, 1, 4)),  # Friday 1 January, then the weekend
    (date(2026, 4, 20), 1, date(2026, 4, 21)),
]


@pytest.mark.parametrize(("noticed", "days", "last"), [row for row in BY_HAND if row[2] != date(2026, 5, 1)])
def test_a_term_ends_on_the_day_that_the_calendar_says(noticed: date, days: int, last: date) -> None:
    assert last_day(noticed, days, is_holiday) == last


def test_a_working_day_is_neither_weekend_nor_holiday() -> None:
    """The week of 어린이날 2026: Monday 4 May to Sunday 10 May."""
    week = [date(2026, 5, day) for day in range(4, 11)]
    assert [is_day_of_work(day) for day in week] == [True, False, True, True, True, False, False]
    assert [is_working_day(day, lambda _day: False) for day in week] == [True] * 5 + [False] * 2


def test_what_counts_as_a_holiday_is_passed_in() -> None:
    noticed, labour_day = date(2026, 4, 21), date(2026, 5, 1)
    assert last_day(noticed, 10, lambda day: False) == labour_day
    assert last_day(noticed, 10, lambda day: day == labour_day) == date(2026, 5, 4)


def test_a_day_that_the_government_names_later_or_takes_back_counts_once_the_office_has_entered_it() -> None:
    """관공서의 공휴일에 관한 규정 §2 11: Friday 1 October 2027 before a weekend, then Sunday's substitute on Monday."""
    named, substitute = date(2027, 10, 1), date(2027, 10, 4)
    assert not is_holiday(named) and last_day(date(2027, 9, 21), 10, is_holiday) == named
    NAMED.remember([(named, True)])
    assert is_holiday(named) and named in holidays_of(2027) and named not in holidays_of(2026)
    assert last_day(date(2027, 9, 21), 10, is_holiday) == date(2027, 10, 5)
    NAMED.remember([(named, True), (substitute, False)])
    assert last_day(date(2027, 9, 21), 10, is_holiday) == substitute


def test_the_hour_of_the_notice_makes_no_difference_and_the_end_is_midnight_in_seoul() -> None:
    early, late = clock.seoul(2026, 4, 20, 0, 0, 1), clock.seoul(2026, 4, 20, 23, 59, 59)
    assert due_from(early, 10) == due_from(late, 10) == clock.seoul(2026, 5, 1)
    in_utc = datetime.fromisoformat("2026-04-19T16:00:00+00:00")  # already the 20th in Seoul
    assert due_from(in_utc, 10) == clock.seoul(2026, 5, 1)


@given(st.dates(date(2024, 1, 1), date(2027, 11, 30)), st.integers(0, 60))
def test_a_term_never_ends_early_nor_on_a_day_off_nor_later_than_the_next_working_day(noticed: date, days: int) -> None:
    last, least = last_day(noticed, days, is_holiday), noticed + timedelta(days=days)
    assert last >= least
    assert last.weekday() < 5 and not is_holiday(last)
    between = [least + timedelta(days=step) for step in range((last - least).days)]
    assert all(day.weekday() >= 5 or is_holiday(day) for day in between)
