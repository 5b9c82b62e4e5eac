"""The application form of a data voucher: the project, the plan (사업계획), who to reach, the consents."""

from collections.abc import Collection, Mapping
from typing import Any

from programs.registry import Settings
from programs.rules.form import (
    Choice,
    Condition,
    DocumentKind,
    FormSpec,
    Gap,
    GapCode,
    Kind,
    Question,
    Section,
)
from programs.rules.scoring import Criterion
from programs.rules.wording import gettext_noop
from vouchers.settings import AI, VoucherSettings

LEAST_QUESTION = "least_support"
YOUTH_QUESTION = "youth_representative"
YOUTH_PROOF = "youth_proof"
FIXED = frozenset(
    {"track", "project_title", "cost", "supplier", LEAST_QUESTION, YOUTH_QUESTION, "consent_personal", "consent_truth"}
)  # what the programme's code reads, and the consents that the law asks for
PLAN_LIMIT = 2000  # characters for each part of the plan
CRITERIA = (
    Criterion("need", gettext_noop("Necessity"), 20, gettext_noop("Is the problem real, and does it need this data?")),
    Criterion("use", gettext_noop("Plan of use"), 30, gettext_noop("Is it clear what will be done with the data?")),
    Criterion("ability", gettext_noop("Ability to carry it out"), 25, gettext_noop("People, time, experience.")),
    Criterion("effect", gettext_noop("Expected effect"), 25, gettext_noop("Sales, costs, jobs, service to people.")),
)
CHECKLIST = (
    ("identity", gettext_noop("Name, registration number and representative agree with the registration certificate")),
    ("papers", gettext_noop("The required documents are there and legible")),
    ("tax", gettext_noop("No tax arrears by the certificates or the joint use of administrative information")),
    ("sanction", gettext_noop("Not on the list of those excluded from participation")),
    ("elsewhere", gettext_noop("The same task is not supported elsewhere")),
)


def form(settings: Settings) -> FormSpec:
    """The questions under the call's settings: tracks that have no cap are not offered."""
    values = VoucherSettings.of(settings)
    asked = (_youth(),) if values.asks_youth else ()
    return FormSpec((_project(values), _plan(), *asked, _contact(), _consents()))


def _youth() -> Section:
    """Asked only where something hangs on it. A yes or no does: the date of birth stays on the proof, where a person
    reads it at the screening, and is typed nowhere."""
    question = Question(
        YOUTH_QUESTION,
        gettext_noop("The representative is 39 or younger on the closing day of the call"),
        Kind.CHOICE,
        gettext_noop("Attach a proof with the date of birth and cover the last seven digits of a resident number."),
        choices=(Choice("yes", gettext_noop("yes")), Choice("no", gettext_noop("no"))),
        personal=True,
    )
    return Section("youth", gettext_noop("Young representative"), (question,))


def _least() -> Question:
    """Asked only where a track funds in part what no longer fits into its budget whole."""
    return Question(
        LEAST_QUESTION,
        gettext_noop("Least voucher with which the project can still be done"),
        Kind.MONEY,
        gettext_noop("Leave it empty if it can be done with the whole only."),
        required=False,
        minimum=0,
        maximum=1_000_000_000,
        unit=gettext_noop("won"),
    )


def _supplier(from_register: bool) -> Question:
    """Looked up in the register, unless the call does without it."""
    label, longest = gettext_noop("Data supplier"), 160
    if from_register:
        text = gettext_noop(
            "Type the name, its initial consonants or the registration number, and choose from the list."
        )
        source = "vouchers:find_suppliers"
        return Question("supplier", label, Kind.LOOKUP, text, max_length=longest, source=source, identifying=True)
    text = gettext_noop("The company that will sell or process the data, as agreed beforehand.")
    return Question("supplier", label, help=text, max_length=longest, identifying=True)


def _model() -> Question:
    label = gettext_noop("AI model and its training data")
    return Question("model", label, Kind.LONG_TEXT, max_length=1000, condition=Condition("track", (AI,)))


def _project(values: VoucherSettings) -> Section:
    tracks = tuple(Choice(track.code, track.label) for track in values.tracks)
    return Section(
        "project",
        gettext_noop("Project"),
        (
            Question("track", gettext_noop("Track"), Kind.CHOICE, choices=tracks),
            Question("project_title", gettext_noop("Title of the project"), max_length=100),
            Question(
                "cost",
                gettext_noop("Total cost"),
                Kind.MONEY,
                gettext_noop("Cost of buying or processing the data, without VAT."),
                minimum=100_000,
                maximum=1_000_000_000,
                unit=gettext_noop("won"),
            ),
            *((_least(),) if values.asks_least else ()),
            _supplier(values.agreement != "none"),
            Question(
                "data",
                gettext_noop("Data to be bought or processed"),
                Kind.LONG_TEXT,
                gettext_noop("What data, how much, from where, in what form."),
                max_length=1000,
            ),
            *((_model(),) if AI in values.caps else ()),
        ),
    )


def _plan() -> Section:
    def part(key: str, label: str, help_text: str) -> Question:
        return Question(key, label, Kind.LONG_TEXT, help_text, min_length=30, max_length=PLAN_LIMIT)

    return Section(
        "plan",
        gettext_noop("Business plan"),
        (
            part("need", gettext_noop("Necessity"), gettext_noop("What problem is to be solved, and why with data?")),
            part("use", gettext_noop("Plan of use"), gettext_noop("What will be done with the data, step by step?")),
            part(
                "ability",
                gettext_noop("Ability to carry it out"),
                gettext_noop("Who will do it, with what experience and time?"),
            ),
            part(
                "effect",
                gettext_noop("Expected effect"),
                gettext_noop("What will be better afterwards, in figures where possible?"),
            ),
        ),
    )


def _contact() -> Section:
    return Section(
        "contact",
        gettext_noop("Person in charge"),
        (
            Question("contact_name", gettext_noop("Name"), max_length=60, personal=True),
            Question("contact_phone", gettext_noop("Telephone"), Kind.PHONE, max_length=20, personal=True),
            Question("contact_email", gettext_noop("E-mail"), Kind.EMAIL, max_length=120, personal=True),
        ),
        gettext_noop("We reach this person with questions about the application."),
    )


def _consents() -> Section:
    return Section(
        "consents",
        gettext_noop("Consents"),
        (
            Question(
                "consent_personal",
                gettext_noop("I agree to the collection and use of personal data"),
                Kind.CONSENT,
                gettext_noop(
                    "Purpose: handling the application. Items: name, telephone, e-mail of the person in charge. "
                    "Kept five years after the case is closed. You may refuse; the application cannot be handled then."
                ),
            ),
            Question(
                "consent_sharing",
                gettext_noop("I agree to the joint use of administrative information"),
                Kind.CONSENT,
                gettext_noop("So that we can look up tax certificates. Without it you attach them yourself."),
                required=False,
            ),
            Question(
                "consent_truth",
                gettext_noop("What I have written is true, and the same task is not supported elsewhere"),
                Kind.CONSENT,
            ),
        ),
    )


def documents(settings: Settings) -> tuple[DocumentKind, ...]:
    kinds = (
        DocumentKind(
            "registration",
            gettext_noop("Business registration certificate"),
            gettext_noop("Issued within the last three months."),
            identifying=True,
        ),
        DocumentKind(
            "agreement",
            gettext_noop("Agreement with the supplier"),
            gettext_noop("The prior-agreement form, signed by both sides."),
            required=False,
            identifying=True,
        ),
    )
    youth = DocumentKind(
        YOUTH_PROOF,
        gettext_noop("Proof of the representative's age"),
        gettext_noop("Needed when the representative is 39 or younger."),
        required=False,
        identifying=True,
    )
    other = DocumentKind("other", gettext_noop("Other material"), required=False)
    return (*kinds, youth, other) if VoucherSettings.of(settings).asks_youth else (*kinds, other)


def youth_gaps(answers: Mapping[str, Any], attached: Collection[str]) -> list[Gap]:
    """Whoever says that the representative is young has to show it; ``attached`` are codes of documents."""
    if answers.get(YOUTH_QUESTION) != "yes" or YOUTH_PROOF in attached:
        return []
    label = gettext_noop("Proof of the representative's age")
    return [Gap("documents", f"document-{YOUTH_PROOF}", label, GapCode.NO_DOCUMENT)]


def check(settings: Settings, answers: Mapping[str, Any]) -> list[Gap]:
    """A project dearer than four times its track's cap is a slip of the unit rather than a plan."""
    cap = VoucherSettings.of(settings).caps.get(str(answers.get("track")))
    cost = answers.get("cost")
    if cap is None or not isinstance(cost, int) or cost <= 4 * cap:
        return []
    return [Gap("project", "cost", gettext_noop("Total cost"), GapCode.TOO_LARGE, 4 * cap)]
