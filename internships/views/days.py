"""Days as they stand in addresses and buttons."""

from datetime import date, timedelta

from django.utils.dateparse import parse_date

WEEK = timedelta(days=7)


def typed_day(text: str) -> date | None:
    """The day, or None for anything that is none."""
    try:
        return parse_date(text)
    except ValueError:  # written like a day, but there is no such one
        return None
