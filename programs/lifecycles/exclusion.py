"""Entries in the list of the excluded: proposed by one person, in the list through another."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

LISTING = LifeCycle(
    name="listing",
    title=_("Entry in the list of the excluded"),
    initial="proposed",
    states=(
        State("proposed", _("entry proposed"), "warning"),
        State("confirmed", _("entered in the list"), "danger"),
        State("dropped", _("entry dropped"), "neutral"),
    ),
    transitions=(
        Transition("confirm", _("Confirm the entry"), ("proposed",), "confirmed", _("approver or administrator"),
                   _("by another person than proposed it; no longer than the law allows")),
        Transition("drop", _("Drop the entry"), ("proposed",), "dropped", _("approver or administrator"),
                   _("with a reason")),
    ),
)  # fmt: skip
