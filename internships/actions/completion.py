"""The end: an internship is completed by what its call asks for, or ends without; certificates are issued."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.actions import revoke_role
from accounts.models import Role
from internships.actions.aftercare import ask_intern
from internships.actions.placement import PROGRAMME, locked
from internships.end_words import finding_text
from internships.errors import AttendanceTooLow, NotCompleted, NotYetOver
from internships.errors_end import AllReached, NothingWorked, NotReached
from internships.models import InternSurvey, Placement
from internships.queries.access import require_manages, require_own
from internships.queries.attendance import progress_of
from internships.queries.ending import final_points, trained, verdict_now
from internships.rules.completion import Completion
from internships.rules.ending import Part, Verdict
from internships.rules.retention import keep_until
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible, ReasonNeeded
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from notices.actions import notify
from programs.models import Call
from reports.actions import request_document
from reports.models import Job

CERTIFICATE = "internships.certificate"
EMPLOYMENT = "internships.employment"
COMPLETING_TASK = "internships.tasks.complete_placements"


@action
def complete_placement(actor: Actor, placement_id: int) -> Placement:
    """Completes an internship (수료) on or after its last day when everything that the call asks for is reached; issues
    the certificate and asks how it was.

    The figures are kept with the placement: a later change of the record does not change what was certified.
    Raises NotPermitted, TransitionRefused, NotYetOver, AttendanceTooLow, NotReached.
    """
    placement = _at_its_end(actor, placement_id)
    if placement.state == "working":
        _require_met(verdict_now(placement), placement)
    _judged(actor, placement, "complete_placement")
    issue_certificate(PROGRAMME, placement.pk)
    return placement


def complete_all(actor: Actor, placement_ids: Iterable[int]) -> tuple[int, int]:
    """Completes each of them for whom everything is reached, each in a transaction of its own: (completed, refused)."""
    done = refused = 0
    for key in placement_ids:
        try:
            complete_placement(actor, key)
        except HanbatError:
            refused += 1
        else:
            done += 1
    return done, refused


@action
def ask_for_completion(actor: Actor, call_id: int) -> None:
    """The worker completes everybody who may be, as the actor. Raises NotVisible, NotPermitted."""
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    record(actor, "ask_for_completion", call)
    enqueue(COMPLETING_TASK, call.pk, actor.user_id, key=f"complete_all:{call.pk}")


@action
def end_without_completion(actor: Actor, placement_id: int, reason: str) -> Placement:
    """Ends an internship that was worked to its last day and does not reach what the call asks for (미수료).

    Raises NotPermitted, ReasonNeeded, NotYetOver, AllReached, TransitionRefused.
    """
    placement = _at_its_end(actor, placement_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if placement.state == "working" and verdict_now(placement).met:
        raise AllReached()
    _judged(actor, placement, "end_without_completion", reason=reason.strip(), end_reason=reason.strip())
    notify(
        "internship_incomplete",
        [placement.person],
        about=placement,
        url=reverse("internships:my_place"),
        context={"host": str(placement.position.host), "reason": reason.strip()},
        key=f"placement-{placement.pk}-incomplete",
    )
    return placement


def _at_its_end(actor: Actor, placement_id: int) -> Placement:
    placement = locked(placement_id)
    require_manages(actor, placement.position.call)
    if placement.state == "working" and clock.today() < placement.last_day:
        raise NotYetOver(last_day=placement.last_day)
    return placement


def _judged(actor: Actor, placement: Placement, verb: str, **more: Any) -> None:
    """Keeps what was decided on, takes the role of an intern away, asks how it was."""
    result = progress_of(placement)
    advance(
        placement,
        verb,
        actor,
        ended_at=clock.now(),
        working_days=result.working_days,
        days_present=result.days_present,
        minutes_due=result.minutes_due,
        minutes_credited=result.minutes_credited,
        minutes_trained=trained([placement]).get(placement.pk, 0),
        points=final_points([placement]).get(placement.pk),
        keep_until=keep_until(placement.last_day),
        **more,
    )
    revoke_role(PROGRAMME, placement.person, Role.INTERN, reason=placement.state)
    ask_intern(PROGRAMME, placement.pk, InternSurvey.Kind.SATISFACTION)


def _require_met(verdict: Verdict, placement: Placement) -> None:
    """Raises AttendanceTooLow where that is all that is lacking, NotReached with everything."""
    lacking = verdict.lacking
    if [one.part for one in lacking] == [Part.ATTENDANCE]:
        raise _too_low(progress_of(placement))
    if lacking:
        raise NotReached(what="; ".join(finding_text(one) for one in lacking))


def _too_low(result: Completion) -> AttendanceTooLow:
    return AttendanceTooLow(
        percent=result.percent,
        required=result.required_percent.normalize(),
        worked=result.minutes_credited // 60,
        due=result.minutes_due // 60,
        missing=-(-result.minutes_missing // 60),
    )


@action
def issue_certificate(actor: Actor, placement_id: int) -> Job:
    """Asks for the certificate of completion (수료증); asked for again, it is the same one. Tells the intern once.

    The person themselves or the system (when it completes the placement) ask. Raises NotVisible, NotCompleted.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    if placement.state != "completed":
        raise NotCompleted(state=placement.stage.label)
    job = request_document(actor, CERTIFICATE, {"placement": placement.pk}, "pdf", language="ko")
    record(actor, "issue_certificate", placement, after={"job": job.pk})
    notify(
        "certificate_ready",
        [placement.person],
        about=placement,
        url=reverse("internships:my_place"),
        context={"host": str(placement.position.host), "title": placement.position.title},
        key=f"placement-{placement.pk}-certificate",
    )
    return job


@action
def issue_employment(actor: Actor, placement_id: int) -> Job:
    """Asks for the certificate of employment (사용증명서, 근로기준법 §39): of whoever works or has worked, the same one
    for the same period. Raises NotVisible, NothingWorked."""
    placement = locked(placement_id)
    if actor.user_id != placement.person_id:
        require_manages(actor, placement.position.call)
    if placement.state in {"proposed", "declined", "lapsed"}:
        raise NotVisible()
    if not placement.days.exists():
        raise NothingWorked()
    job = request_document(actor, EMPLOYMENT, {"placement": placement.pk}, "pdf", language="ko")
    record(actor, "issue_employment", placement, after={"job": job.pk})
    return job
