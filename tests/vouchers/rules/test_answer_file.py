"""The bank's answer: read whole, or every line that cannot be read is named."""

from datetime import date

import pytest

from vouchers.rules.answer_file import BadLine, BankLine, UnreadableAnswer, read_answer

HEAD = "지급번호,금액,결과,처리일,사유\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_an_answer_is_read_in_the_encodings_of_banks(encoding: str) -> None:
    content = f'{HEAD}7,"1,000,000",정상,2026-11-25\n8,500,이체불능,2026.11.25.,예금주 상이\n'.encode(encoding)
    assert read_answer(content) == [
        BankLine(2, 7, 1_000_000, True, date(2026, 11, 25)),
        BankLine(3, 8, 500, False, date(2026, 11, 25), "예금주 상이"),
    ]


def test_every_line_that_cannot_be_read_is_named_not_only_the_first() -> None:
    content = f"{HEAD}7,천원,정상,2026-11-25\n8,500,정상,2026-11-25\n9,500,보류,2026-11-25\n10,500\n11,5,정상,내일\n"
    with pytest.raises(UnreadableAnswer) as refused:
        read_answer(content.encode())
    assert refused.value.lines == (
        BadLine(2, "7,천원,정상,2026-11-25"),
        BadLine(4, "보류"),
        BadLine(5, "10,500"),
        BadLine(6, "11,5,정상,내일"),
    )


@pytest.mark.parametrize("content", [b"", HEAD.encode(), b"\xff\xfe\x00\x81"])
def test_a_file_without_lines_is_no_answer(content: bytes) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        read_answer(content)
    assert refused.value.lines[0].row == 1
