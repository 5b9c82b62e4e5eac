"""Life cycles of suppliers, their sanctions, and prior agreements."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

SUPPLIER = LifeCycle(
    name="supplier",
    title=_("Supplier"),
    initial="applied",
    states=(
        State("applied", _("applied"), "info"),
        State("correction", _("correction asked for"), "warning"),
        State("registered", _("registered"), "success"),
        State("suspended", _("suspended"), "warning"),
        State("refused", _("refused"), "danger"),
        State("removed", _("removed from the register"), "neutral"),
    ),
    transitions=(
        Transition(
            "register_supplier", _("Enter into the register"), ("applied",), "registered", _("manager"),
            _("at least one product"),
        ),
        Transition(
            "correct_supplier", _("Ask for a correction"), ("applied",), "correction", _("manager"), _("with a reason")
        ),
        Transition("refuse_supplier", _("Refuse"), ("applied", "correction"), "refused", _("manager"),
                   _("with a reason")),
        Transition(
            "apply_again", _("Apply again"), ("correction", "refused", "removed"), "applied", _("supplier"),
            _("no exclusion in force"),
        ),
        Transition("suspend_supplier", _("Suspend"), ("registered",), "suspended", _("manager"), _("with a reason")),
        Transition("resume_supplier", _("Resume"), ("suspended",), "registered", _("manager"), ""),
        Transition(
            "remove_supplier", _("Remove from the register"), ("registered", "suspended"), "removed", _("manager"),
            _("with a reason"),
        ),
    ),
)  # fmt: skip

SANCTION = LifeCycle(
    name="supplier_sanction",
    title=_("Sanction"),
    initial="proposed",
    states=(
        State("proposed", _("proposed"), "warning"),
        State("confirmed", _("confirmed"), "danger"),
        State("dropped", _("dropped"), "neutral"),
        State("lifted", _("lifted"), "neutral"),
    ),
    transitions=(
        Transition(
            "confirm_sanction", _("Confirm the sanction"), ("proposed",), "confirmed", _("second person"),
            _("not who proposed it"),
        ),
        Transition("drop_sanction", _("Drop the proposal"), ("proposed",), "dropped", _("manager or second person")),
        Transition(
            "lift_sanction", _("Lift the sanction"), ("confirmed",), "lifted", _("second person"),
            _("with a reason; not who proposed it"),
        ),
    ),
)  # fmt: skip

PRIOR_AGREEMENT = LifeCycle(
    name="prior_agreement",
    title=_("Prior agreement"),
    initial="drafted",
    states=(
        State("drafted", _("being written"), "neutral"),
        State("requested", _("waits for the supplier"), "info"),
        State("returned", _("returned by the supplier"), "warning"),
        State("agreed", _("agreed"), "success"),
        State("declined", _("declined by the supplier"), "danger"),
        State("withdrawn", _("withdrawn by the applicant"), "neutral"),
        State("lapsed", _("lapsed"), "warning"),
    ),
    transitions=(
        Transition(
            "ask_supplier", _("Ask the supplier"), ("drafted", "returned"), "requested", _("applicant"),
            _("supplier and amount as in the application"),
        ),
        Transition(
            "agree", _("Agree"), ("requested",), "agreed", _("supplier"),
            _("still as in the application; registered, not excluded, capacity left"),
        ),
        Transition("return_request", _("Return"), ("requested",), "returned", _("supplier"), _("with a reason")),
        Transition("decline_request", _("Decline"), ("requested",), "declined", _("supplier"), _("with a reason")),
        Transition(
            "withdraw_request", _("Withdraw the request"), ("drafted", "requested", "returned", "agreed"), "withdrawn",
            _("applicant"), "",
        ),
        Transition(
            "lapse", _("Lapse"), ("drafted", "requested", "returned", "agreed"), "lapsed", _("system"),
            _("the application's supplier or amount changed, or the application was withdrawn"),
        ),
    ),
)  # fmt: skip
