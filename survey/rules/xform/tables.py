"""Tables that belong to a form beside its workbook: what ``pulldata`` and ``select_one_from_file`` read, as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
_COLUMN = re.compile(r"[A-Za-z_][\w.-]*")  # an expression walks over it by name

Table = list[dict[str, str]]


@dataclass(frozen=True)
class UnreadableTable(ValueError):
    """What keeps a file from being a table of a form."""

    name: str
    why: str


def table_name(file_name: str) -> str:
    """What expressions call the table: its file's name without the ending."""
    return file_name.rpartition(".")[0]


def tables_of(files: Mapping[str, bytes]) -> dict[str, Table]:
    """The files as tables by the names that expressions use. Raises UnreadableTable."""
    return {table_name(name): table_of(name, content) for name, content in files.items()}


def table_of(name: str, content: bytes) -> Table:
    """Rows by column, everything as text. Raises UnreadableTable."""
    if not name.lower().endswith(".csv") or len(content) > MOST_BYTES:
        raise UnreadableTable(name, "no CSV, or over 5 MB")
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise UnreadableTable(name, str(fault)[:100]) from fault
    header = [cell.strip() for cell in lines[0]] if lines else []
    if not header or len(set(header)) < len(header) or not all(map(_COLUMN.fullmatch, header)):
        raise UnreadableTable(name, f"the first row has to name the columns: {', '.join(header)[:80]}")
    rows = [line for line in lines[1:] if any(line)]
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(name, f"{len(rows)} rows, {MOST_ROWS} at most")
    for number, line in enumerate(rows, 2):
        if len(line) != len(header):
            raise UnreadableTable(name, f"row {number} has {len(line)} cells, not {len(header)}")
    return [dict(zip(header, line, strict=True)) for line in rows]
