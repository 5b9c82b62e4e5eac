"""Papers of the end: certificates of completion (수료증) and of employment (사용증명서), the programme's report."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.models import Placement
from internships.programme import period
from internships.queries.access import PROGRAMME, manages
from internships.queries.attendance import figures
from internships.queries.contract import contract_on
from internships.queries.end_report import report_of
from internships.queries.placement import ended_on, whole
from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may
from kernel.personal import mask_name
from programs.models import Call
from reports.content import Bundle, Facts, Page
from reports.progress import Progress
from reports.registry import Document, Params, register_document

FIVE_YEARS = 1825
THREE_YEARS = 1096  # 근로기준법 §39 ①, 시행령 §19: asked for within three years of the end


def register() -> None:
    register_document(CERTIFICATE, CERTIFICATES, EMPLOYMENT, REPORT)


def _placement(params: Params) -> Placement:
    return whole().get(pk=params["placement"])


# -- completion --------------------------------------------------------------------------------------------------------


def _may_have_certificate(actor: Actor, params: Params) -> bool:
    placement = _placement(params)
    if placement.state != "completed":
        return False
    return actor.user_id == placement.person_id or manages(actor, placement)


def _certificate(params: Params, progress: Progress) -> Page:
    return certificate_page(_placement(params))


def certificate_page(placement: Placement) -> Page:
    """Who, where, what and when, and the figures that it was decided on."""
    result = figures(placement)
    return Page(
        "internships/documents/certificate.html",
        {
            "placement": placement,
            "person": placement.person,
            "position": placement.position,
            "completion": result,
            "hours": result.minutes_credited // 60,
        },
        name=placement.application.receipt_number,
        facts=_facts(placement),
    )


def _facts(placement: Placement) -> Facts:
    """What anybody with the code may read: a masked name, the programme, the period; not the host, not the figures."""
    return (
        (_("Name"), mask_name(placement.person.name)),
        (_("Programme"), placement.position.call.title),
        (_("Period of work"), period(placement.first_day, _last_day(placement))),
    )


def _certificate_facts(params: Params) -> Facts:
    return _facts(_placement(params))


CERTIFICATE = Document(
    code="internships.certificate",
    title=gettext_lazy("Certificate of completion"),
    formats=("pdf",),
    may=_may_have_certificate,
    build=_certificate,
    issued=True,
    prefix="DI",
    public_facts=_certificate_facts,
    keep_days=FIVE_YEARS,
)


# -- of everybody ------------------------------------------------------------------------------------------------------


def _manages_call(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _completed(call_id: int) -> Iterator[Placement]:
    call = Call.objects.get(pk=call_id)
    for placement in whole().filter(position__call=call, state="completed").order_by("person__name", "pk"):
        placement.position.call = call  # its terms are read once
        yield placement


def _certificates(params: Params, progress: Progress) -> Bundle:
    count = Placement.objects.filter(position__call=params["call"], state="completed").count()
    return Bundle((certificate_page(one) for one in _completed(params["call"])), count)


def _version_of_all(params: Params) -> str:
    """Who has completed by now."""
    found = Placement.objects.filter(position__call=params["call"], state="completed")
    counted = found.aggregate(count=Count("pk"), last=Max("ended_at"))
    return f"{counted['count']}:{counted['last']}"


CERTIFICATES = Document(
    code="internships.certificates",
    title=gettext_lazy("Certificates of all who completed"),
    formats=("pdf", "zip"),
    may=_manages_call,
    build=_certificates,
    issued=True,
    prefix="DIB",
    version=_version_of_all,
    keep_days=FIVE_YEARS,
)


# -- employment --------------------------------------------------------------------------------------------------------


def _may_have_employment(actor: Actor, params: Params) -> bool:
    placement = _placement(params)
    return actor.user_id == placement.person_id or manages(actor, placement)


def _last_day(placement: Placement) -> date:
    """The day up to which somebody was or will be employed."""
    return ended_on(placement) or placement.last_day


def _employment(params: Params, progress: Progress) -> Page:
    """What 근로기준법 §39 lets a certificate say: period, work, position; nothing else, and no secret signs."""
    placement = _placement(params)
    last = _last_day(placement)
    context = {
        "placement": placement,
        "person": placement.person,
        "position": placement.position,
        "contract": contract_on(placement, min(last, clock.today())),
        "last_day": last,
        "at_work": placement.state in ("accepted", "working"),
    }
    return Page("internships/documents/employment.html", context)


def _employment_version(params: Params) -> str:
    placement = _placement(params)
    return f"{placement.state}:{_last_day(placement)}"


EMPLOYMENT = Document(
    code="internships.employment",
    title=gettext_lazy("Certificate of employment"),
    formats=("pdf",),
    may=_may_have_employment,
    build=_employment,
    issued=True,
    prefix="DE",
    version=_employment_version,
    public_facts=_certificate_facts,
    keep_days=THREE_YEARS,
)


# -- the programme -----------------------------------------------------------------------------------------------------


def _report(params: Params, progress: Progress) -> Page:
    call = Call.objects.get(pk=params["call"])
    context = {"call": call, "report": report_of(call), "today": clock.today()}
    return Page("internships/documents/programme_report.html", context)


REPORT = Document(
    code="internships.programme_report",
    title=gettext_lazy("Programme report"),
    formats=("pdf",),
    may=_manages_call,
    build=_report,
)
