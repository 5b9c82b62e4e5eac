"""Interest on what is paid back: worked examples by hand, and day by day as the slow oracle."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.rules.interest import Part, Rate, RateMissing, interest
from vouchers.rules.settlement import divide_recovery

FIVE = Rate(Decimal("0.05"), date(2020, 1, 1), date(2026, 7, 1), "가상의 고시")
THREE = Rate(Decimal("0.03"), date(2026, 7, 1), None, "가상의 고시")


@pytest.mark.parametrize(
    ("principal", "since", "until", "won"),
    [
        (1_000_000, date(2026, 1, 1), date(2026, 4, 1), 12_320),  # 1,000,000 × 5 % × 90/365 = 12,328.76…
        (7_300_000, date(2026, 6, 21), date(2026, 7, 11), 16_000),  # 10 days at 5 %: 10,000; 10 days at 3 %: 6,000
        (3_650_000, date(2024, 2, 28), date(2024, 3, 1), 1_000),  # two days of a leap year: 500 a day
        (1_000_000, date(2026, 1, 1), date(2026, 1, 1), 0),
        (72, date(2026, 1, 1), date(2027, 1, 1), 0),  # less than ten won
    ],
)
def test_by_hand(principal: int, since: date, until: date, won: int) -> None:
    assert interest([Part(principal, since)], until, [FIVE, THREE])[0] == won


@given(
    st.integers(1, 10**9),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 900),
    st.sampled_from([1, 10, 100]),
)
def test_it_is_the_sum_of_its_days(principal: int, since: date, days: int, unit: int) -> None:
    exact = Fraction(0)
    for number in range(days):
        day = since + timedelta(days=number)
        yearly = Fraction(5, 100) if day < date(2026, 7, 1) else Fraction(3, 100)
        exact += principal * yearly / 365
    expected = int(exact) - int(exact) % unit
    got, spans = interest([Part(principal, since)], since + timedelta(days=days), [THREE, FIVE], unit=unit)
    assert got == expected
    assert sum(span.days for span in spans) == days


def test_a_day_without_a_rate_or_with_two_stops_the_computation() -> None:
    with pytest.raises(RateMissing) as missing:
        interest([Part(1_000, date(2019, 12, 30))], date(2020, 1, 5), [FIVE, THREE])
    assert missing.value.day == date(2019, 12, 30)
    with pytest.raises(ValueError, match="two rates"):
        interest([Part(1_000, date(2026, 1, 1))], date(2026, 1, 5), [FIVE, FIVE])


def test_several_payments_are_rounded_once() -> None:
    """Three parts of 73 won a day at 5 %: 0.01 won each day; 365 days: 3.65 each, 10.95 together, 10 won."""
    parts = [Part(73, date(2025, 1, 1))] * 3
    assert interest(parts, date(2026, 1, 1), [FIVE])[0] == 10
    assert [interest([part], date(2026, 1, 1), [FIVE])[0] for part in parts] == [0, 0, 0]


@given(
    parts=st.lists(st.tuples(st.integers(1, 10**8), st.integers(0, 60)), min_size=1, max_size=4),
    pays=st.lists(st.tuples(st.integers(1, 120), st.integers(1, 100)), max_size=5),
    whole=st.booleans(),
)
def test_a_clawback_paid_in_parts_owes_each_day_what_a_slow_book_says(
    parts: list[tuple[int, int]], pays: list[tuple[int, int]], whole: bool
) -> None:
    """Day by day: what is open bears its day's interest; a payment takes the interest that has run, then principal.
    Each payment is a share of what is owed then, the last one all of it."""
    first = date(2026, 5, 20)
    claimed = [Part(won, first + timedelta(days=day)) for won, day in parts]
    begins = max(part.since for part in claimed)
    days = sorted({begins + timedelta(days=after): share for after, share in pays}.items())
    repaid: list[Part] = []
    paid_interest, exact, day = 0, Fraction(0), min(part.since for part in claimed)
    for number, (paid_on, share) in enumerate(days, 1):
        while day < paid_on:
            open_sum = sum(part.principal for part in claimed if part.since <= day)
            open_sum -= sum(part.principal for part in repaid)
            exact += open_sum * (Fraction(5, 100) if day < date(2026, 7, 1) else Fraction(3, 100)) / 365
            day += timedelta(days=1)
        run, spans = interest(claimed, paid_on, [FIVE, THREE], repaid)
        assert run == int(exact / 10) * 10
        assert sum((span.won for span in spans), Fraction(0)) == exact
        interest_open = run - paid_interest
        principal_open = sum(part.principal for part in claimed) - sum(part.principal for part in repaid)
        assert interest_open >= 0 and principal_open >= 0
        amount = interest_open + principal_open
        if number < len(days) or not whole:
            amount = amount * share // 100
        if amount:
            of_interest, of_principal = divide_recovery(amount, interest_open, principal_open)
            paid_interest += of_interest
            repaid += [Part(of_principal, paid_on)] if of_principal else []
    if days and whole:  # nothing is open, and nothing runs on
        later = days[-1][0] + timedelta(days=400)
        assert interest(claimed, later, [FIVE, THREE], repaid)[0] == paid_interest
        assert sum(part.principal for part in repaid) == sum(part.principal for part in claimed)


def test_more_repaid_than_was_open_is_refused() -> None:
    with pytest.raises(ValueError, match="more was repaid"):
        interest([Part(100, date(2026, 1, 1))], date(2026, 3, 1), [FIVE], [Part(101, date(2026, 2, 1))])
