"""The file that goes to the bank and the answer that comes back.

No format of a bank was found that could be a constant; this one has a column for each fact, in words that a bank's
bulk transfer page maps by itself, and the answer is matched by the payment's number alone.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

HEADINGS = ("지급번호", "은행", "계좌번호", "예금주", "이체금액", "적요")


@dataclass(frozen=True)
class Told:
    """A line of the transfer file; ``amount`` in won."""

    payment: int
    bank: str
    account: str
    holder: str
    amount: int
    memo: str


def transfer_lines(lines: Iterable[Told]) -> list[Told]:
    """In the order of the payments' numbers, whatever order they came in."""
    return sorted(lines, key=lambda line: line.payment)


def transfer_text(lines: Sequence[Told]) -> str:
    """The file as CSV (its SHA-256 is kept with the run)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in lines:
        writer.writerow([line.payment, line.bank, line.account, line.holder, line.amount, line.memo])
    return out.getvalue()


class Wrong(StrEnum):
    """What a line of the answer cannot be."""

    NOT_IN_RUN = "not_in_run"
    AMOUNT = "amount"
    TWICE = "twice"
    OTHERWISE = "otherwise"  # it was answered before, and differently


@dataclass(frozen=True)
class Expected:
    payment: int
    amount: int


@dataclass(frozen=True)
class Answered:
    row: int
    payment: int
    amount: int
    paid: bool


@dataclass(frozen=True)
class Fault:
    row: int
    why: Wrong


def compare_answers(
    expected: Iterable[Expected], answered: Sequence[Answered], known: Mapping[int, bool]
) -> list[Fault]:
    """Every line of an answer that does not fit the run; ``known``: payment → what an earlier answer said."""
    amounts = {one.payment: one.amount for one in expected}
    times = Counter(one.payment for one in answered)
    faults = []
    for one in answered:
        if one.payment not in amounts:
            faults.append(Fault(one.row, Wrong.NOT_IN_RUN))
        elif one.amount != amounts[one.payment]:
            faults.append(Fault(one.row, Wrong.AMOUNT))
        elif times[one.payment] > 1:
            faults.append(Fault(one.row, Wrong.TWICE))
        elif known.get(one.payment, one.paid) != one.paid:
            faults.append(Fault(one.row, Wrong.OTHERWISE))
    return faults
