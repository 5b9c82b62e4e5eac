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
        State("unsigned", _("applied without the intern's signature"), "warning"),
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
            "apply_contract",
            _("Apply without the intern's signature"),
            ("signing",),
            "unsigned",
            _("approver"),
            _("the city has signed, the intern has worked, the wage is the published one; a reason is given"),
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
PAID_BY = (*BINDING, "unsigned")  # wages go by these: work is paid whether or not its terms were signed

ATTENDANCE_REQUEST = LifeCycle(
    name="attendance-request",
    title=_("Request about attendance"),
    states=(
        State("asked", _("waiting for an answer"), "warning"),
        State("granted", _("granted"), "success"),
        State("refused", _("refused"), "danger"),
        State("taken_back", _("taken back"), "muted"),
    ),
    transitions=(
        Transition(
            "grant_request",
            _("Grant"),
            ("asked",),
            "granted",
            _("the mentor or a manager of the call"),
            _("leave within the balance; over-hours before they begin and within 12 hours a week"),
        ),
        Transition(
            "refuse_request",
            _("Refuse"),
            ("asked",),
            "refused",
            _("the mentor or a manager of the call"),
            _("a reason is given"),
        ),
        Transition(
            "take_back_request",
            _("Take back"),
            ("asked", "granted"),
            "taken_back",
            _("the intern"),
            _("before the day; a correction only while it waits"),
        ),
    ),
    initial="asked",
)

WORK_LOG = LifeCycle(
    name="work-log",
    title=_("Work log"),
    states=(
        State("handed_in", _("handed in"), "info"),
        State("confirmed", _("confirmed"), "success"),
        State("returned", _("returned"), "warning"),
    ),
    transitions=(
        Transition("confirm_log", _("Confirm"), ("handed_in",), "confirmed", _("the mentor")),
        Transition("return_log", _("Return"), ("handed_in",), "returned", _("the mentor"), _("a reason is given")),
        Transition("hand_in_log", _("Hand in again"), ("returned",), "handed_in", _("the intern")),
    ),
    initial="handed_in",
)

CONCERN = LifeCycle(
    name="concern",
    title=_("Concern"),
    states=(
        State("raised", _("raised"), "warning"),
        State("heard", _("being looked into"), "info"),
        State("settled", _("settled"), "success"),
    ),
    transitions=(
        Transition("hear_concern", _("Take up"), ("raised",), "heard", _("a listener"), _("with the first answer")),
        Transition("settle_concern", _("Settle"), ("raised", "heard"), "settled", _("a listener")),
        Transition("raise_again", _("Raise again"), ("settled",), "raised", _("the intern")),
    ),
    initial="raised",
)
