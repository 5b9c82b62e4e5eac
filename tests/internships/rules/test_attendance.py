"""Minutes at work, worked out by hand, and properties that hold for any clicking."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.attendance import (
    Event,
    Flag,
    Kind,
    Schedule,
    compute_day,
    counted_moment,
    worked_minutes,
)

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 3, 9)
OFFICE = Schedule(time(9), time(18), break_minutes=60)


def at(clock: str) -> datetime:
    return datetime.combine(MONDAY, time.fromisoformat(clock), SEOUL)


def clicks(*words: str) -> list[Event]:
    """``in 09:00`` and ``out 18:00`` as events."""
    return [Event(Kind(word.split()[0]), at(word.split()[1])) for word in words]


# Minutes clocked in, minutes clocked out in between → minutes of work (근로기준법 §54 ①), by hand.
BY_HAND = [
    (0, 0, 0),
    (239, 0, 239),
    (240, 0, 240),  # four hours: the break stands at their end
    (255, 0, 240),  # 15 of the 30 minutes of break have passed
    (270, 0, 240),
    (271, 0, 241),
    (510, 0, 480),  # 08:30 to 17:00: 30 minutes of break, eight hours
    (525, 0, 480),
    (540, 0, 480),  # 09:00 to 18:00: one hour of break
    (600, 0, 540),
    (300, 30, 300),  # the half hour was clocked
    (300, 20, 290),  # 20 of 30 were clocked: ten are missing
    (480, 60, 480),  # 09:00-12:00, 13:00-18:00
    (490, 40, 480),  # 40 of the 60 that more than eight hours ask for: work stands still for 20
    (520, 40, 500),
    (600, 90, 600),
]


@pytest.mark.parametrize(("inside", "between", "worked"), BY_HAND)
def test_breaks_are_those_of_the_labour_standards_act(inside: int, between: int, worked: int) -> None:
    assert worked_minutes(inside, between) == worked


@given(st.integers(0, 900), st.integers(0, 300))
def test_work_and_break_agree_with_a_minute_by_minute_walk(inside: int, between: int) -> None:
    """Oracle: spend the clocked minutes one by one; work may go beyond 4 or 8 hours only after the break due."""
    worked, rested = 0, between
    for _minute in range(inside):
        due = 60 if worked >= 480 else 30 if worked >= 240 else 0
        if rested < due:
            rested += 1
        else:
            worked += 1
    assert worked_minutes(inside, between) == worked


def test_a_plain_day() -> None:
    day = compute_day(clicks("in 09:00", "out 18:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.credited_minutes, day.break_minutes) == (480, 480, 60)
    assert (day.late_minutes, day.early_minutes, day.flags) == (0, 0, frozenset())


def test_lunch_that_was_clocked_is_not_taken_off_again() -> None:
    day = compute_day(clicks("in 09:00", "out 12:00", "in 13:00", "out 18:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.break_minutes) == (480, 60)
    assert (day.first_in, day.last_out) == (at("09:00"), at("18:00"))


def test_late_and_early_minutes_are_whole_and_seconds_are_dropped() -> None:
    events = [Event(Kind.IN, at("09:00:59")), Event(Kind.OUT, at("17:40"))]
    day = compute_day(events, MONDAY, OFFICE)
    assert (day.late_minutes, day.early_minutes) == (0, 20)
    day = compute_day(clicks("in 09:17", "out 18:00"), MONDAY, OFFICE)
    assert (day.late_minutes, day.early_minutes, day.worked_minutes) == (17, 0, 480 - 17 + 17)


def test_being_late_costs_minutes_when_nobody_stays_longer_than_the_law_needs() -> None:
    """09:30 to 18:00 are 510 minutes: eight hours of work and the half hour that the law asks for."""
    assert compute_day(clicks("in 09:30", "out 18:00"), MONDAY, OFFICE).worked_minutes == 480
    assert compute_day(clicks("in 09:45", "out 18:00"), MONDAY, OFFICE).worked_minutes == 465


def test_longer_work_is_kept_but_no_more_than_the_day_is_credited() -> None:
    day = compute_day(clicks("in 08:00", "out 20:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.credited_minutes) == (660, 480)


def test_who_has_not_gone_yet_has_no_minutes_yet() -> None:
    day = compute_day(clicks("in 09:00"), MONDAY, OFFICE)
    assert (day.first_in, day.last_out, day.worked_minutes) == (at("09:00"), None, 0)
    assert day.flags == {Flag.STILL_IN}


def test_a_morning_stays_counted_while_the_afternoon_is_open() -> None:
    day = compute_day(clicks("in 09:00", "out 12:00", "in 13:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.last_out, day.flags) == (180, None, {Flag.STILL_IN})


def test_clicks_too_many_change_nothing() -> None:
    plain = compute_day(clicks("in 09:00", "out 18:00"), MONDAY, OFFICE)
    doubled = compute_day(clicks("in 09:00", "in 09:00", "in 09:05", "out 18:00", "out 18:00"), MONDAY, OFFICE)
    assert doubled == plain


def test_an_out_without_an_in_is_shown_and_gives_nothing() -> None:
    day = compute_day(clicks("out 18:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.flags) == (0, {Flag.OUT_WITHOUT_IN})


def test_a_forgotten_in_after_lunch_is_shown() -> None:
    day = compute_day(clicks("in 09:00", "out 12:00", "out 18:00"), MONDAY, OFFICE)
    assert (day.worked_minutes, day.last_out, day.flags) == (180, at("12:00"), {Flag.OUT_WITHOUT_IN})


def test_work_on_a_day_off_is_kept_but_not_credited() -> None:
    day = compute_day(clicks("in 10:00", "out 13:00"), MONDAY, OFFICE, working_day=False)
    assert (day.worked_minutes, day.credited_minutes, day.late_minutes) == (180, 0, 0)
    assert day.flags == {Flag.DAY_OFF}


def test_a_phone_whose_clock_is_wrong_gives_the_right_moment() -> None:
    """Clicked at 09:00, sent at 11:30 when the network came back; the phone is ten years slow."""
    slow = timedelta(days=3650)
    assert counted_moment(at("09:00") - slow, at("11:30") - slow, at("11:30:02")) == at("09:00:02")


def test_a_click_that_claims_to_be_made_after_it_was_sent_counts_on_arrival() -> None:
    assert counted_moment(at("18:00"), at("09:00"), at("09:00:01")) == at("09:00:01")


EVENTS = st.lists(
    st.builds(
        Event, st.sampled_from(Kind), st.integers(0, 24 * 60 - 1).map(lambda m: at("00:00") + m * timedelta(minutes=1))
    ),
    max_size=12,
)


@given(EVENTS, st.randoms())
def test_the_order_of_arrival_and_resends_do_not_matter(events: list[Event], random: object) -> None:
    shuffled = events + events[: len(events) // 2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compute_day(shuffled, MONDAY, OFFICE) == compute_day(events, MONDAY, OFFICE)


@given(EVENTS)
def test_no_day_holds_more_work_than_time_and_no_minute_less_than_nothing(events: list[Event]) -> None:
    day = compute_day(events, MONDAY, OFFICE)
    assert 0 <= day.credited_minutes <= OFFICE.minutes
    assert 0 <= day.worked_minutes < 24 * 60
    if day.first_in and day.last_out:
        assert day.worked_minutes + day.break_minutes == (day.last_out - day.first_in) // timedelta(minutes=1)


@given(EVENTS)
def test_staying_a_minute_longer_never_costs_a_minute(events: list[Event]) -> None:
    pairs = [*events, Event(Kind.OUT, at("23:50"))]
    longer = [*events, Event(Kind.OUT, at("23:51"))]
    events_before = all(event.moment < at("23:50") for event in events)
    if events_before:
        shorter = compute_day(pairs, MONDAY, OFFICE).worked_minutes
        assert compute_day(longer, MONDAY, OFFICE).worked_minutes >= shorter
