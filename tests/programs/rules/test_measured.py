"""Points of a test as they come in a file."""

from decimal import Decimal

import pytest

from programs.rules.measured import read_measured
from programs.rules.table_file import Fault

RECEIPTS = ("DI-2026-001-00001", "DI-2026-001-00002", "DI-2026-001-00003")


def test_every_row_that_cannot_be_taken_is_named_as_a_spreadsheet_counts() -> None:
    rows = [
        ["접수 번호", "점수", "비고"],
        [RECEIPTS[0], "38.5", "장려"],
        ["", "", ""],
        [RECEIPTS[0], "12", ""],
        ["DI-2025-001-00001", "12", ""],
        [RECEIPTS[1], "", ""],
        [RECEIPTS[1], "40.5", ""],
        [RECEIPTS[2], " 40 ", ""],
    ]
    points, problems = read_measured(rows, RECEIPTS, 40)
    assert points == {RECEIPTS[0]: Decimal("38.5"), RECEIPTS[2]: Decimal(40)}
    assert [(one.row, one.fault) for one in problems] == [
        (4, Fault.AGAIN),
        (5, Fault.UNKNOWN),
        (6, Fault.MISSING),
        (7, Fault.POINTS),
    ]


@pytest.mark.parametrize("typed", ["-1", "40.01", "1.001", "NaN", "Infinity", "열", "1,5", "1e999999"])
def test_what_is_no_number_of_points_is_refused(typed: str) -> None:
    points, problems = read_measured([["접수번호", "점수"], [RECEIPTS[0], typed]], RECEIPTS, 40)
    assert not points and [one.fault for one in problems] == [Fault.POINTS]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [([], Fault.EMPTY), ([["접수번호", "점수"]], Fault.EMPTY), ([["번호", "점수"], ["1", "2"]], Fault.NO_COLUMN)],
)
def test_a_table_without_its_columns_or_rows_is_refused_as_a_whole(rows: list[list[str]], fault: Fault) -> None:
    points, problems = read_measured(rows, RECEIPTS, 40)
    assert not points and [one.fault for one in problems] == [fault]
