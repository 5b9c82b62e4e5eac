"""Calls and what is amended in them in the open."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

CALL = LifeCycle(
    name="call",
    title=_("Call"),
    initial="draft",
    states=(
        State("draft", _("being prepared")),
        State("proposed", _("waiting for approval"), "warning"),
        State("published", _("published"), "info"),
        State("closed", _("closed, being judged"), "warning"),
        State("decided", _("results published"), "success"),
        State("cancelled", _("cancelled"), "danger"),
    ),
    transitions=(
        Transition(
            "propose", _("Ask for approval"), ("draft",), "proposed", _("manager"), _("notice, window, form complete")
        ),
        Transition("send_back", _("Send back for changes"), ("proposed",), "draft", _("approver"), _("with a reason")),
        Transition("take_back", _("Take back"), ("proposed",), "draft", _("manager"), ""),
        Transition(
            "publish", _("Publish"), ("proposed",), "published", _("approver"),
            _("somebody else than who proposed it"),
        ),
        Transition("close", _("Close"), ("published",), "closed", _("system or manager"), _("the window is over")),
        Transition(
            "reopen", _("Open again"), ("closed",), "published", _("manager"),
            _("the window is extended, nothing has been screened"),
        ),
        Transition(
            "publish_results", _("Publish the results"), ("closed",), "decided", _("manager"),
            _("every application has its confirmed decision"),
        ),
        Transition(
            "cancel", _("Cancel"), ("draft", "proposed", "published"), "cancelled", _("manager"), _("with a reason")
        ),
    ),
)  # fmt: skip

AMENDMENT = LifeCycle(
    name="amendment",
    title=_("Amendment of a call"),
    initial="composing",
    states=(
        State("composing", _("being composed"), "info"),
        State("proposed", _("waiting for approval"), "warning"),
        State("in_force", _("in force"), "success"),
        State("dropped", _("not put in force"), "neutral"),
        State("discarded", _("given up before it was proposed"), "neutral"),
    ),
    transitions=(
        Transition(
            "propose", _("Ask for approval"), ("composing",), "proposed", _("manager"),
            _("something changes, and nothing that is refused by now")
        ),
        Transition("discard", _("Give up what was prepared"), ("composing",), "discarded", _("manager"), ""),
        Transition(
            "approve", _("Approve"), ("proposed",), "in_force", _("approver"), _("somebody else than who proposed it")
        ),
        Transition("drop", _("Drop"), ("proposed",), "dropped", _("manager or approver"), _("with a reason")),
    ),
)  # fmt: skip
