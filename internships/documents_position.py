"""The list of a call's positions as Excel or CSV."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.models import Host, Position
from internships.presentation import area, ease_text, hours_text, plan_weeks
from internships.queries.access import PROGRAMME
from internships.queries.position import kind_seats, positions_in
from kernel.actor import Actor
from kernel.permissions import may
from programs.models import Call
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params

FILTERS = ("state", "kind", "work", "district", "text")


def _may_have(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _build(params: Params, progress: Progress) -> Workbook:
    call = Call.objects.get(pk=params["call"])
    found = list(positions_in(call, **{name: str(params.get(name, "")) for name in FILTERS}))
    columns = [
        Column(_("Host institution"), width=28),
        Column(_("Kind"), width=14),
        Column(_("Work"), width=28),
        Column(_("Kind of work"), width=18),
        Column(_("State"), width=12),
        Column(_("Seats"), Kind.WHOLE, total=True),
        Column(_("Seats taken"), Kind.WHOLE, total=True),
        Column(_("Place of work"), width=24),
        Column(_("Address"), width=34),
        Column(_("Dong"), width=18),
        Column(_("Latitude"), width=12),
        Column(_("Longitude"), width=12),
        Column(_("First day"), Kind.DATE),
        Column(_("Last day"), Kind.DATE),
        Column(_("Hours"), width=28),
        Column(_("Mentor"), width=12),
        Column(_("Accessibility"), width=30),
        Column(_("Work plan"), width=60),
    ]
    kinds = Sheet(
        _("By kind of host"),
        [
            Column(_("Kind"), width=16),
            Column(_("Quota"), Kind.WHOLE),
            Column(_("Seats granted"), Kind.WHOLE, total=True),
            Column(_("Seats asked for"), Kind.WHOLE, total=True),
        ],
        [[str(Host.Kind(one.kind).label), one.most, one.granted, one.asked] for one in kind_seats(call)],
    )
    sheet = Sheet(_("Positions"), columns, _rows(found), expected=len(found))
    return Workbook([sheet, kinds], _("List of positions"), ((_("Call"), call.title),))


def _rows(found: list[Position]) -> Iterator[list[Any]]:
    for position in found:
        yield [
            str(position.host),
            position.host.get_kind_display(),
            position.title,
            position.get_work_display(),
            str(position.stage.label),
            position.seats,
            position.taken,
            position.place,
            position.address,
            area(position.dong),
            "" if position.latitude is None else str(position.latitude),
            "" if position.longitude is None else str(position.longitude),
            position.first_day,
            position.last_day,
            hours_text(position.schedule),
            position.mentor.name if position.mentor else "",
            ease_text(position),
            "; ".join(f"{week['weeks']}: {week['row'].work}" for week in plan_weeks(position)),
        ]


POSITIONS = Document(
    code="internships.positions",
    title=gettext_lazy("List of positions"),
    formats=("xlsx", "csv"),
    may=_may_have,
    build=_build,
)
