"""Sheets to CSV: UTF-8 with byte order mark (so that Excel reads the Hangul), one file a sheet."""

import csv
import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from reports.content import Sheet, Workbook
from reports.making import safe_name
from reports.progress import Progress
from reports.rendering.values import plain
from reports.rules.cells import defused

EVERY = 1000


def write_csv(workbook: Workbook, folder: Path, progress: Progress) -> tuple[Path, str]:
    """One sheet becomes a CSV file, several a ZIP of them; returns the path and its ending. Memory stays flat."""
    paths = []
    for number, sheet in enumerate(workbook.sheets, 1):
        path = folder / f"{number:02d}_{safe_name(str(sheet.title))}.csv"
        _write_sheet(sheet, path, progress)
        paths.append(path)
    if len(paths) == 1:
        return paths[0], "csv"
    with zipfile.ZipFile(folder / "file.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return folder / "file.zip", "zip"


def _write_sheet(sheet: Sheet, path: Path, progress: Progress) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([defused(str(column.title)) for column in sheet.columns])
        for row in counted(sheet, progress):  # nothing and plain letters need no second look: most cells of long tables
            writer.writerow([v if v is None or (isinstance(v, str) and v.isalnum()) else plain(v) for v in row])


def counted(sheet: Sheet, progress: Progress) -> Iterable[tuple[object, ...]]:
    """The rows of a sheet, telling the progress every thousand."""
    total = sheet.expected or 0
    for done, row in enumerate(sheet.rows):
        if done % EVERY == 0:
            progress(done, total, _("Writing the rows"))
        yield tuple(row)
