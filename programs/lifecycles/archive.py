"""The end of the records: kept in the archive, and destroyed by two people."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

ARCHIVED = LifeCycle(
    name="archived-case",
    title=_("Archived records"),
    initial="kept",
    states=(
        State("kept", _("kept in the archive"), "neutral"),
        State("destroyed", _("records destroyed"), "muted"),
    ),
    transitions=(
        Transition("destroy", _("Destroy the records"), ("kept",), "destroyed", _("by itself"),
                   _("under an order that two people decided on; nothing is left; leaves a certificate")),
    ),
)  # fmt: skip

DESTRUCTION = LifeCycle(
    name="destruction",
    title=_("Destruction of records"),
    initial="proposed",
    states=(
        State("proposed", _("destruction proposed"), "warning"),
        State("approved", _("being destroyed"), "danger"),
        State("carried_out", _("destruction carried out"), "success"),
        State("refused", _("destruction refused"), "neutral"),
    ),
    transitions=(
        Transition("approve", _("Approve the destruction"), ("proposed",), "approved", _("approving officer"),
                   _("not who proposed it; every case past its day")),
        Transition("refuse", _("Refuse the destruction"), ("proposed",), "refused", _("approving officer"),
                   _("with a reason")),
        Transition("carry_out", _("Note as carried out"), ("approved",), "carried_out", _("by itself"),
                   _("nothing is left of any case")),
    ),
)  # fmt: skip
