"""Sheets to Excel: a title, the filters it was made with, a header that stays in sight, filters, totals.

Written row by row (openpyxl's write-only mode): memory stays flat however long the table is.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook as Book
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from kernel.clock import SEOUL, now
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.rendering.csv import counted
from reports.rendering.values import native
from reports.rules.cells import DANGEROUS, display_width, sheet_title

MAX_ROWS = 1_048_576  # of Excel
SAMPLED = 200  # rows that decide the width of a column
NUMBER_FORMATS = {
    Kind.WHOLE: "#,##0",
    Kind.KEY: "0",
    Kind.WON: "#,##0",
    Kind.DECIMAL: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
WIDTHS = {Kind.WHOLE: 9, Kind.KEY: 10, Kind.WON: 14, Kind.DECIMAL: 12, Kind.PERCENT: 9, Kind.DATE: 12, Kind.MOMENT: 17}
ROOM_FOR_TOTAL = 19  # a sum of hundreds of billions of won in bold; with less a spreadsheet shows ###
_LINE = Side(style="thin", color="FF8A949E")
_HEAVY = Side(style="medium", color="FF131416")
_HEAD = PatternFill("solid", fgColor="FFE7EDF5")
_FOOT = PatternFill("solid", fgColor="FFF4F5F6")


def write_workbook(workbook: Workbook, path: Path, progress: Progress, *, max_rows: int = MAX_ROWS) -> None:
    """Writes the workbook to ``path``. A table longer than ``max_rows`` goes on in a further sheet."""
    book = Book(write_only=True)
    book.properties.title = str(workbook.title)
    book.properties.creator = "Hanbat"
    taken: set[str] = set()
    for sheet in workbook.sheets:
        _write_sheet(book, workbook, sheet, taken, progress, max_rows)
    book.save(path)


def _write_sheet(
    book: Book, workbook: Workbook, sheet: Sheet, taken: set[str], progress: Progress, max_rows: int
) -> None:
    rows = iter(counted(sheet, progress))
    totals = [0 if column.total else None for column in sheet.columns]
    part = 1
    while True:
        head = list(islice(rows, SAMPLED))
        page = book.create_sheet(sheet_title(str(sheet.title), taken, part))
        table = _Table(page, sheet.columns, head)
        table.write_head(workbook, sheet)
        room = max_rows - table.row - 1  # the last row is kept for the totals
        written = table.write_rows(islice(chain(head, rows), room), totals)
        following = next(rows, None) if written == room else None
        if len(head) > room:
            raise ValueError(f"no room for {SAMPLED} rows in {max_rows}")
        if following is None:
            table.write_totals(totals)
            table.finish()
            return
        table.finish()
        rows = chain([following], rows)
        part += 1


class _Table:
    """One sheet in the making."""

    def __init__(self, page: Any, columns: Sequence[Column], sample: Sequence[Sequence[Any]]) -> None:
        self.page = page
        self.columns = columns
        self.row = 0
        self.head_row = 0
        for index, column in enumerate(columns):
            letter = get_column_letter(index + 1)
            page.column_dimensions[letter].width = column.width or column_width(column, [row[index] for row in sample])
        self._cells = [self._cell_of(column) for column in columns]

    def write_head(self, workbook: Workbook, sheet: Sheet) -> None:
        """Title, filters, time of making, and the header row, which stays in sight and repeats in print."""
        lines = [f"{label}: {value}" for label, value in workbook.filters]
        lines.append(_("Made at %(when)s") % {"when": f"{now().astimezone(SEOUL):%Y-%m-%d %H:%M}"})
        above = 1 + len(lines) + 1
        self.head_row = above + 1
        self._set_up_view()
        self._append([self._styled(str(workbook.title or sheet.title), font=Font(bold=True, size=14))])
        for line in lines:
            self._append([self._styled(line, font=Font(color="FF464C53"))])
        self._append([])
        border = Border(left=_LINE, right=_LINE, top=_HEAVY, bottom=_LINE)
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._append(
            [
                self._styled(str(c.title), font=Font(bold=True), fill=_HEAD, border=border, alignment=middle)
                for c in self.columns
            ]
        )

    def write_rows(self, rows: Iterable[Sequence[Any]], totals: list[Any]) -> int:
        """Writes the rows and adds up ``totals`` in place; returns how many rows there were."""
        written = 0
        summed = [index for index, total in enumerate(totals) if total is not None]
        for row in rows:
            self._append(list(self._filled(row)))
            for index in summed:
                totals[index] += row[index] or 0
            written += 1
        return written

    def write_totals(self, totals: Sequence[Any]) -> None:
        """The sums below the table; nothing when no column is summed."""
        if all(total is None for total in totals):
            return
        cells = []
        border = Border(left=_LINE, right=_LINE, top=_HEAVY, bottom=_HEAVY)
        for index, (column, total) in enumerate(zip(self.columns, totals, strict=True)):
            value = _("Total") if index == 0 and total is None else native(total)
            cell = self._styled(value, font=Font(bold=True), fill=_FOOT, border=border)
            cell.number_format = NUMBER_FORMATS.get(Kind(column.kind), "General")
            cells.append(cell)
        last_row = self.row
        self._append(cells)
        self._filter_to(last_row)

    def finish(self) -> None:
        if not self.page.auto_filter.ref:
            self._filter_to(self.row)

    def _filter_to(self, last_row: int) -> None:
        last = get_column_letter(len(self.columns))
        self.page.auto_filter.ref = f"A{self.head_row}:{last}{max(last_row, self.head_row)}"

    def _set_up_view(self) -> None:
        page = self.page
        page.freeze_panes = f"A{self.head_row + 1}"
        page.print_title_rows = f"{self.head_row}:{self.head_row}"
        page.page_setup.orientation = "landscape" if len(self.columns) > 6 else "portrait"
        page.page_setup.paperSize = 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.oddFooter.center.text = "&P / &N"

    def _append(self, cells: Sequence[Any]) -> None:
        self.page.append(cells)
        self.row += 1

    def _styled(self, value: Any, **style: Any) -> Cell:
        cell = WriteOnlyCell(self.page, value)
        for name, part in style.items():
            setattr(cell, name, part)
        _as_text(cell)
        return cell

    def _cell_of(self, column: Column) -> Cell:
        """One cell a column, used again for every row: making a styled cell costs more than writing it."""
        cell = WriteOnlyCell(self.page)
        kind = Kind(column.kind)
        cell.number_format = NUMBER_FORMATS.get(kind, "@" if kind is Kind.TEXT else "General")
        return cell

    def _filled(self, row: Sequence[Any]) -> Iterator[Cell]:
        for cell, value in zip(self._cells, row, strict=True):
            cell.value = native(value)
            _as_text(cell)
            yield cell


def _as_text(cell: Cell) -> None:
    """Text stays text: what looks like a formula or an error is neither, and stays so when it is edited."""
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(DANGEROUS)


def column_width(column: Column, sample: Sequence[Any]) -> float:
    """Wide enough for the title with its filter button and for most of the values, at most 50."""
    least = WIDTHS.get(Kind(column.kind), 8)
    title = max((display_width(part) for part in str(column.title).split("\n")), default=0) + 4
    longest = max((display_width(_shown(value)) for value in sample), default=0) + 2
    total = ROOM_FOR_TOTAL if column.total and column.kind == Kind.WON else 0
    return float(min(50, max(least, title, longest, total)))


def _shown(value: Any) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:,}"
    return value if isinstance(value, str) else ""
