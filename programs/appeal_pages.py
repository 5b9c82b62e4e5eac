"""What the pages and papers of an appeal show: the result that it is about, the grounds, the material."""

from typing import Any

from programs.models import Appeal, Decision, Screening
from programs.queries.appeals import materials
from programs.queries.results import criterion_means
from programs.queries.reviews import (
    files_for_reviewers,
    is_blind,
    secrets_of,
    sections_for_reviewers,
    shown_cases,
)
from programs.reasons import reason_told
from programs.rules.blind import blacked_out


def result_told(appeal: Appeal) -> dict[str, Any]:
    """The result that the appeal is about, as its applicant was told it: reason, and points by criterion."""
    application = appeal.application
    if appeal.against == Appeal.Against.SCREENING:
        refused = application.screenings.filter(verdict=Screening.Verdict.INELIGIBLE).order_by("-pk").first()
        if refused is None:
            return {"outcome": appeal.get_against_display(), "reason": "", "means": []}
        reason = f"{refused.get_reason_code_display()}: {refused.reason}"
        return {"outcome": appeal.get_against_display(), "reason": reason, "means": []}
    decision = Decision.objects.filter(application=application).first()
    if decision is None:
        return {"outcome": appeal.get_against_display(), "reason": "", "means": []}
    decision.application = application
    return {
        "outcome": decision.get_outcome_display(),
        "reason": reason_told(decision),
        "means": criterion_means(application),
        "score": decision.score,
    }


def material_context(appeal: Appeal) -> dict[str, Any]:
    """What a member of the panel reads; in a blind call nothing of it says who appeals."""
    application = appeal.application
    submission = application.submissions.select_related("terms").order_by("-version").first()
    grounds, result = appeal.grounds, result_told(appeal)
    if is_blind(application.call):
        secrets = secrets_of([application])[application.pk]
        grounds = blacked_out(grounds, secrets)
        result["reason"] = blacked_out(result["reason"], secrets)
    return {
        "appeal": appeal,
        "call": application.call,
        "case": shown_cases([application])[application.pk],
        "grounds": grounds,
        "result": result,
        "sections": sections_for_reviewers(application, submission),
        "files": files_for_reviewers(application),
        "materials": materials(appeal),
    }
