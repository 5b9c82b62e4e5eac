"""Requests about attendance: asked by the intern with a reason, granted or refused by the mentor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from internships.actions.attendance_day import closed, settle, span_of
from internships.actions.leave import earn, give_back, take
from internships.actions.placement import locked
from internships.errors import NotWorking, OutsidePeriod
from internships.errors_work import (
    AskedAlready,
    DayNotOfWork,
    NotBeforehand,
    NotTakenBack,
    OfTheNightBefore,
    OwnRequest,
    TimesMissing,
    TooManyOverHours,
    TooMuchLeave,
)
from internships.lifecycles import GOING_ON
from internships.models import AttendanceRequest, Placement
from internships.queries.access import require_in_charge, require_own
from internships.queries.hours import hours_of
from internships.queries.placement import keeps_attendance, last_worked
from internships.queries.requests import leave_left
from internships.rules.attendance import NIGHT_ENDS
from internships.rules.calendar import monday_of
from internships.rules.day_kinds import (
    AFTERWARDS,
    AWAY,
    MAY_LAST_INTO_THE_NIGHT,
    MOST_OVER_HOURS,
    Wish,
    away_minutes,
)
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import advance, lock
from notices.actions import notify
from programs.queries.deadlines import is_day_of_work


@dataclass(frozen=True)
class Asked:
    """What is asked for: of a correction ``starts_at`` and ``ends_at`` are when the person came and went."""

    kind: Wish
    first_day: date
    last_day: date
    starts_at: time | None
    ends_at: time | None
    reason: str


@action
def ask(actor: Actor, placement_id: int, asked: Asked) -> list[AttendanceRequest]:
    """The intern asks; over several days one request for each day of work. All of them or none. Who has ended can still
    say how it was (:data:`AFTERWARDS`): what was worked is paid, whenever it is found.

    Raises NotVisible, NotWorking, OutsidePeriod, ReasonNeeded, TimesMissing, OfTheNightBefore, DayNotOfWork,
    NotBeforehand (over-hours), TooMuchLeave, TooManyOverHours, AskedAlready.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    _require_possible(placement, asked)
    days = _days(asked)
    made = [_request(placement, asked, day) for day in days]
    for request in made:
        _require_lawful(placement, request)
    if asked.kind is Wish.LEAVE:
        earn(placement)
        _require_leave(placement, sum(_minutes(placement, one) for one in made))
    for request in made:
        _save(request)
        record(actor, "ask_about_attendance", request, after={"kind": request.kind, "day": request.day})
    _tell_mentor(placement, made)
    return made


def _require_possible(placement: Placement, asked: Asked) -> None:
    working = placement.state in GOING_ON
    if not keeps_attendance(placement) or not (working or asked.kind in AFTERWARDS):
        raise NotWorking(state=placement.stage.label)
    if not asked.reason.strip():
        raise ReasonNeeded(field="reason")
    last = last_worked(placement)
    if not placement.first_day <= asked.first_day <= asked.last_day <= last:
        raise OutsidePeriod(field="first_day", first_day=placement.first_day, last_day=last)
    _require_times(asked)


def _require_times(asked: Asked) -> None:
    """Raises TimesMissing, OfTheNightBefore."""
    timed = asked.kind in MAY_LAST_INTO_THE_NIGHT
    begins, ends = asked.starts_at, asked.ends_at
    if begins is None and ends is None and not timed:
        return
    if begins is None or ends is None or not (begins < ends or (timed and ends <= NIGHT_ENDS and begins != ends)):
        raise TimesMissing(field="starts_at")
    if asked.kind is Wish.OVER_HOURS and begins < NIGHT_ENDS:
        raise OfTheNightBefore(field="starts_at")


def _days(asked: Asked) -> list[date]:
    """Each day of work from the first to the last; over-hours and corrections may fall on a day off."""
    span = (asked.last_day - asked.first_day).days + 1
    days = [asked.first_day + timedelta(days=number) for number in range(span)]
    if asked.kind in AWAY:
        days = [day for day in days if is_day_of_work(day)]
        if not days:
            raise DayNotOfWork(field="first_day")
    return days


def _request(placement: Placement, asked: Asked, day: date) -> AttendanceRequest:
    return AttendanceRequest(
        placement=placement,
        kind=asked.kind.value,
        day=day,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        reason=asked.reason.strip(),
        asked_at=clock.now(),
    )


def _save(request: AttendanceRequest) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        raise AskedAlready(day=request.day) from None


def _require_lawful(placement: Placement, request: AttendanceRequest) -> None:
    """Over-hours are asked before they begin and stay within twelve a week (§53 ①); nothing is corrected ahead."""
    span = span_of(request)
    if request.kind == Wish.CORRECTION and span and span.ends > clock.now():
        raise NotBeforehand(field="ends_at")
    if request.kind != Wish.OVER_HOURS or span is None:
        return
    if span.begins <= clock.now():
        raise NotBeforehand(field="starts_at")
    monday = monday_of(request.day)
    others = placement.requests.filter(
        kind=Wish.OVER_HOURS, state="granted", day__range=(monday, monday + timedelta(days=6))
    ).exclude(pk=request.pk)
    spans = [one for one in map(span_of, others) if one]
    if sum(one.minutes for one in [*spans, span]) > MOST_OVER_HOURS:
        raise TooManyOverHours(field="ends_at")


def _minutes(placement: Placement, request: AttendanceRequest) -> int:
    """What a leave takes from the balance."""
    return away_minutes(span_of(request), request.day, hours_of(placement).on(request.day), clock.SEOUL)


def _require_leave(placement: Placement, minutes: int) -> None:
    there = leave_left(placement)
    if minutes > there:
        raise TooMuchLeave(field="first_day", hours=f"{there / 60:g}")


def _tell_mentor(placement: Placement, made: Sequence[AttendanceRequest]) -> None:
    mentor = placement.position.mentor
    if mentor is not None and made:
        notify(
            "attendance_asked",
            [mentor],
            about=made[0],
            url=reverse("internships:here"),
            context=_facts(placement, made[0]),
            key=f"attendance-request-{made[0].pk}",
        )


def _facts(placement: Placement, request: AttendanceRequest) -> dict[str, str]:
    return {
        "name": placement.person.name,
        "kind": request.kind,
        "day": request.day.isoformat(),
        "outcome": request.state,
        "answer": request.answer,
    }


# -- decided ---------------------------------------------------------------------------------------------------------


def _locked(request_id: int) -> tuple[Placement, AttendanceRequest]:
    """The placement, then the request: the order in which every click locks. Raises NotVisible."""
    pk = AttendanceRequest.objects.filter(pk=request_id).values_list("placement_id", flat=True).first()
    if pk is None:
        raise NotVisible()
    return locked(pk), lock(AttendanceRequest, request_id)


@action
def grant_request(actor: Actor, request_id: int, answer: str = "") -> AttendanceRequest:
    """Grants a request and writes its day anew; of a closed month, what it changes is a row of a later one.

    Raises NotVisible, OwnRequest, TransitionRefused, TooMuchLeave, NotBeforehand, TooManyOverHours.
    """
    placement, request = _locked(request_id)
    _require_decides(actor, placement)
    if request.kind == Wish.OVER_HOURS:
        _require_lawful(placement, request)
    minutes = _minutes(placement, request) if request.kind == Wish.LEAVE else 0
    if minutes:
        earn(placement)
        _require_leave(placement, minutes)
    advance(request, "grant_request", actor, decided_by=actor.user, decided_at=clock.now(), answer=answer.strip())
    if minutes:
        take(placement, request, minutes)
    settle(actor, placement, request.day, request=request)
    _tell(placement, request)
    return request


@action
def refuse_request(actor: Actor, request_id: int, answer: str) -> AttendanceRequest:
    """Refuses a request with a reason. Raises NotVisible, OwnRequest, ReasonNeeded, TransitionRefused."""
    placement, request = _locked(request_id)
    _require_decides(actor, placement)
    if not answer.strip():
        raise ReasonNeeded(field="answer")
    advance(
        request, "refuse_request", actor, reason=answer.strip(),
        decided_by=actor.user, decided_at=clock.now(), answer=answer.strip(),
    )  # fmt: skip
    _tell(placement, request)
    return request


def _require_decides(actor: Actor, placement: Placement) -> None:
    require_in_charge(actor, placement)
    if actor.user_id == placement.person_id:
        raise OwnRequest()


def _tell(placement: Placement, request: AttendanceRequest) -> None:
    notify(
        "attendance_answered",
        [placement.person],
        about=request,
        url=reverse("internships:requests"),
        context=_facts(placement, request),
        key=f"attendance-request-{request.pk}-{request.state}",
    )


@action
def take_back_request(actor: Actor, request_id: int) -> AttendanceRequest:
    """The intern takes a request back: while it waits, or what was granted before its day has come; leave is theirs
    again. Raises NotVisible, NotTakenBack, TransitionRefused."""
    placement, request = _locked(request_id)
    require_own(actor, placement)
    was = request.state
    if was == "granted" and not request.may_be_taken_back:
        raise NotTakenBack()
    advance(request, "take_back_request", actor)
    if was == "granted":
        if request.kind == Wish.LEAVE:
            give_back(placement, request)
        if not closed(placement, request.day):
            settle(actor, placement, request.day, request=request)
    return request
