"""Sheets to CSV: UTF-8 with byte order mark (so that Excel reads the Hangul), one file a sheet."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import NoneType

from django.utils.translation import gettext as _

from reports.content import Blocks, Sheet, Workbook
from reports.making import safe_name
from reports.progress import Progress
from reports.rendering.values import plain
from reports.rules.cells import all_harmless, defused

EVERY = 1000
BYTE_ORDER_MARK = "\ufeff"  # by hand: the codec "utf-8-sig" is written in Python and would be called for every row


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
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(BYTE_ORDER_MARK)
        writer = csv.writer(target)
        writer.writerow([defused(str(column.title)) for column in sheet.columns])
        done = 0
        for columns in _blocks(sheet.rows):
            progress(done, sheet.expected or 0, _("Writing the rows"))
            writer.writerows(zip(*map(_plain_column, columns), strict=True))
            done += len(columns[0])


def _blocks(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[Sequence[object]]]:
    """Rows by their columns, some at a time: the values of a column are of one kind, and many are the same."""
    if isinstance(rows, Blocks):
        yield from rows.blocks
        return
    left = iter(rows)
    while some := list(islice(left, EVERY)):
        yield list(zip(*some, strict=True))


def _plain_column(values: Sequence[object]) -> Iterable[object]:
    """Values as CSV has them. What the writer itself writes as ``plain`` does stays what it is: numbers, nothing, and
    texts that are harmless."""
    kinds = set(map(type, values))
    if kinds <= {int, NoneType}:
        return values
    if kinds <= {str, NoneType}:
        different = set(values)
        if all_harmless([value for value in different if isinstance(value, str)]):
            return values
        seen = {value: plain(value) for value in different}
        return map(seen.__getitem__, values)
    return map(plain, values)


def counted(sheet: Sheet, progress: Progress) -> Iterable[tuple[object, ...]]:
    """The rows of a sheet, telling the progress every thousand."""
    total = sheet.expected or 0
    for done, row in enumerate(sheet.rows):
        if done % EVERY == 0:
            progress(done, total, _("Writing the rows"))
        yield tuple(row)
