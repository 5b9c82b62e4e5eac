"""The way of a case for its applicant: what happened so far, and what comes next with the days that the call plans."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from kernel import clock
from programs.models import Application, Decision, Screening
from programs.presentation import Text
from programs.queries.deadlines import is_holiday
from programs.rules.schedule import Ahead, Step, ahead, closing_day
from programs.wording import moment_text


def way(application: Application, screening: Screening | None, decision: Decision | None) -> list[dict[str, Any]]:
    """What has happened, newest first."""
    events: list[dict[str, Any]] = [_event(application.created_at, _("Draft begun"))]
    for submission in application.submissions.order_by("version"):
        again = _("Handed in again") if submission.version > 1 else _("Was handed in")
        events.append(_event(submission.submitted_at, again, application.receipt_number, "info"))
    for correction in application.corrections.order_by("pk"):
        events.append(_event(correction.asked_at, _("Corrections asked for"), correction.message, "warning"))
    if screening and screening.verdict == Screening.Verdict.INELIGIBLE:
        events.append(_event(screening.screened_at, _("Found not eligible"), screening.reason, "danger"))
    if decision and decision.published_at:
        events.append(_event(decision.published_at, _("Result published"), decision.get_outcome_display(), "success"))
    if application.withdrawn_at:
        events.append(_event(application.withdrawn_at, _("Withdrawn")))
    events += _after(application)
    return sorted(events, key=lambda event: event["at"])[::-1]  # of one moment, what came later stands above


def _after(application: Application) -> list[dict[str, Any]]:
    """What came after a result: appeals, call-ups, a place given up."""
    events = []
    for appeal in application.appeals.order_by("pk"):
        if appeal.filed_at is None:
            continue
        events.append(_event(appeal.filed_at, _("Appeal received"), appeal.number, "info"))
        if appeal.answered_at:
            events.append(_event(appeal.answered_at, _("Appeal answered"), appeal.stage.label, appeal.stage.tone))
    for called in application.reserve_calls.all():
        events.append(_event(called.called_at, _("Called up from the reserve list"), called.stage.label, "warning"))
    if application.given_up_at:
        events.append(_event(application.given_up_at, _("Place given up")))
    return events


def _event(at: datetime, title: str, text: object = "", tone: str = "neutral") -> dict[str, Any]:
    return {"at": at, "title": title, "text": text, "tone": tone}


def steps_ahead(application: Application) -> list[dict[str, Any]]:
    """What comes next, the nearest first: each step with its day, and what the applicant does meanwhile."""
    call, moment = application.call, clock.now()
    terms = call.terms.choosing_terms
    published = call.results_published_at
    steps = ahead(
        application.state,
        closing_day=closing_day(call.closes_at.astimezone(clock.SEOUL)),
        closed=not call.open_at(moment),
        plan=terms.plan,
        appeal_days=terms.deadlines.appeal,
        results_on=published.astimezone(clock.SEOUL).date() if published else None,
        today=clock.today(),
        is_holiday=is_holiday,
    )
    return [_step(application, one) for one in steps]


def _step(application: Application, one: Ahead) -> dict[str, Any]:
    title, text = _words(application, one.step)
    return {"title": title, "text": text, "when": _when(application, one), "now": one.now, "step": one.step}


def _words(application: Application, step: Step) -> tuple[Text, Text]:
    match step:
        case Step.CLOSING if application.receipt_number:
            return _("Closing moment of the call"), _("Until then you can change it and hand it in again.")
        case Step.CLOSING:
            return _("Closing moment of the call"), _("Hand it in before; a draft counts for nothing.")
        case Step.SCREENING:
            return _("Screening"), _("The office checks conditions and papers. It may ask you to correct something.")
        case Step.REVIEW:
            return _("Review"), _("Reviewers judge the application by the criteria of the call.")
        case Step.RESULTS:
            return _("Results"), _("Published for everybody at one moment; you are told here and by e-mail.")
        case Step.APPEAL:
            return _("Time for objections"), _("Whoever does not agree with the result can object within it.")


def _when(application: Application, one: Ahead) -> str:
    """The day in words: exactly for the closing moment, as planned for what the office does."""
    if one.step is Step.CLOSING:
        return _("until %(moment)s") % {"moment": moment_text(application.call.closes_at)}
    if one.until is None:
        return _("day not announced yet")
    day = formats.date_format(one.until, "SHORT_DATE_FORMAT")
    if one.step is Step.APPEAL and one.now:
        return _("until the end of %(day)s") % {"day": day}
    if one.step is Step.RESULTS:
        return _("planned for %(day)s") % {"day": day}
    return _("planned until %(day)s") % {"day": day}
