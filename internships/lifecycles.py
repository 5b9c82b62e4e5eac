"""The life cycles of hosts and placements; drawn in docs/lifecycles/ by ``manage.py lifecycles``."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

HOST = LifeCycle(
    name="host",
    title=_("Host institution"),
    states=(
        State("registered", _("registered"), "info"),
        State("approved", _("approved"), "success"),
        State("refused", _("refused"), "danger"),
    ),
    transitions=(
        Transition("approve_host", _("Approve"), ("registered", "refused"), "approved", _("programme manager")),
        Transition(
            "refuse_host", _("Refuse"), ("registered",), "refused", _("programme manager"), _("a reason is given")
        ),
    ),
    initial="registered",
)

PLACEMENT = LifeCycle(
    name="placement",
    title=_("Placement"),
    states=(
        State("proposed", _("proposed"), "info"),
        State("accepted", _("accepted"), "success"),
        State("working", _("working"), "success"),
        State("completed", _("completed"), "neutral"),
        State("left", _("left early"), "danger"),
        State("declined", _("declined"), "warning"),
    ),
    transitions=(
        Transition("accept_placement", _("Accept the place"), ("proposed",), "accepted", _("the applicant")),
        Transition("decline_placement", _("Decline the place"), ("proposed",), "declined", _("the applicant")),
        Transition(
            "start_work", _("Start work"), ("accepted",), "working", _("the intern"), _("with the first clock-in")
        ),
        Transition(
            "complete_placement",
            _("Complete"),
            ("working",),
            "completed",
            _("programme manager"),
            _("the last day has come and the share of attendance is reached"),
        ),
        Transition(
            "leave_placement",
            _("Leave early"),
            ("proposed", "accepted", "working"),
            "left",
            _("programme manager"),
            _("a reason is given; the seat is free again"),
        ),
    ),
    initial="proposed",
)

ACTIVE = ("proposed", "accepted", "working")  # a person has one of these at most
SEATED = (*ACTIVE, "completed")  # these hold a seat of their position
