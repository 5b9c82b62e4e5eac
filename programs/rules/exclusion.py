"""How long a business may be excluded from subsidies (참여제한)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Longest:
    """The longest term of an exclusion in years, and where that stands."""

    years: int
    source: str

    def until(self, since: date) -> date:
        return last_until(since, self.years)


def last_until(since: date, years: int) -> date:
    """The latest first day on which the business may take part again, ``years`` after ``since``; from 29 February on
    1 March."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)
