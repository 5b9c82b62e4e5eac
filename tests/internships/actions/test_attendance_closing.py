"""The mentor closes the week, the manager the month; a closed month stands and corrections count later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from internships import actions as clicks
from internships.actions import attendance_closing as actions
from internships.actions.attendance import ListEntry
from internships.errors_work import EarlierMonthOpen, MonthClosed, MonthNotReady, NotOverYet, WeekNotReady
from internships.models import AttendanceDay, AttendanceMonth, Placement
from internships.queries.attendance import attended, progress_of
from internships.rules.day_kinds import Wish
from kernel import clock
from kernel.errors import NotPermitted
from tests.at_once import at_once
from tests.internships import factories as make
from tests.internships.actions.test_attendance_request import PERIOD, ask, grant

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 8, 31)
OCTOBER = date(2026, 10, 7)


def worked(*, but: date | None = None, mentor: User | None = None) -> Placement:
    """September of a contract until December, but for one day."""
    placement = make.accepted(make.call_of(**PERIOD), make.host(mentor=mentor or make.person("이황")))
    for day in make.days_of_work(make.FIRST, make.LAST):
        if day != but:
            make.click(placement, "in", day, "09:00")
            make.click(placement, "out", day, "18:00")
    return placement


def weeks_closed(placement: Placement) -> None:
    mentor = placement.position.mentor
    assert mentor is not None
    with clock.at(make.moment(OCTOBER, "09:00")):
        for number in range(5):
            actions.close_week(make.acting(mentor), placement.position.host_id, MONDAY + timedelta(days=7 * number))


def closed(placement: Placement) -> AttendanceMonth:
    weeks_closed(placement)
    with clock.at(make.moment(OCTOBER, "10:00")):
        return actions.close_month(make.SYSTEM, placement.position.call_id, make.FIRST)


def test_closing_a_week_confirms_every_day_and_writes_the_absences() -> None:
    mentor = make.person("이황")
    placement = worked(but=date(2026, 9, 3), mentor=mentor)
    host = placement.position.host_id
    with clock.at(make.moment(date(2026, 9, 6), "23:00")), pytest.raises(NotOverYet):
        actions.close_week(make.acting(mentor), host, MONDAY)
    with clock.at(make.moment(date(2026, 9, 7), "09:00")):
        assert actions.close_week(make.acting(mentor), host, MONDAY) == 4
        assert actions.close_week(make.acting(mentor), host, MONDAY + timedelta(days=2)) == 0
    for stranger in (make.acting(make.person("이이")), make.SYSTEM):
        with pytest.raises(NotPermitted):
            actions.close_week(stranger, host, MONDAY)
    absent = placement.days.get(day=date(2026, 9, 3))
    assert (absent.kind, absent.missing_minutes, absent.confirmed_by) == ("absence", 480, mentor)


def test_a_week_with_somebody_inside_or_a_request_that_waits_stays_open() -> None:
    mentor = make.person("이황")
    placement = worked(but=date(2026, 9, 3), mentor=mentor)
    make.click(placement, "in", date(2026, 9, 3), "09:00")
    with clock.at(make.moment(OCTOBER, "09:00")), pytest.raises(WeekNotReady):
        actions.close_week(make.acting(mentor), placement.position.host_id, MONDAY)
    times = {"starts_at": "09:00", "ends_at": "18:00"}
    (request,) = ask(placement, Wish.CORRECTION, date(2026, 9, 3), on=OCTOBER, **times)
    grant(request, on=OCTOBER)
    ask(placement, Wish.SICK_LEAVE, date(2026, 9, 2), on=OCTOBER)
    with clock.at(make.moment(OCTOBER, "09:00")), pytest.raises(WeekNotReady):
        actions.close_week(make.acting(mentor), placement.position.host_id, MONDAY)


def test_a_month_is_closed_when_every_day_is_confirmed_and_in_its_order() -> None:
    placement = worked()
    call = placement.position.call_id
    with clock.at(make.moment(OCTOBER, "09:00")), pytest.raises(MonthNotReady):
        actions.close_month(make.SYSTEM, call, make.FIRST)
    with clock.at(make.moment(make.LAST, "23:00")), pytest.raises(NotOverYet):
        actions.close_month(make.SYSTEM, call, make.FIRST)
    with clock.at(make.moment(date(2026, 11, 2), "09:00")), pytest.raises(EarlierMonthOpen):
        actions.close_month(make.SYSTEM, call, date(2026, 10, 1))
    first = closed(placement)
    assert first.days == 22, "20 days of work and the two of Chuseok"
    with clock.at(make.moment(OCTOBER, "11:00")):
        assert actions.close_month(make.SYSTEM, call, make.FIRST).pk == first.pk
    with pytest.raises(NotPermitted):
        actions.close_month(make.acting(make.manager()), call, make.FIRST)


@pytest.mark.parametrize("by_list", [False, True])
def test_who_begins_after_the_first_week_was_closed_has_its_absences_and_does_not_keep_the_month_open(
    by_list: bool,
) -> None:
    mentor = make.person("이황")
    placement = make.accepted(make.call_of(**PERIOD), make.host(mentor=mentor))
    host = placement.position.host_id
    second = MONDAY + timedelta(days=7)
    with clock.at(make.moment(second, "08:00")):
        assert actions.close_week(make.acting(mentor), host, MONDAY) == 0
    for day in make.days_of_work(second, make.LAST):
        if by_list and day == second:
            entry = ListEntry(placement.pk, make.moment(day, "09:00"), make.moment(day, "18:00"))
            with clock.at(make.moment(day, "22:00")):
                clicks.enter_attendance(make.acting(mentor), host, day, [entry])
            continue
        make.click(placement, "in", day, "09:00")
        make.click(placement, "out", day, "18:00")
    waiting = placement.days.filter(day__lt=second, confirmed_at=None)
    assert [(one.day.day, one.kind) for one in waiting.order_by("day")] == [(day, "absence") for day in (1, 2, 3, 4)]
    with clock.at(make.moment(OCTOBER, "08:00")):
        clicks.confirm_days(make.acting(mentor), host, second - timedelta(days=1))
        for number in range(1, 5):
            actions.close_week(make.acting(mentor), host, MONDAY + timedelta(days=7 * number))
        assert actions.close_month(make.SYSTEM, placement.position.call_id, make.FIRST).days == 22


def test_who_ends_without_having_come_does_not_keep_the_month_open() -> None:
    mentor, manager = make.person("이황"), make.manager()
    placement = make.accepted(make.call_of(manager, **PERIOD), make.host(mentor=mentor))
    host = placement.position.host_id
    second = MONDAY + timedelta(days=7)
    with clock.at(make.moment(second, "08:00")):
        assert actions.close_week(make.acting(mentor), host, MONDAY) == 0
    with clock.at(make.moment(second + timedelta(days=2), "10:00")):
        clicks.leave_placement(make.acting(manager), placement.pk, "다른 곳에 취업")
    with clock.at(make.moment(OCTOBER, "08:00")):
        clicks.confirm_days(make.acting(mentor), host, second)
        assert actions.close_week(make.acting(mentor), host, second) == 2
        assert actions.close_month(make.SYSTEM, placement.position.call_id, make.FIRST).days == 7


def test_nothing_of_a_closed_month_changes_whoever_tries() -> None:
    placement = worked()
    closed(placement)
    day = placement.days.get(day=make.FIRST)
    for change in (
        lambda: AttendanceDay.objects.filter(pk=day.pk).update(credited_minutes=1),
        lambda: AttendanceDay.objects.filter(pk=day.pk).delete(),
        lambda: AttendanceDay.objects.create(placement=placement, day=date(2026, 9, 5)),
    ):
        with pytest.raises(DatabaseError, match="closed month"), transaction.atomic():
            change()
    entry = ListEntry(placement.pk, make.moment(make.FIRST, "08:00"), None)
    with clock.at(make.moment(OCTOBER, "11:00")), pytest.raises(MonthClosed):
        clicks.enter_attendance(make.SYSTEM, placement.position.host_id, make.FIRST, [entry])


def test_a_correction_of_a_closed_month_counts_in_a_later_one_and_only_once() -> None:
    missed = date(2026, 9, 3)
    placement = worked(but=missed)
    closed(placement)
    before = progress_of(placement).minutes_credited
    times = {"starts_at": "09:00", "ends_at": "18:00"}
    (request,) = ask(placement, Wish.CORRECTION, missed, on=OCTOBER, **times)
    grant(request, on=OCTOBER)
    row = placement.adjustments.get()
    assert (row.day, row.month, row.credited_minutes, row.missing_minutes) == (missed, date(2026, 10, 1), 480, -480)
    assert (row.kind, row.request) == ("work", request)
    assert placement.days.get(day=missed).credited_minutes == 0
    assert progress_of(placement).minutes_credited == before + 480
    # 8 hours there: after 4 of work half an hour of break is due, the whole one only after 8 (§54), so 7.5 count
    (again,) = ask(placement, Wish.CORRECTION, missed, "12:00", on=OCTOBER, starts_at="09:00", ends_at="17:00")
    grant(again, "12:30", on=OCTOBER)
    assert [one.credited_minutes for one in placement.adjustments.order_by("pk")] == [480, -30]
    with clock.at(make.moment(OCTOBER, "18:00")):
        assert attended(Placement.objects.all()).get().credited == before + 450


def test_a_click_that_arrives_after_the_closing_is_kept_and_counts_later() -> None:
    last = make.LAST
    placement = worked(but=last)
    closed(placement)
    for kind, text in (("in", "09:00"), ("out", "18:00")):
        phone = {
            "device_at": make.moment(last, text).isoformat(),
            "sent_at": make.moment(OCTOBER, "12:00").isoformat(),
            "client_id": f"late-{kind}-click",
        }
        make.click(placement, kind, OCTOBER, "12:00", **phone)
    assert placement.events.filter(day=last).count() == 2
    assert sum(one.credited_minutes for one in placement.adjustments.all()) == 480


@pytest.mark.django_db(transaction=True)
def test_a_click_and_the_closing_at_the_same_moment_lose_nothing() -> None:
    """Whichever is first, the day or its adjustment has the minutes."""
    last = make.LAST
    placement = worked(but=last)
    make.click(placement, "in", last, "09:00")
    (request,) = ask(placement, Wish.CORRECTION, last, "19:00", starts_at="09:00", ends_at="17:00")
    grant(request, "19:30")
    weeks_closed(placement)
    call = placement.position.call_id

    def close() -> AttendanceMonth:
        with clock.at(make.moment(OCTOBER, "10:00")):
            return actions.close_month(make.SYSTEM, call, make.FIRST)

    def correct() -> object:
        (other,) = ask(placement, Wish.CORRECTION, last, "10:00", on=OCTOBER, starts_at="09:00", ends_at="18:00")
        return grant(other, "10:30", on=OCTOBER)

    at_once([close, correct, close])
    stood = placement.days.get(day=last).credited_minutes
    assert stood + sum(one.credited_minutes for one in placement.adjustments.all()) == 480
