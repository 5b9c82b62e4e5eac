"""Reviews."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

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
