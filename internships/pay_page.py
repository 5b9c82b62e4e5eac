"""A row of pay as its pages and papers show it."""

from typing import Any

from internships.models import PayRow
from internships.pay_words import formula, hours_text, line_label, month_name, warning_text
from internships.rules.pay import Line, Part


def line_facts(line: Line) -> dict[str, Any]:
    """A line with its name, how it came about and where that is written."""
    return {
        "label": line_label(line),
        "amount": line.amount,
        "hours": hours_text(line.minutes) if line.minutes else "",
        "formula": formula(line),
        "source": line.source,
    }


def row_facts(row: PayRow) -> dict[str, Any]:
    """A row with its lines by part, and what it was computed from."""
    parts = {part.value: [line_facts(one) for one in row.parts if one.part is part] for part in Part}
    days = row.inputs.get("days", [])
    return {
        "row": row,
        "month": month_name(row.month),
        "correction": row.sequence > 0,
        "warnings": [warning_text(code) for code in row.warnings],
        "contract": row.inputs["contract"],
        "person": row.inputs["person"],
        "inputs": _inputs(days),
        **parts,
    }


def _inputs(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The days that the row was computed from, in hours."""
    names = ("due", "worked", "extra", "night", "holiday")
    return [
        {
            "day": one["day"],
            **{name: hours_text(one[name]) if one.get(name) else "" for name in names},
            "free": bool(one.get("free")),
            "leave": ", ".join(f"{hours_text(each['minutes'])}" for each in one.get("leave", ())),
        }
        for one in days
    ]
