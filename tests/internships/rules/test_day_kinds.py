"""What a day counts as, and the hours beyond the schedule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.attendance import Event, Kind, Schedule, compute_day, stays
from internships.rules.day_kinds import Counted, DayKind, Grant, Span, Wish, count

SEOUL = ZoneInfo("Asia/Seoul")
DAY = date(2026, 9, 1)
NINE_TO_SIX = Schedule(time(9), time(18))


def at(text: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(text), SEOUL)


def span(begins: str, ends: str) -> Span:
    return Span(at(begins), at(ends))


def counted(*stay: tuple[str, str], grants: tuple[Grant, ...] = (), working_day: bool = True) -> Counted:
    events = [Event(kind, at(text)) for one in stay for kind, text in zip((Kind.IN, Kind.OUT), one, strict=True)]
    clocked = compute_day(events, DAY, NINE_TO_SIX, working_day=working_day)
    pairs, _waiting, _lone = stays(events)
    return count(
        clocked, [Span(*pair) for pair in pairs], grants, DAY, NINE_TO_SIX, working_day=working_day, zone=SEOUL
    )


def test_a_day_on_which_nobody_came_is_an_absence() -> None:
    assert (counted().kind, counted().missing) == (DayKind.ABSENCE, 480)


@pytest.mark.parametrize(
    ("wish", "kind"),
    [(Wish.LEAVE, "leave"), (Wish.PUBLIC_LEAVE, "public_leave"), (Wish.TRAVEL, "travel")],
)
def test_leave_and_travel_of_a_whole_day_count_as_if_worked(wish: Wish, kind: str) -> None:
    day = counted(grants=(Grant(wish),))
    assert (day.kind, day.excused, day.missing, day.credited) == (kind, 480, 0, 0)


def test_sick_leave_neither_counts_nor_is_it_an_absence() -> None:
    day = counted(grants=(Grant(Wish.SICK_LEAVE),))
    assert (day.kind, day.excused, day.sick, day.missing) == ("sick_leave", 0, 480, 0)


def test_leave_by_the_hour_takes_the_lateness_that_it_covers() -> None:
    """Two hours of leave from 9; came at 11:10."""
    day = counted(("11:10", "18:00"), grants=(Grant(Wish.LEAVE, span("09:00", "11:00")),))
    assert (day.kind, day.credited, day.excused, day.late, day.missing) == ("work", 380, 100, 10, 0)
    early = counted(("09:00", "16:00"), grants=(Grant(Wish.LEAVE, span("16:00", "18:00")),))
    assert (early.credited, early.excused, early.early, early.missing) == (390, 90, 0, 0)


def test_late_and_early_without_leave_are_missing_and_no_absence() -> None:
    day = counted(("09:30", "17:00"))
    assert (day.kind, day.late, day.early, day.missing) == ("work", 30, 60, 480 - day.credited)


def test_over_hours_count_as_far_as_they_were_approved() -> None:
    approved = (Grant(Wish.OVER_HOURS, span("18:00", "20:00")),)
    assert counted(("09:00", "21:00")).overtime == 0
    assert counted(("09:00", "21:00")).unapproved == 180
    day = counted(("09:00", "21:00"), grants=approved)
    assert (day.credited, day.overtime, day.unapproved) == (480, 120, 60)
    assert counted(("11:00", "20:00"), grants=approved).overtime == 0, "eight hours in all are none too many"


def test_night_begins_at_ten() -> None:
    """근로기준법 §56 ③."""
    day = counted(("09:00", "23:30"), grants=(Grant(Wish.OVER_HOURS, span("18:00", "23:30")),))
    assert (day.overtime, day.at_night) == (330, 90)


def test_work_on_a_day_off_counts_only_when_approved() -> None:
    assert counted(("10:00", "12:00"), working_day=False).unapproved == 120
    approved = (Grant(Wish.OVER_HOURS, span("10:00", "11:00")),)
    day = counted(("10:00", "12:00"), grants=approved, working_day=False)
    assert (day.kind, day.holiday, day.unapproved, day.credited) == ("holiday", 60, 60, 0)


minutes = st.integers(0, 24 * 60 - 1)
moments = minutes.map(lambda one: datetime.combine(DAY, time(0), SEOUL) + timedelta(minutes=one))
spans = st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair)))
grants = st.builds(Grant, st.sampled_from([one for one in Wish if one != Wish.CORRECTION]), spans)


@given(st.lists(spans, max_size=4), st.lists(grants, max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_the_minutes_of_a_day_add_up_whatever_came_in_whatever_order(
    worked: list[Span], granted: list[Grant], dice: Any, working_day: bool
) -> None:
    """What is due is credited, excused, sick or missing, each minute once; no grant's place in the list matters."""
    events = [event for one in worked for event in (Event(Kind.IN, one.begins), Event(Kind.OUT, one.ends))]
    clocked = compute_day(events, DAY, NINE_TO_SIX, working_day=working_day)
    pairs = [Span(*pair) for pair in stays(events)[0]]
    results = set()
    for _shuffle in range(3):
        dice.shuffle(granted)
        dice.shuffle(pairs)
        results.add(count(clocked, pairs, granted, DAY, NINE_TO_SIX, working_day=working_day, zone=SEOUL))
    (day,) = results
    if working_day:
        assert day.credited + day.excused + day.sick + day.missing == 480
    assert day.credited + day.overtime + day.holiday + day.unapproved == clocked.worked_minutes
    assert min(day.excused, day.sick, day.missing, day.overtime, day.holiday, day.unapproved, day.late, day.early) >= 0
    assert day.at_night <= day.overtime + day.holiday
