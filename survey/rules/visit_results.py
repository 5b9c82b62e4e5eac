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
    """What an enumerator found at the door: the codes of the question ``result`` of a census questionnaire."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    REFUSED = "refused"
    ABSENT = "absent"
    OTHER = "other"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    MOVED_OUT = "moved_out"
    MOVED_IN = "moved_in"
    NOT_TARGET = "not_target"
    DUPLICATE = "duplicate"


DISPOSITION: dict[VisitResult, Disposition] = {
    VisitResult.COMPLETED: Disposition.COMPLETE,
    VisitResult.PARTIAL: Disposition.PARTIAL,
    VisitResult.REFUSED: Disposition.REFUSAL,
    VisitResult.ABSENT: Disposition.NON_CONTACT,
    VisitResult.OTHER: Disposition.OTHER,
    VisitResult.UNKNOWN: Disposition.UNKNOWN,
    VisitResult.CLOSED: Disposition.NOT_ELIGIBLE,
    VisitResult.MOVED_OUT: Disposition.NOT_ELIGIBLE,
    VisitResult.MOVED_IN: Disposition.NON_CONTACT,  # still to be visited, where it is now
    VisitResult.NOT_TARGET: Disposition.NOT_ELIGIBLE,
    VisitResult.DUPLICATE: Disposition.NOT_ELIGIBLE,
}
INTERVIEWS = frozenset({VisitResult.COMPLETED, VisitResult.PARTIAL})  # they come in with their record
GONE = frozenset(  # not there (any more), or no business of the census
    {result for result, disposition in DISPOSITION.items() if disposition is Disposition.NOT_ELIGIBLE}
    | {VisitResult.MOVED_IN}
)
NEED_NOTE = GONE | {  # how it is known that a shop closed, is none, where it moved; why it refused
    result for result, disposition in DISPOSITION.items() if disposition in (Disposition.REFUSAL, Disposition.UNKNOWN)
}
RESULT_CODES = frozenset(result.value for result in VisitResult)
