"""What goes to the bank: an account as it is typed, and the file of transfers.

No format of a bank was found that could be a constant; this one has a column for each fact, in words that a bank's
bulk transfer page maps by itself.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("은행", "계좌번호", "예금주", "이체금액", "적요")
LENGTHS = range(7, 21)  # digits of an account
FORMULA = frozenset("=+-@")


@dataclass(frozen=True)
class TransferLine:
    """A line of the transfer file, by the number of what it pays; ``amount`` in won."""

    number: int
    bank: str
    account: str
    holder: str
    amount: int
    memo: str


def transfer_csv(numbered: str, lines: Iterable[TransferLine]) -> str:
    """The file as CSV (its SHA-256 is kept with the run): the same text in whatever order the lines come. ``numbered``
    is the heading of the first column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((numbered, *HEADINGS))
    for line in sorted(lines, key=lambda one: one.number):
        writer.writerow([line.number, line.bank, line.account, line.holder, line.amount, line.memo])
    return out.getvalue()


def account_digits(typed: str) -> str:
    """The number of an account however it is written."""
    return re.sub(r"\D", "", typed)


def is_formula(name: str) -> bool:
    """Whether the name of a bank or holder would be a formula where the transfer file is opened."""
    return name.strip()[:1] in FORMULA
