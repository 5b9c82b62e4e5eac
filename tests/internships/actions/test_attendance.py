"""Clicks: kept once with both times, harmless when repeated, refused with a reason; days follow from them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from internships import actions
from internships.actions.attendance import ListEntry
from internships.actions.attendance_day import COMPUTED
from internships.errors import (
    DayNotOver,
    GoneBeforeCome,
    MalformedClick,
    NotWorking,
    OutsidePeriod,
    TimeNotCome,
)
from internships.models import AttendanceDay, AttendanceEvent, Placement
from internships.rules.attendance import Flag
from kernel import clock
from kernel.errors import NotPermitted, NotVisible
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
TUESDAY = make.FIRST
TIMES = ("first_in", "last_out")


def day_of(placement: Placement, day: date = TUESDAY) -> AttendanceDay:
    return AttendanceDay.objects.get(placement=placement, day=day)


def test_the_first_click_starts_the_work() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "08:58")
    placement.refresh_from_db()
    assert placement.state == "working"
    assert day_of(placement).flags == [Flag.STILL_IN]


def test_a_day_from_nine_to_six_is_eight_hours() -> None:
    placement = make.accepted()
    make.work(placement, 1)
    day = day_of(placement)
    assert (day.worked_minutes, day.credited_minutes, day.late_minutes, day.flags) == (480, 480, 0, [])


def test_the_same_click_sent_again_is_one_click() -> None:
    placement = make.accepted()
    first = make.click(placement, "in", TUESDAY, "09:00", client_id="a-click-of-mine")
    again = make.click(placement, "in", TUESDAY, "09:03", client_id="a-click-of-mine")
    assert again.pk == first.pk
    assert AttendanceEvent.objects.count() == 1


def test_a_second_button_or_tab_leaves_who_is_in_where_they_are() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "09:00")
    make.click(placement, "in", TUESDAY, "09:01")
    assert day_of(placement).first_in == make.moment(TUESDAY, "09:00")


def test_a_click_that_waited_on_the_phone_counts_when_it_was_made_and_keeps_both_times() -> None:
    """Clicked at 9, sent at noon, by a phone that is an hour fast."""
    placement = make.accepted()
    fast = timedelta(hours=1)
    event = make.click(
        placement,
        "in",
        TUESDAY,
        "12:00",
        device_at=(make.moment(TUESDAY, "09:00") + fast).isoformat(),
        sent_at=(make.moment(TUESDAY, "12:00") + fast).isoformat(),
    )
    assert event.counted_at == make.moment(TUESDAY, "09:00")
    assert (event.device_at, event.received_at) == (make.moment(TUESDAY, "10:00"), make.moment(TUESDAY, "12:00"))
    assert Flag.SENT_LATE in day_of(placement).flags


def test_clicks_that_arrive_in_the_wrong_order_give_the_same_day() -> None:
    placement = make.accepted()
    sent = make.moment(TUESDAY, "20:00").isoformat()
    for kind, time in (("out", "18:00"), ("in", "13:00"), ("out", "12:00"), ("in", "09:00")):
        clicked = make.moment(TUESDAY, time).isoformat()
        make.click(placement, kind, TUESDAY, "20:00", client_id=f"late-{time}", device_at=clicked, sent_at=sent)
    day = day_of(placement)
    assert (day.worked_minutes, day.break_minutes, day.late_minutes) == (480, 60, 0)


@pytest.mark.parametrize("day", [make.FIRST - timedelta(days=1), make.LAST + timedelta(days=1)])
def test_outside_the_contract_the_clock_is_refused_with_its_days(day: date) -> None:
    placement = make.accepted()
    with pytest.raises(OutsidePeriod) as refusal:
        make.click(placement, "in", day, "09:00")
    assert "2026. 9. 1." in str(refusal.value) and "2026. 9. 30." in str(refusal.value)
    assert not AttendanceEvent.objects.exists()


@pytest.mark.parametrize("day", [make.FIRST, make.LAST])
def test_the_first_and_the_last_day_are_days_of_work(day: date) -> None:
    assert make.click(make.accepted(), "in", day, "09:00").day == day


def test_a_click_made_before_the_end_counts_when_it_arrives_after_it() -> None:
    """Gone at 18:00 without a network; at 18:10 the office ends the internship, at 19:00 the phone sends."""
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "09:00")
    with clock.at(make.moment(TUESDAY, "18:10")):
        make.actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    gone, sent = make.moment(TUESDAY, "18:00").isoformat(), make.moment(TUESDAY, "19:00").isoformat()
    make.click(placement, "out", TUESDAY, "19:00", device_at=gone, sent_at=sent)
    assert (day_of(placement).worked_minutes, day_of(placement).flags) == (480, [Flag.SENT_LATE])
    with pytest.raises(OutsidePeriod):
        make.click(placement, "in", TUESDAY + timedelta(days=1), "09:00")
    with pytest.raises(NotWorking):  # its records may be destroyed
        make.click(placement, "in", date(2029, 9, 10), "09:00")


def test_before_the_place_is_accepted_there_is_no_clock() -> None:
    with pytest.raises(NotWorking):
        make.click(make.placed(), "in", TUESDAY, "09:00")


def test_a_going_without_a_coming_is_kept_and_flagged() -> None:
    """The coming may still be on its way from a phone without a network."""
    placement = make.accepted()
    make.click(placement, "out", TUESDAY, "18:00")
    assert day_of(placement).flags == [Flag.OUT_WITHOUT_IN]
    morning, evening = make.moment(TUESDAY, "09:00").isoformat(), make.moment(TUESDAY, "18:05").isoformat()
    make.click(placement, "in", TUESDAY, "18:05", device_at=morning, sent_at=evening)
    assert (day_of(placement).worked_minutes, day_of(placement).flags) == (480, [Flag.SENT_LATE])


MUDDLED = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example takes two days of the contract
)
clicks_of_a_day = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.integers(7 * 60, 22 * 60), st.integers(1, 3)),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one[1],
)
wrong_clocks = st.sampled_from([timedelta(0), timedelta(hours=-7), timedelta(minutes=9), timedelta(days=3)])


def test_clicks_give_the_same_day_in_every_order_doubled_and_by_a_wrong_clock() -> None:
    """Any clicks of a day, by a phone without a network, whose clock may be wrong, that sends each up to three times in
    any order at night: the day is that of clicks which came at once and in order, and both times are kept."""
    placement = make.accepted(make.call_of(first_day="2026-09-01", last_day="2026-12-18"))
    days = iter(list(make.days_of_work(date(2026, 9, 1), date(2026, 12, 18))))

    @MUDDLED
    @given(clicks_of_a_day, wrong_clocks, st.randoms(use_true_random=False))
    def the_same(clicks: list[tuple[str, int, int]], wrong_by: timedelta, dice: Random) -> None:
        plain, muddled = next(days), next(days)
        for kind, minute, _times in sorted(clicks, key=lambda one: one[1]):
            make.click(placement, kind, plain, _clock(minute))
        sent = [(kind, minute) for kind, minute, times in clicks for _time in range(times)]
        dice.shuffle(sent)
        for kind, minute in sent:
            made = make.moment(muddled, _clock(minute))
            event = make.click(
                placement, kind, muddled, "23:00", client_id=f"click-{muddled}-{minute}",
                device_at=(made + wrong_by).isoformat(),
                sent_at=(make.moment(muddled, "23:00") + wrong_by).isoformat(),
            )  # fmt: skip
            assert (event.counted_at, event.device_at) == (made, made + wrong_by)
        assert placement.events.filter(day=muddled).count() == len(clicks)
        assert _told(day_of(placement, muddled)) == _told(day_of(placement, plain))

    the_same()


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _told(day: AttendanceDay) -> dict[str, object]:
    """What the day came to, whatever its date and however late its clicks came."""
    times = {name: f"{at.astimezone(clock.SEOUL):%H:%M}" if (at := getattr(day, name)) else "" for name in TIMES}
    minutes = {name: getattr(day, name) for name in COMPUTED if name.endswith("_minutes")}
    return {"kind": day.kind, "flags": set(day.flags) - {Flag.SENT_LATE}, **times, **minutes}


def test_nobody_clicks_for_somebody_else() -> None:
    placement = make.accepted()
    with pytest.raises(NotVisible), clock.at(make.moment(TUESDAY, "09:00")):
        actions.clock_in(make.acting(make.person("놀부")), placement.pk, "somebody-else")


@pytest.mark.parametrize("device_at", ["yesterday", "2026-09-01T09:00:00", "2026-13-01T09:00:00+09:00"])
def test_an_unreadable_time_is_refused(device_at: str) -> None:
    with pytest.raises(MalformedClick):
        make.click(make.accepted(), "in", TUESDAY, "09:00", device_at=device_at, sent_at=device_at)


def test_work_on_a_saturday_is_kept_but_not_credited() -> None:
    placement = make.accepted()
    saturday = date(2026, 9, 5)
    make.click(placement, "in", saturday, "10:00")
    make.click(placement, "out", saturday, "12:00")
    day = day_of(placement, saturday)
    assert (day.worked_minutes, day.credited_minutes, day.flags) == (120, 0, [Flag.DAY_OFF, Flag.NOT_APPROVED])


def test_events_can_be_neither_changed_nor_deleted() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "09:00")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AttendanceEvent.objects.update(kind="out")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AttendanceEvent.objects.all().delete()


def test_a_mentor_confirms_a_day_that_is_over_and_a_later_click_takes_it_back() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    make.click(placement, "in", TUESDAY, "09:00")
    with pytest.raises(DayNotOver):
        actions.confirm_day(make.acting(mentor), day_of(placement).pk)
    make.click(placement, "out", TUESDAY, "18:00")
    for _click in range(2):
        assert actions.confirm_day(make.acting(mentor), day_of(placement).pk).confirmed_by == mentor
    make.click(placement, "in", TUESDAY, "18:30")
    assert day_of(placement).confirmed_by is None


def test_a_mentor_confirms_all_days_that_are_over_at_once() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    make.work(placement, 2)
    make.click(placement, "in", date(2026, 9, 3), "09:00")
    other = make.accepted()
    make.work(other, 1)
    assert actions.confirm_days(make.acting(mentor), host.pk, date(2026, 9, 3)) == 2
    assert actions.confirm_days(make.acting(mentor), host.pk, date(2026, 9, 3)) == 0
    assert list(placement.days.filter(confirmed_at=None).values_list("day", flat=True)) == [date(2026, 9, 3)]
    assert not other.days.exclude(confirmed_at=None).exists()
    with pytest.raises(NotPermitted):
        actions.confirm_days(make.acting(make.person("이이")), host.pk, date(2026, 9, 3))


def test_a_mentor_of_another_host_confirms_nothing() -> None:
    placement = make.accepted()
    make.work(placement, 1)
    other = make.person("이이")
    make.host(mentor=other)
    with pytest.raises(NotVisible):
        actions.confirm_day(make.acting(other), day_of(placement).pk)


def entries(placement: Placement, came: str = "09:00", left: str = "18:00") -> list[ListEntry]:
    return [ListEntry(placement.pk, make.moment(TUESDAY, came), make.moment(TUESDAY, left))]


def test_a_mentors_list_counts_like_clicks_and_entering_it_twice_changes_nothing() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    with clock.at(make.moment(TUESDAY, "18:10")):
        assert actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, entries(placement)) == 2
        assert actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, entries(placement)) == 0
    assert (day_of(placement).worked_minutes, day_of(placement).flags) == (480, [])
    placement.refresh_from_db()
    assert placement.state == "working"


def test_a_mentor_adds_the_time_of_going_that_an_intern_forgot() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    make.click(placement, "in", TUESDAY, "09:00")
    left = ListEntry(placement.pk, None, make.moment(TUESDAY, "18:00"))
    with clock.at(make.moment(TUESDAY, "18:10")):
        assert actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, [left]) == 1
    assert (day_of(placement).worked_minutes, day_of(placement).flags) == (480, [])


def test_nobody_goes_before_they_come_and_the_refusal_names_the_line() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    line = ListEntry(placement.pk, make.moment(TUESDAY, "18:00"), make.moment(TUESDAY, "09:00"))
    with clock.at(make.moment(TUESDAY, "19:00")), pytest.raises(GoneBeforeCome) as refused:
        actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, [line])
    assert refused.value.field == f"left-{placement.pk}"
    assert not AttendanceEvent.objects.exists()


def test_a_mentor_enters_no_time_that_has_not_come_and_nobody_of_another_host() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    with clock.at(make.moment(TUESDAY, "17:00")):
        with pytest.raises(TimeNotCome):
            actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, entries(placement))
        with pytest.raises(NotPermitted):
            actions.enter_attendance(make.acting(mentor), make.host().pk, TUESDAY, entries(placement, left="12:00"))
        stranger = make.accepted()
        with pytest.raises(NotVisible):
            actions.enter_attendance(make.acting(mentor), host.pk, TUESDAY, entries(stranger, left="12:00"))
    assert not AttendanceEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_the_same_moment_are_one() -> None:
    placement = make.accepted()
    answers = at_once([lambda: make.click(placement, "in", TUESDAY, "09:00", client_id="same-click")] * 10)
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert AttendanceEvent.objects.count() == 1
    assert AttendanceDay.objects.count() == 1
