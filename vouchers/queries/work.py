"""Orders: what can be ordered in a case, which lines of one are still to be accepted, what of it stands on invoices."""

from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from vouchers.models import Agreement, Order, OrderLine, Payment, Product
from vouchers.queries.supplier import products_of
from vouchers.rules.ledger import Parts
from vouchers.rules.work import Offered

STANDING = ("requested", "approved", "released", "failed", "paid")  # payments whose invoice was not withdrawn


def offered(agreement: Agreement) -> list[Product]:
    """The products of the agreement's supplier that have a price today; two statements."""
    if agreement.supplier is None:
        return []
    return [one for one in products_of(agreement.supplier) if one.present]


def offers(agreement: Agreement) -> dict[int, Offered]:
    """The same by key, as the rules see them."""
    return {one.pk: Offered(one.name, one.present.amount) for one in offered(agreement) if one.present}


def open_lines(order: Order) -> list[OrderLine]:
    """The lines that no check has accepted yet; nothing is asked of the database when the order came with its lines,
    deliveries and their acceptances."""
    accepted: set[int] = set()
    for delivery in order.deliveries.all():
        answer = getattr(delivery, "acceptance", None)
        accepted |= {one["line"] for one in answer.checklist if one["accepted"]} if answer else set()
    return [line for line in sorted(order.lines.all(), key=lambda one: one.pk) if line.pk not in accepted]


def invoiced(order: Order) -> Parts:
    """What of an order stands on invoices that were not withdrawn."""
    return invoiced_of([order])[order.pk]


def invoiced_of(orders: Iterable[Order]) -> dict[int, Parts]:
    """The same of many, by their keys; one statement."""
    return _asked(orders, *STANDING)


def to_invoice(order: Order) -> Parts:
    """What was accepted of an order and stands on no invoice."""
    return order.accepted - invoiced(order)


def paid(order: Order) -> Parts:
    """What of an order has been paid."""
    return paid_of([order])[order.pk]


def paid_of(orders: Iterable[Order]) -> dict[int, Parts]:
    """The same of many, by their keys; one statement."""
    return _asked(orders, "paid")


def paid_orders(agreement: Agreement) -> QuerySet[Order]:
    """The orders of a case that were paid, in whole or in part."""
    paid_for = Payment.objects.filter(invoice__order__voucher__agreement=agreement, state="paid")
    return Order.objects.filter(pk__in=paid_for.values("invoice__order")).order_by("pk")


def _asked(orders: Iterable[Order], *states: str) -> dict[int, Parts]:
    found = dict.fromkeys((order.pk for order in orders), Parts(0, 0))
    rows = Payment.objects.filter(invoice__order__in=list(found), state__in=states).order_by()
    for order, support, own in rows.values_list("invoice__order").annotate(Sum("support"), Sum("own")):
        found[order] = Parts(support, own)
    return found
