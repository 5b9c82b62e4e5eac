"""Giving applications to reviewers, and scoring."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.models import Membership, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from programs.actions.application import FAR_TOO_LONG, Saved
from programs.actions.window import hold_window
from programs.errors import TooMuchText, UnknownField
from programs.errors_choosing import (
    ConflictFound,
    NotAReviewer,
    PledgeNeeded,
    ResultsOut,
    ReviewConflict,
    ReviewNotEditable,
    ReviewsClosed,
    ScoresMissing,
)
from programs.messages import tell_assigned, tell_returned
from programs.models import Application, CallTerms, Decision, Pledge, RankingRun, Review, ReviewAssignment, Score
from programs.queries.measured import measured_of
from programs.queries.meetings import agreed_total
from programs.queries.panel import kinds_between
from programs.rules.conflicts import Kind
from programs.rules.merging import merge
from programs.rules.scoring import trimmed_mean
from programs.wording import CONFLICTS


@action
def assign_reviewers(
    actor: Actor, application_id: int, reviewers: Iterable[User], *, despite: str = ""
) -> list[ReviewAssignment]:
    """Asks each of ``reviewers`` who is not yet asked. ``despite`` is the office's reason for asking somebody although
    a conflict was found or declared; the same business is never overridden.

    Raises NotAReviewer, ReviewConflict (belongs to the applicant), ConflictFound, TransitionRefused when the
    application was not found eligible.
    """
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if application.state != "in_review":
        advance(application, "assign", actor)
    made = []
    for reviewer in reviewers:
        kinds = _check_reviewer(application, reviewer, despite.strip())
        assignment, created = ReviewAssignment.objects.get_or_create(
            application=application,
            reviewer=reviewer,
            revoked_at=None,
            defaults={"assigned_by": actor.user, "assigned_at": clock.now()},
        )
        if created:
            Review.objects.create(assignment=assignment)
            after = {"reviewer": reviewer.pk} | ({"despite": [str(kind) for kind in kinds]} if kinds else {})
            record(actor, "assign_reviewer", application, after=after, reason=despite.strip() if kinds else "")
            made.append(assignment)
    if made:
        tell_assigned(application, [assignment.reviewer for assignment in made])
    return made


def _check_reviewer(application: Application, reviewer: User, despite: str) -> tuple[Kind, ...]:
    """The conflicts that ``despite`` overrides."""
    if not may(Actor.person(reviewer), "review_call", application.call):
        raise NotAReviewer(name=str(reviewer))
    belongs = reviewer.pk == application.user_id or (
        application.organisation_id is not None
        and Membership.objects.filter(organisation_id=application.organisation_id, user=reviewer).exists()
    )
    kinds = kinds_between(application, reviewer)
    if belongs or Kind.BUSINESS_NUMBER in kinds:
        raise ReviewConflict(name=str(reviewer))
    if kinds and not despite:
        raise ConflictFound(name=str(reviewer), kinds=", ".join(str(CONFLICTS[kind]) for kind in kinds))
    return kinds


@action
def revoke_assignment(actor: Actor, assignment_id: int, reason: str) -> ReviewAssignment:
    """Takes an application from a reviewer who has not handed in. Raises ReasonNeeded, ReviewNotEditable."""
    assignment: ReviewAssignment = lock(ReviewAssignment, assignment_id)
    require(actor, "manage_call", assignment.application.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if assignment.review.state == "submitted":
        raise ReviewNotEditable()
    assignment.revoked_at = clock.now()
    assignment.save(update_fields=["revoked_at"])
    record(actor, "revoke_reviewer", assignment.application, before={"reviewer": assignment.reviewer_id}, reason=reason)
    return assignment


def _own_review(actor: Actor, review_id: int) -> Review:
    review: Review | None = (
        Review.objects.select_for_update(of=("self",))
        .select_related("assignment__application__call")
        .filter(pk=review_id, assignment__revoked_at=None)
        .first()
    )
    if review is None or actor.user is None or review.assignment.reviewer_id != actor.user_id:
        raise NotVisible()
    if not may(actor, "review_call", review.assignment.application.call):
        raise NotPermitted()
    call = review.assignment.application.call
    hold_window(call)  # whoever proposes the ranking waits for this sheet, or this sheet finds it proposed
    if review.state == "submitted" or review.assignment.application.state != "in_review":
        raise ReviewNotEditable()
    if RankingRun.objects.filter(call=call, state__in=["proposed", "confirmed"]).exists():
        raise ReviewsClosed()
    if not Pledge.objects.filter(call=call, reviewer=actor.user).exists():
        raise PledgeNeeded()
    return review


@action
def save_review(actor: Actor, review_id: int, fields: Mapping[str, Any], base_revisions: Mapping[str, Any]) -> Saved:
    """Autosave of a scoring sheet: ``points-<criterion>``, ``comment-<criterion>`` and ``opinion``, as typed.

    Raises NotVisible, PledgeNeeded, ReviewNotEditable, ReviewsClosed once a ranking is proposed: nothing is kept then,
    and the page goes on showing what was typed.
    """
    review = _own_review(actor, review_id)
    known = {"opinion"}
    for criterion in review.assignment.application.call.terms.judged:
        known |= {f"points-{criterion.key}", f"comment-{criterion.key}"}
    incoming = {}
    for key, raw in fields.items():
        if key not in known:
            raise UnknownField(key=key)
        incoming[key] = str(raw or "").replace("\r\n", "\n").replace("\x00", "")
        if len(incoming[key]) > FAR_TOO_LONG:
            raise TooMuchText(field=key, length=FAR_TOO_LONG)
    merged = merge(review.sheet, review.revisions, incoming, base_revisions)
    saved_at = review.saved_at or clock.now()
    if merged.changed:
        saved_at = _keep(review, merged.values, merged.revisions)
    return Saved({key: merged.revisions.get(key, 0) for key in incoming}, saved_at, merged.conflicts)


def _keep(review: Review, sheet: dict[str, Any], revisions: dict[str, int]) -> datetime:
    moment = clock.now()
    review.sheet, review.revisions, review.saved_at = sheet, revisions, moment
    review.save(update_fields=["sheet", "revisions", "saved_at"])
    return moment


@action
def submit_review(actor: Actor, review_id: int) -> Review:
    """Hands in a scoring sheet. Raises ScoresMissing naming each criterion without points in its range."""
    review = _own_review(actor, review_id)
    terms: CallTerms = review.assignment.application.call.terms
    scores = _scores(review, terms)
    Score.objects.filter(review=review).delete()
    Score.objects.bulk_create(scores)
    total = sum((score.points for score in scores), Decimal(0))
    opinion = str(review.sheet.get("opinion", "")).strip()
    advance(review, "submit", actor, total=total, opinion=opinion, submitted_at=clock.now())
    keep_score(review.assignment.application_id, terms)
    return review


def _scores(review: Review, terms: CallTerms) -> list[Score]:
    scores, open_ones = [], []
    for criterion in terms.judged:
        points = points_of(review.sheet.get(f"points-{criterion.key}", ""), criterion.points)
        if points is None:
            open_ones.append(criterion)
            continue
        comment = str(review.sheet.get(f"comment-{criterion.key}", "")).strip()
        scores.append(Score(review=review, criterion=criterion.key, points=points, comment=comment))
    if open_ones:
        raise ScoresMissing(open_ones)
    return scores


def points_of(typed: str, maximum: int) -> Decimal | None:
    """Points as they were typed, from 0 to ``maximum`` with at most two decimals; None for anything else."""
    try:
        points = Decimal(typed.strip())
    except InvalidOperation:
        return None
    if not points.is_finite() or not 0 <= points <= maximum:
        return None
    return points if points == points.quantize(Decimal("0.01")) else None


def keep_score(application_id: int, terms: CallTerms) -> None:
    """The application's score so far, kept for lists: what the panel agreed on, else the mean of the sheets, and the
    points of a test. The row lock orders reviewers who hand in at once."""
    application: Application = lock(Application, application_id)
    totals = Review.objects.filter(
        assignment__application_id=application_id, assignment__revoked_at=None, state="submitted"
    ).values_list("total", flat=True)
    mean = agreed_total(application)
    if mean is None:
        mean = trimmed_mean([total for total in totals if total is not None], drop_extremes=terms.drop_extremes)
    if mean is not None:
        mean += sum(measured_of(application).values(), Decimal(0))
    Application.objects.filter(pk=application.pk).update(score=mean)


@action
def return_review(actor: Actor, review_id: int, reason: str) -> Review:
    """Gives a handed-in sheet back to its reviewer, as long as no decision is confirmed; a ranking that was proposed
    with it can no longer be confirmed then. Raises ReasonNeeded, ResultsOut."""
    review: Review = lock(Review, review_id)
    application = review.assignment.application
    require(actor, "manage_call", application.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if Decision.objects.filter(application=application).exclude(state="proposed").exists():
        raise ResultsOut()
    advance(review, "return", actor, reason=reason)
    keep_score(application.pk, application.call.terms)
    tell_returned(application, review.assignment.reviewer, review.pk, reason)
    return review
