"""The end: an internship is completed by its attendance, and the certificate is issued."""

from django.urls import reverse

from accounts.actions import revoke_role
from accounts.models import Role
from internships.actions.placement import PROGRAMME, locked
from internships.errors import AttendanceTooLow, NotCompleted, NotYetOver
from internships.models import Placement
from internships.queries.access import require_manages, require_own
from internships.queries.attendance import progress_of
from internships.rules.completion import Completion
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import advance
from notices.actions import notify
from reports.actions import request_document
from reports.models import Job

CERTIFICATE = "internships.certificate"


@action
def complete_placement(actor: Actor, placement_id: int) -> Placement:
    """Completes an internship (수료) on or after its last day when its attendance suffices; issues the certificate.

    The figures are kept with the placement: a later change of the record does not change what was certified.
    Raises NotPermitted, TransitionRefused, NotYetOver, AttendanceTooLow.
    """
    placement = locked(placement_id)
    require_manages(actor, placement.position.call)
    if placement.state == "working" and clock.today() < placement.last_day:
        raise NotYetOver(last_day=placement.last_day)
    result = progress_of(placement)
    if placement.state == "working" and not result.met:
        raise _too_low(result)
    advance(
        placement,
        "complete_placement",
        actor,
        ended_at=clock.now(),
        working_days=result.working_days,
        days_present=result.days_present,
        minutes_due=result.minutes_due,
        minutes_credited=result.minutes_credited,
    )
    revoke_role(PROGRAMME, placement.person, Role.INTERN, reason="completed")
    issue_certificate(PROGRAMME, placement.pk)
    return placement


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
