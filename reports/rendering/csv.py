"""Sheets to CSV: UTF-8 with byte order mark (so that Excel reads the Hangul), one file a sheet."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import NoneType

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
        rows = iter(counted(sheet, progress))
        while some := list(islice(rows, EVERY)):
            writer.writerows(_plain_rows(some))


def _plain_rows(rows: Sequence[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    """Rows as CSV has them, made column by column: the values of one are of one kind, and many are the same."""
    return zip(*map(_plain_column, zip(*rows, strict=True)), strict=True)


def _plain_column(values: Sequence[object]) -> Iterable[object]:
    kinds = set(map(type, values))
    if kinds <= {int, NoneType}:  # the writer itself writes these as ``plain`` does
        return values
    if kinds <= {str, NoneType}:
        seen = {value: plain(value) for value in set(values)}
        return map(seen.__getitem__, values)
    return map(plain, values)


def counted(sheet: Sheet, progress: Progress) -> Iterable[tuple[object, ...]]:
    """The rows of a sheet, telling the progress every thousand."""
    total = sheet.expected or 0
    for done, row in enumerate(sheet.rows):
        if done % EVERY == 0:
            progress(done, total, _("Writing the rows"))
        yield tuple(row)
