"""Orders: what stands in the way of one, and which are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Flaw(StrEnum):
    """Why an order cannot be placed."""

    NO_LINES = "no_lines"
    NOT_POSITIVE = "not_positive"
    TOO_MUCH = "too_much"
    OUTSIDE_PERIOD = "outside_period"
    DUE_PAST = "due_past"


@dataclass(frozen=True)
class Item:
    """A product: ``quantity`` at ``price`` won."""

    name: str
    quantity: int
    price: int
    product: int | None = None

    @property
    def amount(self) -> int:
        return self.quantity * self.price


def total(items: Sequence[Item]) -> int:
    return sum(item.amount for item in items)


def flaws(items: Sequence[Item], free: int, due_on: date, today: date, first_day: date, last_day: date) -> list[Flaw]:
    """Everything in the way of ordering ``items`` for delivery on ``due_on``, with ``free`` won on the voucher; the
    agreement's period has both its days."""
    found = []
    if not items:
        found.append(Flaw.NO_LINES)
    if any(item.quantity <= 0 or item.price <= 0 for item in items):
        found.append(Flaw.NOT_POSITIVE)
    elif total(items) > free:
        found.append(Flaw.TOO_MUCH)
    if due_on < today:
        found.append(Flaw.DUE_PAST)
    if not (first_day <= today <= last_day and first_day <= due_on <= last_day):
        found.append(Flaw.OUTSIDE_PERIOD)
    return found


def days_late(due_on: date, done_on: date | None, today: date) -> int:
    """Days after the due day until it was done, or until today when it is not."""
    return max(((done_on or today) - due_on).days, 0)
