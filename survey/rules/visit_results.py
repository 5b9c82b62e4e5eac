"""Results of a visit and their AAPOR disposition (Standard Definitions), which decide what comes next."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """AAPOR groups: complete, partial, refusal, non-contact, other, unknown, not eligible."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN = "U"
    NOT_ELIGIBLE = "NE"


class VisitResult(StrEnum):
    """What an enumerator found at the door."""

    COMPLETED = "completed"
    PARTLY = "partly"
    REFUSED = "refused"
    ABSENT = "absent"
    SUSPENDED = "suspended"
    UNABLE = "unable"
    NOT_FOUND = "not_found"
    CLOSED = "closed"
    MOVED_AWAY = "moved_away"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"


DISPOSITION: dict[VisitResult, Disposition] = {
    VisitResult.COMPLETED: Disposition.COMPLETE,
    VisitResult.PARTLY: Disposition.PARTIAL,
    VisitResult.REFUSED: Disposition.REFUSAL,
    VisitResult.ABSENT: Disposition.NON_CONTACT,
    VisitResult.SUSPENDED: Disposition.NON_CONTACT,
    VisitResult.UNABLE: Disposition.OTHER,
    VisitResult.NOT_FOUND: Disposition.UNKNOWN,
    VisitResult.CLOSED: Disposition.NOT_ELIGIBLE,
    VisitResult.MOVED_AWAY: Disposition.NOT_ELIGIBLE,
    VisitResult.OUT_OF_SCOPE: Disposition.NOT_ELIGIBLE,
    VisitResult.DUPLICATE: Disposition.NOT_ELIGIBLE,
}


def has_answers(result: VisitResult) -> bool:
    """Whether the questionnaire was answered, at least in part."""
    return DISPOSITION[result] in (Disposition.COMPLETE, Disposition.PARTIAL)


def needs_memo(result: VisitResult) -> bool:
    """A shop leaves the denominator, or refuses, only with a word on how the enumerator knows."""
    return DISPOSITION[result] in (Disposition.NOT_ELIGIBLE, Disposition.REFUSAL, Disposition.UNKNOWN)
