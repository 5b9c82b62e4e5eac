"""Everything that a case holds, for its papers: versions, findings, sheets, decisions, appeals, events, files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from programs.models import (
    Application,
    Attachment,
    BonusVerdict,
    Correction,
    Decision,
    OtherSupport,
    Recusal,
    Review,
    Screening,
    Submission,
)


@dataclass(frozen=True)
class CaseFile:
    """The rows of one application, oldest first."""

    application: Application
    submissions: list[Submission]
    attachments: list[Attachment]
    screenings: list[Screening]
    corrections: list[Correction]
    support: list[OtherSupport]
    bonuses: list[BonusVerdict]
    recusals: list[Recusal]
    reviews: list[Review]
    decision: Decision | None

    @property
    def call(self) -> Any:
        return self.application.call


def case_file(public_id: UUID | str) -> CaseFile:
    """The whole file; eleven statements, however long the case. Raises Application.DoesNotExist."""
    application = Application.objects.select_related("call", "organisation", "user").get(public_id=public_id)
    reviews = Review.objects.filter(assignment__application=application).select_related("assignment__reviewer")
    return CaseFile(
        application=application,
        submissions=list(application.submissions.select_related("terms", "submitted_by").order_by("version")),
        attachments=list(application.attachments.select_related("file__content").order_by("pk")),
        screenings=list(application.screenings.select_related("screened_by").order_by("pk")),
        corrections=list(application.corrections.select_related("asked_by").order_by("pk")),
        support=list(application.other_support.order_by("pk")),
        bonuses=list(application.bonus_verdicts.order_by("pk")),
        recusals=list(application.recusals.select_related("reviewer").order_by("pk")),
        reviews=list(reviews.prefetch_related("scores").order_by("pk")),
        decision=Decision.objects.filter(application=application).select_related("proposed_by", "decided_by").first(),
    )


def sheets_of_call(call_id: int) -> Iterator[Review]:
    """Every sheet of a call that counts or may still come, by application and reviewer, streamed."""
    rows = (
        Review.objects.filter(assignment__application__call_id=call_id, assignment__revoked_at=None)
        .select_related("assignment__application", "assignment__reviewer")
        .prefetch_related("scores")
        .order_by("assignment__application__receipt_serial", "pk")
    )
    yield from rows.iterator(chunk_size=500)
