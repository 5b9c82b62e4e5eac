"""The life cycles of hosts, positions and placements; drawn in docs/lifecycles/ by ``manage.py lifecycles``."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

HOST = LifeCycle(
    name="host",
    title=_("Host institution"),
    states=(
        State("registered", _("registered"), "info"),
        State("approved", _("approved"), "success"),
        State("refused", _("refused"), "danger"),
        State("suspended", _("suspended"), "warning"),
    ),
    transitions=(
        Transition("approve_host", _("Approve"), ("registered", "refused"), "approved", _("programme manager")),
        Transition(
            "refuse_host", _("Refuse"), ("registered",), "refused", _("programme manager"), _("a reason is given")
        ),
        Transition("register_again", _("Register again"), ("refused",), "registered", _("the host institution")),
        Transition(
            "suspend_host", _("Suspend"), ("approved",), "suspended", _("programme manager"), _("a reason is given")
        ),
        Transition("resume_host", _("Lift the suspension"), ("suspended",), "approved", _("programme manager")),
    ),
    initial="registered",
)

POSITION = LifeCycle(
    name="position",
    title=_("Position"),
    states=(
        State("draft", _("being written"), "neutral"),
        State("asked", _("asked for"), "info"),
        State("granted", _("granted"), "success"),
        State("returned", _("returned"), "warning"),
        State("closed", _("no longer offered"), "muted"),
    ),
    transitions=(
        Transition(
            "ask_position",
            _("Ask for the position"),
            ("draft", "returned"),
            "asked",
            _("the host institution"),
            _("everything is filled in, each week of the work is planned, the mentor has room"),
        ),
        Transition("take_back_position", _("Take back"), ("asked",), "draft", _("the host institution")),
        Transition(
            "grant_position",
            _("Grant"),
            ("asked",),
            "granted",
            _("manager of the call"),
            _("within the quota of the host's kind; the mentor has room"),
        ),
        Transition(
            "return_position", _("Return"), ("asked",), "returned", _("manager of the call"), _("a reason is given")
        ),
        Transition(
            "close_position",
            _("Close the position"),
            ("draft", "asked", "granted", "returned"),
            "closed",
            _("the host institution or a manager of the call"),
            _("a reason is given; nobody holds a seat there"),
        ),
    ),
    initial="draft",
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
