"""The end: evaluations, completion by everything that the call asks for, ends without it, certificates, questions."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from internships import actions, tasks
from internships.actions import aftercare
from internships.actions.completion import complete_all, end_without_completion, issue_employment
from internships.actions.evaluation import evaluate
from internships.errors import AttendanceTooLow, NotYetOver
from internships.errors_end import (
    AllReached,
    EvaluationFlawed,
    EvaluationOver,
    InternAnswersMissing,
    InternSurveyAnswered,
    InternSurveyOver,
    NotBegunYet,
    NothingWorked,
    NotReached,
    NotRemindedYet,
)
from internships.models import Evaluation, InternAnswer, InternSurvey, Placement
from internships.queries.aftercare import asked_of, silent_on_outcome
from internships.queries.ending import endings, verdict
from internships.rules.ending import CRITERIA, Outlook
from kernel import clock
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from reports.models import Issue
from reports.tasks import produce
from tests.at_once import at_once
from tests.internships import factories as make
from tests.internships.actions.test_training import taught

pytestmark = pytest.mark.django_db
EVENING = make.moment(make.LAST, "18:30")
GOOD = dict.fromkeys(CRITERIA["end"], 4)


def worked(days: int | None = None, mentor: Any = None, **settings: Any) -> Placement:
    """Somebody who worked the first days (all when None) of a call that asks for ``settings``."""
    call = make.call_of(make.manager(), **settings)
    placement = make.accepted(call, make.host(mentor=mentor or make.person("이황")))
    make.work(placement, days)
    placement.refresh_from_db()
    return placement


def complete(placement: Placement) -> Placement:
    with clock.at(EVENING):
        return actions.complete_placement(make.SYSTEM, placement.pk)


# ── Evaluations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_mentor_evaluates_in_the_middle_and_at_the_end_and_the_host_too() -> None:
    mentor = make.person("이황")
    placement = worked(mentor=mentor)
    member = make.member_of(placement.position.host)
    evaluate(make.acting(mentor), placement.pk, "middle", dict.fromkeys(CRITERIA["middle"], 3), "성실합니다.")
    evaluate(make.acting(mentor), placement.pk, "end", GOOD, "많이 늘었습니다.")
    evaluate(make.acting(member), placement.pk, "host", dict.fromkeys(CRITERIA["host"], 5), "다시 받고 싶습니다.")
    assert dict(Evaluation.objects.values_list("stage", "points")) == {"middle": 60, "end": 80, "host": 100}


def test_nobody_evaluates_for_somebody_else() -> None:
    mentor = make.person("이황")
    placement = worked(1, mentor)
    member = make.member_of(placement.position.host)
    for somebody, stage in (
        (placement.person, "end"),
        (make.person("변학도"), "end"),
        (member, "end"),
        (mentor, "host"),
        (mentor, "other"),
    ):
        with pytest.raises(NotVisible):
            evaluate(make.acting(somebody), placement.pk, stage, GOOD, "의견")
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("marks", "opinion"), [({}, "의견"), ({**GOOD, "skill": 6}, "의견"), ({**GOOD, "skill": 0}, "의견"), (GOOD, "  ")]
)
def test_an_evaluation_has_every_mark_and_a_reason(marks: dict[str, int], opinion: str) -> None:
    placement = worked(1)
    with pytest.raises(EvaluationFlawed):
        evaluate(make.SYSTEM, placement.pk, "end", marks, opinion)


def test_nobody_is_evaluated_before_the_work_has_begun() -> None:
    placement = make.accepted()
    with pytest.raises(NotBegunYet):
        evaluate(make.SYSTEM, placement.pk, "end", GOOD, "의견")


def test_what_somebody_was_judged_by_stands() -> None:
    placement = worked(evaluation_points=60)
    evaluate(make.SYSTEM, placement.pk, "end", GOOD, "의견")
    evaluate(make.SYSTEM, placement.pk, "end", {**GOOD, "skill": 5}, "고친 의견")  # until then it is written anew
    complete(placement)
    with pytest.raises(EvaluationOver):
        evaluate(make.SYSTEM, placement.pk, "end", GOOD, "늦은 의견")
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Evaluation.objects.update(points=100)
    placement.refresh_from_db()
    assert placement.points == 84


# ── Completion ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_completion_asks_for_everything_that_the_call_names_and_says_what_is_lacking() -> None:
    placement = worked(training_hours=8, evaluation_points=80)
    with pytest.raises(NotReached) as refused:
        complete(placement)
    assert "0시간 (기준 8시간)" in str(refused.value) and "80점" in str(refused.value)
    taught(placement, minutes=480)
    evaluate(make.SYSTEM, placement.pk, "end", GOOD, "의견")
    done = complete(placement)
    assert (done.state, done.minutes_trained, done.points) == ("completed", 480, 80)
    assert done.keep_until == date(2029, 10, 1)


def test_attendance_alone_is_refused_with_its_own_words() -> None:
    placement = worked(15, training_hours=8)
    taught(placement, minutes=480)
    with pytest.raises(AttendanceTooLow):
        complete(placement)


def test_what_was_decided_is_what_is_shown_whatever_becomes_of_the_record() -> None:
    placement = worked(training_hours=8)
    course = taught(placement, minutes=480)
    complete(placement)
    course.sessions.get().attendances.update(minutes=0)
    placement.days.update(credited_minutes=0)
    assert verdict(Placement.objects.get(pk=placement.pk)).met


def test_who_did_not_reach_it_ends_without_completion_with_a_reason_and_is_told() -> None:
    placement = worked(15)
    with pytest.raises(NotYetOver), clock.at(EVENING - timedelta(days=1)):
        end_without_completion(make.SYSTEM, placement.pk, "출근율 미달")
    with clock.at(EVENING):
        with pytest.raises(ReasonNeeded):
            end_without_completion(make.SYSTEM, placement.pk, " ")
        with pytest.raises(NotPermitted):
            end_without_completion(make.acting(placement.person), placement.pk, "출근율 미달")
        done = end_without_completion(make.SYSTEM, placement.pk, "출근율 미달")
    assert (done.state, done.end_reason, done.minutes_credited) == ("incomplete", "출근율 미달", 15 * 480)
    assert Notice.objects.filter(recipient=placement.person, code="internship_incomplete").count() == 1
    assert not placement.person.role_grants.filter(revoked_at=None).exists()
    with pytest.raises(TransitionRefused):
        complete(placement)


def test_who_reached_everything_is_not_sent_away_without() -> None:
    placement = worked()
    with pytest.raises(AllReached), clock.at(EVENING):
        end_without_completion(make.SYSTEM, placement.pk, "사유")


def test_all_are_completed_in_one_go_and_who_lacks_something_is_left() -> None:
    call = make.call_of(make.manager())
    seat = make.position(call, seats=3)
    users = [make.person(f"가상인{number}") for number in range(3)]
    people = []
    for application, days in zip(make.selected(call, users=users), (None, 16, 15), strict=True):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        make.actions.accept_placement(make.acting(placement.person), placement.pk)
        make.work(placement, days)
        people.append(placement.pk)
    with clock.at(EVENING):
        assert complete_all(make.SYSTEM, people) == (2, 1)
        assert complete_all(make.SYSTEM, people) == (0, 3)  # nobody twice
    assert sorted(Placement.objects.values_list("state", flat=True)) == ["completed", "completed", "working"]


def test_the_worker_completes_very_many_for_the_manager_who_asked() -> None:
    placement = worked()
    manager = User.objects.get(name="이몽룡")
    with clock.at(EVENING):
        assert tasks.complete_placements(placement.position.call_id, manager.pk) == (1, 0)
        assert tasks.complete_placements(placement.position.call_id, manager.pk) == (0, 0)
        stranger = make.manager("변학도")
        other = worked()
        assert tasks.complete_placements(other.position.call_id, stranger.pk) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_complete_once() -> None:
    placement = worked()

    def click() -> Any:
        with clock.at(EVENING):
            return actions.complete_placement(make.SYSTEM, placement.pk)

    answers = at_once([click] * 8)
    assert sum(isinstance(one, Placement) for one in answers) == 1
    assert InternSurvey.objects.count() == 1
    assert Notice.objects.filter(code="certificate_ready").count() == 1


def test_who_leaves_early_does_so_for_a_cause_and_their_records_are_kept_from_that_day() -> None:
    placement = worked(3)
    with clock.at(make.moment(date(2026, 9, 4), "18:00")):
        left = actions.leave_placement(make.SYSTEM, placement.pk, "공기업 합격", "work")
    assert (left.leave_cause, left.keep_until) == ("work", date(2029, 9, 5))


# ── The outlook ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_manager_sees_who_can_still_complete() -> None:
    placement = worked(2)
    call = placement.position.call
    with clock.at(make.moment(date(2026, 9, 3), "08:00")):
        (row,) = endings(call)
        assert (row.forecast.outlook, row.forecast.spare) == (Outlook.ON_THE_WAY, 4 * 480)
    with clock.at(make.moment(date(2026, 9, 9), "08:00")):  # 3, 4, 7 and 8 September were missed: no more of it
        (row,) = endings(call)
        assert (row.forecast.outlook, row.forecast.spare) == (Outlook.TIGHT, 0)
    with clock.at(make.moment(date(2026, 9, 10), "08:00")):
        (row,) = endings(call)
        assert row.forecast.outlook is Outlook.LOST


@pytest.mark.parametrize("people", [1, 5])
def test_the_outlook_takes_the_same_statements_for_one_and_for_many(
    people: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    call = make.call_of(make.manager())
    seat = make.position(call, seats=5)
    for application in make.selected(call, users=[make.person(f"가상인{n}") for n in range(people)]):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        make.actions.accept_placement(make.acting(placement.person), placement.pk)
        make.work(placement, 1)
    with django_assert_max_num_queries(6):
        assert len(endings(call)) == people


# ── Certificates ────────────────────────────────────────────────────────────────────────────────────────────────────


def text_of(job: Any) -> str:
    produce(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job
    with default_storage.open(job.stored_as, "rb") as stored:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages)


def test_the_certificate_of_employment_says_period_and_work_and_verifies() -> None:
    placement = worked(3)
    with clock.at(make.moment(date(2026, 9, 4), "18:00")):
        actions.leave_placement(make.SYSTEM, placement.pk, "공기업 합격", "work")
        job = issue_employment(make.acting(placement.person), placement.pk)
        assert issue_employment(make.acting(placement.person), placement.pk).pk == job.pk
    text = text_of(job)
    assert placement.person.name in text and "2026. 9. 4." in text
    assert "공기업" not in text  # nothing but what 근로기준법 §39 names
    code = Issue.objects.get(job=job).verification_code
    page = Client().get(f"/verify/{code}").content.decode()
    assert placement.person.name not in page and "2026. 9. 1. ~ 2026. 9. 4." in page


def test_only_who_has_worked_has_a_certificate_of_employment_and_nobody_elses() -> None:
    placement = make.accepted()
    with pytest.raises(NothingWorked):
        issue_employment(make.acting(placement.person), placement.pk)
    with pytest.raises(NotPermitted):
        issue_employment(make.acting(make.person("놀부")), placement.pk)


# ── What became of them ─────────────────────────────────────────────────────────────────────────────────────────────

HAPPY = {"work": 4, "mentor": 5, "learned": 4, "conditions": 5, "office": 3, "again": "yes", "wish": ""}
AT_WORK = {"employed": "yes", "data": "yes", "here": "no", "helped": 4, "what": "데이터 분석"}


def test_how_it_was_is_asked_at_the_end_and_answered_once() -> None:
    placement = complete(worked())
    survey = InternSurvey.objects.get(placement=placement)
    assert survey.kind == "satisfaction"
    person = make.acting(placement.person)
    with pytest.raises(NotVisible):
        aftercare.answer_intern(make.acting(make.person("놀부")), survey.pk, HAPPY)
    with clock.at(EVENING):
        with pytest.raises(InternAnswersMissing):
            aftercare.answer_intern(person, survey.pk, {**HAPPY, "again": ""})
        first = aftercare.answer_intern(person, survey.pk, HAPPY)
        assert aftercare.answer_intern(person, survey.pk, HAPPY).pk == first.pk
        with pytest.raises(InternSurveyAnswered):
            aftercare.answer_intern(person, survey.pk, {**HAPPY, "office": 1})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        InternAnswer.objects.update(answers={})


def test_a_year_of_questions_goes_by_itself_each_asked_and_reminded_once() -> None:
    placement = complete(worked())
    asked = []
    day = make.LAST + timedelta(days=1)
    while day < make.LAST + timedelta(days=500):
        with clock.at(make.moment(day, "09:20")):
            asked.append((day, tasks.ask_interns()))
            assert tasks.ask_interns() == (0, 0)  # run twice
        day += timedelta(days=5)
    kinds = list(InternSurvey.objects.order_by("asked_on").values_list("kind", flat=True))
    assert kinds == ["satisfaction", "after_3", "after_6", "after_12"]
    first = InternSurvey.objects.get(kind="after_3")
    assert date(2026, 12, 30) <= first.asked_on <= date(2027, 1, 4)
    assert sum(reminded for _day, (_asked, reminded) in asked) == 4
    assert Notice.objects.filter(recipient=placement.person, code="intern_reminded").count() == 4
    with pytest.raises(InternSurveyOver), clock.at(make.moment(day, "10:00")):
        aftercare.answer_intern(make.acting(placement.person), first.pk, AT_WORK)


def test_the_office_records_where_somebody_is_once_they_were_reminded_with_facts_and_a_source() -> None:
    placement = complete(worked())
    manager = make.acting(User.objects.get(name="이몽룡"))
    with clock.at(make.moment(make.LAST + timedelta(days=92), "10:00")):
        survey = aftercare.ask_intern(make.SYSTEM, placement.pk, "after_3")
        happy = aftercare.ask_intern(make.SYSTEM, placement.pk, "satisfaction")
        facts = {"employed": "yes", "data": "no", "here": "yes"}
        with pytest.raises(NotRemindedYet):
            aftercare.record_outcome(manager, survey.pk, facts, "전화")
    with clock.at(make.moment(survey.remind_on, "10:00")):
        assert aftercare.remind_intern(make.SYSTEM, survey.pk)
        assert list(silent_on_outcome(placement.position.call)) == [survey]
        with pytest.raises(NotPermitted):
            aftercare.record_outcome(make.acting(make.manager("변학도")), survey.pk, facts, "전화")
        with pytest.raises(NotVisible):
            aftercare.record_outcome(manager, happy.pk, facts, "전화")
        with pytest.raises(InternAnswersMissing):
            aftercare.record_outcome(manager, survey.pk, {"employed": "yes"}, "전화")
        with pytest.raises(ReasonNeeded):
            aftercare.record_outcome(manager, survey.pk, facts, " ")
        made = aftercare.record_outcome(manager, survey.pk, {**facts, "helped": 5}, "본인과 통화")
        assert (made.answers, made.source) == (facts, "본인과 통화"), "how it felt is nobody's else to say"
        with pytest.raises(InternSurveyAnswered):
            aftercare.answer_intern(make.acting(placement.person), survey.pk, AT_WORK)
    assert not silent_on_outcome(placement.position.call)
    assert asked_of(placement.position.call)[-1].answered == 1


def test_answers_of_fewer_than_three_are_not_shown_and_of_three_without_names() -> None:
    call = make.call_of(make.manager())
    seat = make.position(call, seats=3)
    for number, application in enumerate(make.selected(call, users=[make.person(f"가상인{n}") for n in range(3)])):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        make.actions.accept_placement(make.acting(placement.person), placement.pk)
        survey = aftercare.ask_intern(make.SYSTEM, placement.pk, "after_6")
        aftercare.answer_intern(make.acting(placement.person), survey.pk, {**AT_WORK, "helped": number + 1})
        (shown,) = asked_of(call)
        assert (shown.answered, bool(shown.tallies), shown.hidden) == (number + 1, number == 2, number < 2)
    tallies = {one.question.key: one for one in shown.tallies}
    assert tallies["employed"].counts == {"yes": 3, "no": 0} and str(tallies["helped"].mean) == "2.00"
