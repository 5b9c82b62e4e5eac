"""CSV tables that belong to a form: read as other clients read them, or refused with what is wrong."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from survey.rules.xform.faults import Reason
from survey.rules.xform.tables import table_of
from survey.rules.xform.workbook import RefusedWorkbook, make
from survey.wording_questionnaire import fault_text

SHOPS = 'name,label\ns1,"가람, 식당(가상)"\ns2,성심빵집(가상)\n'
FORM = """| survey |
| | type | name | label |
| | select_one_from_file shops.csv | shop | 점포 |
| settings |
| | form_id | form_title | version |
| | shops | Shops | 1 |""".encode()


@pytest.mark.parametrize("content", [SHOPS.encode(), SHOPS.encode("utf-8-sig"), SHOPS.replace("\n", "\r\n").encode()])
def test_a_table_is_read_by_its_first_row(content: bytes) -> None:
    assert table_of("shops.csv", content) == [
        {"name": "s1", "label": "가람, 식당(가상)"},
        {"name": "s2", "label": "성심빵집(가상)"},
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("shops.csv", SHOPS.encode("cp949"), "UTF-8"),
        ("shops.csv", b"", "첫 행"),
        ("shops.csv", b"name,name\na,b\n", "첫 행"),
        ("shops.csv", b"name,my label\na,b\n", "적힌 것: name, my label"),
        ("shops.csv", b"name,label\na\n", "2행의 칸은 1개인데 열은 2개"),
        ("shops.csv", b"name\n" + b"a\n" * 20_001, "20001행이며, 20000행까지"),
        ("shops.csv", b'name,label\n"a,b\n', "unexpected end"),
        ("shops.csv", b"name\n" + b"a" * 5 * 1024 * 1024, "5 MB"),
        ("shops.xlsx", SHOPS.encode(), ".csv"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(RefusedWorkbook) as refused:
        make(FORM, "shops.md", {name: content})
    [located] = refused.value.faults
    with override("ko"):
        text = fault_text(located.to_json())
    assert (name in text, said in text) == (True, True), text


def test_a_form_is_refused_without_its_table_and_warned_of_one_that_it_does_not_ask() -> None:
    with pytest.raises(RefusedWorkbook) as lacking:
        make(FORM, "shops.md")
    assert lacking.value.faults[0].fault.reason is Reason.NO_SUCH_LIST
    with pytest.raises(RefusedWorkbook) as broken:
        make(FORM, "shops.md", {"shops.csv": SHOPS.encode("cp949")})
    assert broken.value.faults[0].fault.reason is Reason.BAD_ATTACHMENT
    with pytest.raises(RefusedWorkbook) as columns:
        make(FORM, "shops.md", {"shops.csv": b"code,label\na,b\n"})
    assert columns.value.faults[0].fault.reason is Reason.NO_SUCH_COLUMN
    made = make(FORM, "shops.md", {"shops.csv": SHOPS.encode(), "others.csv": b"name\na\n"})
    assert [one["name"] for one in made.form.lists["shops"]] == ["s1", "s2"]
    assert [(one.fault.reason, one.fault.facts["name"]) for one in made.warnings] == [
        (Reason.UNUSED_TABLE, "others.csv")
    ]
