"""Acceptance (검수): the demand company answers a delivery line by line; never the supplier."""

from collections.abc import Mapping
from typing import Any

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance
from vouchers.actions.order import locked_order, move
from vouchers.errors import CaseNotVisible, LineNotOpen, NothingToCheck, OwnDelivery
from vouchers.messages import tell_order
from vouchers.models import Acceptance, Delivery, Order
from vouchers.queries.access import belongs_to
from vouchers.queries.case import demands
from vouchers.queries.work import open_lines
from vouchers.rules.instalments import next_part
from vouchers.rules.ledger import Parts, Verb

Verdict = Acceptance.Verdict


@action
def answer_delivery(
    actor: Actor, order_id: int, *, accepted: bool, mend: Mapping[int, str] | None = None, reason: str = ""
) -> Acceptance:
    """The answer to the last delivery of an order.

    ``accepted``: every open line is as ordered, and with it the order. Otherwise ``mend`` names the lines that are not,
    each with its reason, and the rest of the open ones is accepted for good (부분 검수); without it all go back for
    ``reason``. The order goes back to the supplier, who delivers what is to be mended; what was accepted may be
    invoiced and paid meanwhile. Raises CaseNotVisible, OwnDelivery for whoever belongs to the supplier or delivered
    (the database refuses them too), NothingToCheck, ReasonNeeded, LineNotOpen.
    """
    order = locked_order(order_id)
    if not demands(actor, order.voucher.agreement):
        raise CaseNotVisible()
    delivery = order.deliveries.order_by("-round").first()
    if belongs_to(actor.user, order.supplier) or (delivery and delivery.delivered_by_id == actor.user_id):
        raise OwnDelivery()
    if delivery is None or order.state != "delivered":  # what was cancelled meanwhile has no money left to accept
        raise NothingToCheck(state=order.stage.label)
    back = {} if accepted else _to_mend(order, mend or {}, reason.strip())
    checklist = [
        {"line": line.pk, "accepted": line.pk not in back, "reason": back.get(line.pk, "")}
        for line in open_lines(order)
    ]
    verdict = Verdict.ACCEPTED
    if back:
        verdict = Verdict.PARTLY if len(back) < len(checklist) else Verdict.RETURNED
    return _note(actor, order, delivery, verdict, checklist, _in_words(order, back, reason.strip()))


def _to_mend(order: Order, mend: Mapping[int, str], reason: str) -> dict[int, str]:
    """Line → why it is to be mended."""
    lines = {line.pk for line in open_lines(order)}
    if not mend:
        if not reason:
            raise ReasonNeeded(field="reason")
        return dict.fromkeys(lines, reason)
    if not mend.keys() <= lines:
        raise LineNotOpen()
    if not all(why.strip() for why in mend.values()):
        raise ReasonNeeded(field="reason")
    return {line: why.strip() for line, why in mend.items()}


def _in_words(order: Order, back: Mapping[int, str], reason: str) -> str:
    """Why it goes back: what was said of the whole, else of each line."""
    if reason or not back:
        return reason
    names = dict(order.lines.values_list("pk", "name"))
    return "; ".join(f"{names[line]}: {why}" for line, why in sorted(back.items()))


def _note(
    actor: Actor,
    order: Order,
    delivery: Delivery,
    verdict: Acceptance.Verdict,
    checklist: list[dict[str, Any]],
    reason: str,
) -> Acceptance:
    now, whole = clock.now(), verdict is Verdict.ACCEPTED
    accepted = order.to_come if whole else _accepted(order, checklist)
    so_far = order.accepted + accepted
    changes: dict[str, Any] = {"accepted_at": now} if whole else {"delivered_at": None}
    changes |= {"accepted_support": so_far.support, "accepted_own": so_far.own}
    advance(order, "accept" if whole else "return", actor, reason=reason, **changes)
    answer = Acceptance.objects.create(
        delivery=delivery,
        verdict=verdict,
        checklist=checklist,
        reason=reason,
        decided_by=actor.user,
        decided_at=now,
    )
    if accepted.total:
        move(actor, order, Verb.ACCEPT, accepted, delivery.round)
    if order.to_come.total:
        move(actor, order, Verb.RETURN, order.to_come, delivery.round)
    event = f"delivery_{verdict.value}"
    tell_order(order, event, "supplier", reason=reason, key=f"{event}:{delivery.pk}")
    return answer


def _accepted(order: Order, checklist: list[dict[str, Any]]) -> Parts:
    """The two moneys of the lines that this answer accepts."""
    lines = [one["line"] for one in checklist if one["accepted"]]
    won = sum(line.amount for line in order.lines.filter(pk__in=lines))
    return next_part(order.parts, order.accepted, won) if won else Parts(0, 0)
