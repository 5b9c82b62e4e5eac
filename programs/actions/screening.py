"""Screening (자격검토): the rules find, a person decides."""

from collections.abc import Mapping
from dataclasses import asdict

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.models import AccessEntry
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.window import require_nobody_arriving
from programs.errors import UnknownField
from programs.errors_screening import ChecklistOpen, ScreeningReasonNeeded
from programs.facts import findings_for, handed_in
from programs.messages import tell_ineligible
from programs.models import Application, Screening
from programs.registry import programme


@action
def screen_application(
    actor: Actor,
    application_id: int,
    *,
    eligible: bool,
    checklist: Mapping[str, bool] | None = None,
    reason_code: str = "",
    reason: str = "",
) -> Screening:
    """A person's verdict on eligibility, with what the rules found at that moment kept beside it.

    Raises ChecklistOpen when an eligible verdict leaves a point of the checklist open, ScreeningReasonNeeded when
    the other lacks its reason code or text, StillArriving within a minute after the window.
    """
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    require_nobody_arriving(application.call)
    ticked = dict(checklist or {})
    if eligible and not all(ticked.get(code) for code, _label in programme(application.call.programme).checklist):
        raise ChecklistOpen(field="checklist")
    if not eligible and not (reason_code and reason.strip()):
        raise ScreeningReasonNeeded(field="reason" if reason_code else "reason_code")
    findings = findings_for(
        application.call, application.user, application.organisation, handed_in(application), application
    )
    screening = Screening.objects.create(
        application=application,
        findings=[asdict(finding) for finding in findings],
        checklist=ticked,
        verdict=Screening.Verdict.ELIGIBLE if eligible else Screening.Verdict.INELIGIBLE,
        reason_code=reason_code,
        reason=reason.strip(),
        screened_by=actor.user,
        screened_at=clock.now(),
    )
    advance(application, "pass" if eligible else "turn_away", actor, reason=reason.strip())
    if not eligible:
        tell_ineligible(application, screening)
    return screening


@action
def reveal_answer(actor: Actor, application_id: int, key: str, reason: str) -> str:
    """A personal answer of the last version handed in, with a line in the access log (안전성 확보조치 기준 §8).

    Raises UnknownField for what is not a personal question of the form, ReasonNeeded.
    """
    application = Application.objects.select_related("call", "user").get(pk=application_id)
    require(actor, "manage_call", application.call, hide=True)
    submission = application.submissions.select_related("terms").order_by("-version").first()
    question = submission.terms.form_spec.question(key) if submission else None
    if submission is None or question is None or not question.personal:
        raise UnknownField(key=key)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    AccessEntry.objects.bulk_create(
        [
            AccessEntry.prepare(
                actor,
                application,
                subject=application.name,
                fields=[key],
                task="programs.application",
                reason=reason.strip(),
            )
        ]
    )
    return str(submission.answers.get(key, ""))


@action
def screen_again(actor: Actor, application_id: int, reason: str) -> Application:
    """Takes a verdict back; the earlier screening stays on record. Raises ReasonNeeded."""
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(application, "screen_again", actor, reason=reason)
