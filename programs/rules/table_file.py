"""A table that somebody sends as a file: an Excel workbook, or text with commas in UTF-8 or CP949. What cannot be taken
is named with the row as a spreadsheet shows it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_ROWS = 20_000
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
Columns = Mapping[str, tuple[str, ...]]  # name → what the column may be called, without spaces; the first is told


class Fault(StrEnum):
    """Why a row, or the whole file, cannot be taken."""

    UNREADABLE = "unreadable"  # no table, no text
    NO_COLUMN = "no_column"  # column
    EMPTY = "empty"  # no row below the headings
    TOO_LONG = "too_long"
    MISSING = "missing"  # column
    NUMBER = "number"  # not a business registration number
    DATE = "date"  # column, value
    BACKWARDS = "backwards"  # ends before it begins
    BEYOND = "beyond"  # longer than the law allows
    TWICE = "twice"  # the same entry as in an earlier row
    AGAIN = "again"  # what stands once alone, in an earlier row
    UNKNOWN = "unknown"  # no application of the call has this number
    POINTS = "points"  # no points, or more than there are


@dataclass(frozen=True)
class Problem:
    """``row`` counts from 1 as a spreadsheet does (0: the file as a whole); ``value`` is what stands there."""

    row: int
    fault: Fault
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Row:
    """A row below the headings: its number, and its cells by the name of their column."""

    number: int
    cells: Mapping[str, str]


class UnreadableTable(ValueError):
    """The file is no table at all."""


def read_cells(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, or of the text, as texts. Raises UnreadableTable."""
    if content.startswith(WORKBOOK_MARKS):
        return _workbook(content)
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
        except csv.Error as error:
            raise UnreadableTable from error
    raise UnreadableTable


def _workbook(content: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # loads a native library; only for workbooks

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
    except (CalamineError, OSError, IndexError) as error:
        raise UnreadableTable from error


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def body_of(
    rows: Sequence[Sequence[str]], columns: Columns, optional: Sequence[str] = ()
) -> tuple[list[Row], list[Problem]]:
    """The rows below the headings, empty ones left out; or what is wrong with the table as a whole. A column that is
    not there is empty in every row; only ``optional`` ones may be missing."""
    head = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if head is None:
        return [], [Problem(0, Fault.EMPTY)]
    places = _places(rows[head], columns)
    lacking = [name for name in columns if name not in places and name not in optional]
    if lacking:
        return [], [Problem(head + 1, Fault.NO_COLUMN, columns[name][0]) for name in lacking]
    body = [(n, row) for n, row in enumerate(rows[head + 1 :], head + 2) if any(cell.strip() for cell in row)]
    if not body:
        return [], [Problem(0, Fault.EMPTY)]
    if len(body) > MOST_ROWS:
        return [], [Problem(0, Fault.TOO_LONG, value=str(len(body)))]
    return [Row(n, {name: _at(row, places.get(name)) for name in columns}) for n, row in body], []


def _at(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _places(heads: Sequence[str], columns: Columns) -> dict[str, int]:
    plain = ["".join(head.split()).lower() for head in heads]
    found = {}
    for name, known in columns.items():
        place = next((plain.index(one) for one in known if one in plain), None)
        if place is not None:
            found[name] = place
    return found
