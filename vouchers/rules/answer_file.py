"""The bank's answer to a run as a CSV file: payment number, amount, result, day, reason.

Banks answer in CP949 or UTF-8, with or without a heading line. Either every line can be read or all that cannot be are
named.
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


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be read, as a person counts, and what stands in it there."""

    row: int
    what: str


class UnreadableAnswer(ValueError):
    """``lines`` cannot be read; none of the file is taken."""

    def __init__(self, *lines: BadLine) -> None:
        super().__init__("; ".join(f"{line.row}: {line.what}" for line in lines))
        self.lines = lines


def read_answer(content: bytes) -> list[BankLine]:
    """The lines of a file. Raises UnreadableAnswer with every line that cannot be read, also for a file without any."""
    lines: list[BankLine] = []
    bad: list[BadLine] = []
    for row, cells in enumerate(csv.reader(io.StringIO(_text(content))), 1):
        values = [cell.strip() for cell in cells]
        if not any(values) or (row == 1 and not values[0].isdigit()):
            continue
        found = _line(row, values)
        if isinstance(found, BadLine):
            bad.append(found)
        else:
            lines.append(found)
    if bad or not lines:
        raise UnreadableAnswer(*bad or [BadLine(1, "")])
    return lines


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableAnswer(BadLine(1, "?"))


def _line(row: int, values: list[str]) -> BankLine | BadLine:
    if len(values) < 4:
        return BadLine(row, ",".join(values))
    number, amount, result, day, *rest = values
    word = result.lower()
    if word not in WELL | BADLY:
        return BadLine(row, result)
    try:
        on = date.fromisoformat(day.replace(".", "-").replace("/", "-").strip("-"))
        return BankLine(row, int(number), int(amount.replace(",", "")), word in WELL, on, rest[0] if rest else "")
    except ValueError:
        return BadLine(row, ",".join(values))
