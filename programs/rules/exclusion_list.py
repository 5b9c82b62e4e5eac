"""A list of excluded businesses (참여제한 명단) as other bodies send it: an Excel workbook, or text with commas
in UTF-8 or CP949. Every row that cannot be taken is named with its number, as a spreadsheet shows it."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NumberCheck = Callable[[str], bool]
Latest = Callable[[date], date | None]  # first day → the latest end that the law allows
MOST_ROWS = 20_000
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What the columns are called, without spaces.
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("사업자등록번호", "사업자번호", "registrationnumber", "businessregistrationnumber"),
    "name": ("상호", "상호명", "기업명", "업체명", "name"),
    "source": ("근거", "제재근거", "명단", "source", "listorlegalbasis"),
    "since": ("시작일", "제한시작일", "개시일", "since", "from"),
    "until": ("종료일", "제한종료일", "만료일", "until"),
    "reason": ("사유", "제재사유", "reason"),
}
NEEDED = ("number", "name", "source", "since")


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
    TWICE = "twice"  # the same business, list and day as an earlier row


@dataclass(frozen=True)
class Problem:
    """``row`` counts from 1 as a spreadsheet does (0: the file as a whole); ``value`` is what stands there."""

    row: int
    fault: Fault
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Entry:
    """One exclusion: in force on ``since``, no more on ``until`` (None: no end). The number is ten digits."""

    number: str
    name: str
    source: str
    since: date
    until: date | None = None
    reason: str = ""


class UnreadableList(ValueError):
    """The file is no table at all."""


def read_cells(content: bytes) -> list[list[str]]:
    """The rows of the first sheet, or of the text, as texts. Raises UnreadableList."""
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
            raise UnreadableList from error
    raise UnreadableList


def _workbook(content: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # loads a native library; only for workbooks

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
    except (CalamineError, OSError, IndexError) as error:
        raise UnreadableList from error


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def read_entries(
    rows: Sequence[Sequence[str]], is_number: NumberCheck, latest: Latest
) -> tuple[list[Entry], list[Problem]]:
    """Entries and problems, both in the order of the file. ``is_number`` knows a business registration number; a row
    without an end gets the ``latest``."""
    head = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if head is None:
        return [], [Problem(0, Fault.EMPTY)]
    places = _places(rows[head])
    lacking = [Problem(head + 1, Fault.NO_COLUMN, COLUMNS[name][0]) for name in NEEDED if name not in places]
    if lacking:
        return [], lacking
    body = [(n, row) for n, row in enumerate(rows[head + 1 :], head + 2) if any(cell.strip() for cell in row)]
    if not body:
        return [], [Problem(0, Fault.EMPTY)]
    if len(body) > MOST_ROWS:
        return [], [Problem(0, Fault.TOO_LONG, value=str(len(body)))]
    return _read_body(body, places, is_number, latest)


def _read_body(
    body: Iterable[tuple[int, Sequence[str]]], places: dict[str, int], is_number: NumberCheck, latest: Latest
) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str, date]] = set()
    for n, row in body:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
        wrong = list(_faults(n, cells, is_number, latest))
        if wrong:
            problems += wrong
            continue
        entry = _entry(cells, latest)
        key = (entry.number, entry.source, entry.since)
        if key in seen:
            problems.append(Problem(n, Fault.TWICE, COLUMNS["number"][0], entry.number))
            continue
        seen.add(key)
        entries.append(entry)
    return entries, problems


def _places(heads: Sequence[str]) -> dict[str, int]:
    plain = ["".join(head.split()).lower() for head in heads]
    found = {}
    for name, known in COLUMNS.items():
        place = next((plain.index(one) for one in known if one in plain), None)
        if place is not None:
            found[name] = place
    return found


def _faults(n: int, cells: dict[str, str], is_number: NumberCheck, latest: Latest) -> Iterable[Problem]:
    for name in NEEDED:
        if not cells[name]:
            yield Problem(n, Fault.MISSING, COLUMNS[name][0])
    if cells["number"] and not is_number(cells["number"]):
        yield Problem(n, Fault.NUMBER, COLUMNS["number"][0], cells["number"])
    for name in ("since", "until"):
        if cells.get(name) and day_of(cells[name]) is None:
            yield Problem(n, Fault.DATE, COLUMNS[name][0], cells[name])
    since, until = day_of(cells["since"]), day_of(cells.get("until", ""))
    if since and until and until <= since:
        yield Problem(n, Fault.BACKWARDS, COLUMNS["until"][0], cells["until"])
    if since and until and (last := latest(since)) and until > last:
        yield Problem(n, Fault.BEYOND, COLUMNS["until"][0], last.isoformat())


def _entry(cells: dict[str, str], latest: Latest) -> Entry:
    since = day_of(cells["since"])
    if since is None:
        raise ValueError("a row with faults is no entry")
    number = "".join(character for character in cells["number"] if character.isdigit())
    until = day_of(cells.get("until", "")) or latest(since)
    return Entry(number, cells["name"][:120], cells["source"][:200], since, until, cells.get("reason", ""))


def day_of(text: str) -> date | None:
    """2026-03-01, 2026.3.1, 2026/03/01 or 20260301."""
    parts = "".join(c if c.isdigit() else " " for c in text).split()
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) != 3 or len(parts[0]) != 4:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
