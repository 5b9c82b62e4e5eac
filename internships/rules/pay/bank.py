"""The file that goes to the bank: a line for each payslip, in the order of their numbers, always the same text."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("명세서번호", "은행", "계좌번호", "예금주", "이체금액", "적요")


@dataclass(frozen=True)
class PayOrder:
    """A line of the transfer file; ``amount`` in won."""

    slip: int
    bank: str
    account: str
    holder: str
    amount: int
    memo: str


def pay_order_text(orders: Iterable[PayOrder]) -> str:
    """The file as CSV (its SHA-256 is kept with the run)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in sorted(orders, key=lambda order: order.slip):
        writer.writerow([one.slip, one.bank, one.account, one.holder, one.amount, one.memo])
    return out.getvalue()
