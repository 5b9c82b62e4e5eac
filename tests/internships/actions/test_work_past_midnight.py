"""Work past midnight is one with the day on which it began, whatever the order in which its clicks come."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from internships import actions
from internships.actions.attendance import ListEntry
from internships.errors import OutsidePeriod
from internships.errors_work import OfTheNightBefore, TimesMissing
from internships.models import AttendanceRequest, Placement
from internships.rules.day_kinds import Wish
from kernel import clock
from tests.internships import factories as make
from tests.internships.actions.test_attendance_request import ask, grant
from tests.internships.views.test_pages import address, client_of

pytestmark = pytest.mark.django_db
TUESDAY = make.FIRST
WEDNESDAY = TUESDAY + timedelta(days=1)
LONG = {"first_day": "2026-09-01", "last_day": "2027-02-26"}


def told(placement: Placement, day: date) -> tuple[int, int, int, int, int, set[str]]:
    """Worked, credited, granted over-hours, those of them at night, not granted; what the mentor looks at."""
    row = placement.days.get(day=day)
    minutes = (row.worked_minutes, row.credited_minutes, row.overtime_minutes, row.night_minutes)
    return *minutes, row.unapproved_minutes, set(row.flags) - {"sent_late"}


def test_over_hours_into_the_night_are_of_the_day_on_which_the_work_began() -> None:
    """From 9 to 1:30 with an hour of break: 8 hours due, 7:30 granted from 18:00 on, of them 3:30 after 22:00
    (근로기준법 §56 ③)."""
    placement = make.accepted()
    (request,) = ask(placement, Wish.OVER_HOURS, TUESDAY, starts_at="18:00", ends_at="01:30")
    grant(request)
    make.click(placement, "in", TUESDAY, "09:00")
    make.click(placement, "out", WEDNESDAY, "01:30")
    assert told(placement, TUESDAY) == (930, 480, 450, 210, 0, {"overnight"})
    assert not placement.days.filter(day=WEDNESDAY).exists(), "nothing is known of the next day yet"
    make.click(placement, "in", WEDNESDAY, "09:00")
    make.click(placement, "out", WEDNESDAY, "18:00")
    assert told(placement, WEDNESDAY) == (480, 480, 0, 0, 0, set())


def test_the_clicks_of_a_night_give_the_same_days_in_every_order() -> None:
    placement = make.accepted(make.call_of(**LONG))
    work = list(make.days_of_work(date(2026, 9, 1), date(2027, 2, 26)))
    nights = iter([pair for pair in pairwise(work) if pair[1] - pair[0] == timedelta(days=1)][::2])
    for order in permutations(range(4)):
        day, after = next(nights)
        clicks = [("in", day, "09:00"), ("out", after, "01:30"), ("in", after, "09:10"), ("out", after, "18:10")]
        for number in order:
            kind, on, at = clicks[number]
            made = make.moment(on, at)
            sent = {"device_at": made.isoformat(), "sent_at": make.moment(after, "23:00").isoformat()}
            make.click(placement, kind, after, "23:00", client_id=f"night-{day}-{number}", **sent)
        assert told(placement, day) == (930, 480, 0, 0, 450, {"overnight", "not_approved"}), order
        assert told(placement, after) == (480, 480, 0, 0, 0, set()), order


def test_who_forgot_to_clock_out_has_not_worked_until_the_next_evening() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "09:00")
    make.click(placement, "out", WEDNESDAY, "18:00")
    assert told(placement, TUESDAY)[5] == {"still_in"}
    assert told(placement, WEDNESDAY)[5] == {"out_without_in"}


def test_the_last_day_may_end_in_the_night_after_it() -> None:
    placement = make.accepted()
    after = make.LAST + timedelta(days=1)
    make.click(placement, "in", make.LAST, "09:00")
    with pytest.raises(OutsidePeriod):
        make.click(placement, "in", after, "00:30")
    with clock.at(make.moment(after, "00:35")):
        page = client_of(placement.person).get(address("today")).content.decode()
    assert 'data-kind="out"' in page and "09:00" in page
    make.click(placement, "out", after, "00:40")
    assert told(placement, make.LAST)[0] == 880
    assert not placement.days.filter(day=after).exists()
    with pytest.raises(OutsidePeriod):
        make.click(placement, "out", after, "18:00")


def test_the_mentors_list_takes_a_night_too() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    page = address("attendance_list", placement.position.host_id) + f"?day={TUESDAY}"
    typed = {f"came-{placement.pk}": "09:00", f"left-{placement.pk}": "01:30"}
    with clock.at(make.moment(WEDNESDAY, "10:00")):
        assert client_of(mentor).post(page, typed).status_code == 302
        again = ListEntry(placement.pk, make.moment(TUESDAY, "09:00"), make.moment(WEDNESDAY, "01:30"))
        assert actions.enter_attendance(make.acting(mentor), placement.position.host_id, TUESDAY, [again]) == 0
    assert told(placement, TUESDAY) == (930, 480, 0, 0, 450, {"overnight", "not_approved"})
    assert not placement.days.filter(day=WEDNESDAY).exists()


def test_a_correction_says_that_somebody_worked_into_the_night() -> None:
    placement = make.accepted()
    make.click(placement, "in", TUESDAY, "09:00")
    (request,) = ask(placement, Wish.CORRECTION, TUESDAY, "09:00", WEDNESDAY, starts_at="09:00", ends_at="00:30")
    grant(request, "09:30", WEDNESDAY)
    assert told(placement, TUESDAY) == (870, 480, 0, 0, 390, {"corrected", "overnight", "not_approved"})


@pytest.mark.parametrize(
    ("kind", "starts_at", "ends_at", "refusal"),
    [
        (Wish.OVER_HOURS, "00:00", "02:00", OfTheNightBefore),
        (Wish.OVER_HOURS, "18:00", "06:01", TimesMissing),
        (Wish.CORRECTION, "18:00", "09:00", TimesMissing),
        (Wish.LEAVE, "18:00", "01:00", TimesMissing),
    ],
)
def test_a_night_is_asked_for_from_its_evening_and_ends_by_six(
    kind: Wish, starts_at: str, ends_at: str, refusal: type[Exception]
) -> None:
    placement = make.accepted()
    with pytest.raises(refusal):
        ask(placement, kind, WEDNESDAY, on=TUESDAY, starts_at=starts_at, ends_at=ends_at)


@pytest.mark.parametrize(("kind", "ends_at"), [("travel", time(1)), ("correction", time(9))])
def test_the_database_refuses_other_times_that_end_before_they_begin(kind: str, ends_at: time) -> None:
    times: dict[str, Any] = {"day": TUESDAY, "starts_at": time(18), "ends_at": ends_at, "reason": "사유"}
    with pytest.raises(DatabaseError, match="request_from_before_to"), transaction.atomic():
        AttendanceRequest.objects.create(placement=make.accepted(), kind=kind, **times)
