"""Weeks and months of the calendar."""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """The first day of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def next_month(month: date) -> date:
    """The first day of the month after that of ``month``."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
