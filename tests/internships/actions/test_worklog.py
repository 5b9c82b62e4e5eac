"""Work logs: handed in by the intern, answered by the mentor, silence and days without work told to the manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from files.actions import store
from files.models import StoredFile
from internships.actions import worklog as actions
from internships.errors import NotWorking, OutsidePeriod
from internships.errors_work import LogAnswered, LogFlawed, NotYetCome, NotYourFile
from internships.models import Placement, WorkLog
from internships.panels import todos
from internships.queries.placement import place_on
from internships.queries.worklog import may_read_file, own_logs, planned_work, silent, week_of
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from programs.models import Call
from tests.files.samples import pdf, upload
from tests.internships import factories as make
from tests.internships.views.test_pages import client_of

pytestmark = pytest.mark.django_db
TUESDAY = make.FIRST
LINES = [LogLine("공공데이터 정비", 420, "정비 결과표"), LogLine("주간 회의", 60)]


def write(
    placement: Placement,
    day: date = TUESDAY,
    now: date | None = None,
    *,
    note: str = "",
    files: Sequence[StoredFile] = (),
) -> WorkLog:
    with clock.at(make.moment(now or day, "18:00")):
        return actions.hand_in_log(make.acting(placement.person), placement.pk, day, LINES, note, files)


def test_a_log_is_corrected_until_the_mentor_has_confirmed_it() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    log = write(placement)
    assert write(placement, note="내일은 점검을 시작합니다.").pk == log.pk
    with pytest.raises(ReasonNeeded):
        actions.return_log(make.acting(mentor), log.pk, " ")
    actions.return_log(make.acting(mentor), log.pk, "결과물을 적어 주세요.")
    again = write(placement)
    assert (again.pk, again.state, again.minutes) == (log.pk, "handed_in", 480)
    actions.confirm_log(make.acting(mentor), log.pk)
    with pytest.raises(LogAnswered):
        write(placement)
    with pytest.raises(TransitionRefused):
        actions.return_log(make.acting(mentor), log.pk, "다시")


def test_who_left_for_another_place_corrects_what_the_earlier_one_returned() -> None:
    mentor = make.person("이황")
    call = make.call_of()
    earlier = make.accepted(call, make.host(mentor=mentor))
    make.work(earlier, 2)
    log, monday = write(earlier), TUESDAY + timedelta(days=6)
    with clock.at(make.moment(TUESDAY + timedelta(days=1), "18:30")):
        make.actions.withdraw_placement(make.SYSTEM, earlier.pk, "다른 기관으로 옮김")
    with clock.at(make.moment(TUESDAY + timedelta(days=2), "10:00")):
        seat = make.position(call, make.host())
        later = make.actions.place_applicant(make.SYSTEM, earlier.application_id, seat.pk)
        later = make.actions.accept_placement(make.acting(earlier.person), later.pk)
        actions.return_log(make.acting(mentor), log.pk, "결과물을 적어 주세요.")
    assert own_logs(earlier.person).url == reverse("internships:my_week") + "?week=2026-08-31"
    for day, place in ((TUESDAY, earlier), (TUESDAY + timedelta(days=1), earlier), (monday, later)):
        assert place_on(earlier.person, day) == place
    assert place_on(earlier.person, TUESDAY - timedelta(days=1)) == later, "where they are now"
    assert write(earlier, now=monday).state == "handed_in"
    later.refresh_from_db()
    assert (later.first_day, later.logs.count()) == (date(2026, 9, 4), 0)
    assert [(one.day.day, one.log) for one in week_of(earlier.person, date(2026, 8, 31))] == [
        (1, log), (2, None), (4, None),
    ], "the days of both places"  # fmt: skip
    with pytest.raises(OutsidePeriod):
        write(earlier, TUESDAY + timedelta(days=2), now=monday)
    Placement.objects.filter(pk=earlier.pk).update(keep_until=monday)
    with pytest.raises(NotWorking):
        write(earlier, now=monday)


def test_the_page_of_a_returned_log_is_that_of_the_place_of_its_day() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    make.work(placement, 1)
    log = write(placement)
    with clock.at(make.moment(TUESDAY, "19:00")):
        make.actions.leave_placement(make.SYSTEM, placement.pk, "취업")
        actions.return_log(make.acting(mentor), log.pk, "결과물을 적어 주세요.")
        client = client_of(placement.person)
        week = client.get(own_logs(placement.person).url).content.decode()
        assert f"{reverse('internships:log')}?day=2026-09-01" in week and "결과물을 적어 주세요." in week
        typed = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-task": "정비", "lines-0-minutes": "480",
                 "lines-0-output": "표"}  # fmt: skip
        assert client.post(f"{reverse('internships:log')}?day=2026-09-01", typed).status_code == 302
    log.refresh_from_db()
    assert (log.state, log.lines[0]["output"]) == ("handed_in", "표")


def test_only_the_intern_writes_and_only_the_mentor_answers() -> None:
    placement = make.accepted()
    log = write(placement)
    for stranger in (make.person("이이"), placement.person):
        with pytest.raises(NotVisible):
            actions.confirm_log(make.acting(stranger), log.pk)
    with pytest.raises(NotVisible):
        actions.hand_in_log(make.acting(make.person("놀부")), placement.pk, TUESDAY, LINES)


def test_no_log_of_a_day_that_has_not_come_or_is_none_of_theirs_and_none_without_work() -> None:
    placement = make.accepted()
    with pytest.raises(NotYetCome):
        write(placement, TUESDAY + timedelta(days=1), now=TUESDAY)
    with pytest.raises(OutsidePeriod):
        write(placement, TUESDAY - timedelta(days=1))
    with clock.at(make.moment(TUESDAY, "18:00")), pytest.raises(LogFlawed):
        actions.hand_in_log(make.acting(placement.person), placement.pk, TUESDAY, [])


def test_files_of_a_log_are_read_by_its_mentor_and_nobody_elses() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    own = store(make.acting(placement.person), upload("result.pdf", pdf()))
    write(placement, files=[own])
    assert may_read_file(make.acting(mentor), own)
    assert not may_read_file(make.acting(make.person("이이")), own)
    with pytest.raises(NotYourFile):
        write(placement, files=[store(make.acting(mentor), upload("other.pdf", pdf()))])


def test_a_weeks_summary_is_answered_once() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    with clock.at(make.moment(TUESDAY + timedelta(days=3), "18:00")):
        summary = actions.write_summary(make.acting(placement.person), placement.pk, TUESDAY, "자료 정비를 마쳤습니다.")
        assert summary.monday == date(2026, 8, 31)
        actions.answer_summary(make.acting(mentor), summary.pk, "수고했습니다.")
        with pytest.raises(LogAnswered):
            actions.write_summary(make.acting(placement.person), placement.pk, TUESDAY, "고침")
    assert len(week_of(placement.person, summary.monday)) == 4, "the contract begins on a Tuesday"


def test_silence_is_told_of_the_last_four_weeks() -> None:
    placement = make.accepted()
    for number in range(2):
        day = TUESDAY + timedelta(days=number)
        make.click(placement, "in", day, "09:00")
        make.click(placement, "out", day, "18:00")
    write(placement)
    with clock.at(make.moment(TUESDAY + timedelta(days=6), "09:00")):
        (row,) = silent(placement.position.call)
    assert [(flag.matter, flag.day) for flag in row.flags] == [
        ("no_answer", TUESDAY), ("no_log", TUESDAY + timedelta(days=1)),
        ("nothing_known", TUESDAY + timedelta(days=2)), ("nothing_known", TUESDAY + timedelta(days=3)),
    ]  # fmt: skip


def test_a_day_with_less_than_an_hour_of_work_is_told_to_the_manager(django_assert_num_queries: Any) -> None:
    placement = make.accepted()
    call = placement.position.call
    with clock.at(make.moment(TUESDAY, "18:00")):
        act = partial(actions.hand_in_log, make.acting(placement.person), placement.pk, TUESDAY)
        with pytest.raises(LogFlawed):
            act([])
        with pytest.raises(LogFlawed):
            act(LINES, idle=True)
        log = act([], "업무를 받지 못했습니다.", idle=True)
        assert log.idle
        with django_assert_num_queries(5):
            (row,) = silent(call)
        assert [(flag.matter, flag.day) for flag in row.flags] == [("no_work", TUESDAY)]
        act([LogLine("주간 회의", 59)])
        assert [flag.matter for flag in silent(call)[0].flags] == ["no_work"]
        act(LINES)
        assert not silent(call)


def test_a_summary_without_an_answer_is_told_to_the_manager_and_stands_on_the_mentors_desk() -> None:
    mentor = make.person("이황")
    placement = make.accepted(at=make.host(mentor=mentor))
    friday = TUESDAY + timedelta(days=3)
    with clock.at(make.moment(friday, "18:00")):
        summary = actions.write_summary(make.acting(placement.person), placement.pk, TUESDAY, "자료 정비를 마쳤습니다.")
        (todo,) = [one for one in todos(mentor) if one.url == reverse("internships:logs")]
        assert todo.count == 1
    with clock.at(make.moment(friday + timedelta(days=6), "09:00")):  # Thursday: three days of work have passed
        (row,) = silent(placement.position.call)
        assert ("no_week_answer", date(2026, 8, 31)) in [(flag.matter, flag.day) for flag in row.flags]
        actions.answer_summary(make.acting(mentor), summary.pk, "수고했습니다.")
        assert not [flag for flag in silent(placement.position.call)[0].flags if flag.matter == "no_week_answer"]


def test_the_manager_finds_silence_on_the_home_page() -> None:
    manager = make.manager()
    placement = make.accepted(make.call_of(manager))
    call = make.past(placement.position.call)
    Call.objects.filter(pk=call.pk).update(state="decided")
    page = reverse("internships:silent", args=[call.pk])
    with clock.at(make.moment(TUESDAY, "09:00")):
        assert not [todo for todo in todos(manager) if todo.url == page], "the day is not over"
    with clock.at(make.moment(TUESDAY + timedelta(days=1), "09:00")):
        (told,) = [todo for todo in todos(manager) if todo.url == page]
        assert told.count == 1, "nobody knows of Tuesday"
        assert not [todo for todo in todos(make.person("이황")) if todo.url == page]


def test_the_plan_of_the_week_is_offered_for_the_log() -> None:
    placement = make.accepted()
    assert planned_work(placement, TUESDAY) == "업무 교육과 보안 서약"
    assert planned_work(placement, TUESDAY + timedelta(days=6)) == "데이터 진단과 오류 정비"
