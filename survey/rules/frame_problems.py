"""What can be wrong with a business file or with one of its rows: codes and facts, no sentences.

The sentences for people belong to ``survey.errors``, which speaks both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FileProblem(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    NOT_A_TABLE = "not_a_table"
    WRONG_ENCODING = "wrong_encoding"
    NO_HEADER = "no_header"
    MISSING_COLUMNS = "missing_columns"
    REPEATED_COLUMN = "repeated_column"
    BROKEN_QUOTES = "broken_quotes"
    BROKEN_WORKBOOK = "broken_workbook"


class CellProblem(StrEnum):
    """Why a row cannot be taken."""

    CELL_COUNT = "cell_count"
    REQUIRED = "required"
    LINE_BREAK = "line_break"
    TOO_LONG = "too_long"
    REPEATED_ID = "repeated_id"
    UNKNOWN_DONG = "unknown_dong"
    NOT_A_NUMBER = "not_a_number"
    NOT_DEGREES = "not_degrees"
    SWAPPED_POINT = "swapped_point"
    OUTSIDE_CITY = "outside_city"
    HALF_POINT = "half_point"
    INDUSTRY_CODE = "industry_code"
    OTHER_TAXONOMY = "other_taxonomy"
    KSIC_CODE = "ksic_code"


class UnreadableFile(Exception):
    """The file as a whole cannot be read; ``facts`` fill the sentence that a person reads."""

    def __init__(self, problem: FileProblem, **facts: object) -> None:
        super().__init__(f"{problem.value} {facts}" if facts else problem.value)
        self.problem = problem
        self.facts: Mapping[str, object] = facts


@dataclass(frozen=True, slots=True)
class BadCell:
    """One reason against one row: the row as a spreadsheet counts it (header = 1), its column, the fault."""

    row: int
    column: str
    problem: CellProblem
    value: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
