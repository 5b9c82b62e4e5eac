"""Life cycles of the census: a business file on its way into the frame, a version of a questionnaire, a record, what
came from other clients and devices, a business found in the field, a person's round there."""

from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import LifeCycle, State, Transition

FRAME_IMPORT = LifeCycle(
    name="frame_import",
    title=_("Import of a business file"),
    initial="uploaded",
    states=(
        State("uploaded", _("waiting to be checked"), "info"),
        State("checked", _("checked, not loaded"), "warning"),
        State("accepted", _("being loaded"), "info"),
        State("loaded", _("loaded"), "success"),
        State("refused", _("refused"), "danger"),
        State("discarded", _("discarded"), "neutral"),
    ),
    transitions=(
        Transition("check", _("Check"), ("uploaded",), "checked", _("worker"), _("the file can be read")),
        Transition(
            "refuse",
            _("Refuse the file"),
            ("uploaded", "accepted"),
            "refused",
            _("worker"),
            _("cannot be read or has bad rows"),
        ),
        Transition(
            "accept",
            _("Load into the frame"),
            ("checked",),
            "accepted",
            _("survey manager"),
            _("no bad rows, or they are to be left out"),
        ),
        Transition("load", _("Loaded"), ("uploaded", "accepted"), "loaded", _("worker"), _("all in one transaction")),
        Transition("discard", _("Discard"), ("checked",), "discarded", _("survey manager")),
    ),
)

CENSUS_RECORD = LifeCycle(
    name="census_record",
    title=_("Census record"),
    initial="draft",
    states=(
        State("draft", _("being entered"), "neutral"),
        State("submitted", _("submitted"), "info"),
        State("returned", _("returned for correction"), "warning"),
        State("approved", _("approved"), "success"),
    ),
    transitions=(
        Transition(
            "submit",
            _("Submit"),
            ("draft", "returned"),
            "submitted",
            _("the enumerator to whom the business is assigned; the respondent by a participation number"),
            _("no hard finding; a reason for each soft one; the wave is open. From another client with its issues"),
        ),
        Transition(
            "replace",
            _("Replace by an edited form"),
            ("submitted",),
            "submitted",
            _("the enumerator to whom the business is assigned"),
            _("from another client, and it names the one whose place it takes; or from the field app, merged by field"),
        ),
        Transition(
            "return",
            _("Return for correction"),
            ("submitted", "approved"),
            "returned",
            _("survey manager"),
            _("a note says what to mend"),
        ),
        Transition(
            "approve",
            _("Approve"),
            ("submitted",),
            "approved",
            _("survey manager"),
            _("nothing is left to be mended, nothing unlikely without a reason"),
        ),
    ),
)

QUESTIONNAIRE = LifeCycle(
    name="questionnaire",
    title=_("Version of a questionnaire"),
    initial="draft",
    states=(
        State("draft", _("draft"), "neutral"),
        State("published", _("published"), "success"),
        State("closed", _("closed to new records"), "neutral"),
        State("discarded", _("discarded"), "neutral"),
    ),
    transitions=(
        Transition(
            "publish",
            _("Publish"),
            ("draft",),
            "published",
            _("survey manager"),
            _("no field has another type than in the version published before"),
        ),
        Transition("close", _("Close"), ("published",), "closed", _("survey manager"), _("no new records by it")),
        Transition("reopen", _("Open again"), ("closed",), "published", _("survey manager")),
        Transition("discard", _("Discard"), ("draft",), "discarded", _("survey manager")),
    ),
)

HELD_SUBMISSION = LifeCycle(
    name="held_submission",
    title=_("Held submission"),
    initial="held",
    states=(
        State("held", _("waits for a person"), "warning"),
        State("placed", _("became a record"), "success"),
        State("dismissed", _("put away"), "neutral"),
    ),
    transitions=(
        Transition(
            "place",
            _("Place at a business"),
            ("held",),
            "placed",
            _("survey manager"),
            _("it can be read by a form of the wave"),
        ),
        Transition("dismiss", _("Put away"), ("held",), "dismissed", _("survey manager"), _("a reason says why")),
    ),
)

FIELD_ITEM = LifeCycle(
    name="field_item",
    title=_("Item of the field app"),
    initial="waiting",
    states=(
        State("waiting", _("waits for what was made before it"), "info"),
        State("taken", _("taken in"), "success"),
        State("conflict", _("changed in two places"), "warning"),
        State("held", _("waits for a person"), "warning"),
        State("settled", _("decided by a person"), "success"),
        State("dismissed", _("put away"), "neutral"),
    ),
    transitions=(
        Transition("take", _("Take in"), ("waiting",), "taken", _("the sender"), _("nothing stands against it")),
        Transition(
            "set_apart", _("Changed in two places"), ("waiting",), "conflict", _("the sender"),
            _("a field was changed here and elsewhere to different answers, or its number belongs to other content"),
        ),
        Transition(
            "hold", _("Hold"), ("waiting",), "held", _("the sender"),
            _("wave closed, business of somebody else, another version of the form"),
        ),
        Transition(
            "settle", _("Decide between both"), ("conflict", "held", "waiting"), "settled",
            _("survey manager; changed in two places: the sender too"), _("an answer is chosen for each field"),
        ),
        Transition(
            "dismiss", _("Put away"), ("conflict", "held", "waiting"), "dismissed", _("survey manager"),
            _("a reason says why"),
        ),
    ),
)  # fmt: skip

ADDITION = LifeCycle(
    name="addition",
    title=_("Business found in the field"),
    initial="found",
    states=(
        State("found", _("to be looked at"), "warning"),
        State("confirmed", _("a business of its own"), "success"),
        State("merged", _("same as an entry of the list"), "neutral"),
    ),
    transitions=(
        Transition("confirm", _("Confirm"), ("found",), "confirmed", _("survey manager")),
        Transition(
            "merge", _("Merge with an entry of the list"), ("found", "confirmed"), "merged", _("survey manager"),
            _("a reason; not both have a census record"),
        ),
        Transition(
            "look_again", _("Look at it again"), ("confirmed", "merged"), "found", _("survey manager"),
            _("a reason; no record was begun since the merge"),
        ),
    ),
)  # fmt: skip

OUTING = LifeCycle(
    name="outing",
    title=_("Round in the field"),
    initial="out",
    states=(
        State("out", _("out in the field"), "info"),
        State("overdue", _("gave no word"), "danger"),
        State("help", _("called for help"), "danger"),
        State("attended", _("somebody looks after it"), "warning"),
        State("back", _("back"), "neutral"),
    ),
    transitions=(
        Transition(
            "give_word", _("I am well"), ("out", "overdue", "help", "attended"), "out", _("the person who is out"),
        ),
        Transition("miss_word", _("No word came"), ("out",), "overdue", _("worker"), _("ten minutes after it was due")),
        Transition(
            "call_help", _("Call for help"), ("out", "overdue", "attended", "help"), "help",
            _("the person who is out"),
        ),
        Transition(
            "attend", _("Look after it"), ("overdue", "help"), "attended", _("whoever watches"),
            _("a note says what is done"),
        ),
        Transition(
            "come_back", _("I am back"), ("out", "overdue", "attended"), "back",
            _("the person who is out; once somebody looks after it, whoever watches"),
        ),
    ),
)  # fmt: skip
