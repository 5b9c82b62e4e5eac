"""Opening a business file of any guise: UTF-8 (with or without mark), CP949 or UTF-16, comma, pipe, tab or
semicolon, quoted or not, or an Excel workbook. Text files stream: memory stays flat whatever the length.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from survey.rules.frame_columns import Layout, looks_like_header, read_header
from survey.rules.frame_problems import FileProblem, UnreadableFile

_CHUNK = 1 << 20
_HEADER_WITHIN = 10
_DELIMITERS = ",|\t;"
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NEVER_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class FrameFile:
    """An opened file: how it is written, its columns, and its rows with the numbers a spreadsheet shows."""

    encoding: str
    delimiter: str
    layout: Layout
    rows: Iterator[tuple[int, Sequence[str]]]


def open_frame_file(stream: BinaryIO) -> FrameFile:
    """Recognise the file's kind and header, and give its rows one by one.

    Args:
        stream: the file, readable and seekable, at any position; it must stay open while rows are read.

    Raises:
        UnreadableFile: empty, not a table, neither encoding fits, no header, a column missing. Broken
            quotes further down are raised while the rows are read.
    """
    stream.seek(0)
    start = stream.read(8)
    if not start:
        raise UnreadableFile(FileProblem.EMPTY)
    if start.startswith(_NEVER_TABLES):
        raise UnreadableFile(FileProblem.NOT_A_TABLE)
    if start.startswith(_WORKBOOK_MARKS):
        encoding, delimiter, cells = "xlsx", "", _workbook_rows(stream)
    else:
        encoding = detect_encoding(stream)
        delimiter, cells = _text_rows(stream, encoding)
    numbered = enumerate(cells, start=1)
    layout = _find_header(numbered)
    return FrameFile(encoding, delimiter, layout, ((n, row) for n, row in numbered if any(row)))


def detect_encoding(stream: BinaryIO) -> str:
    """Name the encoding in which the whole file decodes: a mark decides, else UTF-8, else CP949.

    Raises:
        UnreadableFile: neither fits, with the line where UTF-8 first broke; or it holds NUL bytes, as a
            program's own format does.
    """
    stream.seek(0)
    start = stream.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if row := _first_broken_line(stream, encoding):
                raise UnreadableFile(FileProblem.WRONG_ENCODING, row=row)
            return encoding
    broken = _first_broken_line(stream, "utf-8")
    if not broken:
        return "utf-8"
    if not _first_broken_line(stream, "cp949"):
        return "cp949"
    raise UnreadableFile(FileProblem.WRONG_ENCODING, row=broken)


def _first_broken_line(stream: BinaryIO, encoding: str) -> int:
    """Line (from 1) at which the bytes stop being text in the encoding; 0 when all of it is."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        chunk = stream.read(_CHUNK)
        if b"\0" in chunk and encoding != "utf-16":
            raise UnreadableFile(FileProblem.NOT_A_TABLE)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if not chunk:
            return 0
        line += chunk.count(b"\n")


def _text_rows(stream: BinaryIO, encoding: str) -> tuple[str, Iterator[Sequence[str]]]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    head = text.read(8192)
    delimiter, quoted = _describe(head)
    text.seek(0)
    # Unquoted pipe files carry names that begin with a quotation mark; there it is a letter like any other.
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted or delimiter == "," else csv.QUOTE_NONE
    return delimiter, _read_csv(text, delimiter, quoting)


def _describe(head: str) -> tuple[str, bool]:
    """Delimiter and whether cells are quoted, by the line of the first ten that has most delimiters."""
    best = max(head.splitlines()[:_HEADER_WITHIN], key=lambda line: max(map(line.count, _DELIMITERS)), default="")
    return max(_DELIMITERS, key=best.count), best.lstrip("\ufeff").startswith('"')


def _read_csv(text: io.TextIOWrapper, delimiter: str, quoting: Literal[0, 3]) -> Iterator[Sequence[str]]:
    reader = csv.reader(text, delimiter=delimiter, quoting=quoting)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableFile(FileProblem.BROKEN_QUOTES, row=reader.line_num) from error
    finally:
        # The stream is the caller's to close; a reader left half read may come here after that.
        if not text.closed:
            text.detach()


def _workbook_rows(stream: BinaryIO) -> Iterator[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # loads a native library; only for workbooks

    stream.seek(0)
    try:
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
        for row in sheet.iter_rows():
            yield [_cell_text(cell) for cell in row]
    except (CalamineError, OSError, IndexError) as error:
        raise UnreadableFile(FileProblem.BROKEN_WORKBOOK) from error


def _cell_text(cell: object) -> str:
    """A workbook keeps codes as numbers: 30110515.0 must come back as the code it was."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _find_header(numbered: Iterator[tuple[int, Sequence[str]]]) -> Layout:
    first: Sequence[str] = ()
    for number, cells in numbered:
        first = first or cells
        if looks_like_header(cells):
            return read_header(cells)
        if number >= _HEADER_WITHIN:
            break
    if not any(first):
        raise UnreadableFile(FileProblem.EMPTY)
    raise UnreadableFile(FileProblem.NO_HEADER, found=[cell.strip()[:40] for cell in first[:10]])
