"""Points that a test gave (기량 검사): a file of receipt numbers and points, for a criterion that no reviewer judges.

All rows are taken or none; every row that cannot be taken is named with its number, as a spreadsheet shows it.
"""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal, InvalidOperation

from programs.rules.table_file import Columns, Fault, Problem, Row, body_of

COLUMNS: Columns = {
    "receipt": ("접수번호", "신청번호", "receiptnumber", "receipt"),
    "points": ("점수", "득점", "points", "score"),
}


def read_measured(
    rows: Sequence[Sequence[str]], receipts: Collection[str], maximum: int
) -> tuple[dict[str, Decimal], list[Problem]]:
    """Receipt number → points from 0 to ``maximum`` with at most two decimals, and the rows that are no such thing.
    ``receipts``: the numbers that may be named."""
    body, problems = body_of(rows, COLUMNS)
    points: dict[str, Decimal] = {}
    for row in body:
        wrong = list(_faults(row, points, receipts, maximum))
        problems += wrong
        if not wrong:
            points[row.cells["receipt"]] = Decimal(row.cells["points"])
    return points, problems


def _faults(row: Row, earlier: Collection[str], receipts: Collection[str], maximum: int) -> Iterable[Problem]:
    receipt, points = row.cells["receipt"], row.cells["points"]
    head = {name: known[0] for name, known in COLUMNS.items()}
    missing = [name for name in COLUMNS if not row.cells[name]]
    if missing:
        yield from (Problem(row.number, Fault.MISSING, head[name]) for name in missing)
    elif receipt not in receipts:
        yield Problem(row.number, Fault.UNKNOWN, head["receipt"], receipt)
    elif receipt in earlier:
        yield Problem(row.number, Fault.AGAIN, head["receipt"], receipt)
    elif not _are_points(points, maximum):
        yield Problem(row.number, Fault.POINTS, head["points"], f"{points} (0–{maximum})")


def _are_points(text: str, maximum: int) -> bool:
    try:
        points = Decimal(text)
    except InvalidOperation:
        return False
    return points.is_finite() and 0 <= points <= maximum and points == points.quantize(Decimal("0.01"))
