"""The internship as a programme of the shared engine: its form, its rules, its criteria."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from accounts.models import Organisation, User
from internships.actions import fill_seats, go_on
from internships.actions.placement import PROGRAMME as PROGRAMME_ACTS
from internships.applicant import applicant_panel
from internships.errors import HoldsAPlace
from internships.forms.settings import InternshipSettingsForm
from internships.lifecycles import SEATED
from internships.models import Placement
from internships.queries.matching import matched
from internships.queries.one_person import check_alone
from internships.queries.position import SHOWN_CALLS
from internships.queries.priority import advantages
from internships.rules.eligibility import Known, findings, needs_proof_of_service
from internships.rules.priority import NEUTRAL, group
from internships.rules.terms import DEFAULTS, terms_from
from kernel import clock
from kernel.actor import Actor
from kernel.queueing import enqueue
from programs.models import Application, Call, Decision
from programs.registry import CallTab, Programme, ReviewRules, Settings, Text
from programs.rules.eligibility import ApplicantFacts, Finding
from programs.rules.form import Choice, DocumentKind, FormSpec, Gap, GapCode, Kind, Question, Section
from programs.rules.ranking import Marking, TieBreak, TieKind
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms, Panel, Plan, TrackTerms

DISTRICTS = (
    Choice("30110", _("Dong-gu")),
    Choice("30140", _("Jung-gu")),
    Choice("30170", _("Seo-gu")),
    Choice("30200", _("Yuseong-gu")),
    Choice("30230", _("Daedeok-gu")),
)
WORK = (
    Choice("discovery", _("Finding and describing datasets")),
    Choice("digitising", _("Turning paper into data")),
    Choice("quality", _("Checking and mending data")),
    Choice("census", _("Collecting the small-business census")),
)

# Blind: no school, sex, photograph or family (채용절차법 §4의3).
FORM = FormSpec(
    (
        Section(
            "person",
            _("About you"),
            (
                Question(
                    "birth_date",
                    _("Date of birth"),
                    Kind.DATE,
                    help=_("Age is counted on the day of the call."),
                    personal=True,
                ),
                Question(
                    "phone",
                    _("Mobile phone"),
                    Kind.PHONE,
                    help=_("For interview and placement only."),
                    personal=True,
                ),
                Question(
                    "residence",
                    _("Where you live"),
                    Kind.CHOICE,
                    choices=(*DISTRICTS, Choice("elsewhere", _("Outside Daejeon"))),
                ),
                Question(
                    "employment",
                    _("Employment"),
                    Kind.CHOICE,
                    help=_("Who is employed and insured (고용보험) at the start of work cannot take part."),
                    choices=(
                        Choice("none", _("not employed")),
                        Choice("student", _("student")),
                        Choice("part_time", _("working part-time")),
                        Choice("employed", _("employed")),
                    ),
                ),
            ),
        ),
        Section(
            "wishes",
            _("Your wishes"),
            (
                Question("area", _("Area where you would like to work"), Kind.CHOICE, choices=DISTRICTS),
                Question("work", _("Work you would like to do"), Kind.CHOICES, choices=WORK),
                Question(
                    "commute",
                    _("Longest way to work"),
                    Kind.NUMBER,
                    help=_("One way, door to door."),
                    unit=_("minutes"),
                    minimum=10,
                    maximum=180,
                ),
            ),
        ),
        Section(
            "statement",
            _("What you bring"),
            (
                Question(
                    "motivation", _("Why you apply"), Kind.LONG_TEXT, min_length=50, max_length=1000,
                    help=_("Do not name your school, family or other personal matters: reviewers read this blind."),
                ),
                Question(
                    "skills", _("Experience with data"), Kind.LONG_TEXT, max_length=1000,
                    help=_("Courses, tools, projects; beginners are welcome."),
                ),
                Question("certificates", _("Certificates"), Kind.TEXT, required=False),
            ),
        ),
        Section(
            "consent",
            _("Consent"),
            (
                Question(
                    "consent_personal",
                    _("I agree that these data are used to select and place me and are kept for three years."),
                    Kind.CONSENT,
                    help=_("You may refuse; without it an application cannot be handled (개인정보보호법 §15 ②)."),
                ),
            ),
        ),
    )
)  # fmt: skip

# What a new call starts from: one list by points, no money asked.
CHOOSING = ChoosingTerms(
    Marking(
        cut_off=Decimal(60),
        tie_break=(TieBreak(TieKind.CRITERION, "skills"), TieBreak(TieKind.CRITERION, "motivation")),
    ),
    (TrackTerms(places=250, reserves=50),),
    panel=Panel(blind=True),
    plan=Plan(screening=7, review=20, results=25),
)
CRITERIA = (
    Criterion("motivation", _("Motivation"), 30, _("Knows what the work is and says why they want it.")),
    Criterion("skills", _("Skills"), 40, _("Has worked with data or can show how they learn.")),
    Criterion("attitude", _("Reliability"), 30, _("Can be there for the whole period; realistic about it.")),
)


SERVICE = (
    Question(
        "service_from",
        _("Military service: first day"),
        Kind.DATE,
        help=_("Only if you are above the highest age: service extends it. Attach the proof below."),
        required=False,
        personal=True,
    ),
    Question("service_to", _("Military service: last day"), Kind.DATE, required=False, personal=True),
)


def form(settings: Settings) -> FormSpec:
    """Asks for military service only where the call extends the limit of age by it."""
    if not terms_from(settings).military_years:
        return FORM
    person, *rest = FORM.sections
    return FormSpec((replace(person, questions=(*person.questions, *SERVICE)), *rest))


def documents(settings: Settings) -> tuple[DocumentKind, ...]:
    """What carries the applicant's name is looked at by the office, a sample of work by the reviewers."""
    return (
        *_proof_of_service(settings),
        DocumentKind(
            "certificates", _("Certificates (PDF)"), _("If you named any above."), required=False, identifying=True
        ),
        DocumentKind(
            "residence", _("Proof of residence"), _("Not older than three months."), required=False, identifying=True
        ),
        DocumentKind(
            "portfolio",
            _("Sample of your work"),
            _("Reviewers read this blind: leave out your name, school and photograph."),
            required=False,
        ),
    )


def _proof_of_service(settings: Settings) -> tuple[DocumentKind, ...]:
    if not terms_from(settings).military_years:
        return ()
    label, help_text = _("Proof of military service"), _("If you are above the highest age: 병적증명서.")
    return (DocumentKind("military", label, help_text, required=False, identifying=True),)


def known_of(answers: Mapping[str, Any], birth_date: date | None) -> Known:
    service = (_date(answers.get("service_from")), _date(answers.get("service_to")))
    residence, employment = (str(answers.get(name) or "") for name in ("residence", "employment"))
    return Known(birth_date, residence, employment, service)


def gaps(application: Application, attached: set[str]) -> list[Gap]:
    """Whoever is admitted by military service alone attaches its proof."""
    terms = terms_from(application.call.terms.settings)
    known = known_of(application.answers, _date(application.answers.get("birth_date")))
    if not needs_proof_of_service(known, terms.age_day or clock.today(), terms):
        return []
    if "military" in attached:
        return []
    return [Gap("documents", "document-military", "Proof of military service", GapCode.NO_DOCUMENT)]


def facts(user: User, organisation: Organisation | None, answers: Mapping[str, Any]) -> ApplicantFacts:
    """What the rules look at: the answers are the applicant's own word, a person checks them at the screening."""
    return ApplicantFacts(name=user.name, birth_date=_date(answers.get("birth_date")), answers=dict(answers))


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def eligibility(settings: Settings, known: ApplicantFacts, today: date) -> list[Finding]:
    terms = terms_from(settings)
    return findings(known_of(known.answers, known.birth_date), terms.age_day or today, terms)


def summary(settings: Settings) -> list[tuple[Text, Text]]:
    """What the public page of a call says of the work."""
    terms = terms_from(settings)
    ages = gettext_lazy("%(minimum)s to %(maximum)s full years") % vars_of(settings)
    rows: list[tuple[Text, Text]] = [(gettext_lazy("Age"), ages)]
    if terms.residence:
        rows.append((gettext_lazy("Residence"), gettext_lazy("residents of Daejeon")))
    if terms.groups:
        rows.append((gettext_lazy("Priority groups"), ", ".join(gettext(group(code).label) for code in terms.groups)))
    if terms.first_day and terms.last_day:
        rows.append((gettext_lazy("Period of work"), period(terms.first_day, terms.last_day)))
    rows.append((gettext_lazy("Attendance for completion"), f"{terms.attendance_percent.normalize():f}%"))
    return rows


def period(first: date, last: date) -> str:
    """From the first day to the last, as people read dates."""
    return f"{formats.date_format(first, 'SHORT_DATE_FORMAT')} ~ {formats.date_format(last, 'SHORT_DATE_FORMAT')}"


def vars_of(settings: Settings) -> dict[str, Any]:
    terms = terms_from(settings)
    return {"minimum": terms.minimum_age, "maximum": terms.maximum_age}


def call_links(call: Call) -> list[tuple[Text, str]]:
    """The positions that the call offers; shown as long as the call is."""
    if call.state not in SHOWN_CALLS:
        return []
    return [(gettext_lazy("Positions of this call"), reverse("internships:offered", args=[call.pk]))]


def leave(actor: Actor, application: Application, reason: str) -> None:
    """A selection is given up only by whoever holds no seat: seats have a way of their own. Seat and place then go to
    others by themselves; a reserve who leaves the list frees nothing. Raises HoldsAPlace."""
    if Placement.objects.filter(application=application, state__in=SEATED).exists():
        raise HoldsAPlace()
    if application.decision.outcome == Decision.Outcome.SELECTED:
        go_on(application.call)


def selected(actor: Actor, application: Application, decision: Decision) -> None:
    """Who is selected after the matching, as a reserve who accepted, is offered what is free at once."""
    if matched(application.call):
        fill_seats(PROGRAMME_ACTS, application.call_id)


def withdrawn(actor: Actor, application: Application) -> None:
    """The time of the interview goes to somebody else."""
    enqueue("internships.tasks.release_interviews", key="internships.release_interviews")


PROGRAMME = Programme(
    code="internships",
    title=gettext_lazy("Youth data internship"),
    applicant="person",
    receipt_prefix="DI",
    form=form,
    documents=documents,
    eligibility=eligibility,
    gaps=gaps,
    facts=facts,
    beside=check_alone,
    criteria=CRITERIA,
    review=ReviewRules(reviewers_each=2, cut_off=Decimal(60), tie_break=("skills", "motivation")),
    default_settings=DEFAULTS,
    choosing=CHOOSING,
    settings_form=InternshipSettingsForm,
    settings_summary=summary,
    checklist=(
        ("age", _("Age on the day of the call is within its limits.")),
        ("residence", _("Lives in the city.")),
        ("employment", _("Is not employed with insurance at the start of work.")),
    ),
    fixed_questions=frozenset({"birth_date", "residence", "employment", "area", "work", "commute", "consent_personal"}),
    next_steps={
        "selected": gettext_lazy(
            "The office now looks for a place that fits your wishes. You will get a message with the offer, "
            "which you accept or decline."
        )
    },
    panel=applicant_panel,
    tabs=(CallTab("measured", gettext_lazy("Points of a test"), "programs:measured"),),
    call_links=call_links,
    on_given_up=leave,
    on_selected=selected,
    on_withdrawn=withdrawn,
    advantages=advantages,
    groups={NEUTRAL: gettext_lazy("Priority")},
    list_columns=("residence", "area", "commute"),
)
