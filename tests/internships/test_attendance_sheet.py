"""The attendance sheet says of each day what was clocked, granted and missed, each minute in its column."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from internships.actions.attendance_closing import fill
from internships.models import AttendanceAdjustment, Placement
from internships.rules.day_kinds import Wish
from kernel import clock
from tests.internships import factories as make
from tests.internships.actions.test_attendance_request import ask, grant
from tests.papers import made

pytestmark = pytest.mark.django_db
HEADINGS = (
    "날짜", "출근", "퇴근", "근무(분)", "휴게(분)", "지각(분)", "조퇴(분)", "휴가·출장(분)", "병가(분)", "부족(분)",
    "연장(분)", "휴일근로(분)", "그중 야간(분)", "비고", "확인자",
)  # fmt: skip


def day(number: int) -> date:
    return date(2026, 9, number)


def clocked(placement: Placement, number: int, came: str, left: str) -> None:
    make.click(placement, "in", day(number), came)
    make.click(placement, "out", day(number), left)


def granted(placement: Placement, wish: Wish, number: int, **times: str) -> None:
    (request,) = ask(placement, wish, day(number), **times)
    grant(request)


def a_fortnight_of_every_kind() -> Placement:
    """Hours from nine to six with an hour free: half of it after four hours, half after eight (근로기준법 §54 ①)."""
    placement = make.accepted(make.call_of(make.manager()), make.host(mentor=make.person("이황")))
    clocked(placement, 1, "09:00", "18:00")
    clocked(placement, 2, "09:20", "18:00")
    clocked(placement, 3, "09:00", "15:00")
    granted(placement, Wish.TRAVEL, 4)
    granted(placement, Wish.SICK_LEAVE, 7)
    granted(placement, Wish.OVER_HOURS, 8, starts_at="18:00", ends_at="20:00")
    clocked(placement, 8, "09:00", "20:00")
    fill([placement], day(9), day(9))  # nothing is known of it
    granted(placement, Wish.OVER_HOURS, 12, starts_at="20:00", ends_at="23:00")  # a Saturday
    clocked(placement, 12, "20:00", "23:00")
    placement.days.filter(day=day(1)).update(confirmed_by=placement.position.mentor, confirmed_at=clock.now())
    AttendanceAdjustment.objects.create(
        placement=placement, day=day(1), month=date(2026, 10, 1), kind="work", overtime_minutes=60
    )
    return placement


def sheet_of(placement: Placement) -> list[list[Any]]:
    content = made(make.SYSTEM, "internships.attendance", {"placement": placement.pk}, "xlsx")
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]


def test_each_minute_of_a_day_stands_in_its_column() -> None:
    rows = sheet_of(a_fortnight_of_every_kind())
    assert tuple(next(row for row in rows if row[0] == "날짜")) == HEADINGS
    days = {row[0].day: row[1:] for row in rows if isinstance(row[0], datetime)}
    assert list(days) == [1, 2, 3, 4, 7, 8, 9, 12]
    #           in, out, worked, break, late, early, excused, sick, missing, over, holiday, night
    assert {number: [one or 0 for one in cells[:12]] for number, cells in days.items()} == {
        1: ["09:00", "18:00", 480, 60, 0, 0, 0, 0, 0, 0, 0, 0],
        2: ["09:20", "18:00", 480, 40, 20, 0, 0, 0, 0, 0, 0, 0],  # the second half hour of break is cut short
        3: ["09:00", "15:00", 330, 30, 0, 180, 0, 0, 150, 0, 0, 0],
        4: [0, 0, 0, 0, 0, 0, 480, 0, 0, 0, 0, 0],
        7: [0, 0, 0, 0, 0, 0, 0, 480, 0, 0, 0, 0],
        8: ["09:00", "20:00", 600, 60, 0, 0, 0, 0, 0, 120, 0, 0],
        9: [0, 0, 0, 0, 0, 0, 0, 0, 480, 0, 0, 0],
        12: ["20:00", "23:00", 180, 0, 0, 0, 0, 0, 0, 0, 180, 60],
    }


def test_the_sheet_adds_up_its_columns_and_says_what_is_not_in_minutes() -> None:
    rows = sheet_of(a_fortnight_of_every_kind())
    (total,) = [row for row in rows if row[0] == "합계"]
    assert [total[place] for place in (3, 5, 6, 7, 8, 9, 10, 11, 12)] == [2_070, 20, 180, 480, 480, 630, 120, 180, 60]
    remarks = {row[0].day: row[13] or "" for row in rows if isinstance(row[0], datetime)}
    assert "2026-10에 정정(+60분)" in remarks[1]
    for number, words in ((4, "출장"), (7, "병가"), (9, "결근"), (12, "휴일")):
        assert words in remarks[number]
    assert {row[0].day: row[14] for row in rows if isinstance(row[0], datetime)}[1] == "이황"
