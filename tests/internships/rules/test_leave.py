"""One day of leave for each month of full attendance (근로기준법 §60 ②)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.leave import earned, leave_day, leave_months, month_end

START = date(2026, 9, 1)


def test_four_months_give_three_days_and_a_day_after_the_fourth_the_fourth() -> None:
    """A month that ends with the contract gives none: nobody works on the day after it (대법원 2021다227100)."""
    assert [one.due for one in leave_months(START, date(2026, 12, 31))] == [
        date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1),
    ]  # fmt: skip
    assert len(list(leave_months(START, date(2027, 1, 1)))) == 4


def test_a_year_gives_eleven_days_at_most() -> None:
    assert len(list(leave_months(START, date(2028, 12, 31)))) == 11


def test_a_month_from_the_31st_ends_with_the_last_day_of_a_month_that_has_none() -> None:
    """민법 §160 ③."""
    first, second, *_rest = leave_months(date(2026, 1, 31), date(2026, 12, 31))
    assert (first.last_day, first.due) == (date(2026, 2, 28), date(2026, 3, 1))
    assert (second.first_day, second.last_day) == (date(2026, 3, 1), date(2026, 3, 30))


def test_one_absence_costs_the_day_and_a_month_without_a_day_of_work_gives_none() -> None:
    month = next(leave_months(START, date(2026, 12, 31)))
    there = {START + timedelta(days=number) for number in range(30)}
    assert earned(month, there, set())
    assert not earned(month, there - {date(2026, 9, 30)}, {date(2026, 9, 30)})
    assert earned(month, there, {date(2026, 10, 1)})
    assert not earned(month, set(), set())


@pytest.mark.parametrize(("weekly", "minutes"), [(2400, 480), (1800, 360), (900, 180), (899, 0)])
def test_a_day_of_leave_is_a_fifth_of_the_week(weekly: int, minutes: int) -> None:
    assert leave_day(weekly) == minutes


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(1, 24))
def test_months_are_counted_as_the_calendar_counts_them(first: date, months: int) -> None:
    same = first + relativedelta(months=months)  # which takes the last day where there is no same day
    assert month_end(first, months) == (same - timedelta(days=1) if same.day == first.day else same)


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
def test_one_month_follows_the_other_without_a_gap(first: date) -> None:
    months = list(leave_months(first, first + timedelta(days=500)))
    assert months[0].first_day == first and len(months) == 11
    assert all(one.due == later.first_day for one, later in pairwise(months))
