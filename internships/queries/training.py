"""Reading training: who has come how far in a course, and the allowances that are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

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
    """Somebody in a course, by their latest place, with how far they came and the won that are due to them, which are
    paid with the place ``paid_at``."""

    placement: Any
    outcome: Outcome
    allowance: int
    paid_at: int | None = None


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
    """The latest place of everybody of the call, by name."""
    places = Placement.objects.filter(position__call=call, state__in=TRAINED)
    latest = places.order_by("application", "-first_day", "-pk").distinct("application")
    found = Placement.objects.filter(pk__in=latest.values("pk"))
    return list(found.select_related("person", "position__host__organisation").order_by("person__name", "pk"))


def minutes_by_application(sessions: QuerySet[SessionAttendance]) -> dict[int, int]:
    """Minutes attended, by application: who is moved to another place keeps what was attended before. Of a session
    that was entered again after a move the later entry counts. One statement."""
    latest: dict[tuple[int, int], int] = {}
    rows = sessions.order_by("entered_at", "pk").values_list("placement__application", "session", "minutes")
    for application, session, minutes in rows:
        latest[application, session] = minutes
    found: dict[int, int] = {}
    for (application, _session), minutes in latest.items():
        found[application] = found.get(application, 0) + minutes
    return found


def trainees(course: Course, placements: Iterable[Placement] | None = None) -> list[Trainee]:
    """Everybody of the call; four statements (three when ``placements`` are given)."""
    people = list(placements) if placements is not None else _placements(course.call)
    minutes = minutes_by_application(SessionAttendance.objects.filter(session__course=course))
    tests = TestResult.objects.filter(course=course).values_list("placement__application")
    points = dict(tests.annotate(Max("points")).order_by())
    places = _places_of(people)
    found = []
    for one in people:
        reached = outcome(course.rules, minutes.get(one.application_id, 0), points.get(one.application_id))
        at, ended = place_on(course.due_day, places[one.application_id])
        found.append(Trainee(one, reached, allowance_due(course.rules, reached, ended), at))
    return found


def _places_of(people: Iterable[Placement]) -> dict[int, list[Placement]]:
    """Every place that somebody held, the first one first, by application; one statement."""
    applications = [one.application_id for one in people]
    rows = Placement.objects.filter(application__in=applications, state__in=TRAINED).order_by("first_day", "pk")
    found: dict[int, list[Placement]] = {key: [] for key in applications}
    for one in rows:
        found[one.application_id].append(one)
    return found


def place_on(day: date, places: Iterable[Placement]) -> tuple[int | None, date | None]:
    """The first place that had not ended before a day, and the day on which it ended, if it did before its time; of
    whoever had none any more no place, and the end of the last one. A move from place to place is no leaving."""
    ended: date | None = None
    for one in places:
        ended = ended_on(one)
        if ended is None or ended >= day:
            return one.pk, ended
    return None, ended


def present_at(session: TrainingSession) -> dict[int, int]:
    """Minutes by application as they were entered."""
    return minutes_by_application(session.attendances.all())


def allowances(call: Call, until: date) -> dict[int, list[Owed]]:
    """What is due for training up to a day, by the placement with which it is paid and course in the order of the days.
    Nobody who left before the due day is in it."""
    owed: dict[int, list[Owed]] = {}
    courses = list(Course.objects.filter(call=call, due_day__lte=until, allowance__gt=0).order_by("due_day", "pk"))
    people = _placements(call) if courses else []
    for course in courses:
        for trainee in trainees(course, people):
            if trainee.allowance and trainee.paid_at is not None:
                owed.setdefault(trainee.paid_at, []).append(Owed(course, trainee.allowance))
    return owed
