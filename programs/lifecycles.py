"""Life cycles of calls, applications and reviews."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

CALL = LifeCycle(
    name="call",
    title=_("Call"),
    initial="draft",
    states=(
        State("draft", _("being prepared")),
        State("published", _("published"), "info"),
        State("closed", _("closed, being judged"), "warning"),
        State("decided", _("results published"), "success"),
        State("cancelled", _("cancelled"), "danger"),
    ),
    transitions=(
        Transition("publish", _("Publish"), ("draft",), "published", _("manager"), _("notice, window, form complete")),
        Transition("close", _("Close"), ("published",), "closed", _("system or manager"), _("the window is over")),
        Transition(
            "publish_results", _("Publish the results"), ("closed",), "decided", _("manager"),
            _("every application has its decision"),
        ),
        Transition("cancel", _("Cancel"), ("draft", "published"), "cancelled", _("manager"), _("with a reason")),
    ),
)  # fmt: skip

APPLICATION = LifeCycle(
    name="application",
    title=_("Application"),
    initial="draft",
    states=(
        State("draft", _("draft")),
        State("submitted", _("received"), "info"),
        State("eligible", _("eligible"), "info"),
        State("ineligible", _("not eligible"), "danger"),
        State("in_review", _("under review"), "info"),
        State("selected", _("selected"), "success"),
        State("reserve", _("reserve"), "warning"),
        State("rejected", _("not selected"), "neutral"),
        State("withdrawn", _("withdrawn"), "neutral"),
    ),
    transitions=(
        Transition(
            "submit", _("Submit"), ("draft",), "submitted", _("applicant"), _("window open, no gaps; gives the receipt")
        ),
        Transition(
            "resubmit", _("Submit again"), ("submitted",), "submitted", _("applicant"), _("window open, no gaps")
        ),
        Transition(
            "withdraw", _("Withdraw"), ("draft", "submitted", "eligible", "in_review"), "withdrawn", _("applicant"),
            _("results not yet published"),
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
    ),
)  # fmt: skip

REVIEW = LifeCycle(
    name="review",
    title=_("Review"),
    initial="draft",
    states=(
        State("draft", _("being written"), "info"),
        State("submitted", _("submitted"), "success"),
        State("returned", _("returned"), "warning"),
    ),
    transitions=(
        Transition(
            "submit", _("Submit"), ("draft", "returned"), "submitted", _("reviewer"), _("every criterion scored")
        ),
        Transition("return", _("Return"), ("submitted",), "returned", _("manager"), _("with a reason, undecided")),
    ),
)  # fmt: skip
