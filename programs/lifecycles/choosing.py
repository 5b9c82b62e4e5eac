"""From scores to decisions: meetings of the panel, rankings, decisions, the moment at which they come out."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

MEETING = LifeCycle(
    name="panel_meeting",
    title=_("Panel meeting"),
    initial="planned",
    states=(
        State("planned", _("planned"), "info"),
        State("open", _("in session"), "warning"),
        State("closed", _("minutes closed"), "success"),
        State("cancelled", _("cancelled"), "neutral"),
    ),
    transitions=(
        Transition("open", _("Open the meeting"), ("planned",), "open", _("manager"), _("attendance noted")),
        Transition(
            "close", _("Close the minutes"), ("open",), "closed", _("manager"),
            _("minutes written, agreed scores complete"),
        ),
        Transition("cancel", _("Cancel"), ("planned",), "cancelled", _("manager"), _("with a reason")),
    ),
)  # fmt: skip

RANKING_RUN = LifeCycle(
    name="ranking_run",
    title=_("Ranking"),
    initial="proposed",
    states=(
        State("proposed", _("waiting for confirmation"), "warning"),
        State("confirmed", _("confirmed by a second person"), "success"),
        State("sent_back", _("sent back"), "danger"),
        State("superseded", _("superseded"), "neutral"),
    ),
    transitions=(
        Transition(
            "confirm", _("Confirm as second person"), ("proposed",), "confirmed", _("approver"),
            _("somebody else than who proposed it; the inputs are still the same"),
        ),
        Transition(
            "send_back", _("Send back for changes"), ("proposed",), "sent_back", _("approver"), _("with a reason")
        ),
        Transition(
            "supersede", _("Supersede"), ("proposed", "confirmed"), "superseded", _("manager"),
            _("a new ranking is proposed, results not yet published"),
        ),
    ),
)  # fmt: skip

DECISION = LifeCycle(
    name="decision",
    title=_("Decision"),
    initial="proposed",
    states=(
        State("proposed", _("proposed, not yet confirmed"), "warning"),
        State("confirmed", _("confirmed by a second person"), "info"),
        State("published", _("published"), "success"),
    ),
    transitions=(
        Transition(
            "confirm", _("Confirm as second person"), ("proposed",), "confirmed", _("approver"),
            _("somebody else than who proposed it"),
        ),
        Transition(
            "propose_again", _("Propose anew"), ("proposed", "confirmed"), "proposed", _("manager"),
            _("results not yet published, or an appeal was upheld"),
        ),
        Transition(
            "publish", _("Publish"), ("confirmed",), "published", _("manager"), _("all of the call at one moment")
        ),
        Transition(
            "reopen", _("Reopen"), ("published",), "proposed", _("approver"), _("an appeal was upheld")
        ),
        Transition(
            "take_up", _("Take up from the reserve list"), ("published",), "published", _("applicant"),
            _("called up in order, accepted before the due date"),
        ),
    ),
)  # fmt: skip

RESULTS_MOMENT = LifeCycle(
    name="results_moment",
    title=_("Moment for the results"),
    initial="planned",
    states=(
        State("planned", _("moment set"), "info"),
        State("kept", _("results published"), "success"),
        State("taken_back", _("taken back"), "neutral"),
        State("missed", _("could not be published"), "danger"),
    ),
    transitions=(
        Transition(
            "move", _("Move to another moment"), ("planned",), "planned", _("approver"),
            _("the moment has not come yet"),
        ),
        Transition("take_back", _("Take back"), ("planned",), "taken_back", _("manager or approver"), ""),
        Transition(
            "keep", _("Publish the results"), ("planned",), "kept", _("system or manager"),
            _("every application has its confirmed decision"),
        ),
        Transition(
            "miss", _("Publish nothing"), ("planned",), "missed", _("the worker"),
            _("something stands between; the office is told what"),
        ),
    ),
)  # fmt: skip

LIST_JOB = LifeCycle(
    name="list_job",
    title=_("Work on a long list"),
    initial="waiting",
    states=(
        State("waiting", _("with the worker"), "info"),
        State("done", _("done"), "success"),
        State("refused", _("could not be done"), "danger"),
    ),
    transitions=(
        Transition(
            "finish", _("Finish"), ("waiting",), "done", _("the worker"), _("on behalf of who asked, all or nothing")
        ),
        Transition(
            "refuse", _("Refuse"), ("waiting",), "refused", _("the worker"),
            _("something stands between; the page says what"),
        ),
    ),
)  # fmt: skip
