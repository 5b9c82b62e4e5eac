"""The life cycles of the time at work; drawn in docs/lifecycles/ by ``manage.py lifecycles``."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

CONTRACT = LifeCycle(
    name="contract",
    title=_("Labour contract"),
    states=(
        State("drafted", _("drawn up"), "neutral"),
        State("signing", _("being signed"), "info"),
        State("in_force", _("in force"), "success"),
        State("replaced", _("replaced by a later one"), "muted"),
        State("withdrawn", _("withdrawn"), "muted"),
    ),
    transitions=(
        Transition(
            "send_contract",
            _("Send to be signed"),
            ("drafted",),
            "signing",
            _("manager of the call"),
            _("every field that the law asks for is filled in"),
        ),
        Transition(
            "conclude_contract",
            _("Put in force"),
            ("signing",),
            "in_force",
            _("the system"),
            _("both sides have signed the same text"),
        ),
        Transition(
            "replace_contract",
            _("Replace"),
            ("in_force",),
            "replaced",
            _("the system"),
            _("a later contract of the placement is in force"),
        ),
        Transition(
            "withdraw_contract",
            _("Withdraw the contract"),
            ("drafted", "signing"),
            "withdrawn",
            _("manager of the call"),
            _("a reason is given"),
        ),
    ),
    initial="drafted",
)

OPEN_CONTRACT = ("drafted", "signing")  # a placement has one of these at most
BINDING = ("in_force", "replaced")  # these were concluded: each counts from its first day until the next one's
