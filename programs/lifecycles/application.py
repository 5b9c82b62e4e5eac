"""Applications, and the corrections asked of them."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

APPLICATION = LifeCycle(
    name="application",
    title=_("Application"),
    initial="draft",
    states=(
        State("draft", _("draft")),
        State("submitted", _("received"), "info"),
        State("correcting", _("to be corrected"), "warning"),
        State("eligible", _("eligible"), "info"),
        State("ineligible", _("not eligible"), "danger"),
        State("in_review", _("under review"), "info"),
        State("selected", _("selected"), "success"),
        State("reserve", _("reserve"), "warning"),
        State("rejected", _("not selected"), "neutral"),
        State("withdrawn", _("withdrawn"), "neutral"),
        State("given_up", _("given up"), "neutral"),
    ),
    transitions=(
        Transition(
            "submit", _("Submit"), ("draft",), "submitted", _("applicant"), _("window open, no gaps; gives the receipt")
        ),
        Transition(
            "resubmit", _("Submit again"), ("submitted",), "submitted", _("applicant"), _("window open, no gaps")
        ),
        Transition(
            "withdraw", _("Withdraw"), ("draft", "submitted", "correcting", "eligible", "in_review"), "withdrawn",
            _("applicant"), _("results not yet published"),
        ),
        Transition(
            "ask_correction", _("Ask for corrections"), ("submitted",), "correcting", _("manager"),
            _("named items and a due date"),
        ),
        Transition(
            "hand_in_correction", _("Hand in the corrections"), ("correcting",), "submitted", _("applicant"),
            _("before the due date, nothing but the named items changed"),
        ),
        Transition(
            "end_correction", _("End the correction"), ("correcting",), "submitted", _("system or manager"),
            _("the due date is over, or the request is taken back"),
        ),
        Transition("pass", _("Find eligible"), ("submitted",), "eligible", _("manager"), _("checklist done")),
        Transition("turn_away", _("Find not eligible"), ("submitted",), "ineligible", _("manager"), _("with a reason")),
        Transition(
            "screen_again", _("Screen again"), ("eligible", "ineligible"), "submitted", _("manager"), _("with a reason")
        ),
        Transition("assign", _("Give to reviewers"), ("eligible",), "in_review", _("manager"), ""),
        Transition(
            "select", _("Select"), ("eligible", "in_review"), "selected", _("manager"), _("at the publishing moment")
        ),
        Transition(
            "hold", _("Put on the reserve list"), ("eligible", "in_review"), "reserve", _("manager"),
            _("at the publishing moment"),
        ),
        Transition(
            "reject", _("Not select"), ("eligible", "in_review"), "rejected", _("manager"),
            _("at the publishing moment"),
        ),
        Transition(
            "call_up", _("Call up from the reserve list"), ("reserve",), "selected", _("applicant"),
            _("called up in order, accepted before the due date"),
        ),
        Transition(
            "give_up", _("Give up the selection"), ("selected", "reserve"), "given_up", _("applicant or system"),
            _("with a reason, or the due date passed"),
        ),
        Transition(
            "uphold", _("Reopen after an appeal"), ("ineligible", "rejected", "reserve"), "eligible", _("approver"),
            _("an appeal was upheld"),
        ),
    ),
)  # fmt: skip

CORRECTION = LifeCycle(
    name="correction",
    title=_("Correction request"),
    initial="open",
    states=(
        State("open", _("waiting for corrections"), "warning"),
        State("answered", _("corrections handed in"), "success"),
        State("lapsed", _("due date passed"), "danger"),
        State("taken_back", _("taken back"), "neutral"),
    ),
    transitions=(
        Transition(
            "answer", _("Hand in the corrections"), ("open",), "answered", _("applicant"), _("before the due date")
        ),
        Transition("lapse", _("Let lapse"), ("open",), "lapsed", _("the system"), _("the due date is over")),
        Transition("take_back", _("Take back"), ("open",), "taken_back", _("manager"), _("with a reason")),
    ),
)  # fmt: skip
