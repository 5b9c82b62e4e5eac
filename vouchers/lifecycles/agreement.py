"""Agreements (협약) and what is changed in them."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

AGREEMENT = LifeCycle(
    name="agreement",
    title=_("Agreement"),
    initial="drafted",
    states=(
        State("drafted", _("agreement being drawn up"), "neutral"),
        State("signing", _("being signed"), "warning"),
        State("signed", _("signed by all, contribution awaited"), "info"),
        State("in_force", _("carried out"), "info"),
        State("reported", _("final report handed in"), "info"),
        State("settling", _("being settled"), "warning"),
        State("completed", _("case completed"), "success"),
        State("withdrawn", _("agreement withdrawn, to be drawn up again"), "neutral"),
        State("given_up", _("given up before its start"), "neutral"),
        State("ended", _("ended early"), "danger"),
        State("archived", _("archived"), "neutral"),
        State("destroyed", _("records destroyed"), "neutral"),
    ),
    transitions=(
        Transition("send_to_sign", _("Send for signing"), ("drafted",), "signing", _("manager"), _("amounts add up")),
        Transition(
            "redraw", _("Take the text back"), ("signing",), "drafted", _("manager"),
            _("with a reason; changed it is signed anew by all"),
        ),
        Transition(
            "withdraw_text", _("Withdraw the agreement"), ("drafted", "signing"), "withdrawn", _("manager"),
            _("with a reason; the promise ends, the place stays"),
        ),
        Transition("draw_again", _("Draw the agreement up again"), ("withdrawn",), "drafted", _("manager"), ""),
        Transition(
            "all_signed", _("Note the last signature"), ("signing",), "signed", _("by itself"),
            _("every party signed the same text"),
        ),
        Transition(
            "start", _("Issue the voucher"), ("signed",), "in_force", _("manager"), _("contribution confirmed in full")
        ),
        Transition(
            "give_up", _("Give up the agreement"), ("drafted", "signing", "signed", "withdrawn"), "given_up",
            _("demand company, manager or system"), _("with a reason, or no contribution by the due date"),
        ),
        Transition(
            "report", _("Accept the final report"), ("in_force",), "reported", _("manager"),
            _("no order open, evaluation written"),
        ),
        Transition(
            "settle", _("Begin the settlement"), ("reported", "ended"), "settling", _("demand company or manager"), ""
        ),
        Transition(
            "complete", _("Complete the case"), ("settling",), "completed", _("approving officer"),
            _("settlement confirmed by a second person, every account of the voucher at zero"),
        ),
        Transition(
            "end_early", _("End the agreement"), ("in_force", "reported"), "ended", _("approving officer"),
            _("with a reason; open orders cancelled"),
        ),
        Transition("archive", _("Archive"), ("completed", "given_up"), "archived", _("manager or system"), ""),
        Transition(
            "destroy", _("Destroy"), ("archived",), "destroyed", _("second person"),
            _("every retention period is over; leaves a certificate"),
        ),
    ),
)  # fmt: skip

AMENDMENT_REQUEST = LifeCycle(
    name="amendment_request",
    title=_("Request to amend an agreement"),
    initial="requested",
    states=(
        State("requested", _("amendment requested"), "warning"),
        State("signing", _("new version being signed"), "warning"),
        State("in_force", _("amended version in force"), "success"),
        State("refused", _("amendment refused"), "danger"),
        State("withdrawn", _("amendment withdrawn"), "neutral"),
    ),
    transitions=(
        Transition(
            "approve", _("Approve the amendment"), ("requested",), "signing", _("approving officer"),
            _("not who asked for it; makes the next version"),
        ),
        Transition(
            "take_effect", _("Put the new version in force"), ("signing",), "in_force", _("by itself"),
            _("every party signed the new version"),
        ),
        Transition(
            "refuse", _("Refuse the amendment"), ("requested",), "refused", _("approving officer"), _("with a reason")
        ),
        Transition(
            "withdraw", _("Withdraw the request"), ("requested", "signing"), "withdrawn", _("who asked for it"), ""
        ),
    ),
)  # fmt: skip
