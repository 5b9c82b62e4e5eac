"""A workbook makes a questionnaire, or is told row by row why not."""

import zipfile
from io import BytesIO
from random import Random

import pytest
from openpyxl import Workbook

from survey.rules.xform.changes import Change, breaking, differences
from survey.rules.xform.faults import Reason
from survey.rules.xform.workbook import Located, RefusedWorkbook, make
from tests.survey.xform.samples import CENSUS, SAMPLES

SURVEY = [
    ["type", "name", "label", "relevant", "constraint", "calculation"],
    ["integer", "age", "Age", "", ". > 0", ""],
    ["begin group", "shop", "Shop", "", "", ""],
    ["select_one yn", "open", "Open?", "${age} > 18", "", ""],
    ["calculate", "next", "", "", "", "coalesce(${age}, 0) + 1"],
    ["end group", "", "", "", "", ""],
]
CHOICES = [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]


def workbook(survey: list[list[str]], choices: list[list[str]] | None = None) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in (("survey", survey), ("choices", choices or CHOICES), ("settings", [["form_id"], ["t"]])):
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def changed(row: int, column: str, text: str) -> list[list[str]]:
    rows = [list(one) for one in SURVEY]
    rows[row - 1][SURVEY[0].index(column)] = text
    return rows


def faults(survey: list[list[str]], choices: list[list[str]] | None = None) -> list[Located]:
    with pytest.raises(RefusedWorkbook) as refused:
        make(workbook(survey, choices), "form.xlsx")
    return refused.value.faults


def test_a_workbook_makes_a_form() -> None:
    made = make(workbook(SURVEY), "form.xlsx")
    assert made.form.asked == ["/data/age", "/data/shop/open"]
    assert made.xform.startswith(b"<?xml")


def test_the_census_is_made_without_a_warning() -> None:
    assert make(CENSUS.encode(), "census.md").warnings == []


@pytest.mark.parametrize(
    ("row", "column", "text", "reason"),
    [
        (4, "relevant", "floor(${age}) > 18", Reason.UNKNOWN_FUNCTION),
        (2, "constraint", "regex(., '(')", Reason.BAD_PATTERN),
        (5, "calculation", "/data/nothing + 1", Reason.NO_SUCH_QUESTION),
    ],
)
def test_what_the_engine_does_not_know_is_told_by_row_and_column(
    row: int, column: str, text: str, reason: Reason
) -> None:
    [found] = faults(changed(row, column, text))
    assert (found.sheet, found.row, found.column, found.fault.reason) == ("survey", row, column, reason)


def test_what_pyxform_refuses_is_told_with_its_row() -> None:
    [found] = faults(changed(4, "type", "select_one nowhere"))
    assert found.fault.reason is Reason.BAD_TABLE
    assert (found.sheet, found.row) == ("survey", 4)
    assert "nowhere" in found.said


@pytest.mark.parametrize("bad", [b"", b"PK\x03\x04", b"\x00" * 1_000, "이름,값".encode("cp949")])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.md", "a.exe", ""])
def test_what_is_no_workbook_is_refused(bad: bytes, name: str) -> None:
    with pytest.raises(RefusedWorkbook):
        make(bad, name)


def test_a_field_that_changes_its_type_is_found() -> None:
    before = make(workbook(SURVEY), "form.xlsx").form
    found = differences(before, make(workbook(changed(2, "type", "text")), "form.xlsx").form)
    assert [(one.change, one.path) for one in breaking(found)] == [(Change.TYPE, "/data/age")]


def test_what_changed_between_two_versions_is_told_part_by_part() -> None:
    before = make(workbook(SURVEY), "form.xlsx").form
    rows = changed(4, "relevant", "${age} > 20")
    rows[1][2] = "How old?"
    rows.append(["text", "memo", "Memo", "", "", ""])
    after = make(workbook(rows, [CHOICES[0], ["yn", "y", "Open"], ["yn", "x", "Unknown"]]), "form.xlsx").form
    assert [(one.change.value, one.path, one.parts) for one in differences(before, after)] == [
        ("words", "/data/age", ("label",)),
        ("codes_added", "/data/shop/open", ("x",)),
        ("codes_removed", "/data/shop/open", ("n",)),
        ("codes_renamed", "/data/shop/open", ("y",)),
        ("rules", "/data/shop/open", ("relevant",)),
        ("added", "/data/memo", ()),
    ]
    assert differences(before, before) == []


PIECES = (
    "", "  ", "${age}", "${", "}", "'", "(((", "1 +", "select_one", "begin repeat", "end group", "integer", "calculate",
    "\x00", "=1+1", "가나다", "selected(", "position(..)", "𝔘𝔫𝔦", "a" * 3_000, "-1", "instance('x')/root",
    "jr:choice-name(", "]]>", "&lt;",
)  # fmt: skip


@pytest.mark.slow
def test_a_table_spoilt_by_chance_is_answered_and_never_stumbled_over() -> None:
    """5,000 tables of the samples with cells changed, dropped and swapped: a form or its faults, nothing else."""
    chance = Random(20261126)
    answered = {"made": 0, "refused": 0}
    for _each in range(5_000):
        lines = SAMPLES[chance.choice(["household", "visit"])].splitlines()
        for _spoilt in range(chance.randint(1, 4)):
            at = chance.randrange(len(lines))
            cells = lines[at].split("|")
            cells[chance.randrange(len(cells))] = f" {chance.choice(PIECES)} "
            lines[at] = "|".join(cells)
        try:
            made = make("\n".join(lines).encode(), "form.md")
        except RefusedWorkbook as refused:
            assert refused.faults
            answered["refused"] += 1
        else:
            assert made.form.items
            answered["made"] += 1
    assert min(answered.values()) > 200


def _flipped(chance: Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _each in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt[: chance.randrange(len(spoilt))] if chance.random() < 0.2 else spoilt)


def _spoilt_inside(chance: Random, content: bytes) -> bytes:
    """One of the parts of the workbook flipped, cut, emptied, left out or nested deeply; the rest packed anew."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = chance.choice(list(parts))
    parts[name] = chance.choice(
        (b"", b"<a/>", b"<a>" * 5_000, b"\xff\xfe", _flipped(chance, parts[name]), parts[name].replace(b"1", b"9" * 30))
    )
    if chance.random() < 0.1:
        del parts[name]
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for one, text in parts.items():
            packed.writestr(one, text)
    return kept.getvalue()


OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")


def test_a_workbook_spoilt_byte_by_byte_is_answered_too() -> None:
    """Damaged on the way, locked, cut: a form where it can still be read, its faults otherwise, nothing else."""
    chance, whole = Random(7), workbook(SURVEY)
    made = 0
    for _each in range(150):
        for content, name in (
            (_flipped(chance, whole), "form.xlsx"),
            (_spoilt_inside(chance, whole), "form.xlsx"),
            (OLD_EXCEL + chance.randbytes(chance.choice((0, 600, 5_000))), "form.xls"),
        ):
            try:
                make(content, name)
            except RefusedWorkbook as refused:
                assert refused.faults
            else:
                made += 1
    assert 0 < made < 300
