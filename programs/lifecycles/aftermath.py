"""After the results: appeals, and reserves who are called up."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

APPEAL = LifeCycle(
    name="appeal",
    title=_("Appeal"),
    initial="draft",
    states=(
        State("draft", _("draft")),
        State("filed", _("received"), "info"),
        State("in_panel", _("before the panel"), "warning"),
        State("upheld", _("upheld"), "success"),
        State("dismissed", _("dismissed"), "danger"),
        State("withdrawn", _("withdrawn"), "neutral"),
    ),
    transitions=(
        Transition(
            "file", _("File the appeal"), ("draft",), "filed", _("applicant"), _("appeal window open, grounds given")
        ),
        Transition("withdraw", _("Withdraw"), ("draft", "filed", "in_panel"), "withdrawn", _("applicant"), ""),
        Transition(
            "give_to_panel", _("Give to the panel"), ("filed",), "in_panel", _("manager"),
            _("nobody who judged the application"),
        ),
        Transition("uphold", _("Uphold"), ("in_panel",), "upheld", _("approver"), _("with an answer")),
        Transition("dismiss", _("Dismiss"), ("in_panel",), "dismissed", _("approver"), _("with an answer")),
    ),
)  # fmt: skip

RESERVE_CALL = LifeCycle(
    name="reserve_call",
    title=_("Call-up of a reserve"),
    initial="open",
    states=(
        State("open", _("waiting for an answer"), "warning"),
        State("accepted", _("call-up accepted"), "success"),
        State("refused", _("call-up refused"), "neutral"),
        State("lapsed", _("due date passed"), "danger"),
        State("taken_back", _("taken back"), "neutral"),
    ),
    transitions=(
        Transition("accept", _("Accept the call-up"), ("open",), "accepted", _("applicant"), _("before the due date")),
        Transition("refuse", _("Refuse the call-up"), ("open",), "refused", _("applicant"), _("with a reason")),
        Transition("lapse", _("Let lapse"), ("open",), "lapsed", _("the system"), _("the due date is over")),
        Transition("take_back", _("Take back"), ("open",), "taken_back", _("manager"), _("with a reason")),
    ),
)  # fmt: skip
