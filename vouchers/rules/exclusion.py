"""How long a business may be excluded from subsidies (참여제한)."""

from datetime import date


def last_until(since: date, years: int) -> date:
    """The latest first day on which the business may take part again, ``years`` after ``since``; from 29 February on
    1 March."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)
