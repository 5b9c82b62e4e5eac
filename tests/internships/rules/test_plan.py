"""The work plan: each week of the period once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from internships.rules.plan import Fault, FaultKind, PlanRow, days_of_week, faults, kept_from, rows_from, weeks_of


def test_a_period_from_tuesday_to_wednesday_of_the_fifth_week_has_five_weeks() -> None:
    assert weeks_of(date(2026, 9, 1), date(2026, 9, 30)) == 5
    assert weeks_of(date(2026, 9, 6), date(2026, 9, 7)) == 2  # a Sunday and the Monday after
    assert days_of_week(date(2026, 9, 1), date(2026, 9, 30), 1) == (date(2026, 9, 1), date(2026, 9, 6))
    assert days_of_week(date(2026, 9, 1), date(2026, 9, 30), 5) == (date(2026, 9, 28), date(2026, 9, 30))


def test_a_gap_an_overlap_and_what_lies_beyond_are_each_named_with_their_weeks() -> None:
    rows = [PlanRow(1, 2, "교육"), PlanRow(2, 3, "진단"), PlanRow(6, 7, "정비"), PlanRow(8, 9, " ")]
    assert set(faults(rows, 8)) == {
        Fault(FaultKind.TWICE, 2, 2),
        Fault(FaultKind.MISSING, 4, 5),
        Fault(FaultKind.BEYOND, 9, 9),
        Fault(FaultKind.EMPTY, 8, 9),
    }
    assert Fault(FaultKind.BACKWARDS, 3, 2) in faults([PlanRow(3, 2, "진단")], 3)


rows = st.builds(PlanRow, st.integers(-1, 12), st.integers(-1, 12), st.sampled_from(["진단", " "]))


@given(st.lists(rows, max_size=6), st.integers(1, 10))
def test_a_plan_has_no_fault_exactly_when_its_rows_are_a_partition_of_the_weeks(
    plan: list[PlanRow], weeks: int
) -> None:
    spoken = [week for row in plan for week in range(row.first, row.last + 1)]
    whole = sorted(spoken) == list(range(1, weeks + 1)) and all(row.work.strip() for row in plan)
    whole = whole and all(row.first <= row.last for row in plan)
    assert (faults(plan, weeks) == []) == whole


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200))
def test_the_days_of_the_weeks_are_the_days_of_the_period(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    days = []
    for week in range(1, weeks_of(first, last) + 1):
        start, end = days_of_week(first, last, week)
        days += [start + timedelta(days=count) for count in range((end - start).days + 1)]
    assert days == [first + timedelta(days=count) for count in range(length + 1)]


def test_rows_are_kept_in_the_order_of_weeks() -> None:
    plan = [PlanRow(2, 5, "진단", "표"), PlanRow(1, 1, "교육")]
    assert rows_from(kept_from(plan)) == [PlanRow(1, 1, "교육"), PlanRow(2, 5, "진단", "표")]
