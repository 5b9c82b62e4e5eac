"""Payments and contributions given back, under four eyes, and the runs in which payments go to the bank."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

PAYMENT = LifeCycle(
    name="payment",
    title=_("Payment"),
    initial="requested",
    states=(
        State("requested", _("payment requested"), "info"),
        State("approved", _("payment approved"), "info"),
        State("released", _("released to the bank"), "warning"),
        State("paid", _("paid"), "success"),
        State("failed", _("sent back by the bank"), "danger"),
        State("refused", _("payment refused"), "neutral"),
    ),
    transitions=(
        Transition(
            "approve", _("Approve the payment"), ("requested",), "approved", _("manager"), _("evidence complete")
        ),
        Transition(
            "refuse", _("Refuse the payment"), ("requested", "approved", "failed"), "refused",
            _("manager or finance officer"), _("with a reason"),
        ),
        Transition(
            "release", _("Release"), ("approved",), "released", _("finance officer in charge"), _("not who approved it")
        ),
        Transition("confirm_paid", _("Note as paid"), ("released",), "paid", _("by itself"), _("the bank's answer")),
        Transition(
            "note_failure", _("Note as sent back"), ("released",), "failed", _("by itself"), _("the bank's answer")
        ),
        Transition(
            "approve_again", _("Approve the payment anew"), ("failed",), "approved", _("manager"),
            _("account corrected"),
        ),
    ),
)  # fmt: skip

REFUND = LifeCycle(
    name="refund",
    title=_("Contribution given back"),
    initial="prepared",
    states=(
        State("prepared", _("giving back prepared"), "warning"),
        State("released", _("giving back released"), "warning"),
        State("paid", _("contribution went back"), "success"),
        State("dropped", _("giving back dropped"), "neutral"),
    ),
    transitions=(
        Transition(
            "release", _("Release what is given back"), ("prepared",), "released", _("finance officer in charge"),
            _("not who prepared it"),
        ),
        Transition(
            "note_transfer", _("Note the transfer of what is given back"), ("released",), "paid",
            _("finance officer in charge"), _("with the day and the reference of the bank"),
        ),
        Transition(
            "drop", _("Drop what is given back"), ("prepared", "released"), "dropped", _("finance officer in charge"),
            _("with a reason"),
        ),
    ),
)  # fmt: skip

PAYMENT_RUN = LifeCycle(
    name="payment_run",
    title=_("Payment run"),
    initial="prepared",
    states=(
        State("prepared", _("run prepared"), "info"),
        State("released", _("run released"), "warning"),
        State("answered", _("answered by the bank"), "success"),
        State("cancelled", _("run cancelled"), "neutral"),
    ),
    transitions=(
        Transition(
            "release", _("Release the run"), ("prepared",), "released", _("finance officer in charge"),
            _("approved none of its payments, did not prepare it"),
        ),
        Transition(
            "cancel", _("Cancel the run"), ("prepared",), "cancelled", _("finance officer in charge"),
            _("with a reason")
        ),
        Transition(
            "answer", _("Close by the bank's answer"), ("released",), "answered", _("finance officer in charge"),
            _("every payment has an answer"),
        ),
    ),
)  # fmt: skip
