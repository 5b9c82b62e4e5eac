"""The reference figures of pay: which there are, and the value that holds in a month.

Rates are parts of one, amounts won. A figure that is missing, or that changes within a month, stops the computation
with its name: nothing is paid by a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

PREFIX = "internships.pay."
MINIMUM_WAGE = f"{PREFIX}minimum_wage"
PENSION_RATE = f"{PREFIX}pension_rate"
PENSION_LEAST = f"{PREFIX}pension_least"
PENSION_MOST = f"{PREFIX}pension_most"
HEALTH_RATE = f"{PREFIX}health_rate"
HEALTH_LEAST = f"{PREFIX}health_least"
HEALTH_MOST = f"{PREFIX}health_most"
CARE_RATE = f"{PREFIX}care_rate"
EMPLOYMENT_RATE = f"{PREFIX}employment_rate"
STABILITY_RATE = f"{PREFIX}stability_rate_"  # and the band of the employer's size
ACCIDENT_RATE = f"{PREFIX}accident_rate_"  # and the industry
LOCAL_TAX_RATE = f"{PREFIX}local_tax_rate"
TAX_TABLE = f"{PREFIX}tax_table"
CALENDAR = f"{PREFIX}calendar"  # whether the public holidays of the year were compared with the official calendar

SIZES = ("small", "priority", "medium", "public")
INDUSTRIES = ("public", "office")


class FigureMissing(Exception):
    """No value of ``name`` holds on ``day``."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name} {day}")
        self.name, self.day = name, day


@dataclass(frozen=True)
class Figure:
    """``value`` from ``since`` up to, not including, ``until``."""

    value: Fraction
    since: date
    until: date | None
    source: str

    def holds(self, first: date, last: date) -> bool:
        return self.since <= first and (self.until is None or last < self.until)


class FigureBook:
    """Every figure by its name, each with all its times."""

    def __init__(self, figures: Mapping[str, Sequence[Figure]]) -> None:
        self._figures = figures

    def of(self, name: str, first: date, last: date) -> Figure:
        """The one value that holds from ``first`` to ``last``, both included. Raises FigureMissing."""
        for one in self._figures.get(name, ()):
            if one.holds(first, last):
                return one
        raise FigureMissing(name, first)
