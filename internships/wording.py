"""Words for what the rules say in plain English or in codes: rules know nothing of Django."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from internships.lifecycles import POSITION, POSITION_CHANGE
from internships.models import AttendanceDay
from internships.rules import eligibility, one_person, priority
from internships.rules.attendance import Flag
from internships.rules.plan import Fault, FaultKind
from internships.rules.position import Gap, Step
from internships.rules.worklog import LogFault

TEXTS = (
    _("Age"),
    _("Aged %(age)s on %(day)s; the call admits %(minimum)s to %(maximum)s."),
    _("Aged %(age)s on %(day)s; the call admits people from %(minimum)s years on."),
    _("Aged %(age)s on %(day)s; the call admits people up to %(maximum)s years."),
    _(
        "Aged %(age)s on %(day)s; the limit of %(maximum)s years is extended by %(years)s for military service, "
        "if that is proven."
    ),
    _("The date of birth is not known yet; the call admits %(minimum)s to %(maximum)s years."),
    _("The date of birth lies after %(day)s. Please correct it."),
    _("Employment"),
    _("Is not employed."),
    _("Works part-time: a person looks whether that is insured."),
    _("Is employed; the call admits people who are not."),
    _("The employment is not known yet."),
    _("Residence"),
    _("Lives in the city."),
    _("Lives outside the city; the call admits its residents only."),
    _("The place of residence is not known yet."),
    _("One application per person"),
    _("No other application of this call has the same name and date of birth, or the same mobile phone."),
    _(
        "The same name and date of birth, or the same mobile phone, stand in %(numbers)s. Compare them: one person "
        "applies once."
    ),
)

if TEXTS != eligibility.TEXTS + one_person.TEXTS:
    raise RuntimeError("internships.wording and the rules of eligibility say different things")

FLAGS = {
    Flag.STILL_IN.value: gettext_lazy("has not clocked out"),
    Flag.OUT_WITHOUT_IN.value: gettext_lazy("out without in"),
    Flag.OVERNIGHT.value: gettext_lazy("until the next morning"),
    Flag.DAY_OFF.value: gettext_lazy("day off"),
    Flag.SENT_LATE.value: gettext_lazy("sent later"),
    Flag.CORRECTED.value: gettext_lazy("corrected on request"),
    Flag.NOT_APPROVED.value: gettext_lazy("over-hours without approval"),
    Flag.OUTSIDE.value: gettext_lazy("not shown at the place of work"),
}


def flag_texts(flags: Iterable[str]) -> list[str]:
    """What a mentor should look at, in words."""
    return [str(FLAGS[flag]) for flag in flags if flag in FLAGS]


def remarks(day: AttendanceDay) -> list[str]:
    """What stands beside a day of attendance: too late, too early, what a mentor should look at."""
    found = []
    if day.late_minutes:
        found.append(gettext("late by %(n)s min") % {"n": day.late_minutes})
    if day.early_minutes:
        found.append(gettext("left %(n)s min early") % {"n": day.early_minutes})
    return found + flag_texts(day.flags)


GROUPS = {one.code: gettext_lazy(one.label) for one in priority.GROUPS}


def group_text(code: str) -> str:
    """The name of a priority group; its code where the call has one of its own."""
    return str(GROUPS.get(code, code))


TONES = {
    "full": gettext_lazy("whole day worked"),
    "part": gettext_lazy("part of the day"),
    "away": gettext_lazy("leave or travel"),
    "absent": gettext_lazy("absence"),
    "free": gettext_lazy("day off"),
    "open": gettext_lazy("nothing yet"),
    "none": gettext_lazy("not a day of theirs"),
}


def tone_text(tone: str) -> str:
    """What a field of the heat map says."""
    return str(TONES[tone])


LOG_FAULTS = {
    LogFault.NOTHING: gettext_lazy("write at least one line"),
    LogFault.NO_TASK: gettext_lazy("each line says what was done"),
    LogFault.NO_TIME: gettext_lazy("each line says how long it took"),
    LogFault.TOO_LONG: gettext_lazy("a day has 24 hours"),
    LogFault.IDLE: gettext_lazy("either there was no work, or the lines say what was done"),
}


def log_fault_texts(found: Iterable[LogFault]) -> list[str]:
    """What a log lacks, in words."""
    return [str(LOG_FAULTS[fault]) for fault in found]


STEPS = {
    Step.WORK: gettext_lazy("Work and seats"),
    Step.PLACE: gettext_lazy("Place"),
    Step.TIME: gettext_lazy("Hours"),
    Step.MENTOR: gettext_lazy("Mentor"),
    Step.PLAN: gettext_lazy("Work plan"),
}

GAPS = {
    Gap.DUTIES: gettext_lazy("what the intern does, in a sentence or more"),
    Gap.PLACE: gettext_lazy("the place of work"),
    Gap.ADDRESS: gettext_lazy("the address"),
    Gap.POINT: gettext_lazy("the point on the map"),
    Gap.PERIOD: gettext_lazy("days within the call's period"),
    Gap.BREAK: gettext_lazy("the break that the law asks for"),
    Gap.MENTOR: gettext_lazy("the mentor"),
    Gap.PLAN: gettext_lazy("the work plan week by week"),
    Gap.PLAN_FAULTY: gettext_lazy("a work plan that says each week once"),
}


def gap_texts(missing: Iterable[Gap]) -> list[str]:
    """What a position lacks, in words."""
    return [str(GAPS[gap]) for gap in missing]


FAULTS = {
    FaultKind.MISSING: gettext_lazy("No work is planned for week %(weeks)s."),
    FaultKind.TWICE: gettext_lazy("Week %(weeks)s is planned more than once."),
    FaultKind.BEYOND: gettext_lazy("The period has no week %(weeks)s."),
    FaultKind.BACKWARDS: gettext_lazy("Week %(weeks)s: the last week must not be before the first."),
    FaultKind.EMPTY: gettext_lazy("Say what is done in week %(weeks)s."),
}


def fault_texts(found: Iterable[Fault]) -> list[str]:
    """What is wrong with a plan, in words."""
    return [str(FAULTS[fault.kind]) % {"weeks": weeks_text(fault.first, fault.last)} for fault in found]


def weeks_text(first: int, last: int) -> str:
    """3, or 3–5."""
    return str(first) if first == last else f"{first}–{last}"


_OWN_VERBS = {
    "draft_position": gettext_lazy("position begun"),
    "describe_position": gettext_lazy("position written"),
    "reserve_seats": gettext_lazy("seats kept for groups"),
}


def version_text(verb: str) -> str:
    """What happened to a position, in words."""
    if verb in _OWN_VERBS:
        return str(_OWN_VERBS[verb])
    cycle = POSITION_CHANGE if verb.endswith("_change") else POSITION
    return str(cycle.named(verb).label)
