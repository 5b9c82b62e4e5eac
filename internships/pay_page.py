"""A row of pay as its pages and papers show it."""

from collections.abc import Sequence
from typing import Any

from internships.models import PayRow
from internships.pay_words import formula, line_label, month_name, warning_text
from internships.rules.pay import Line, Part


def line_facts(line: Line) -> dict[str, Any]:
    """A line with its name, how it came about and where that is written."""
    return {
        "label": line_label(line),
        "amount": line.amount,
        "formula": formula(line),
        "source": line.source,
    }


def slip_facts(rows: Sequence[PayRow]) -> list[dict[str, Any]]:
    """The rows of a payslip; each with its place where they are of more than one."""
    several = len({row.placement_id for row in rows}) > 1
    return [_row_facts(row, str(row.placement.position.host) if several else "") for row in rows]


def _row_facts(row: PayRow, place: str) -> dict[str, Any]:
    """A row with its lines by part and what it was computed from."""
    lines = row.parts
    parts = {part.value: [line_facts(one) for one in lines if one.part is part] for part in Part}
    return {
        "row": row,
        "month": month_name(row.month),
        "place": place,
        "correction": row.sequence > 0,
        "warnings": [warning_text(code) for code in row.warnings],
        "person": row.inputs["person"],
        "days": row.inputs["days"],
        **parts,
    }
