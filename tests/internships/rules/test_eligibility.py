"""Age and residence on the call's date, checked against birthdays that were counted by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.eligibility import Limits, Obstacle, age_on, obstacles

NATIONAL = Limits(minimum_age=19, maximum_age=34, residence="30")
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2007, 3, 2), date(2026, 3, 1), 18),  # the day before the 19th birthday
        (date(2007, 3, 2), date(2026, 3, 2), 19),  # the birthday itself counts
        (date(1991, 3, 3), date(2026, 3, 2), 34),
        (date(1991, 3, 2), date(2026, 3, 2), 35),
        (date(2004, 2, 29), date(2023, 2, 28), 18),  # no 29 February in 2023: the year ends with the 28th
        (date(2004, 2, 29), date(2023, 3, 1), 19),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2000, 12, 31), date(2001, 1, 1), 0),  # full years, not the counting age of old
        (date(2000, 1, 1), date(2000, 1, 1), 0),
    ],
)
def test_age_is_counted_in_full_years_from_the_day_of_birth(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2007, 3, 3), [Obstacle.TOO_YOUNG]),
        (date(2007, 3, 2), []),
        (date(1991, 3, 3), []),
        (date(1991, 3, 2), [Obstacle.TOO_OLD]),
        (date(2026, 3, 3), [Obstacle.NOT_BORN_YET]),
    ],
)
def test_nineteenth_birthday_is_in_and_thirty_fifth_is_out(born_on: date, expected: list[Obstacle]) -> None:
    assert obstacles(born_on, "30", DAY, NATIONAL) == expected


def test_all_obstacles_are_named_at_once() -> None:
    assert obstacles(date(1980, 1, 1), "11", DAY, NATIONAL) == [Obstacle.TOO_OLD, Obstacle.LIVES_ELSEWHERE]


def test_a_call_without_residence_admits_people_from_everywhere() -> None:
    assert obstacles(date(2000, 1, 1), "11", DAY, Limits(19, 34, "")) == []


DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@given(DAYS, DAYS)
def test_age_grows_by_one_a_year_and_only_on_one_day(born_on: date, day: date) -> None:
    """Oracle: walk from birthday to birthday; 29 February falls on 1 March where it is missing."""
    if born_on > day:
        return
    birthdays = 0
    for year in range(born_on.year + 1, day.year + 1):
        try:
            birthday = born_on.replace(year=year)
        except ValueError:
            birthday = date(year, 3, 1)
        birthdays += birthday <= day
    assert age_on(born_on, day) == birthdays


@given(DAYS, DAYS)
def test_a_day_later_nobody_is_younger(born_on: date, day: date) -> None:
    assert age_on(born_on, day + timedelta(days=1)) - age_on(born_on, day) in {0, 1}
