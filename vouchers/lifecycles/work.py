"""Orders: what is bought or processed with a voucher."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

ORDER = LifeCycle(
    name="order",
    title=_("Order to a supplier"),
    initial="placed",
    states=(
        State("placed", _("order placed"), "info"),
        State("taken", _("order taken on"), "info"),
        State("delivered", _("delivered, to be accepted"), "warning"),
        State("accepted", _("delivery accepted"), "success"),
        State("invoiced", _("invoiced"), "info"),
        State("paid", _("paid to the supplier"), "success"),
        State("cancelled", _("order cancelled"), "neutral"),
        State("disallowed", _("order disallowed"), "danger"),
    ),
    transitions=(
        Transition("take", _("Take on"), ("placed",), "taken", _("supplier"), _("not excluded")),
        Transition(
            "cancel", _("Cancel the order"), ("placed", "taken"), "cancelled", _("demand company, supplier or manager"),
            _("with a reason, nothing accepted; the money is free again"),
        ),
        Transition(
            "cut", _("Cancel what is still to come"), ("taken",), "accepted", _("demand company, supplier or manager"),
            _("with a reason, some lines accepted; the money of the others is free again"),
        ),
        Transition("deliver", _("Deliver"), ("taken",), "delivered", _("supplier"), _("with files")),
        Transition(
            "return", _("Return the delivery"), ("delivered",), "taken", _("demand company"), _("with a reason")
        ),
        Transition(
            "accept", _("Accept the delivery"), ("delivered",), "accepted", _("demand company"),
            _("never the supplier"),
        ),
        Transition(
            "invoice", _("Enter the tax invoice"), ("accepted",), "invoiced", _("supplier"),
            _("over everything accepted, number not used before; an earlier one may be over a part"),
        ),
        Transition(
            "void_invoice", _("Withdraw the invoice"), ("invoiced",), "accepted", _("supplier or finance officer"),
            _("with a reason; not yet approved for payment"),
        ),
        Transition(
            "pay", _("Note the payment"), ("invoiced",), "paid", _("by itself"), _("the bank's answer to the last part")
        ),
        Transition(
            "disallow", _("Disallow the order"), ("accepted",), "disallowed", _("manager"),
            _("with a reason; the money is free again"),
        ),
    ),
)  # fmt: skip
