"""The bank's answer to a run as a CSV file: payment number, amount, result, day, reason.

Banks answer in CP949 or UTF-8, with or without a heading line. Either every line can be read or the first that cannot
be is named.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

WELL = frozenset({"정상", "성공", "이체완료", "완료", "ok", "paid"})
BADLY = frozenset({"오류", "실패", "불능", "이체불능", "failed", "error"})


@dataclass(frozen=True)
class BankLine:
    """``row`` as a person counts, the heading included; ``amount`` in won."""

    row: int
    payment: int
    amount: int
    paid: bool
    on: date
    text: str = ""


class UnreadableAnswer(ValueError):
    """``row`` cannot be read, because of ``what`` stands in it."""

    def __init__(self, row: int, what: str) -> None:
        super().__init__(f"{row}: {what}")
        self.row, self.what = row, what


def read_answer(content: bytes) -> list[BankLine]:
    """The lines of a file. Raises UnreadableAnswer, also for a file without lines."""
    lines = []
    for row, cells in enumerate(csv.reader(io.StringIO(_text(content))), 1):
        values = [cell.strip() for cell in cells]
        if not any(values) or (row == 1 and not values[0].isdigit()):
            continue
        lines.append(_line(row, values))
    if not lines:
        raise UnreadableAnswer(1, "")
    return lines


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableAnswer(1, "?")


def _line(row: int, values: list[str]) -> BankLine:
    if len(values) < 4:
        raise UnreadableAnswer(row, ",".join(values))
    number, amount, result, day, *rest = values
    word = result.lower()
    if word not in WELL | BADLY:
        raise UnreadableAnswer(row, result)
    try:
        on = date.fromisoformat(day.replace(".", "-").replace("/", "-").strip("-"))
        return BankLine(row, int(number), int(amount.replace(",", "")), word in WELL, on, rest[0] if rest else "")
    except ValueError:
        raise UnreadableAnswer(row, ",".join(values)) from None
