"""An XLSForm workbook → XForm and compiled form; what is wrong is told by sheet, row and column of the workbook."""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

from openpyxl.utils.exceptions import InvalidFileException
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert
from xlrd import XLRDError
from xlrd.compdoc import CompDocError

from survey.rules.xform.compile import Refused, compile_form
from survey.rules.xform.faults import Fault, Reason
from survey.rules.xform.form import Form
from survey.rules.xform.tables import UnreadableTable, tables_of

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024  # a workbook is a ZIP: what it says it holds
ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
ROOT = "/data"
COLUMNS = {
    "calculation": "calculation",
    "choices": "choice_filter",
    "initial": "default",
    "soft": "bind::hanbat:soft",
    "count": "repeat_count",
}
_ROW = re.compile(r"\[row ?: ?(\d+)\]\s*")
# What pyxform and its readers raise on bytes and tables that are no form, besides its own error: they were written for
# well-meant input. RuntimeError: locked or packed in an unknown way; SyntaxError: a sheet that is no XML.
_STUMBLES = (
    ValueError, LookupError, TypeError, AttributeError, OSError, RuntimeError, AssertionError, ArithmeticError,
    SyntaxError, EOFError, zlib.error, struct.error, zipfile.BadZipFile, InvalidFileException, XLRDError, CompDocError,
)  # fmt: skip


@dataclass(frozen=True)
class Located:
    """A fault with its place in the workbook; ``row`` as the spreadsheet counts, None where none is meant. ``said`` is
    what pyxform says (in English) when the table itself is no form."""

    fault: Fault
    sheet: str = ""
    row: int | None = None
    column: str = ""
    said: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class RefusedWorkbook(ValueError):
    """The workbook makes no questionnaire."""

    def __init__(self, faults: list[Located]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Made:
    """``xform`` as other clients read it, ``form`` as ours do, and what the author is warned of."""

    xform: bytes
    form: Form
    warnings: list[Located] = field(default_factory=list)


def make(content: bytes, name: str, attached: Mapping[str, bytes] | None = None) -> Made:
    """The questionnaire of a workbook with the tables attached to it, by the names of their files. Raises
    RefusedWorkbook."""
    try:
        tables = tables_of(attached or {})
    except UnreadableTable as fault:
        facts = {"name": fault.name, "unfit": str(fault.why), **fault.facts}
        raise RefusedWorkbook([Located(Fault(Reason.BAD_ATTACHMENT, "", "", facts))]) from fault
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending not in ENDINGS or len(content) > MOST_BYTES:
        raise _no_workbook("no workbook, or too large")
    said: list[str] = []
    try:
        if _unpacked(content) > MOST_UNPACKED:
            raise ValueError("too large once unpacked")
        table = get_xlsform(content, file_type=ending)
        rows = rows_of(table.survey or [])
        xform = convert(asdict(table), warnings=said, validate=False, form_name=ROOT[1:]).xform.encode()
    except PyXFormError as refusal:
        raise RefusedWorkbook([_said(str(refusal))]) from refusal
    except _STUMBLES as stumble:
        raise _no_workbook(str(stumble)[:200]) from stumble
    try:
        form, warnings = compile_form(xform, tables)
    except Refused as refusal:
        raise RefusedWorkbook([_located(fault, rows) for fault in refusal.faults]) from refusal
    return Made(xform, form, [*map(_said, said), *(_located(fault, rows) for fault in warnings)])


def _no_workbook(why: str) -> RefusedWorkbook:
    return RefusedWorkbook([Located(Fault(Reason.NOT_A_FORM, "", "", {"why": why}))])


def _unpacked(content: bytes) -> int:
    if not zipfile.is_zipfile(BytesIO(content)):
        return 0
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return sum(one.file_size for one in packed.infolist())


def rows_of(survey: list[dict[str, Any]]) -> dict[str, int]:
    """The row of each path on the sheet ``survey``, its heading being row 1."""
    found: dict[str, int] = {}
    above = [ROOT]
    for row, cells in enumerate(survey, 2):
        kind = " ".join(str(cells.get("type", "")).lower().replace("_", " ").split())
        if kind.startswith("end "):
            above = above[:-1] or [ROOT]
        elif name := str(cells.get("name") or "").strip():
            path = f"{above[-1]}/{name}"
            found[path] = row
            if kind.startswith("begin "):
                above.append(path)
    return found


def _located(fault: Fault, rows: Mapping[str, int]) -> Located:
    column = COLUMNS.get(fault.part, fault.part)
    row = rows.get(fault.path)
    return Located(fault, "survey" if row else "", row, column)


def _said(message: str) -> Located:
    """What pyxform says, with the row that it names."""
    row = _ROW.search(message)
    sheet = re.search(r"'(survey|choices|settings|entities|external_choices)' sheet", message)
    plain = " ".join(_ROW.sub("", message).split())
    place = int(row[1]) if row else None
    return Located(Fault(Reason.BAD_TABLE, ""), sheet[1] if sheet else "survey" if row else "", place, "", plain)
