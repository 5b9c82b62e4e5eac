"""Placements on paper: the letter to each intern, all letters of a call in one run, the list of a call or host."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.lifecycles import HELD
from internships.models import Host, Placement, PositionVersion
from internships.presentation import area, hours_text
from internships.programme import period
from internships.queries.access import PROGRAMME, belongs, manages
from internships.queries.placement import coming_to, held, whole
from kernel.actor import Actor
from kernel.permissions import may
from kernel.personal import mask_name
from programs.models import Call
from reports.content import Bundle, Facts, Page
from reports.progress import Progress
from reports.registry import Document, Params

FIVE_YEARS = 1825


def _letters(**chosen: Any) -> QuerySet[Placement]:
    """A letter says where somebody works, not what was once offered."""
    return whole().filter(state__in=HELD, **chosen)


def _own_or_managed(actor: Actor, params: Params) -> bool:
    """The intern and the managers of the call, once the place is accepted."""
    placement = _letters(pk=params["placement"]).first()
    return placement is not None and (actor.user_id == placement.person_id or manages(actor, placement))


def _facts(placement: Placement) -> Facts:
    """What anybody with the code may read: a masked name, the call, the period; not the place."""
    return (
        (_("Name"), mask_name(placement.person.name)),
        (_("Call"), placement.position.call.title),
        (_("Period of work"), period(placement.first_day, placement.last_day)),
    )


def _public_facts(params: Params) -> Facts:
    return _facts(whole().get(pk=params["placement"]))


def _version(params: Params) -> str:
    """A change of the position that was granted since makes a letter of its own."""
    placement = Placement.objects.get(pk=params["placement"])
    return str(_last_change(position__placements=placement))


def _last_change(**where: Any) -> int:
    changes = PositionVersion.objects.filter(verb="grant_change", **where)
    return changes.aggregate(last=Max("pk"))["last"] or 0


def _letter(params: Params, progress: Progress) -> Page:
    return letter_page(_letters(pk=params["placement"]).get())


def letter_page(placement: Placement) -> Page:
    """Where, when, with whom, what the work is, by which wish; one page."""
    position = placement.position
    context = {
        "placement": placement,
        "position": position,
        "call": position.call,
        "period": period(placement.first_day, placement.last_day),
        "hours": hours_text(position.schedule),
        "area": area(position.dong),
    }
    return Page(
        "internships/documents/letter.html",
        context,
        name=placement.application.receipt_number,
        facts=_facts(placement),
        about=placement.about,
    )


LETTER = Document(
    code="internships.placement_letter",
    title=gettext_lazy("Notice of placement"),
    formats=("pdf",),
    may=_own_or_managed,
    build=_letter,
    issued=True,
    prefix="PL",
    version=_version,
    public_facts=_public_facts,
    keep_days=FIVE_YEARS,
)


# -- all of a call -----------------------------------------------------------------------------------------------------


def _manages_call(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _version_of_all(params: Params) -> str:
    """Who has a place now, and the positions as they are granted now."""
    found = Placement.objects.filter(position__call=params["call"], state__in=HELD)
    counted = found.aggregate(count=Count("pk"), last=Max("answered_at"), key=Max("pk"))
    change = _last_change(position__call=params["call"])
    return f"{counted['count']}:{counted['key']}:{counted['last']}:{change}"


def _all_letters(params: Params, progress: Progress) -> Bundle:
    found = _letters(position__call=params["call"]).order_by("application__receipt_serial")
    return Bundle(_pages(Call.objects.get(pk=params["call"]), found), found.count())


def _pages(call: Call, found: QuerySet[Placement]) -> Iterator[Page]:
    for placement in found:
        placement.position.call = call  # its terms are read once
        yield letter_page(placement)


def _name_of_all(params: Params) -> str:
    return _("%(call)s-placements") % {"call": Call.objects.get(pk=params["call"]).title}


LETTERS = Document(
    code="internships.placement_letters",
    title=gettext_lazy("Notices of all placements"),
    formats=("pdf", "zip"),
    may=_manages_call,
    build=_all_letters,
    issued=True,
    prefix="PB",
    version=_version_of_all,
    keep_days=FIVE_YEARS,
    file_name=_name_of_all,
)


# -- the list ----------------------------------------------------------------------------------------------------------


def _may_have_roll(actor: Actor, params: Params) -> bool:
    """Managers the list of their call, a host that of its own interns."""
    if not params.get("host"):
        return _manages_call(actor, params)
    host = Host.objects.select_related("organisation").filter(pk=params["host"]).first()
    return host is not None and (belongs(actor, host) or _manages_call(actor, params))


def _roll(params: Params, progress: Progress) -> Page:
    call = Call.objects.get(pk=params["call"])
    host = Host.objects.select_related("organisation").filter(pk=params.get("host", 0)).first()
    found = coming_to(host, call) if host else held(call)
    context = {"call": call, "host": host, "rows": list(found)}
    return Page("internships/documents/roll.html", context)


ROLL = Document(
    code="internships.placement_roll",
    title=gettext_lazy("Placement list"),
    formats=("pdf",),
    may=_may_have_roll,
    build=_roll,
)
