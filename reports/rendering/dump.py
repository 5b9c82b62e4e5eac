"""Full dumps to Excel: header, formats and filters, no title and no totals, five times as fast as a formatted report.

Written by rustpy-xlsxwriter, in constant memory. Where it is not installed, or a table does not suit it (two columns
of one title, unknown length), the formatted writer does the work.
"""

import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from reports.content import Kind, Sheet, Workbook
from reports.progress import Progress
from reports.rendering.csv import counted
from reports.rendering.values import native
from reports.rendering.workbook import MAX_ROWS, NUMBER_FORMATS, column_width, write_workbook
from reports.rules.cells import sheet_title

try:
    import rustpy_xlsxwriter as fast
except ImportError:  # a young library without wheels for every machine
    fast = None  # type: ignore[assignment]


def write_dump(workbook: Workbook, path: Path, progress: Progress, *, max_rows: int = MAX_ROWS) -> None:
    """Writes the sheets to ``path``; a table longer than ``max_rows`` goes on in a further sheet.

    Raises ValueError when a sheet has more rows than it said (``expected``): no row is left out silently.
    """
    if fast is None or not all(_suits(sheet) for sheet in workbook.sheets):
        write_workbook(workbook, path, progress, max_rows=max_rows)
        return
    taken: set[str] = set()
    entries: list[tuple[str, Any]] = []
    formats: dict[str, Any] = {}
    widths: dict[str, Any] = {}
    sources = []
    for sheet in workbook.sheets:
        records = _records(sheet, progress)
        sources.append(records)
        for part in range(1, _parts(sheet, max_rows) + 1):
            title = sheet_title(str(sheet.title), taken, part)
            entries.append((title, islice(records, max_rows - 1)))
            formats[title] = {str(c.title): _format(Kind(c.kind)) for c in sheet.columns}
            widths[title] = {str(c.title): column_width(c, []) for c in sheet.columns}
    fast.write_worksheets(
        entries, str(path), freeze_panes={"general": {"row": 1, "col": 0}}, header_format={"general": _header()},
        autofilter={"general": True}, column_formats=formats, column_widths=widths,
    )  # fmt: skip
    if any(next(records, None) is not None for records in sources):
        raise ValueError("a sheet has more rows than it expected")


def _suits(sheet: Sheet) -> bool:
    titles = [str(column.title) for column in sheet.columns]
    return sheet.expected is not None and sheet.expected > 0 and len(set(titles)) == len(titles)


def _parts(sheet: Sheet, max_rows: int) -> int:
    return max(1, math.ceil((sheet.expected or 0) / (max_rows - 1)))


def _records(sheet: Sheet, progress: Progress) -> Iterator[dict[str, Any]]:
    titles = [str(column.title) for column in sheet.columns]
    for row in counted(sheet, progress):
        yield dict(zip(titles, map(native, row), strict=True))


def _format(kind: Kind) -> Any:
    return fast.Format().set_num_format(NUMBER_FORMATS.get(kind, "General"))


def _header() -> Any:
    return fast.Format().set_bold().set_background_color("#E7EDF5").set_border("thin").set_align("center")
