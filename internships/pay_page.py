"""A row of pay as its pages and papers show it."""

from typing import Any

from internships.models import PayRow, Payslip
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


def row_facts(row: PayRow, slip: Payslip) -> dict[str, Any]:
    """A row with its lines by part, what it was computed from, and its place when it is not the payslip's."""
    lines = row.parts
    parts = {part.value: [line_facts(one) for one in lines if one.part is part] for part in Part}
    return {
        "row": row,
        "month": month_name(row.month),
        "place": "" if row.placement_id == slip.placement_id else str(row.placement.position.host),
        "correction": row.sequence > 0,
        "warnings": [warning_text(code) for code in row.warnings],
        "person": row.inputs["person"],
        "days": row.inputs["days"],
        **parts,
    }
