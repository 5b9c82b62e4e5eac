"""Orders: what stands in the way of one, and which are late."""

from collections.abc import Mapping, Sequence
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
    NOT_OFFERED = "not_offered"  # not, or no longer, among the supplier's products with a price
    PRICE_CHANGED = "price_changed"
    OWN_LINE = "own_line"  # words where only products are bought


@dataclass(frozen=True)
class Item:
    """``quantity`` at ``price`` won of a product of the register, or of what ``name`` says."""

    name: str
    quantity: int
    price: int
    product: int | None = None

    @property
    def amount(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True)
class Offered:
    """A product of the supplier's register with its price of today for one, in won."""

    name: str
    price: int


BOUGHT = "purchase"  # the track in which ready data is bought; in all others work is ordered


def takes_own_lines(track: str) -> bool:
    """Whether an order may say in words what is to be done."""
    return track != BOUGHT


def unlisted(items: Sequence[Item], catalogue: Mapping[int, Offered], *, own: bool) -> list[Flaw]:
    """What in an order is not as the register has it; ``own`` lines may be in words."""
    found = []
    for item in items:
        if item.product is None:
            if not own:
                found.append(Flaw.OWN_LINE)
        elif item.product not in catalogue:
            found.append(Flaw.NOT_OFFERED)
        elif catalogue[item.product].price != item.price:
            found.append(Flaw.PRICE_CHANGED)
    return list(dict.fromkeys(found))


def total(items: Sequence[Item]) -> int:
    return sum(item.amount for item in items)


def flaws(items: Sequence[Item], free: int, due_on: date, today: date, first_day: date, last_day: date) -> list[Flaw]:
    """Everything in the way of ordering ``items`` for delivery on ``due_on``, with ``free`` won on the voucher; the
    agreement's period has both its days."""
    found = []
    if not items or any(item.product is None and not item.name.strip() for item in items):
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
