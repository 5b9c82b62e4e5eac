"""Sheets to Excel."""

from pathlib import Path

from openpyxl import Workbook as Book

from reports.content import Workbook
from reports.progress import Progress
from reports.rendering.csv import counted
from reports.rendering.values import native
from reports.rules.cells import sheet_title


def write_workbook(workbook: Workbook, path: Path, progress: Progress) -> None:
    """Writes the workbook; memory stays flat."""
    book = Book(write_only=True)
    taken: set[str] = set()
    for sheet in workbook.sheets:
        page = book.create_sheet(sheet_title(str(sheet.title), taken))
        page.append([str(column.title) for column in sheet.columns])
        for row in counted(sheet, progress):
            page.append([native(value) for value in row])
    book.save(path)
