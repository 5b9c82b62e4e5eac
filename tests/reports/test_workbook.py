"""Excel and CSV, opened as a reader would."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.content import Column, Sheet, Workbook
from reports.progress import unseen
from reports.rendering import dump
from reports.rendering.csv import write_csv
from reports.rendering.dump import write_dump
from reports.rendering.workbook import write_workbook

COLUMNS = [
    Column("접수번호"),
    Column("상호"),
    Column("신청금액", "won", total=True),
    Column("점수", "decimal"),
    Column("비율", "percent"),
    Column("개업일", "date"),
    Column("접수일시", "moment"),
]
RECEIVED = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # half past midnight of the 23rd in Seoul


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        name = ["한밭떡집", '=HYPERLINK("http://example.org")', "-", "@가게"][n % 4]
        yield (
            f"2026-{n:05d}", name, 1_000_000 + n, Decimal("87.25"), Decimal("0.125"), date(2020, 1, 2), RECEIVED
        )  # fmt: skip


def book(count: int, **more: Any) -> Workbook:
    filters = [("공고", "2026년 1차")]
    return Workbook([Sheet("신청/목록", COLUMNS, rows(count), count)], title="신청 목록", filters=filters, **more)


def test_a_formatted_workbook_has_title_filters_header_values_and_totals(tmp_path: Path) -> None:
    write_workbook(book(4), tmp_path / "book.xlsx", unseen)
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    table = list(sheet.iter_rows(values_only=True))
    assert sheet.title == "신청 목록"
    assert table[0][0] == "신청 목록"
    assert table[1][0] == "공고: 2026년 1차"
    assert list(table[4]) == [str(column.title) for column in COLUMNS]
    assert table[5][2:] == (
        1_000_000, 87.25, 0.125, datetime(2020, 1, 2), datetime(2026, 11, 23, 0, 30)
    )  # fmt: skip
    assert table[9][2] == 4_000_006
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:G9"  # without the totals
    assert [sheet.cell(6, column).number_format for column in range(3, 8)] == [
        "#,##0", "#,##0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
    ]  # fmt: skip
    assert sheet.column_dimensions["B"].width > 2 * len("한밭떡집")


@pytest.mark.parametrize("write", [write_workbook, write_dump])
def test_no_cell_of_excel_is_a_formula(tmp_path: Path, write: Any) -> None:
    write(book(8), tmp_path / "book.xlsx", unseen)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0] for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("write", [write_workbook, write_dump])
def test_a_table_too_long_for_a_sheet_goes_on_in_the_next(tmp_path: Path, write: Any) -> None:
    write(book(700), tmp_path / "book.xlsx", unseen, max_rows=300)
    found = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert found.sheetnames == ["신청 목록", "신청 목록 (2)", "신청 목록 (3)"]
    numbers = [
        row[0] for sheet in found for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("2026-")
    ]
    assert numbers == [f"2026-{n:05d}" for n in range(700)]
    assert all(sheet.max_row <= 300 for sheet in found)


def test_a_table_that_fills_its_sheet_exactly_needs_no_second_one(tmp_path: Path) -> None:
    write_workbook(book(294), tmp_path / "book.xlsx", unseen, max_rows=300)  # 5 rows above, 1 of totals
    assert openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames == ["신청 목록"]


def test_a_dump_never_loses_rows_silently(tmp_path: Path) -> None:
    wrong = Workbook([Sheet("신청", COLUMNS, rows(500), expected=10)])
    with pytest.raises(ValueError, match="more rows"):
        write_dump(wrong, tmp_path / "book.xlsx", unseen, max_rows=300)


def test_a_dump_is_whole_also_without_the_fast_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "fast", None)
    write_dump(book(300, dump=True), tmp_path / "book.xlsx", unseen)
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert sheet.max_row == 5 + 300 + 1


def test_an_empty_table_is_still_a_table(tmp_path: Path) -> None:
    for write in (write_workbook, write_dump):
        write(book(0), tmp_path / "book.xlsx", unseen)
        assert openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0].max_row >= 5


def test_csv_is_read_by_excel_and_runs_nothing(tmp_path: Path) -> None:
    path, suffix = write_csv(book(4), tmp_path, unseen)
    assert suffix == "csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as source:
        table = list(csv.reader(source))
    assert table[0] == [str(column.title) for column in COLUMNS]
    assert table[1] == ["2026-00000", "한밭떡집", "1000000", "87.25", "0.125", "2020-01-02", "2026-11-23 00:30:00"]
    assert [row[1] for row in table[2:]] == ['\'=HYPERLINK("http://example.org")', "'-", "'@가게"]


def test_a_column_of_many_kinds_is_written_value_by_value(tmp_path: Path) -> None:
    """``1``, ``1.0`` and true count as the same, and are not written the same."""
    values = [1, True, Decimal("1.0"), Decimal("1.00"), "1", "-1", None]
    columns = [Column("여러 가지"), Column("수"), Column("글")]
    sheet = Sheet("목록", columns, [(value, number, "=1") for number, value in enumerate(values)], len(values))
    path, _suffix = write_csv(Workbook([sheet]), tmp_path, unseen)
    read = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert [row[0] for row in read] == ["1", "O", "1.0", "1.00", "1", "'-1", ""]
    assert [row[1:] for row in read] == [[str(number), "'=1"] for number in range(len(values))]


def test_several_sheets_become_a_zip_of_csv_files(tmp_path: Path) -> None:
    two = Workbook([Sheet("신청", COLUMNS, rows(1)), Sheet("결정", COLUMNS, rows(2))])
    path, suffix = write_csv(two, tmp_path, unseen)
    assert suffix == "zip"
    assert zipfile.ZipFile(path).namelist() == ["01_신청.csv", "02_결정.csv"]


def test_progress_follows_the_rows(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_csv(book(2500), tmp_path, lambda done, total, doing: told.append((done, total)))
    assert told == [(0, 2500), (1000, 2500), (2000, 2500)]


PEAK = """
import resource, sys
import django; django.setup()
from pathlib import Path
from tests.reports.test_workbook import book
from reports.progress import unseen
from reports.rendering.csv import write_csv
from reports.rendering.workbook import write_workbook
kind, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
write_csv(book(count), folder, unseen) if kind == "csv" else write_workbook(book(count), folder / "b.xlsx", unseen)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_stays_flat_at_a_hundred_thousand_rows(tmp_path: Path, kind: str) -> None:
    def peak(count: int) -> int:
        command = [sys.executable, "-c", PEAK, kind, str(count), str(tmp_path)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert peak(100_000) - peak(1000) < 20  # MB
