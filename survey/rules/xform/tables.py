"""Tables that belong to a form beside its workbook: what ``pulldata`` and ``select_one_from_file`` read, as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
_COLUMN = re.compile(r"[A-Za-z_][\w.-]*")  # an expression walks over it by name

Table = list[dict[str, str]]


class Unfit(StrEnum):
    """Why a file is no table of a form."""

    NO_CSV = "no_csv"
    TOO_LARGE = "too_large"
    NO_UTF8 = "no_utf8"
    BAD_CSV = "bad_csv"
    NO_COLUMNS = "no_columns"
    TOO_MANY_ROWS = "too_many_rows"
    OTHER_CELLS = "other_cells"


@dataclass(frozen=True)
class UnreadableTable(ValueError):
    """What keeps a file from being a table of a form; ``facts`` that the sentence about it names."""

    name: str
    why: Unfit
    facts: dict[str, Any] = field(default_factory=dict)


def table_name(file_name: str) -> str:
    """What expressions call the table: its file's name without the ending."""
    return file_name.rpartition(".")[0]


def tables_of(files: Mapping[str, bytes]) -> dict[str, Table]:
    """The files as tables by the names that expressions use. Raises UnreadableTable."""
    return {table_name(name): table_of(name, content) for name, content in files.items()}


def table_of(name: str, content: bytes) -> Table:
    """Rows by column, everything as text. Raises UnreadableTable."""
    if not name.lower().endswith(".csv"):
        raise UnreadableTable(name, Unfit.NO_CSV)
    if len(content) > MOST_BYTES:
        raise UnreadableTable(name, Unfit.TOO_LARGE)
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as fault:
        raise UnreadableTable(name, Unfit.NO_UTF8) from fault
    except csv.Error as fault:
        raise UnreadableTable(name, Unfit.BAD_CSV, {"said": str(fault)[:100]}) from fault
    header = [cell.strip() for cell in lines[0]] if lines else []
    if not header or len(set(header)) < len(header) or not all(map(_COLUMN.fullmatch, header)):
        raise UnreadableTable(name, Unfit.NO_COLUMNS, {"columns": ", ".join(header)[:80] or "–"})
    rows = [line for line in lines[1:] if any(line)]
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(name, Unfit.TOO_MANY_ROWS, {"rows": len(rows), "most": MOST_ROWS})
    for number, line in enumerate(rows, 2):
        if len(line) != len(header):
            cells = {"row": number, "cells": len(line), "columns": len(header)}
            raise UnreadableTable(name, Unfit.OTHER_CELLS, cells)
    return [dict(zip(header, line, strict=True)) for line in rows]
