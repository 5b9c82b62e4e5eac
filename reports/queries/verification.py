"""What anybody with the code may know of an issued document."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import Issue
from reports.rules.codes import normalised


class Verdict(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"
    RUN_OUT = "run_out"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"

    @property
    def message(self) -> Promise:
        return MESSAGES[self]


MESSAGES = {
    Verdict.VALID: _("This document was issued here and is valid."),
    Verdict.WITHDRAWN: _("This document was issued here but has been withdrawn. It is no longer valid."),
    Verdict.RUN_OUT: _("This document was issued here but its period of validity is over."),
    Verdict.UNKNOWN: _("No document was ever issued under this code."),
    Verdict.MISTYPED: _("This is not a verification code. Compare it with the print, letter by letter."),
}


@dataclass(frozen=True)
class Verification:
    """The answer of the public page; ``issue`` is None for codes that were never issued."""

    verdict: Verdict
    issue: Issue | None = None


def verify(typed: str, today: date) -> Verification:
    """What became of the document with this code. A document that was never finished was never issued."""
    code = normalised(typed)
    if code is None:
        return Verification(Verdict.MISTYPED)
    issue = Issue.objects.filter(verification_code=code, completed_at__isnull=False).first()
    if issue is None:
        return Verification(Verdict.UNKNOWN)
    if issue.withdrawn_at:
        return Verification(Verdict.WITHDRAWN, issue)
    if issue.valid_until and issue.valid_until < today:
        return Verification(Verdict.RUN_OUT, issue)
    return Verification(Verdict.VALID, issue)
