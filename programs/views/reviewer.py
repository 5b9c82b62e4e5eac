"""A reviewer's pages: what they were asked to judge, and the scoring sheet that saves itself."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, HanbatError
from programs import actions
from programs.errors_choosing import PledgeNeeded, ReviewsClosed, ScoresMissing
from programs.models import Review
from programs.queries.reviews import (
    UNJUDGED,
    files_for_reviewers,
    has_pledged,
    my_review,
    my_reviews,
    reviews_are_closed,
    sections_for_reviewers,
    shown_cases,
)
from programs.views.autosave import autosave_answer, read_autosave, refusal
from programs.wording import PLEDGE


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The person's own assignments, open ones first."""
    mine = my_reviews(Actor.of(request).user)
    page = Paginator(mine, 50).get_page(request.GET.get("page"))
    cases = shown_cases(one.assignment.application for one in page)
    rows = [{"review": one, "case": cases[one.assignment.application_id]} for one in page]
    return render(request, "programs/reviews.html", {"page": page, "rows": rows, "reviewer": _is_reviewer(request)})


def _is_reviewer(request: HttpRequest) -> bool:
    return bool(Actor.of(request).user.has_role(Role.REVIEWER))


@login_required
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The application beside the sheet. Without scripts the button saves; with them it saves itself."""
    actor = Actor.of(request)
    shown = my_review(actor, review_id)
    problem: HanbatError | None = None
    typed: dict[str, Any] | None = None
    if shown.state != "submitted" and not has_pledged(actor.user, shown.assignment.application.call):
        return redirect("programs:pledge", shown.pk)
    if request.method == "POST":
        typed = {
            key: value for key, value in request.POST.items() if key.startswith(("points-", "comment-", "opinion"))
        }
        try:
            saved = actions.save_review(actor, shown.pk, typed, json.loads(request.POST.get("revisions") or "{}"))
            if saved.conflicts:  # typed over what another window saved: look again before it counts
                raise ChangedMeanwhile()
            if "hand_in" in request.POST:
                actions.submit_review(actor, shown.pk)
                messages.success(request, _("The review was handed in."))
                return redirect("programs:reviews")
            messages.success(request, _("Saved."))
            return redirect("programs:review", shown.pk)
        except HanbatError as error:
            problem = error
            shown = my_review(actor, review_id)
    return render(
        request, "programs/review.html", _sheet(shown, typed, problem), status=problem.status if problem else 200
    )


def _sheet(shown: Review, typed: dict[str, Any] | None, problem: HanbatError | None) -> dict[str, Any]:
    application = shown.assignment.application
    submission = application.submissions.select_related("terms").order_by("-version").first()
    sheet = {**shown.sheet, **(typed or {})}
    still_open = {one.key for one in problem.criteria} if isinstance(problem, ScoresMissing) else set()
    lines = [
        {
            "criterion": criterion,
            "label": _(criterion.label),
            "help": _(criterion.help) if criterion.help else "",
            "anchors": _anchors(criterion),
            "points": sheet.get(f"points-{criterion.key}", ""),
            "comment": sheet.get(f"comment-{criterion.key}", ""),
            "open": criterion.key in still_open,
        }
        for criterion in application.call.terms.judged
    ]
    closed = reviews_are_closed(application.call)
    waiting = shown.state != "submitted" and application.state == "in_review"
    return {
        "review": shown,
        "application": application,
        "call": application.call,
        "case": shown_cases([application])[application.pk],
        "lines": lines,
        "opinion": sheet.get("opinion", ""),
        "full_points": application.call.terms.sheet_points,
        "sections": sections_for_reviewers(application, submission),
        "hidden_sections": UNJUDGED,
        "files": files_for_reviewers(application),
        "revisions": json.dumps(shown.revisions),
        "editable": waiting and not closed,
        "unsent": typed if isinstance(problem, ReviewsClosed) else None,
        "closed": closed,
        "may_step_back": not closed and application.state == "in_review",
        "problem": problem,
    }


def _anchors(criterion: Any) -> list[tuple[Any, str]]:
    """What earns which points, the best grade first, where the call says it."""
    return [(one.points, _(one.text)) for one in criterion.anchors]


@login_required
@require_POST
def save(request: HttpRequest, review_id: int) -> JsonResponse:
    """Autosave of the sheet."""
    actor = Actor.of(request)
    shown = my_review(actor, review_id)
    fields, base = read_autosave(request)
    try:
        saved = actions.save_review(actor, shown.pk, fields, base)
    except HanbatError as error:
        return refusal(error)
    conflicts = [{"field": c.field, "value": c.kept, "revision": c.revision} for c in saved.conflicts]
    return autosave_answer(saved, conflicts)


@login_required
def pledge(request: HttpRequest, review_id: int) -> HttpResponse:
    """The pledge of the call, signed before its first sheet."""
    actor = Actor.of(request)
    shown = my_review(actor, review_id)
    call = shown.assignment.application.call
    if request.method == "POST":
        if "agree" in request.POST:
            actions.sign_pledge(actor, call.pk)
            messages.success(request, _("The pledge is signed."))
            return redirect("programs:review", shown.pk)
        messages.error(request, str(PledgeNeeded()))
    if has_pledged(actor.user, call):
        return redirect("programs:review", shown.pk)
    return render(request, "programs/pledge.html", {"review": shown, "call": call, "pledge_text": PLEDGE})


@login_required
@require_POST
def step_back(request: HttpRequest, review_id: int) -> HttpResponse:
    """A conflict of interest that the reviewer declares: the application is taken from them."""
    actor = Actor.of(request)
    shown = my_review(actor, review_id)
    try:
        actions.declare_recusal(actor, shown.pk, request.POST.get("reason", ""))
    except HanbatError as error:
        messages.error(request, str(error))
        return redirect("programs:review", shown.pk)
    messages.success(request, _("You stepped back from this application. The office was told and asks somebody else."))
    return redirect("programs:reviews")
