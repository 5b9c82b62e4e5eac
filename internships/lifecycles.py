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

POSITION_CHANGE = LifeCycle(
    name="position-change",
    title=_("Change of a granted position"),
    states=(
        State("draft", _("being written"), "neutral"),
        State("asked", _("asked for"), "info"),
        State("granted", _("granted"), "success"),
        State("returned", _("returned"), "warning"),
        State("dropped", _("change dropped"), "muted"),
    ),
    transitions=(
        Transition(
            "ask_change",
            _("Ask for the change"),
            ("draft", "returned"),
            "asked",
            _("the host institution"),
            _("with a reason; nothing is missing"),
        ),
        Transition(
            "grant_change",
            _("Grant the change"),
            ("asked",),
            "granted",
            _("manager of the call"),
            _("within the quota of the host's kind; the mentor has room; no seat that is taken goes"),
        ),
        Transition(
            "return_change",
            _("Return the change"),
            ("asked",),
            "returned",
            _("manager of the call"),
            _("a reason is given"),
        ),
        Transition(
            "drop_change",
            _("Drop the change"),
            ("draft", "asked", "returned"),
            "dropped",
            _("the host institution, or the closing of the position"),
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
        State("incomplete", _("ended without completion"), "warning"),
        State("left", _("left early"), "danger"),
        State("declined", _("declined"), "warning"),
        State("lapsed", _("not answered in time"), "warning"),
        State("withdrawn", _("withdrawn"), "muted"),
    ),
    transitions=(
        Transition("accept_placement", _("Accept the place"), ("proposed",), "accepted", _("the applicant")),
        Transition("decline_placement", _("Decline the place"), ("proposed",), "declined", _("the applicant")),
        Transition(
            "lapse_placement", _("Let lapse"), ("proposed",), "lapsed", _("the system"), _("the due date is over")
        ),
        Transition(
            "withdraw_placement",
            _("Withdraw the place"),
            ("proposed", "accepted", "working"),
            "withdrawn",
            _("programme manager"),
            _("the host withdrew the position, or the applicant is moved; a reason is given"),
        ),
        Transition(
            "start_work", _("Start work"), ("accepted",), "working", _("the intern"), _("with the first clock-in")
        ),
        Transition(
            "complete_placement",
            _("Complete"),
            ("working",),
            "completed",
            _("programme manager"),
            _("the last day has come; attendance, training and evaluation are as the call asks"),
        ),
        Transition(
            "end_without_completion",
            _("End without completion"),
            ("working",),
            "incomplete",
            _("programme manager"),
            _("the last day has come, something is not reached; a reason is given"),
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

MATCHING = LifeCycle(
    name="matching",
    title=_("Matching"),
    states=(
        State("proposed", _("waiting for confirmation"), "warning"),
        State("confirmed", _("confirmed by a second person"), "success"),
        State("sent_back", _("sent back"), "danger"),
        State("superseded", _("superseded"), "neutral"),
    ),
    transitions=(
        Transition(
            "confirm_matching",
            _("Confirm and offer the places"),
            ("proposed",),
            "confirmed",
            _("approver"),
            _("somebody else than who proposed it; nothing has changed since"),
        ),
        Transition(
            "send_back_matching",
            _("Send the matching back"),
            ("proposed",),
            "sent_back",
            _("approver"),
            _("a reason is given"),
        ),
        Transition(
            "supersede_matching",
            _("Supersede by a new matching"),
            ("proposed",),
            "superseded",
            _("programme manager"),
            _("a new matching is proposed"),
        ),
    ),
    initial="proposed",
)

ACTIVE = ("proposed", "accepted", "working")  # a person has one of these at most
JUDGED = ("completed", "incomplete")  # worked to the last day
GOING_ON = ("accepted", "working")  # to come, or at work
HELD = (*GOING_ON, *JUDGED)  # a person has accepted these
CUT_SHORT = ("left", "withdrawn")  # ended before their time
WORKED = ("working", *JUDGED, *CUT_SHORT)  # of these there may be days of work
SEATED = (*ACTIVE, *JUDGED)  # these hold a seat of their position
BEING_WRITTEN = ("draft", "returned")  # the host writes a position
OPEN_CHANGE = ("draft", "asked", "returned")  # a position has one change of these at most

INTERVIEW_DAY = LifeCycle(
    name="interview_day",
    title=_("Interview day"),
    states=(
        State("draft", _("being prepared"), "neutral"),
        State("open", _("open for booking"), "success"),
        State("cancelled", _("called off"), "danger"),
    ),
    transitions=(
        Transition(
            "open_interview_day",
            _("Open for booking"),
            ("draft",),
            "open",
            _("programme manager"),
            _("it has slots; those who may book are told"),
        ),
        Transition(
            "cancel_interview_day",
            _("Call off"),
            ("draft", "open"),
            "cancelled",
            _("programme manager"),
            _("a reason is given; nobody was interviewed yet; those who booked are told"),
        ),
    ),
    initial="draft",
)

INTERVIEW = LifeCycle(
    name="interview",
    title=_("Interview"),
    states=(
        State("booked", _("booked"), "info"),
        State("waiting", _("waiting for a place"), "warning"),
        State("came", _("was interviewed"), "success"),
        State("no_show", _("did not come"), "danger"),
        State("excused", _("excused"), "neutral"),
        State("cancelled", _("given back"), "neutral"),
    ),
    transitions=(
        Transition(
            "move_up",
            _("Move up"),
            ("waiting",),
            "booked",
            _("the system"),
            _("a place of the slot became free; the longest waiting is first"),
        ),
        Transition(
            "cancel_interview",
            _("Give the place back"),
            ("booked", "waiting"),
            "cancelled",
            _("the applicant, the office, or the system"),
            _("the applicant until the day that the call sets; the system when the application is out"),
        ),
        Transition(
            "mark_came",
            _("Came to the interview"),
            ("booked", "no_show"),
            "came",
            _("the slot's panel, or the office"),
            _("the day has come"),
        ),
        Transition(
            "mark_no_show",
            _("Did not come"),
            ("booked", "came"),
            "no_show",
            _("the slot's panel, or the office"),
            _("the slot has begun"),
        ),
        Transition(
            "excuse_interview",
            _("Excuse"),
            ("booked", "no_show"),
            "excused",
            _("programme manager"),
            _("a reason is given; the applicant may book again"),
        ),
    ),
    initial="booked",
)
INTERVIEW_ACTIVE = ("booked", "waiting", "came", "no_show")  # a person has one of these at most
INTERVIEW_HOLDING = ("booked", "came", "no_show")  # these hold a place of their slot

PRIORITY = LifeCycle(
    name="priority",
    title=_("Priority claim"),
    states=(
        State("named", _("evidence waits to be looked at"), "info"),
        State("proven", _("proven"), "success"),
        State("refused", _("not proven"), "danger"),
        State("dropped", _("taken back by the applicant"), "neutral"),
    ),
    transitions=(
        Transition(
            "prove_claim",
            _("Find it proven"),
            ("named", "refused"),
            "proven",
            _("whoever may see priority groups"),
            _("not the applicant; no ranking yet"),
        ),
        Transition(
            "refuse_claim",
            _("Find it not proven"),
            ("named", "proven"),
            "refused",
            _("whoever may see priority groups"),
            _("a reason is given; no ranking yet"),
        ),
        Transition(
            "renew_claim",
            _("Add other evidence"),
            ("refused",),
            "named",
            _("the applicant"),
            _("no ranking yet"),
        ),
        Transition(
            "drop_claim",
            _("Take it back"),
            ("named", "proven", "refused"),
            "dropped",
            _("the applicant"),
            _("no ranking yet"),
        ),
    ),
    initial="named",
)
