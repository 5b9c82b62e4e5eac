"""Age and residence on the call's day, checked against birthdays that were counted by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.eligibility import (
    TEXTS,
    Known,
    check_age,
    check_employment,
    check_residence,
    findings,
    needs_proof_of_service,
    years_for_service,
)
from internships.rules.terms import terms_from
from programs.rules.eligibility import Verdict, age_on, overall

NATIONAL = terms_from({})
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
    ],
)
def test_age_is_counted_in_full_years_from_the_day_of_birth(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age
    assert check_age(born_on, day, NATIONAL).values["age"] == age


@pytest.mark.parametrize(
    ("born_on", "verdict"),
    [
        (date(2007, 3, 3), Verdict.UNMET),  # 18, nineteen tomorrow
        (date(2007, 3, 2), Verdict.MET),  # nineteen today
        (date(1991, 3, 3), Verdict.MET),  # 34 for one more day
        (date(1991, 3, 2), Verdict.UNMET),  # 35 today
        (date(2026, 3, 3), Verdict.UNMET),  # not born yet
        (None, Verdict.UNCONFIRMED),
    ],
)
def test_nineteenth_birthday_is_in_and_thirty_fifth_is_out(born_on: date | None, verdict: Verdict) -> None:
    assert check_age(born_on, DAY, NATIONAL).verdict is verdict


def test_who_was_born_on_29_february_is_out_from_1_march_of_a_common_year() -> None:
    leap = date(1992, 2, 29)
    assert check_age(leap, date(2027, 2, 28), NATIONAL).verdict is Verdict.MET
    assert check_age(leap, date(2027, 3, 1), NATIONAL).verdict is Verdict.UNMET


@pytest.mark.parametrize(
    ("residence", "verdict"),
    [("30170", Verdict.MET), ("elsewhere", Verdict.UNMET), ("", Verdict.UNCONFIRMED)],
)
def test_residents_of_the_city_are_admitted_and_the_unknown_is_left_to_a_person(
    residence: str, verdict: Verdict
) -> None:
    assert [finding.verdict for finding in check_residence(residence, NATIONAL)] == [verdict]


def test_every_obstacle_is_named_at_once() -> None:
    found = findings(Known(date(1980, 1, 1), "elsewhere", "employed"), DAY, NATIONAL)
    assert [(finding.code, finding.verdict) for finding in found] == [
        ("age", Verdict.UNMET),
        ("residence", Verdict.UNMET),
        ("employment", Verdict.UNMET),
    ]


def test_a_call_without_residence_admits_people_from_everywhere() -> None:
    anywhere = replace(NATIONAL, residence="")
    assert overall(findings(Known(date(2000, 1, 1), "elsewhere", "none"), DAY, anywhere)) is Verdict.MET


DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@given(DAYS, DAYS)
def test_age_grows_by_one_a_year_and_only_on_one_day(born_on: date, day: date) -> None:
    """Oracle: walk from birthday to birthday; 29 February falls on 1 March where it is missing."""
    if born_on > day:
        assert check_age(born_on, day, NATIONAL).verdict is Verdict.UNMET
        return
    birthdays = 0
    for year in range(born_on.year + 1, day.year + 1):
        try:
            birthday = born_on.replace(year=year)
        except ValueError:
            birthday = date(year, 3, 1)
        birthdays += birthday <= day
    finding = check_age(born_on, day, NATIONAL)
    assert finding.values["age"] == birthdays
    assert (finding.verdict is Verdict.MET) == (19 <= birthdays < 35)


@given(DAYS, DAYS, st.sampled_from(["", "30140", "elsewhere"]))
def test_every_finding_can_be_read(born_on: date, day: date, residence: str) -> None:
    for finding in findings(Known(born_on, residence), day, NATIONAL):
        assert finding.explanation in TEXTS and finding.label in TEXTS
        assert "%" not in finding.explanation % finding.values


@given(DAYS, st.integers(0, 400), st.integers(-400, 400), st.integers(0, 400))
def test_a_period_of_work_lies_within_the_calls_or_not(start: date, length: int, shift: int, work: int) -> None:
    terms = replace(NATIONAL, first_day=start, last_day=start + timedelta(days=length))
    first, last = start + timedelta(days=shift), start + timedelta(days=shift + work)
    outside = [n for n in range(shift, shift + work + 1) if not 0 <= n <= length]
    assert terms.covers(first, last) == (not outside)


def test_a_call_without_period_covers_nothing() -> None:
    assert not NATIONAL.covers(DAY, DAY)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2015, 3, 2), date(2015, 3, 2), 1),  # a day is less than a year
        (date(2015, 3, 2), date(2016, 2, 29), 1),  # the last day of the first year is still to be served
        (date(2015, 3, 2), date(2016, 3, 1), 2),  # a whole year
        (date(2015, 3, 2), date(2017, 2, 28), 2),
        (date(2015, 3, 2), date(2017, 3, 1), 3),  # two whole years
        (date(2015, 3, 2), date(2025, 3, 1), 3),  # never more than three
        (date(2015, 3, 2), None, 0),
        (None, date(2015, 3, 2), 0),
        (date(2016, 3, 2), date(2015, 3, 2), 0),
        (date(2026, 3, 3), date(2027, 9, 1), 0),  # not begun by the day
        (date(2025, 9, 1), date(2027, 2, 28), 1),  # half a year of it by the day
    ],
)
def test_service_extends_the_limit_by_what_was_served_until_the_day(
    first: date | None, last: date | None, years: int
) -> None:
    assert years_for_service(first, last, DAY, 3) == years
    assert years_for_service(first, last, DAY, 1) == min(years, 1)  # no more than the call says
    assert years_for_service(first, last, DAY, 0) == 0


@pytest.mark.parametrize(
    ("born_on", "most", "verdict"),
    [
        (date(1991, 3, 3), 3, Verdict.MET),  # 34: needs no service
        (date(1991, 3, 2), 3, Verdict.UNCONFIRMED),  # 35 today, by two years of service in
        (date(1989, 3, 3), 3, Verdict.UNCONFIRMED),  # 36 for one more day
        (date(1989, 3, 2), 3, Verdict.UNMET),  # 37 today
        (date(1990, 3, 3), 1, Verdict.UNCONFIRMED),  # the call gives one year: 35 for one more day
        (date(1990, 3, 2), 1, Verdict.UNMET),
        (date(1991, 3, 2), 0, Verdict.UNMET),  # a call that extends nothing
    ],
)
def test_the_extended_limit_ends_on_a_birthday_too(born_on: date, most: int, verdict: Verdict) -> None:
    terms = replace(NATIONAL, military_years=most)
    served = (date(2011, 3, 2), date(2012, 12, 1))  # a year and nine months: two years
    assert check_age(born_on, DAY, terms, served).verdict is verdict
    known = Known(born_on, service=served)
    assert needs_proof_of_service(known, DAY, terms) is (verdict is Verdict.UNCONFIRMED)


@pytest.mark.parametrize(
    ("employment", "verdict"),
    [
        ("none", Verdict.MET),
        ("student", Verdict.MET),
        ("part_time", Verdict.UNCONFIRMED),
        ("employed", Verdict.UNMET),
        ("", Verdict.UNCONFIRMED),
    ],
)
def test_the_employed_are_kept_out_where_the_call_says_so(employment: str, verdict: Verdict) -> None:
    (finding,) = check_employment(employment, NATIONAL)
    assert finding.verdict is verdict
    assert check_employment(employment, replace(NATIONAL, without_work=False)) == []
