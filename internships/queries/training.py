"""Reading training: who has come how far in a course, and the allowances that are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet, Sum

from internships.models import Course, Placement, SessionAttendance, TestResult, TrainingSession
from internships.queries.access import PROGRAMME
from internships.queries.placement import ended_on
from internships.rules.training import Outcome, allowance_due, outcome
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible
from kernel.permissions import may
from programs.models import Call

TRAINED = ("accepted", "working", "completed", "incomplete", "left", "withdrawn")


@dataclass(frozen=True)
class Owed:
    """``amount`` in won that somebody is due for a course."""

    course: Course
    amount: int


@dataclass(frozen=True)
class Trainee:
    """Somebody in a course with how far they came and the won that are due to them."""

    placement: Any
    outcome: Outcome
    allowance: int


def course_for(actor: Actor, course_id: int) -> Course:
    """Raises NotVisible, NotPermitted."""
    course = Course.objects.select_related("call").filter(pk=course_id, call__programme=PROGRAMME).first()
    if course is None:
        raise NotVisible()
    if not may(actor, "manage_call", course.call):
        raise NotPermitted()
    return course


def courses_of(call: Call) -> QuerySet[Course]:
    return Course.objects.filter(call=call).prefetch_related("sessions").order_by("due_day", "pk")


def _placements(call: Call) -> list[Placement]:
    found = Placement.objects.filter(position__call=call, state__in=TRAINED)
    return list(found.select_related("person", "position__host__organisation").order_by("person__name", "pk"))


def trainees(course: Course, placements: Iterable[Placement] | None = None) -> list[Trainee]:
    """Everybody of the call; three statements (two when ``placements`` are given)."""
    people = list(placements) if placements is not None else _placements(course.call)
    minutes = dict(
        SessionAttendance.objects.filter(session__course=course)
        .values_list("placement")
        .annotate(Sum("minutes"))
        .order_by()
    )
    points = dict(TestResult.objects.filter(course=course).values_list("placement").annotate(Max("points")).order_by())
    found = []
    for one in people:
        reached = outcome(course.rules, minutes.get(one.pk, 0), points.get(one.pk))
        found.append(Trainee(one, reached, allowance_due(course.rules, reached, ended_on(one))))
    return found


def present_at(session: TrainingSession) -> dict[int, int]:
    """Minutes by placement as they were entered."""
    return dict(session.attendances.values_list("placement_id", "minutes"))


def allowances(call: Call, until: date) -> dict[int, list[Owed]]:
    """What is due for training up to a day, by placement and course in the order of the days. Nobody who left before
    the due day is in it."""
    owed: dict[int, list[Owed]] = {}
    courses = list(Course.objects.filter(call=call, due_day__lte=until, allowance__gt=0).order_by("due_day", "pk"))
    people = _placements(call) if courses else []
    for course in courses:
        for trainee in trainees(course, people):
            if trainee.allowance:
                owed.setdefault(trainee.placement.pk, []).append(Owed(course, trainee.allowance))
    return owed
