"""Programmes: what each brings to the shared engine. Registered from the programme's ``AppConfig.ready``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise

from programs.errors import UnknownProgramme
from programs.forms.settings import SettingsForm
from programs.rules.catalogue import Chosen
from programs.rules.eligibility import ApplicantFacts, Exclusion, Finding
from programs.rules.exclusion import Longest
from programs.rules.form import DocumentKind, FormSpec, Gap
from programs.rules.ranking.inputs import Bonus
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from kernel.actor import Actor
    from programs.models import Application, Call, Decision
    from reports.content import Paper

Text = str | Promise
ExclusionSource = Callable[[str, date], Iterable[Exclusion]]
Settings = Mapping[str, Any]


def _nothing(*_arguments: Any) -> None:
    return None


def _no_more_gaps(_application: "Application", _attached: set[str]) -> "list[Gap]":
    return []


def _no_panel(_application: "Application") -> "ApplicationPanel | None":
    return None


def _no_links(_call: "Call") -> "Iterable[tuple[Text, str]]":
    return ()


def _no_papers(_application: "Application") -> "Iterable[Paper]":
    return ()


@dataclass(frozen=True)
class ApplicationPanel:
    """What a programme shows beside an application to its applicant: a template that finds ``panel`` in its context."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class CallTab:
    """A page of the office that a programme adds to each of its calls; the address gets the call's key."""

    code: str
    label: Text
    url_name: str


def _nothing_more(_settings: Settings) -> "list[tuple[Text, Text]]":
    return []


@dataclass(frozen=True)
class BuildStep:
    """A step that a programme adds to building a call: a form from settings, terms of choosing and what was sent, and
    the settings that it makes. ``keeps`` names the setting that holds it; ``words`` says it in lines, for the log of a
    call's changes, under the settings that stand."""

    code: str
    label: Text
    load: "Callable[[Settings, ChoosingTerms, Any], Any]"
    read: "Callable[[Settings, Any], Settings]"
    template: str
    keeps: str = ""
    words: "Callable[[Any, Settings], str]" = lambda kept, settings: str(kept)


def _nothing_missing(_settings: Settings, _choosing: ChoosingTerms) -> "Iterable[tuple[str, Text]]":
    """(code of a step of building, what is missing there): without it a call is not published."""
    return ()


def _no_gaps(_settings: Settings, _answers: Mapping[str, Any]) -> list[Gap]:
    return []


@dataclass(frozen=True)
class Standing:
    """Where an application stands in its call: the track's code, what it asks for in won and the least with which its
    project can still be done (None: only the whole), and the codes of the quotas' groups that it belongs to (region,
    youth). Kept with the application at handing in, for lists and the ranking."""

    track: str = ""
    asked: int | None = None
    least: int | None = None
    groups: frozenset[str] = frozenset()


def _as_they_are(settings: Settings, _choosing: ChoosingTerms) -> Settings:
    return settings


@dataclass(frozen=True)
class Advantages:
    """What a programme has found proven of applications apart from their forms, for the list to go by: bonus points,
    groups of the quotas; ``open``: how many claims nobody has judged yet. It may change until the list is made."""

    bonuses: Mapping[int, tuple[Bonus, ...]] = field(default_factory=dict)
    groups: Mapping[int, frozenset[str]] = field(default_factory=dict)
    open: int = 0


@dataclass(frozen=True)
class Spent:
    """Where money is after the decision, in won: promised by agreements and not yet ordered, reserved by orders until
    they are paid, paid out, come back (unused, or paid and paid back; without interest)."""

    committed: int = 0
    reserved: int = 0
    paid: int = 0
    returned: int = 0

    def __add__(self, more: "Spent") -> "Spent":
        return Spent(
            self.committed + more.committed,
            self.reserved + more.reserved,
            self.paid + more.paid,
            self.returned + more.returned,
        )


@dataclass(frozen=True)
class Spending:
    """What was spent on the cases of one track that belong to the same groups of quotas."""

    track: str
    groups: frozenset[str]
    spent: Spent


@dataclass(frozen=True)
class MoneyPage:
    """A programme's own page of a call's money, in place of the engine's: its address gets the call's key.
    ``cases(call, track, group, what)`` is where the cases behind a figure are listed; ``what``: a field of Spent."""

    url_name: str
    cases: "Callable[[Call, str, str, str], str]"


def _nothing_found(_application: "Application") -> "list[Finding]":
    return []


def _no_facts(_application: "Application", _decision: "Decision") -> Iterable[tuple[Text, str]]:
    return ()


def _no_advantages(_call: "Call") -> Advantages:
    return Advantages()


def _nothing_spent(_call: "Call") -> Iterable[Spending]:
    return ()


def _no_standing(_application: "Application") -> Standing:
    return Standing()


@dataclass(frozen=True)
class ReviewRules:
    """How a call's reviews become a list; each a setting of the call, these are the programme's suggestions."""

    reviewers_each: int = 2
    drop_extremes: bool = False
    cut_off: Decimal = Decimal(60)
    tie_break: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A programme on the shared engine.

    ``form``, ``documents`` and ``eligibility`` get the call's settings (a plain mapping of JSON values, made by
    ``settings_form`` and starting as ``default_settings``). ``facts`` turns a person or organisation into what the
    eligibility rules look at; without it the engine's own is used. ``on_selected`` runs in the
    transaction that publishes the result.
    """

    code: str
    title: Text
    applicant: Literal["organisation", "person"]
    receipt_prefix: str  # "DV" gives DV-2026-003-00017
    form: Callable[[Settings], FormSpec]
    eligibility: Callable[[Settings, ApplicantFacts, date], list[Finding]]
    documents: Callable[[Settings], tuple[DocumentKind, ...]]
    criteria: tuple[Criterion, ...]
    review: ReviewRules = ReviewRules()
    default_settings: Mapping[str, Any] = field(default_factory=dict)
    choosing: ChoosingTerms = field(default_factory=ChoosingTerms)  # what the builder of a new call suggests
    follow: Callable[[Settings, ChoosingTerms], Settings] = _as_they_are  # settings that follow from it (tracks, caps)
    settings_form: type[SettingsForm] | None = None
    settings_summary: Callable[[Settings], list[tuple[Text, Text]]] = lambda settings: []
    checklist: tuple[tuple[str, str], ...] = ()  # (code, message id) that a person ticks when screening
    facts: "Callable[[User, Organisation | None, Mapping[str, Any]], ApplicantFacts] | None" = None
    beside: "Callable[[Application], list[Finding]]" = _nothing_found  # from other cases; read by the office alone
    prefill: "Callable[[User, Organisation | None], Mapping[str, Any]] | None" = None  # first answers of a draft
    check: Callable[[Settings, Mapping[str, Any]], list[Gap]] = _no_gaps  # gaps across questions
    gaps: "Callable[[Application, set[str]], list[Gap]]" = (
        _no_more_gaps  # from records and documents, beyond the answers
    )
    panel: "Callable[[Application], ApplicationPanel | None]" = _no_panel
    office_panel: "Callable[[Application], ApplicationPanel | None]" = _no_panel  # the same for the office's page
    build_steps: tuple[BuildStep, ...] = ()  # of its own, after the tracks
    rules: "Callable[[Settings], tuple[Chosen, ...]]" = lambda settings: ()  # of the catalogue, to start from
    missing: "Callable[[Settings, ChoosingTerms], Iterable[tuple[str, Text]]]" = _nothing_missing
    fixed_questions: frozenset[str] = frozenset()  # keys that its code reads: reworded and moved, not taken away
    fixed_documents: frozenset[str] = frozenset()
    tabs: tuple[CallTab, ...] = ()  # pages of the office beside those of every call
    groups: Mapping[str, Text] = field(default_factory=dict)  # code of a quota's group -> its name for people
    call_links: "Callable[[Call], Iterable[tuple[Text, str]]]" = (
        _no_links  # (text, address) on the public page of a call
    )
    prepare: Callable[[Settings], list[tuple[Text, Text]]] = _nothing_more  # (what, how) to have ready beforehand
    standing: "Callable[[Application], Standing]" = _no_standing
    advantages: "Callable[[Call], Advantages]" = _no_advantages
    amount: "Callable[[Application], int | None] | None" = None  # won, for those selected
    title_answer: str = ""  # the answer that names a case in lists (a project's title)
    decision_document: str = ""  # code of a document registered with reports; params {"application": public_id}
    notice_facts: "Callable[[Application, Decision], Iterable[tuple[Text, str]]]" = _no_facts  # of those selected
    next_steps: Mapping[str, Text] = field(default_factory=dict)  # outcome -> what its applicant does next (the mail)
    list_columns: tuple[str, ...] = ()  # answers shown as columns in the application list and its Excel
    spent: "Callable[[Call], Iterable[Spending]]" = _nothing_spent  # where its cases' money is
    money_page: MoneyPage | None = None
    papers: "Callable[[Application], Iterable[Paper]]" = _no_papers  # what it adds to the audit pack of a case
    on_selected: "Callable[[Actor, Application, Decision], object]" = _nothing
    on_submitted: "Callable[[Actor, Application], object]" = _nothing  # in the transaction that hands in
    on_withdrawn: "Callable[[Actor, Application], object]" = _nothing
    on_given_up: "Callable[[Actor, Application, str], object]" = _nothing  # with the reason; refuses by raising
    colour: str = "primary"

    @property
    def blind(self) -> bool:
        """Whether reviewers judge without knowing whose application it is: a person yes, an organisation no."""
        return self.applicant == "person"


_programmes: dict[str, Programme] = {}


def register_programme(programme: Programme) -> None:
    _programmes[programme.code] = programme


def programme(code: str) -> Programme:
    """Raises UnknownProgramme when no installed app has registered ``code``."""
    try:
        return _programmes[code]
    except KeyError:
        raise UnknownProgramme(code=code) from None


def programmes() -> list[Programme]:
    return [_programmes[code] for code in sorted(_programmes)]


_exclusion_sources: dict[str, ExclusionSource] = {}


def register_exclusions(code: str, source: ExclusionSource) -> None:
    """A programme's own list of the excluded: ``source(registration_number, day)`` gives what is in force that day."""
    _exclusion_sources[code] = source


def registered_exclusions(registration_number: str, day: date) -> list[Exclusion]:
    """What all of those lists say of a business on ``day``."""
    return [one for code in sorted(_exclusion_sources) for one in _exclusion_sources[code](registration_number, day)]


LongestExclusion = Callable[[date], Longest]
_longest_exclusions: list[LongestExclusion] = []


def register_longest_exclusion(longest: LongestExclusion) -> None:
    """What a programme knows of the longest term of an exclusion that begins on a day."""
    _longest_exclusions.append(longest)


def longest_exclusion(since: date) -> Longest | None:
    """The longest term that any programme knows for an exclusion from ``since`` on; None where none says."""
    return max((known(since) for known in _longest_exclusions), key=lambda one: one.years, default=None)
