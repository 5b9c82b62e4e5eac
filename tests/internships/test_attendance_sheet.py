"""The attendance sheet says of each day what was clocked, granted and missed, each minute in its column."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from internships import actions
from internships.actions.attendance_closing import fill
from internships.models import AttendanceAdjustment, AttendanceMonth, Host, Placement
from internships.queries.attendance_sheet import at_work, sheets
from internships.queries.calendar import days_of_work
from internships.rules.day_kinds import Wish
from kernel import clock
from kernel.errors import NotPermitted
from programs.models import Call
from tests.internships import factories as make
from tests.internships.actions.test_attendance_request import ask, grant
from tests.papers import made, pages, words

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
    for number, word in ((4, "출장"), (7, "병가"), (9, "결근"), (12, "휴일")):
        assert word in remarks[number]
    assert {row[0].day: row[14] for row in rows if isinstance(row[0], datetime)}[1] == "이황"


# -- the month on paper ------------------------------------------------------------------------------------------------


def month_of(placement: Placement) -> str:
    return words(
        made(make.SYSTEM, "internships.attendance_month", {"placement": placement.pk, "month": "2026-09-01"}, "pdf")
    )


def test_the_month_on_paper_says_of_each_day_what_it_came_to() -> None:
    """Three of the days, and the totals, by the minutes of the workbook above: 2,070 worked are 34 hours and a half."""
    paper = month_of(a_fortnight_of_every_kind())
    for line in (
        "1(화)업무09:0018:001:008:00",  # worked eight hours, an hour of break
        "3(목)업무09:0015:000:305:303:002:30",  # half an hour of break, gone three hours early: 2:30 missing
        "7(월)병가8:00",
        "9(수)결근8:00",
        "12(토)휴일20:0023:003:003:001:00",  # three hours on a Saturday, one of them at night
        "합계",
        "34:300:203:008:008:0010:302:003:001:00",
    ):
        assert line in paper, line


def test_a_day_of_which_nothing_is_known_says_so_and_a_day_off_is_none() -> None:
    paper = month_of(a_fortnight_of_every_kind())
    assert "10(목)기록없음" in paper
    assert "13(일)휴무" in paper


def test_the_month_names_who_confirmed_what_and_that_it_is_open() -> None:
    """Of the first week one day is confirmed and three wait; the mentor's name stands with it."""
    paper = month_of(a_fortnight_of_every_kind())
    assert "9월1일(화)~9월6일(일):1일확인" in paper
    assert "이황" in paper
    assert "아직마감되지않아내용이바뀔수있습니다" in paper


def test_a_closed_month_names_who_closed_it() -> None:
    placement = a_fortnight_of_every_kind()
    manager = make.manager("정약용")
    AttendanceMonth.objects.create(call=placement.position.call, month=day(1), days=8, closed_by=manager)
    paper = month_of(placement)
    assert "정약용" in paper
    assert "바뀔수있습니다" not in paper


def test_a_correction_stands_there_with_its_reason_and_a_click_sent_later_with_both_times() -> None:
    placement = make.accepted(make.call_of(make.manager()), make.host(mentor=make.person("이황")))
    with clock.at(make.moment(day(2), "12:30")):
        actions.clock_in(
            make.acting(placement.person), placement.pk, "from-the-cellar",
            device_at="2026-09-02T08:05:00+09:00", sent_at="2026-09-02T11:35:00+09:00",
        )  # fmt: skip
    clocked(placement, 3, "09:00", "15:00")
    (request,) = ask(
        placement, Wish.CORRECTION, day(3), now="19:00", starts_at="09:00", ends_at="18:00", reason="퇴근 누락"
    )
    grant(request, now="19:10")
    paper = month_of(placement)
    late = paper[paper.index("늦게도착하거나") :]
    assert "9월2일(수)출근09:00" in late  # three hours and a half before it arrived
    assert "2026.9.2.08:05" in late.replace("오전8:05", "08:05")
    assert "2026.9.2.12:30" in late.replace("오후12:30", "12:30")
    corrected = paper[paper.index("정정한시각") : paper.index("늦게도착하거나")]
    assert "9월3일(목)09:00~18:00" in corrected
    assert "퇴근누락" in corrected


def test_what_leave_was_asked_for_is_not_told() -> None:
    """A reason can be an illness: the sheet says who granted what, not why (개인정보 보호법 §23)."""
    placement = make.accepted(make.call_of(make.manager()), make.host(mentor=make.person("이황")))
    granted(placement, Wish.SICK_LEAVE, 7)
    asked = placement.requests.get()
    paper = month_of(placement)
    assert "병가" in paper
    assert asked.reason.replace(" ", "") not in paper


def test_what_counts_later_since_the_closing_stands_apart() -> None:
    paper = month_of(a_fortnight_of_every_kind())
    later = paper[paper.index("마감뒤에") :]
    assert "9월1일(화)업무+602026년10월" in later


def pages_of(first: date, last: date, leave: int = 0) -> list[str]:
    """The words of each page of a month from ``first`` to ``last`` of which no week is closed, with so many days of
    travel granted."""
    call = make.call_of(make.manager(), first_day=first.isoformat(), last_day=last.isoformat())
    placement = make.accepted(call, make.host(mentor=make.person("이황")))
    for free in list(days_of_work(first, last))[:leave]:
        (request,) = ask(placement, Wish.TRAVEL, free)
        grant(request)
    fill([placement], first, last)
    month = {"placement": placement.pk, "month": first.replace(day=1).isoformat()}
    return pages(made(make.SYSTEM, "internships.attendance_month", month, "pdf"))


@pytest.mark.parametrize("month", [(7, 31), (8, 31)])  # five weeks begun, and six: Saturday 1 to Monday 31 August
def test_a_full_month_with_open_weeks_stands_on_one_page_with_its_signatures(month: tuple[int, int]) -> None:
    (page,) = pages_of(date(2026, month[0], 1), date(2026, *month))
    assert "31(" in page and "(서명)" in page


def test_signatures_that_do_not_fit_any_more_take_what_they_confirm_along() -> None:
    first, second = pages_of(date(2026, 7, 1), date(2026, 7, 31), leave=4)
    assert "확인과마감" not in first
    assert second.index("확인과마감") < second.index("(서명)")


def at_work_of(call: Call, people: dict[str, Host]) -> None:
    """Everybody by name at a place of their host, two days of work each."""
    applications = make.selected(call, users=[make.person(name) for name in people])
    for application, host in zip(applications, people.values(), strict=True):
        placement = actions.place_applicant(make.SYSTEM, application.pk, make.position(call, host).pk)
        make.work(actions.accept_placement(make.acting(placement.person), placement.pk), 2)


def test_a_host_gets_the_month_of_its_own_interns_a_manager_of_the_call() -> None:
    mentor, manager = make.person("이황"), make.manager()
    call = make.call_of(manager)
    here, there = make.host(mentor=mentor), make.host()
    at_work_of(call, {"임꺽정": here, "홍길동": there})
    month = {"month": "2026-09-01"}
    of_host = words(made(make.acting(mentor), "internships.attendance_months", {"host": here.pk, **month}, "pdf"))
    assert "임꺽정" in of_host
    assert "홍길동" not in of_host
    of_call = words(made(make.acting(manager), "internships.attendance_months", {"call": call.pk, **month}, "pdf"))
    assert "임꺽정" in of_call
    assert "홍길동" in of_call
    for stranger, params in ((mentor, {"host": there.pk}), (mentor, {"call": call.pk}), (manager, {"host": here.pk})):
        with pytest.raises(NotPermitted):
            made(make.acting(stranger), "internships.attendance_months", {**params, **month}, "pdf")


def test_the_sheets_of_many_take_no_more_statements_than_those_of_one(django_assert_num_queries: Any) -> None:
    call, host = make.call_of(make.manager()), make.host(mentor=make.person("이황"))
    at_work_of(call, dict.fromkeys(("임꺽정", "홍길동", "성춘향"), host))
    with django_assert_num_queries(7):  # closings, people, and their days, adjustments, requests, clicks, contracts
        assert len([one.totals for one in sheets(at_work(day(1), call=call.pk), day(1))]) == 3
