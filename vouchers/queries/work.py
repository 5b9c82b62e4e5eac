"""Orders: what can be ordered in a case, and which lines of one are still to be accepted."""

from vouchers.models import Agreement, Order, OrderLine, Product
from vouchers.queries.supplier import products_of
from vouchers.rules.work import Offered


def offered(agreement: Agreement) -> list[Product]:
    """The products of the agreement's supplier that have a price today, which stands in ``present``; two statements."""
    if agreement.supplier is None:
        return []
    return [one for one in products_of(agreement.supplier) if getattr(one, "present", None)]


def offers(agreement: Agreement) -> dict[int, Offered]:
    """The same by key, as the rules see them."""
    return {one.pk: Offered(one.name, one.present.amount) for one in offered(agreement)}  # type: ignore[attr-defined]


def open_lines(order: Order) -> list[OrderLine]:
    """The lines that no check has accepted yet; nothing is asked of the database when the order came with its lines,
    deliveries and their acceptances."""
    accepted: set[int] = set()
    for delivery in order.deliveries.all():
        answer = getattr(delivery, "acceptance", None)
        accepted |= {one["line"] for one in answer.checklist if one["accepted"]} if answer else set()
    return [line for line in sorted(order.lines.all(), key=lambda one: one.pk) if line.pk not in accepted]
