"""Times of interviews and the moment from which on one stands."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.interviews import Span, changeable_until, clashes, plan_slots
from kernel.clock import SEOUL

DAY = date(2026, 8, 20)


def at(text: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(text), SEOUL)


def test_times_follow_one_another_with_their_pause_and_end_in_time() -> None:
    slots = plan_slots(DAY, time(10), time(11, 30), 20, 10, SEOUL)
    assert [one.starts_at for one in slots] == [at("10:00"), at("10:30"), at("11:00")]
    assert slots[-1].ends_at == at("11:20")


def test_a_time_that_would_end_too_late_is_not_made() -> None:
    assert plan_slots(DAY, time(10), time(10, 19), 20, 0, SEOUL) == []
    assert len(plan_slots(DAY, time(10), time(10, 20), 20, 0, SEOUL)) == 1


@given(st.integers(5, 120), st.integers(0, 60), st.integers(1, 600))
def test_planned_times_never_overlap_nor_run_over(minutes: int, pause: int, length: int) -> None:
    until = (datetime.combine(DAY, time(9)) + timedelta(minutes=length)).time()
    slots = plan_slots(DAY, time(9), until, minutes, pause, SEOUL)
    assert len(slots) == (length + pause) // (minutes + pause)
    for one, following in pairwise(slots):
        assert not one.overlaps(following)
    assert all(one.ends_at <= datetime.combine(DAY, until, SEOUL) for one in slots)


def test_what_touches_does_not_overlap() -> None:
    first = Span(at("10:00"), 20)
    assert not first.overlaps(Span(at("10:20"), 20))
    assert first.overlaps(Span(at("10:19"), 20)) and first.overlaps(Span(at("09:50"), 60))
    assert clashes([Span(at("10:20"), 5), Span(at("11:00"), 5)], [Span(at("11:04"), 5)]) == Span(at("11:00"), 5)
    assert clashes([Span(at("10:20"), 5)], [first]) is None


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (0, at("10:00")),
        (1, datetime(2026, 8, 20, tzinfo=SEOUL)),
        (2, datetime(2026, 8, 19, tzinfo=SEOUL)),
    ],
)
def test_an_interview_stands_from_the_midnight_that_the_call_sets(days: int, stands: datetime) -> None:
    assert changeable_until(at("10:00"), days, SEOUL) == stands
