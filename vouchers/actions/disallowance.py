"""Disallowing before payment (불인정): what was accepted and is not paid for."""

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance
from vouchers.actions.order import follow, locked_order, move
from vouchers.errors import AllInvoiced
from vouchers.messages import tell_order
from vouchers.models import Order
from vouchers.queries.case import require_office
from vouchers.queries.work import invoiced
from vouchers.rules.ledger import Parts, Verb


@action
def disallow_order(actor: Actor, order_id: int, reason: str) -> Order:
    """The office does not pay what was accepted and stands on no invoice; its money is free again.

    Without any invoice that is the whole order, which ends; otherwise the order shrinks to its invoiced part. Raises
    NotVisible, ReasonNeeded, AllInvoiced, TransitionRefused before everything was accepted.
    """
    order = locked_order(order_id)
    require_office(actor, order.voucher.agreement, "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    kept, key = invoiced(order), f"order_disallowed:{order.pk}:{order.total}"
    if kept.total:
        _shrink(actor, order, kept, reason.strip())
    else:
        nothing = {"accepted_support": 0, "accepted_own": 0}
        advance(order, "disallow", actor, reason=reason.strip(), ended_at=clock.now(), fields=nothing)
        move(actor, order, Verb.DISALLOW, order.parts, order.total)
    event = "part_disallowed" if kept.total else "order_disallowed"
    tell_order(order, event, "demand", "supplier", reason=reason.strip(), key=key)
    return order


def _shrink(actor: Actor, order: Order, kept: Parts, reason: str) -> None:
    """The order is from here on the part of it that was ``kept``; each smaller total happens once."""
    gone, before = order.parts - kept, {"total": order.total}
    if order.state != "accepted" or not gone.total:
        raise AllInvoiced()
    move(actor, order, Verb.DISALLOW, gone, order.total)
    order.total, order.support, order.own = kept.total, kept.support, kept.own
    order.accepted_support, order.accepted_own = kept.support, kept.own
    order.save(update_fields=["total", "support", "own", "accepted_support", "accepted_own"])
    record(actor, "disallow_part", order, before=before, after={"total": order.total}, reason=reason)
    follow(actor, order)
