"""When an internship is completed: counted by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.completion import Completion, completion, working_days

EIGHTY = Decimal(80)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    """28 September to 11 October 2026: two weeks, Chuseok's last days before them, 5 and 9 October off."""
    days = list(working_days(date(2026, 9, 28), date(2026, 10, 11), {date(2026, 10, 5), date(2026, 10, 9)}))
    assert [day.isoformat()[5:] for day in days] == [
        "09-28", "09-29", "09-30", "10-01", "10-02", "10-06", "10-07", "10-08",
    ]  # fmt: skip


def test_last_day_is_included_and_an_empty_period_has_no_days() -> None:
    assert list(working_days(date(2026, 3, 9), date(2026, 3, 9), set())) == [date(2026, 3, 9)]
    assert list(working_days(date(2026, 3, 10), date(2026, 3, 9), set())) == []


WEEK = list(working_days(date(2026, 3, 9), date(2026, 3, 13), set()))
DUE = dict.fromkeys(WEEK, 480)


def full(days: int) -> dict[date, int]:
    return dict.fromkeys(WEEK[:days], 480)


def test_four_days_of_five_are_exactly_eighty_percent() -> None:
    result = completion(DUE, full(4), EIGHTY)
    assert (result.met, result.percent, result.minutes_missing) == (True, Decimal("80.0"), 0)
    assert (result.days_present, result.working_days) == (4, 5)


def test_one_minute_less_is_not_enough_and_is_not_shown_as_eighty() -> None:
    result = completion(DUE, {**full(4), WEEK[0]: 479}, EIGHTY)
    assert (result.met, result.percent, result.minutes_missing) == (False, Decimal("79.9"), 1)


def test_a_saturday_or_a_long_day_does_not_make_up_for_an_absence() -> None:
    credited = {**full(3), WEEK[0]: 900, date(2026, 3, 14): 480}
    assert completion(DUE, credited, EIGHTY).minutes_credited == 3 * 480


def test_each_day_counts_by_the_hours_agreed_for_it() -> None:
    """Two days of eight hours, then three of five; eight hours worked on each."""
    due = {day: 480 if number < 2 else 300 for number, day in enumerate(WEEK)}
    result = completion(due, full(5), EIGHTY)
    assert (result.minutes_due, result.minutes_credited) == (1860, 1860)
    assert completion(due, full(2), EIGHTY).percent == Decimal("51.6")


def test_the_share_is_the_calls_parameter() -> None:
    assert completion(DUE, full(3), Decimal("60")).met
    assert not completion(DUE, full(3), Decimal("60.01")).met


def test_a_period_without_working_days_is_not_completed() -> None:
    result = completion({}, {}, EIGHTY)
    assert (result.met, result.percent) == (False, Decimal("0.0"))


@given(st.integers(1, 200), st.integers(0, 100), st.data())
def test_met_and_missing_minutes_tell_the_same(days: int, percent: int, data: st.DataObject) -> None:
    due = days * 480
    result = Completion(days, 0, due, data.draw(st.integers(0, due)), Decimal(percent))
    assert result.met == (result.minutes_missing == 0)
    topped_up = Completion(days, 0, due, result.minutes_credited + result.minutes_missing, Decimal(percent))
    assert topped_up.met
    if result.minutes_missing:
        almost = Completion(days, 0, due, topped_up.minutes_credited - 1, Decimal(percent))
        assert not almost.met


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_working_days_are_counted_like_on_a_calendar(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = sum((first + timedelta(days=n)).isoweekday() <= 5 for n in range(length + 1))
    assert len(list(working_days(first, last, ()))) == expected


@pytest.mark.parametrize("percent", [Decimal("0"), Decimal("100")])
def test_shown_share_is_never_above_the_true_one(percent: Decimal) -> None:
    result = Completion(3, 3, 1440, 1439, percent)
    assert result.percent == Decimal("99.9")
