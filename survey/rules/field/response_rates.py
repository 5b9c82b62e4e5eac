"""Response rates RR1 to RR6 (AAPOR, Standard Definitions), against the frame: a business not yet visited counts as of
unknown eligibility, never as not being there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from survey.rules.visit_results import DISPOSITION, Disposition, VisitResult


@dataclass(frozen=True)
class Cases:
    """Businesses of the frame by disposition; ``unvisited`` have no result yet."""

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown: int = 0
    not_eligible: int = 0
    unvisited: int = 0

    @property
    def all(self) -> int:
        """Every business of the frame."""
        return sum(getattr(self, field.name) for field in fields(self))

    @property
    def unresolved(self) -> int:
        """Cases of which nobody knows whether they are eligible (UH + UO)."""
        return self.unknown + self.unvisited

    @property
    def eligible(self) -> int:
        """Cases known to be eligible: interviewed, refused, not met, unable."""
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    def __add__(self, more: Cases) -> Cases:
        return Cases(*(getattr(self, field.name) + getattr(more, field.name) for field in fields(self)))


_FIELD = {
    Disposition.COMPLETE: "complete",
    Disposition.PARTIAL: "partial",
    Disposition.REFUSAL: "refusal",
    Disposition.NON_CONTACT: "non_contact",
    Disposition.OTHER: "other",
    Disposition.UNKNOWN: "unknown",
    Disposition.NOT_ELIGIBLE: "not_eligible",
}


def cases(by_result: Mapping[VisitResult, int], frame: int) -> Cases:
    """Cases of a frame of so many businesses, from how many stand at each result. Raises ValueError for more results
    than businesses."""
    unvisited = frame - sum(by_result.values())
    if unvisited < 0:
        raise ValueError("more results than businesses in the frame")
    counted: dict[str, int] = {"unvisited": unvisited}
    for result, many in by_result.items():
        name = _FIELD[DISPOSITION[result]]
        counted[name] = counted.get(name, 0) + many
    return Cases(**counted)


@dataclass(frozen=True)
class Rates:
    """RR1 to RR6; None where there is nobody to divide by. ``eligible_share`` is the e of RR3 and RR4."""

    rr1: Fraction | None
    rr2: Fraction | None
    rr3: Fraction | None
    rr4: Fraction | None
    rr5: Fraction | None
    rr6: Fraction | None
    eligible_share: Fraction | None


def response_rates(of: Cases) -> Rates:
    """The rates of some cases.

    RR1 = I/((I+P)+(R+NC+O)+U), RR2 = (I+P)/the same; RR3 and RR4 count only e·U, e being the share of eligible ones
    among the cases whose eligibility is known; RR5 and RR6 leave U out. Without any case known, e is taken as 1 (the
    cautious side: no rate is made better by it).
    """
    known = of.eligible + of.not_eligible
    share = Fraction(of.eligible, known) if known else None
    unresolved = of.unresolved * (Fraction(1) if share is None else share)
    interviews = of.complete + of.partial
    return Rates(
        rr1=_rate(of.complete, of.eligible + of.unresolved),
        rr2=_rate(interviews, of.eligible + of.unresolved),
        rr3=_rate(of.complete, of.eligible + unresolved),
        rr4=_rate(interviews, of.eligible + unresolved),
        rr5=_rate(of.complete, of.eligible),
        rr6=_rate(interviews, of.eligible),
        eligible_share=share,
    )


def _rate(done: int, whole: int | Fraction) -> Fraction | None:
    return Fraction(done) / whole if whole else None


def add_up(parts: Iterable[Cases]) -> Cases:
    """Cases of several areas, days or people together."""
    return sum(parts, Cases())
