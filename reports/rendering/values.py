"""Values as cells: what a spreadsheet takes natively stays native, all else becomes text."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kernel.clock import SEOUL
from reports.rules.cells import MAX_TEXT, cleaned, defused

EXACT_DIGITS = 15  # a spreadsheet counts in binary floating point


def native(value: Any) -> Any:
    """For Excel: numbers and dates stay what they are, moments lose their zone after moving to Seoul's time; numbers
    of more than 15 digits become text, since a spreadsheet would round them."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT and value.isprintable() else cleaned(value)
    if isinstance(value, bool):
        return "O" if value else "X"
    if isinstance(value, int | Decimal):
        text = str(value)
        return value if len(text) <= EXACT_DIGITS or sum(map(str.isdigit, text)) <= EXACT_DIGITS else text
    if isinstance(value, datetime):
        return value.astimezone(SEOUL).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, float | date):
        return value
    return cleaned(str(value))


def plain(value: Any) -> str:
    """For CSV: numbers without separators, dates as ISO text, moments as Seoul's time to the second."""
    if isinstance(value, str):
        return defused(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "O" if value else "X"
    if isinstance(value, int | float | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        local = value.astimezone(SEOUL) if value.tzinfo else value
        return local.isoformat(" ", "seconds")[:19]
    if isinstance(value, date):
        return value.isoformat()
    return defused(str(value))
