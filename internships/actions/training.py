"""Courses, sessions, who was there, test results: written by managers of the call."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from internships.errors_work import CourseExists, NotOfThisCall, SessionFlawed
from internships.models import Course, Placement, SessionAttendance, TestResult, TrainingSession
from internships.queries.access import require_manages
from internships.rules.training import CourseRules
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import lock
from programs.models import Call


@action
def open_course(actor: Actor, call_id: int, title: str, rules: CourseRules) -> Course:
    """Raises NotPermitted, CourseExists."""
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    try:
        with transaction.atomic():
            course = Course.objects.create(
                call=call,
                title=title.strip(),
                minutes_needed=rules.minutes_needed,
                pass_mark=rules.pass_mark,
                allowance=rules.allowance,
                due_day=rules.due_day,
            )
    except IntegrityError:
        raise CourseExists(field="title", title=title.strip()) from None
    record(actor, "open_course", course, after={"minutes": rules.minutes_needed, "allowance": rules.allowance})
    return course


def _course(actor: Actor, course_id: int) -> Course:
    course: Course = lock(Course, course_id)
    require_manages(actor, course.call)
    return course


@action
def add_session(
    actor: Actor, course_id: int, starts_at: datetime, ends_at: datetime, place: str = ""
) -> TrainingSession:
    """Raises NotPermitted, SessionFlawed."""
    course = _course(actor, course_id)
    if ends_at <= starts_at or course.sessions.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise SessionFlawed(field="starts_at")
    session = TrainingSession.objects.create(course=course, starts_at=starts_at, ends_at=ends_at, place=place.strip())
    record(actor, "add_session", course, after={"session": session.pk, "starts_at": starts_at})
    return session


@action
def enter_training(actor: Actor, session_id: int, minutes: Mapping[int, int]) -> int:
    """Who was there how long (placement → minutes, never more than the session lasted); entered again it is corrected.

    Returns how many. Raises NotPermitted, NotOfThisCall.
    """
    course_id = TrainingSession.objects.values_list("course_id", flat=True).get(pk=session_id)
    course = _course(actor, course_id)
    session = course.sessions.get(pk=session_id)
    _require_of_call(course, minutes)
    rows = [
        SessionAttendance(
            session=session,
            placement_id=pk,
            minutes=max(0, min(there, session.minutes)),
            entered_by=actor.user,
            entered_at=clock.now(),
        )
        for pk, there in sorted(minutes.items())
    ]
    SessionAttendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "placement"],
        update_fields=["minutes", "entered_by", "entered_at"],
    )
    if rows:
        record(actor, "enter_training", course, after={"session": session.pk, "minutes": dict(minutes)})
    return len(rows)


@action
def enter_results(actor: Actor, course_id: int, points: Mapping[int, int], attempt: int = 1) -> int:
    """Points of an attempt at the test (placement → points of a hundred). Raises NotPermitted, NotOfThisCall."""
    course = _course(actor, course_id)
    _require_of_call(course, points)
    rows = [
        TestResult(
            course=course, placement_id=pk, attempt=attempt, points=max(0, min(100, value)), entered_by=actor.user,
            entered_at=clock.now(),
        )
        for pk, value in sorted(points.items())
    ]  # fmt: skip
    TestResult.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["course", "placement", "attempt"],
        update_fields=["points", "entered_by", "entered_at"],
    )
    if rows:
        record(actor, "enter_results", course, after={"attempt": attempt, "points": dict(points)})
    return len(rows)


def _require_of_call(course: Course, placements: Mapping[int, int]) -> None:
    mine = Placement.objects.filter(pk__in=placements, position__call=course.call_id)
    if mine.count() != len(placements):
        raise NotOfThisCall()
