"""The screening desk: everything beside an application that helps a person to judge its eligibility."""

from typing import Any

from programs.models import Application, Submission
from programs.queries.corrections import corrections_of
from programs.queries.evidence import latest_tax_checks, latest_verdicts, noted_support, running_cases
from programs.rules.bonus import asked_for


def screening_desk(application: Application, submission: Submission | None) -> dict[str, Any]:
    """Taxes, support elsewhere, other cases, bonus points with their proofs, corrections; at most six statements."""
    organisation = application.organisation
    return {
        "taxes": latest_tax_checks(organisation) if organisation else [],
        "support": noted_support(application),
        "other_cases": list(running_cases(organisation, application)) if organisation else [],
        "bonuses": _bonuses(application, submission),
        "corrections": corrections_of(application),
    }


def _bonuses(application: Application, submission: Submission | None) -> list[dict[str, Any]]:
    """What was asked for, the files that prove it, and the verdict that counts."""
    offered = application.call.terms.choosing_terms.bonuses
    asked = asked_for(offered, submission.answers if submission else {})
    if not asked or submission is None:
        return []
    verdicts = latest_verdicts([application.pk]).get(application.pk, {})
    return [
        {
            "rule": bonus,
            "files": [one for one in submission.documents if bonus.document and one["kind"] == bonus.document],
            "verdict": verdicts.get(bonus.code),
        }
        for bonus in asked
    ]
