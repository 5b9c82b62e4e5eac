"""Orders (주문): placed by the demand company, taken on and delivered by the supplier; the answer to what was delivered
is in ``acceptance.py``, what was accepted and is not paid for in ``disallowance.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from files.models import StoredFile
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.models import RequestKey
from kernel.numbering import earlier_result, first_time, next_number, remember
from kernel.permissions import may
from kernel.transition import advance, advance_all, lock
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.errors import (
    AmendmentOpen,
    CaseNotVisible,
    DeliveryEmpty,
    NotInForce,
    OrderFlawed,
    PartyNotYours,
    SupplierNotOpen,
)
from vouchers.messages import tell_order
from vouchers.models import Agreement, Delivery, Order, OrderLine
from vouchers.queries.access import belongs_to
from vouchers.queries.agreement import changes_supplier
from vouchers.queries.case import demands
from vouchers.queries.ledger import free
from vouchers.queries.supplier import is_open
from vouchers.queries.work import invoiced_of, offers, paid_of
from vouchers.rules.ledger import Parts, Verb, part
from vouchers.rules.work import Item, Offered, flaws, takes_own_lines, total, unlisted
from vouchers.wording import order_words


@dataclass(frozen=True)
class OrderText:
    """What is ordered, for delivery by ``due_on``. ``key`` makes a second click harmless."""

    title: str
    items: tuple[Item, ...]
    due_on: date
    instructions: str = ""
    key: str = ""


@action
def place_order(actor: Actor, agreement_id: int, text: OrderText) -> Order:
    """Orders from the agreement's supplier; the money is reserved on the voucher, its two parts fixed.

    A product is one of the supplier's at its price of today; where the track is not one of buying data, a line may be
    in own words. The voucher's agreement is locked, so that orders of one voucher come one after the other and never
    overdraw it. While a text with another supplier is being signed, nothing is ordered from the one who goes. Raises
    CaseNotVisible, NotInForce, AmendmentOpen, SupplierNotOpen, OrderFlawed, NotEnoughMoney.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    if not demands(actor, agreement):
        raise CaseNotVisible()
    claimed = first_time(actor, "place_order", f"{agreement.pk}:{text.key}") if text.key else None
    if text.key and claimed is None:
        return Order.objects.get(pk=int(earlier_result(actor, "place_order", f"{agreement.pk}:{text.key}")))
    order = _place(actor, agreement, text)
    _keep(claimed, order)
    tell_order(order, "order_placed", "supplier")
    return order


def _keep(claimed: RequestKey | None, order: Order) -> None:
    if claimed is not None:
        remember(claimed, str(order.pk))


def _place(actor: Actor, agreement: Agreement, text: OrderText) -> Order:
    if agreement.state != "in_force" or agreement.supplier is None:
        raise NotInForce(state=agreement.stage.label)
    if changes_supplier(agreement):
        raise AmendmentOpen()
    if not is_open(agreement.supplier):
        raise SupplierNotOpen(name=str(agreement.supplier))
    voucher, version = agreement.voucher, agreement.present
    left, catalogue = free(voucher), offers(agreement)
    wrong = flaws(text.items, left.total, text.due_on, clock.today(), version.first_day, version.last_day)
    wrong += unlisted(text.items, catalogue, own=takes_own_lines(agreement.track))
    if wrong or not text.title.strip():
        raise OrderFlawed(field="title" if not wrong else None, what=order_words(wrong))
    won = total(text.items)
    parts = part(left, won)
    order = Order.objects.create(
        voucher=voucher,
        supplier=agreement.supplier,
        number=f"{voucher.number}-{next_number(f'order:{voucher.pk}'):02d}",
        title=text.title.strip(),
        instructions=text.instructions.strip(),
        total=won,
        support=parts.support,
        own=parts.own,
        due_on=text.due_on,
        placed_by=actor.user,
        placed_at=clock.now(),
    )
    OrderLine.objects.bulk_create(_lines(order, text.items, catalogue))
    move(actor, order, Verb.RESERVE, order.parts)
    return order


def _lines(order: Order, items: Sequence[Item], catalogue: Mapping[int, Offered]) -> list[OrderLine]:
    """A product goes by its name in the register; anything else is a line in words."""
    return [
        OrderLine(
            order=order,
            product_id=item.product,
            name=catalogue[item.product].name if item.product else item.name,
            quantity=item.quantity,
            price=item.price,
            amount=item.amount,
        )
        for item in items
    ]


def move(actor: Actor, order: Order, verb: Verb, won: Parts, mark: int = 1) -> None:
    """``won`` of the order's money goes one step on its way; each step of a ``mark`` (a round) happens once."""
    place = place_of(order.voucher, order.supplier_id)
    key = f"order:{order.pk}:{verb}:{mark}"
    post(actor, Posting(verb, place, key, order, support=won.support, own=won.own, memo=order.number))


def follow(actor: Actor, *orders: Order) -> None:
    """Orders of which nothing more is to come follow their parts: invoiced once all that was accepted stands on
    invoices, paid once each of them is. A few statements, however many orders there are."""
    if ready := [one for one in orders if one.state == "accepted"]:
        asked = invoiced_of(ready)
        advance_all([one for one in ready if asked[one.pk] == one.parts], "invoice", actor)
    if ready := [one for one in orders if one.state == "invoiced"]:
        came = paid_of(ready)
        advance_all([one for one in ready if came[one.pk] == one.parts], "pay", actor, ended_at=clock.now())


def locked_order(order_id: int) -> Order:
    """An order, its agreement locked before it: always in this sequence."""
    order = Order.objects.select_related("voucher__agreement").get(pk=order_id)
    lock(Agreement, order.voucher.agreement_id)
    locked: Order = lock(Order, order_id)
    return locked


def _require_supplier(actor: Actor, order: Order) -> None:
    if not belongs_to(actor.user, order.supplier):
        raise CaseNotVisible()


@action
def take_order(actor: Actor, order_id: int) -> Order:
    """The supplier takes the order on. Raises CaseNotVisible, SupplierNotOpen."""
    order = locked_order(order_id)
    _require_supplier(actor, order)
    if not is_open(order.supplier):
        raise SupplierNotOpen(name=str(order.supplier))
    advance(order, "take", actor)
    tell_order(order, "order_taken", "demand")
    return order


@action
def cancel_order(actor: Actor, order_id: int, reason: str) -> Order:
    """Ends an order that is not delivered; its money is free again. By either company or the office.

    Where lines of it were accepted, they stay to be paid and only the rest is cancelled (잔여분 취소): the order
    shrinks to what was accepted. Raises PartyNotYours, ReasonNeeded.
    """
    order = locked_order(order_id)
    agreement = order.voucher.agreement
    if not (
        actor.is_system
        or demands(actor, agreement)
        or belongs_to(actor.user, order.supplier)
        or may(actor, "manage_call", agreement.call)
    ):
        raise PartyNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    event = "order_cut" if order.accepted.total else "order_cancelled"
    _cancel(actor, order, reason.strip())
    tell_order(order, event, "demand", "supplier", reason=reason.strip())
    return order


def _cancel(actor: Actor, order: Order, reason: str) -> None:
    gone, kept = order.to_come, order.accepted
    if not kept.total:
        advance(order, "cancel", actor, reason=reason, ended_at=clock.now())
        move(actor, order, Verb.CANCEL, gone)
        return
    shrunk = {"total": kept.total, "support": kept.support, "own": kept.own}
    advance(order, "cut", actor, reason=reason, accepted_at=clock.now(), fields=shrunk)
    move(actor, order, Verb.CANCEL, gone)
    follow(actor, order)


@action
def deliver(actor: Actor, order_id: int, note: str, files: Sequence[StoredFile]) -> Delivery:
    """The supplier hands over what was ordered. Raises CaseNotVisible, DeliveryEmpty without note or files."""
    order = locked_order(order_id)
    _require_supplier(actor, order)
    if not note.strip() or not files:
        raise DeliveryEmpty(field="files" if note.strip() else "note")
    number = order.deliveries.count() + 1
    delivery = Delivery.objects.create(
        order=order, round=number, note=note.strip(), delivered_by=actor.user, delivered_at=clock.now()
    )
    delivery.files.set(files)
    advance(order, "deliver", actor, delivered_at=clock.now())
    move(actor, order, Verb.DELIVER, order.to_come, number)
    tell_order(order, "order_delivered", "demand", key=f"delivery:{delivery.pk}")
    return delivery
