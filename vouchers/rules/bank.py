"""The file that goes to the bank and the answer that comes back, which is matched by the payment's number alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programs.rules.transfer import TransferLine, transfer_csv


def transfer_text(lines: Iterable[TransferLine]) -> str:
    """The transfer file of a run, a line for each payment."""
    return transfer_csv("지급번호", lines)


class Wrong(StrEnum):
    """What a line of the answer cannot be."""

    NOT_IN_RUN = "not_in_run"
    AMOUNT = "amount"
    TWICE = "twice"
    OTHERWISE = "otherwise"  # it was answered before, and differently
    DAY = "day"  # before the run was released, or still to come


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
    on: date


@dataclass(frozen=True)
class Fault:
    row: int
    why: Wrong


def compare_answers(
    expected: Iterable[Expected],
    answered: Sequence[Answered],
    known: Mapping[int, bool],
    *,
    released: date,
    today: date,
) -> list[Fault]:
    """Every line of an answer that does not fit the run; ``known``: payment → what an earlier answer said. What the
    bank did was done on a day from the release to today: from it interest runs when money is claimed back."""
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
        elif not released <= one.on <= today:
            faults.append(Fault(one.row, Wrong.DAY))
    return faults
