"""At which part of the day doors of a kind open most, from the visits that were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from survey.rules.field.revisits import PartOfDay
from survey.rules.visit_results import DISPOSITION, Disposition, VisitResult

LEAST_OPENED = 20  # doors of a kind, before they say anything
LEAST_KNOCKED = 10  # at a part of the day, before it is compared with the others
_SOMEBODY = (Disposition.COMPLETE, Disposition.PARTIAL, Disposition.REFUSAL, Disposition.OTHER)
OPENED = frozenset(result for result, disposition in DISPOSITION.items() if disposition in _SOMEBODY)
KNOCKED = OPENED | {VisitResult.ABSENT}  # what closed, moved or was not found has no door to open


@dataclass(frozen=True)
class Doors:
    """Doors that were knocked at, and how many of them opened."""

    opened: int = 0
    knocked: int = 0

    @property
    def rate(self) -> Fraction | None:
        """The contact rate (AAPOR CON3); None where nobody knocked."""
        return Fraction(self.opened, self.knocked) if self.knocked else None

    def __add__(self, more: Doors) -> Doors:
        return Doors(self.opened + more.opened, self.knocked + more.knocked)


def best_part(doors: Mapping[PartOfDay, Doors]) -> PartOfDay | None:
    """The part of the day at which most of the doors of a kind opened; None while too few are known, or only of one
    part. Of equal ones the part with more knocks, then the earlier."""
    if sum(one.opened for one in doors.values()) < LEAST_OPENED:
        return None
    known = {part: one for part in PartOfDay if (one := doors.get(part, Doors())).knocked >= LEAST_KNOCKED}
    if len(known) < 2:
        return None
    return max(known, key=lambda part: (Fraction(known[part].opened, known[part].knocked), known[part].knocked))
