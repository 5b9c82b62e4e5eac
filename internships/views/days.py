"""Days as they stand in addresses and buttons."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from internships.errors import MalformedClick

WEEK = timedelta(days=7)


def typed_day(text: str) -> date | None:
    """The day, or None for anything that is none."""
    try:
        return parse_date(text)
    except ValueError:  # written like a day, but there is no such one
        return None


def posted_month(request: HttpRequest) -> str:
    """The first day of the month that a button asks for, as documents take it. Raises MalformedClick."""
    month = typed_day(request.POST.get("month", ""))
    if month is None:
        raise MalformedClick()
    return month.replace(day=1).isoformat()
