"""When something in a case is late, and on whom it waits.

The days of an order, a report and a payment stand with them. For the rest ``Terms`` says how many days somebody has:
what a law does not say to everybody is a reference figure of the city, these are its values where it set none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programs.rules.deadlines import is_working_day


class Kind(StrEnum):
    """What waits."""

    DELIVERY = "delivery"
    ACCEPTANCE = "acceptance"
    INVOICE = "invoice"
    REPORT = "report"
    SETTLEMENT = "settlement"
    PAYMENT = "payment"
    ANSWER = "answer"
    CLAWBACK = "clawback"


class On(StrEnum):
    """On whom."""

    DEMAND = "demand"
    SUPPLIER = "supplier"
    MANAGER = "manager"
    APPROVER = "approver"
    FINANCE = "finance"


@dataclass(frozen=True)
class Terms:
    """Days that somebody has, counted from the day after: to accept a delivery (하도급거래법 §9② gives ten where it
    holds), to hand in the final report after the period, to hand in the settlement after the end of the work, and the
    office's for what was handed in to it. ``bank``: working days after the day of a payment run."""

    accept: int = 10
    report: int = 60
    settle: int = 60
    office: int = 14
    bank: int = 3


def answer_due(paid_on: date, days: int, is_holiday: Callable[[date], bool]) -> date:
    """The day by which the bank should have answered a run of ``paid_on``: banks work on no Saturday, Sunday or
    holiday."""
    due = paid_on
    while days > 0:
        due += timedelta(days=1)
        days -= is_working_day(due, is_holiday)
    return due


def invoice_late_before(today: date) -> date:
    """What was accepted before this day should have its tax invoice by now. It is due by the tenth of the month after
    the supply (부가가치세법 §34③): of last month once the tenth has passed, before that of the months before it."""
    this_month = today.replace(day=1)
    return this_month if today.day > 10 else (this_month - timedelta(days=1)).replace(day=1)
