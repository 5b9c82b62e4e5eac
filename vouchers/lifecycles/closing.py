"""Reports, settlements, clawbacks, and reasons to look."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

REPORT = LifeCycle(
    name="report",
    title=_("Report"),
    initial="draft",
    states=(
        State("draft", _("report being written"), "neutral"),
        State("handed_in", _("report handed in"), "info"),
        State("returned", _("report returned"), "warning"),
        State("accepted", _("report accepted"), "success"),
    ),
    transitions=(
        Transition(
            "hand_in", _("Hand in the report"), ("draft", "returned"), "handed_in", _("demand company"), _("no gaps")
        ),
        Transition("return", _("Return the report"), ("handed_in",), "returned", _("manager"), _("with a reason")),
        Transition("accept", _("Accept the report"), ("handed_in",), "accepted", _("manager"), ""),
    ),
)  # fmt: skip

SETTLEMENT = LifeCycle(
    name="settlement",
    title=_("Settlement"),
    initial="draft",
    states=(
        State("draft", _("settlement being drawn up"), "neutral"),
        State("handed_in", _("settlement handed in"), "info"),
        State("returned", _("settlement returned"), "warning"),
        State("examined", _("settlement examined"), "info"),
        State("confirmed", _("settlement confirmed"), "success"),
    ),
    transitions=(
        Transition(
            "hand_in", _("Hand in the settlement"), ("draft", "returned"), "handed_in", _("demand company"),
            _("every line with evidence"),
        ),
        Transition(
            "return", _("Return the settlement"), ("handed_in",), "returned", _("manager"), _("with a reason")
        ),
        Transition(
            "examine", _("End the examination"), ("handed_in",), "examined", _("manager"),
            _("every line allowed, or disallowed with a reason"),
        ),
        Transition(
            "examine_again", _("Examine anew"), ("examined",), "handed_in", _("approving officer"), _("with a reason")
        ),
        Transition(
            "confirm", _("Confirm the settlement"), ("examined",), "confirmed", _("approving officer"),
            _("not who examined it")
        ),
    ),
)  # fmt: skip

CLAWBACK = LifeCycle(
    name="clawback",
    title=_("Clawback"),
    initial="proposed",
    states=(
        State("proposed", _("clawback proposed"), "warning"),
        State("claimed", _("clawback claimed"), "danger"),
        State("collected", _("clawback collected"), "success"),
        State("dropped", _("clawback dropped"), "neutral"),
        State("waived", _("clawback waived"), "neutral"),
    ),
    transitions=(
        Transition(
            "claim", _("Claim"), ("proposed",), "claimed", _("approving officer"),
            _("not who proposed it; with its computation")
        ),
        Transition("drop", _("Drop the clawback"), ("proposed",), "dropped", _("manager or approving officer"),
                   _("with a reason")),
        Transition(
            "collect", _("Note as collected"), ("claimed",), "collected", _("finance officer in charge"),
            _("principal and interest paid back in full"),
        ),
        Transition("waive", _("Waive the rest"), ("claimed",), "waived", _("approving officer"),
                   _("not who proposed or claimed it; with a reason")),
    ),
)  # fmt: skip

EXCLUSION = LifeCycle(
    name="exclusion",
    title=_("Exclusion from subsidies"),
    initial="proposed",
    states=(
        State("proposed", _("exclusion proposed"), "warning"),
        State("confirmed", _("excluded from subsidies"), "danger"),
        State("dropped", _("exclusion dropped"), "neutral"),
    ),
    transitions=(
        Transition("confirm", _("Exclude the business"), ("proposed",), "confirmed", _("approving officer"),
                   _("not who proposed it; no longer than the law allows")),
        Transition("drop", _("Drop the exclusion"), ("proposed",), "dropped", _("approving officer"),
                   _("with a reason")),
    ),
)  # fmt: skip

SIGNAL = LifeCycle(
    name="signal",
    title=_("Reason to look"),
    initial="open",
    states=(
        State("open", _("not yet looked at"), "warning"),
        State("explained", _("explained"), "success"),
        State("followed_up", _("being followed up"), "danger"),
    ),
    transitions=(
        Transition("explain", _("Note the explanation"), ("open", "followed_up"), "explained", _("manager"),
                   _("with what was found")),
        Transition("follow_up", _("Follow up"), ("open", "explained"), "followed_up", _("manager"),
                   _("with what was found")),
        Transition("reopen", _("Open anew"), ("explained", "followed_up"), "open", _("system"),
                   _("another application joined")),
    ),
)  # fmt: skip
