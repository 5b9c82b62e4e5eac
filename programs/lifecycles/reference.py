"""Reference figures: proposed by one person, in force through another."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

FIGURE = LifeCycle(
    name="figure",
    title=_("Reference figure"),
    initial="proposed",
    states=(
        State("proposed", _("figure proposed"), "warning"),
        State("approved", _("figure approved"), "success"),
        State("refused", _("figure refused"), "neutral"),
    ),
    transitions=(
        Transition("approve", _("Approve the figure"), ("proposed",), "approved", _("approver or administrator"),
                   _("not who proposed it; later than every known value")),
        Transition("refuse", _("Refuse the figure"), ("proposed",), "refused", _("approver or administrator"),
                   _("with a reason")),
    ),
)  # fmt: skip
