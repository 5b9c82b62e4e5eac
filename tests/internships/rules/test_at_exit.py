"""Wages at the end of an employment: by when, and what lateness costs (근로기준법 §36, §37 ①, 시행령 §17)."""

from __future__ import annotations

from datetime import date

import pytest

from internships.rules.pay.at_exit import due_on, is_late, late_interest


@pytest.mark.parametrize(
    ("left_on", "paid_on", "late"),
    [
        (date(2026, 9, 26), date(2026, 10, 10), False),  # the fourteenth day
        (date(2026, 9, 25), date(2026, 10, 10), True),
        (date(2026, 10, 2), date(2026, 10, 10), False),
        (None, date(2026, 12, 31), False),  # goes on, here or at another place
    ],
)
def test_wages_are_late_from_the_fifteenth_day_after_the_end(left_on: date | None, paid_on: date, late: bool) -> None:
    assert is_late(left_on, paid_on) is late


def test_interest_is_a_fifth_a_year_by_the_day_up_to_the_won() -> None:
    last_day = date(2026, 10, 8)
    assert due_on(last_day) == date(2026, 10, 22)
    assert late_interest(2_146_560, last_day, date(2026, 10, 22)).won == 0
    two_days = late_interest(2_146_560, last_day, date(2026, 10, 24))
    assert (two_days.days, two_days.won) == (2, 2_353)  # 2,146,560 × 20% × 2 ÷ 365 = 2,352.39…
