"""Steps of the work: orders with the voucher, deliveries, invoices and their payment."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from files.actions import store
from kernel.actor import Actor
from vouchers.actions import acceptance, disallowance, invoice, order, payment
from vouchers.forms import case as forms
from vouchers.forms import orders
from vouchers.models import Agreement, Order, Payment
from vouchers.queries.agreement import changes_supplier
from vouchers.queries.work import to_invoice
from vouchers.steps.step import Step, plain, said, step, stored


def _order(actor: Actor, case: Agreement, given: dict[str, Any], form: orders.OrderForm) -> object:
    text = order.OrderText(
        given["title"], form.items(), given["due_on"], given.get("instructions") or "", given.get("key") or ""
    )
    return order.place_order(actor, case.pk, text)


def _check(actor: Actor, one: Order, _given: dict[str, Any], form: orders.CheckForm) -> object:
    mend = form.to_mend()
    return acceptance.answer_delivery(actor, one.pk, accepted=not mend, mend=mend)


def _invoice(actor: Actor, one: Order, given: dict[str, Any], _form: Any) -> object:
    file = store(actor, given["file"]) if given.get("file") else None
    return invoice.enter_invoice(
        actor, one.pk, given["number"], given["issued_on"], given["amount"], given.get("tax") or 0, file
    )


def _to_invoice(one: Order) -> bool:
    return bool(one.accepted.total and to_invoice(one).total)


def ordering() -> Iterator[Step]:
    """From the order to the payment."""
    yield step(
        "order",
        _("Order with the voucher"),
        Agreement,
        "demand",
        "in_force",
        _order,
        form=orders.OrderForm,
        tone="primary",
        when=lambda case: not changes_supplier(case),
    )
    yield step("take", _("Take the order on"), Order, "supplier", "placed", plain(order.take_order), tone="primary")
    yield step(
        "deliver", _("Deliver"), Order, "supplier", "taken",
        lambda actor, one, given, _form: order.deliver(actor, one.pk, given["note"], stored(actor, given["papers"])),
        form=forms.DeliverForm, tone="primary",
    )  # fmt: skip
    yield step(
        "check", _("Check the delivery"), Order, "demand", "delivered", _check, form=orders.CheckForm, tone="primary",
        confirm=_("Lines accepted here stay accepted, and the supplier can ask to be paid for them."),
    )  # fmt: skip
    yield step(
        "invoice", _("Enter the tax invoice"), Order, "supplier", "taken delivered accepted", _invoice,
        form=forms.InvoiceForm, tone="primary", when=_to_invoice,
    )  # fmt: skip
    yield step(
        "cancel", _("Cancel the order"), Order, "demand supplier manager", "placed taken", said(order.cancel_order),
        form=forms.ReasonForm, tone="danger", when=lambda one: not one.partly,
    )  # fmt: skip
    yield step(
        "cut", _("Cancel what is still to come"), Order, "demand supplier manager", "taken", said(order.cancel_order),
        form=forms.ReasonForm, tone="danger", when=lambda one: one.partly,
    )  # fmt: skip
    yield step(
        "disallow", _("Disallow what was accepted and is not invoiced"), Order, "manager", "accepted",
        said(disallowance.disallow_order), form=forms.ReasonForm, tone="danger", when=_to_invoice,
    )  # fmt: skip


def paying() -> Iterator[Step]:
    """The office approves; a run of the finance officers pays."""
    yield step(
        "approve_payment",
        _("Approve the payment"),
        Payment,
        "manager",
        "requested failed",
        plain(payment.approve_payment),
        tone="primary",
        never="requested_by_id",
    )
    yield step(
        "void_invoice", _("Withdraw the invoice"), Payment, "supplier finance", "requested",
        lambda actor, one, given, _form: invoice.void_invoice(actor, one.invoice_id, given["reason"]),
        form=forms.ReasonForm,
    )  # fmt: skip
    yield step(
        "refuse_payment",
        _("Refuse the payment"),
        Payment,
        "manager finance",
        "requested approved failed",
        said(payment.refuse_payment),
        form=forms.ReasonForm,
    )
