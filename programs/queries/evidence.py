"""What the office and the system have looked up of an applicant, as the eligibility rules want it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.models import BusinessStatusCheck, Organisation
from accounts.rules.numbers import digits
from kernel import clock
from programs.models import Application, BonusVerdict, Call, Exclusion, OtherSupport, TaxCheck
from programs.registry import registered_exclusions
from programs.rules import eligibility as rules
from programs.rules.eligibility import OtherCase, Source, TaxEvidence

# Cases that still take or may take support. One that was selected counts until its agreement has come to its end.
RUNNING = ("submitted", "correcting", "eligible", "in_review", "reserve", "selected")
SUPPORTED = ("reserve", "selected")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Evidence:
    """What was looked up, and rule by rule where it comes from. None: not looked up."""

    taxes: tuple[TaxEvidence, ...] | None = None
    exclusions: tuple[rules.Exclusion, ...] | None = None
    cases: tuple[OtherCase, ...] | None = None
    elsewhere: bool = False
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)


def evidence_of(call: Call, organisation: Organisation | None, application: Application | None) -> Evidence:
    """Everything known of a business today; six statements. Of a person nothing of this is looked up."""
    if organisation is None:
        return Evidence()
    today = clock.today()
    taxes = latest_tax_checks(organisation)
    excluded = _exclusions(organisation, today)
    noted = noted_support(application) if application else []
    running = list(running_cases(organisation, application))
    register = Source("register", at=_iso(organisation.created_at))
    here = (
        Source("hanbat", ", ".join(one.receipt_number for one in running), _iso(clock.now())),
        *(_noted(one) for one in noted),
    )
    sources: dict[str, tuple[Source, ...]] = {
        **dict.fromkeys(("size", "place", "founded"), (register,)),
        "status": _status_source(organisation),
        "tax": tuple(_tax_source(one) for one in taxes),
        "sanctions": tuple(Source("exclusions", one.source, one.since.isoformat()) for one in excluded)
        or (Source("exclusions", at=_iso(clock.now())),),
        "one_case": here,
        "same_task": here,
    }
    return Evidence(
        taxes=tuple(TaxEvidence(one.kind, one.clear, one.valid_until) for one in taxes) or None,
        exclusions=excluded,
        cases=tuple(_cases(running, noted)),
        elsewhere=bool(noted),
        sources=sources,
    )


def latest_tax_checks(organisation: Organisation) -> list[TaxCheck]:
    """The latest look-up of each kind of taxes, with who and the certificate; one statement."""
    rows = TaxCheck.objects.filter(organisation=organisation).select_related("checked_by", "file")
    return list(rows.order_by("kind", "-pk").distinct("kind"))


def noted_support(application: Application) -> list[OtherSupport]:
    """What was noted of support elsewhere for this application, the latest of each number; one statement. A row without
    a number says that somebody looked and found nothing."""
    rows = OtherSupport.objects.filter(application=application).select_related("noted_by")
    return list(rows.order_by("number", "-pk").distinct("number"))


def running_cases(organisation: Organisation, application: Application | None) -> QuerySet[Application]:
    """The business's other cases in Hanbat that are still running."""
    rows = Application.objects.filter(organisation=organisation, state__in=RUNNING)
    others = rows.exclude(pk=application.pk) if application else rows
    return others.select_related("call").order_by("pk")


def _cases(running: Iterable[Application], noted: Iterable[OtherSupport]) -> Iterable[OtherCase]:
    """A person's note on a number counts before what the system knows of it. A case that is only applied for pays for
    nothing yet, so its task need not be compared."""
    compared = {one.number: one for one in noted if one.number}
    for case in running:
        own = compared.pop(case.receipt_number, None)
        same = own.same_task if own else None if case.state in SUPPORTED else False
        yield OtherCase(case.call.programme, case.receipt_number, own.active if own else True, same)
    for one in compared.values():
        yield OtherCase(one.programme, one.number, one.active, one.same_task)


def exclusions_in_force(registration_number: str, day: date) -> QuerySet[Exclusion]:
    """Rows of the city's list that hold on ``day``: ``since`` is in, ``until`` is out."""
    rows = Exclusion.objects.filter(registration_number=digits(registration_number), since__lte=day, lifted_at=None)
    return rows.filter(Q(until=None) | Q(until__gt=day))


def _exclusions(organisation: Organisation, day: date) -> tuple[rules.Exclusion, ...]:
    number = organisation.registration_number
    own = [rules.Exclusion(one.source, one.since, one.until) for one in exclusions_in_force(number, day)]
    return tuple(own + registered_exclusions(number, day))


def _status_source(organisation: Organisation) -> tuple[Source, ...]:
    check = BusinessStatusCheck.objects.filter(organisation=organisation).order_by("-asked_at").first()
    if check is None:
        return ()
    code = "status_by_hand" if check.kind == BusinessStatusCheck.Kind.MANUAL else "tax_service"
    return (Source(code, check.reason, _iso(check.asked_at)),)


def _tax_source(check: TaxCheck) -> Source:
    file = str(check.file.public_id) if check.file else ""
    return Source(f"tax_{check.kind}", check.valid_until.isoformat(), _iso(check.checked_at), file)


def _noted(one: OtherSupport) -> Source:
    return Source("noted" if one.number else "noted_none", f"{one.programme} {one.number}".strip(), _iso(one.noted_at))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


# -- bonus points ------------------------------------------------------------------------------------------------


def latest_verdicts(applications: Iterable[int]) -> dict[int, dict[str, BonusVerdict]]:
    """Application → code → the verdict that counts; one statement."""
    rows = BonusVerdict.objects.filter(application__in=list(applications)).select_related("decided_by")
    found: dict[int, dict[str, BonusVerdict]] = {}
    for one in rows.order_by("application", "code", "-pk").distinct("application", "code"):
        found.setdefault(one.application_id, {})[one.code] = one
    return found
