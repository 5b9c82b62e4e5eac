"""Reading the tax office's file of the simplified table (근로소득 간이세액표).

The published workbook has a line for each bracket: monthly pay from and below in thousands of won, then the tax in won
for one to eleven people, with a dash for none. Headings and the formula above ten million are lines of another shape
and are left out; what is left must be whole.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from internships.rules.pay.tax import DEPENDANTS, Bracket, faults

THOUSAND = 1_000
NOTHING = {"", "-", "–", "‐"}


class UnreadableTable(Exception):
    """``rows``: numbers of the lines (from 1) that cannot be; none when there was no line of a table at all."""

    def __init__(self, rows: Sequence[int] = ()) -> None:
        super().__init__(str(list(rows)))
        self.rows = tuple(rows)


def read_table(name: str, content: bytes) -> tuple[Bracket, ...]:
    """The brackets of a CSV file or a workbook. Raises UnreadableTable."""
    return brackets_of(_csv(content) if name.lower().endswith(".csv") else _workbook(content))


def brackets_of(lines: Iterable[Sequence[Any]]) -> tuple[Bracket, ...]:
    """Every line that has the shape of a bracket. Raises UnreadableTable naming lines that do not fit the others."""
    found, places = [], []
    for number, cells in enumerate(lines, start=1):
        bracket = _bracket(list(cells))
        if bracket is not None:
            found.append(bracket)
            places.append(number)
    if not found:
        raise UnreadableTable()
    wrong = faults(found)
    if wrong:
        raise UnreadableTable([places[one] for one in wrong])
    return tuple(found)


def _bracket(cells: list[Any]) -> Bracket | None:
    if len(cells) < 2 + DEPENDANTS:
        return None
    numbers = [_number(one) for one in cells[: 2 + DEPENDANTS]]
    if numbers[0] is None or numbers[1] is None or _blank(cells[0]) or _blank(cells[1]):
        return None
    if any(one is None for one in numbers):
        return None
    least, below, *taxes = [one or 0 for one in numbers]
    return Bracket(least * THOUSAND, below * THOUSAND, tuple(taxes))


def _blank(cell: Any) -> bool:
    return str(cell if cell is not None else "").strip() in NOTHING


def _number(cell: Any) -> int | None:
    if _blank(cell):
        return 0
    text = str(cell).strip().replace(",", "").removesuffix(".0")
    return int(text) if text.isdigit() else None


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding))))
        except UnicodeDecodeError:
            continue
    raise UnreadableTable()


def _workbook(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook  # loads a native library; only for workbooks

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    except CalamineError:
        raise UnreadableTable() from None
