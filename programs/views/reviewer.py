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

from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, HanbatError
from programs import actions
from programs.errors import ScoresMissing
from programs.models import Review
from programs.presentation import answer_sections, case_title
from programs.queries.reviews import files_for_reviewers, my_review, my_reviews
from programs.registry import programme
from programs.views.applicant import autosave_answer, read_autosave, refusal


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The person's own assignments, open ones first."""
    mine = my_reviews(Actor.of(request).user)
    page = Paginator(mine, 50).get_page(request.GET.get("page"))
    rows = [{"review": one, "case": case_title(one.assignment.application)} for one in page]
    return render(request, "programs/reviews.html", {"page": page, "rows": rows})


@login_required
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The application beside the sheet. Without scripts the button saves; with them it saves itself."""
    actor = Actor.of(request)
    shown = my_review(actor, review_id)
    problem: HanbatError | None = None
    typed: dict[str, Any] | None = None
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
    terms = submission.terms if submission else application.call.terms
    sheet = {**shown.sheet, **(typed or {})}
    still_open = {one.key for one in problem.criteria} if isinstance(problem, ScoresMissing) else set()
    lines = [
        {
            "criterion": criterion,
            "label": _(criterion.label),
            "help": _(criterion.help) if criterion.help else "",
            "points": sheet.get(f"points-{criterion.key}", ""),
            "comment": sheet.get(f"comment-{criterion.key}", ""),
            "open": criterion.key in still_open,
        }
        for criterion in application.call.terms.scoring
    ]
    blind = programme(application.call.programme).blind
    return {
        "review": shown,
        "application": application,
        "call": application.call,
        "case": case_title(application),
        "applicant": "" if blind else application.name,
        "lines": lines,
        "opinion": sheet.get("opinion", ""),
        "full_points": application.call.terms.full_points,
        "sections": answer_sections(terms.form_spec, submission.answers if submission else {}, masked=True),
        "hidden_sections": ("contact", "consents", "consent"),
        "files": files_for_reviewers(application),
        "revisions": json.dumps(shown.revisions),
        "editable": shown.state != "submitted" and application.state == "in_review",
        "problem": problem,
    }


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
