"""Papers of the interviews: the sheets of a day for its panel, and the list of who comes when."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.models import InterviewDay, InterviewSlot
from internships.queries import interview as queries
from internships.queries.access import PROGRAMME
from kernel.actor import Actor
from kernel.permissions import may
from programs.models import Call
from programs.queries.reviews import UNJUDGED, sections_for_reviewers
from reports.content import Column, Kind, Page, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document


def register() -> None:
    register_document(SHEETS, LIST)


def _day(params: Params) -> InterviewDay:
    return InterviewDay.objects.select_related("call").get(pk=params["day"])


def _may_sheets(actor: Actor, params: Params) -> bool:
    return may(actor, "manage_call", _day(params).call)


def _sheets(params: Params, progress: Progress) -> Page:
    """A sheet for everybody who booked: number, answers without personal ones, criteria with what earns points."""
    day = _day(params)
    terms = day.call.terms
    sheets = [
        _sheet(row.slot, seat)
        for row in queries.rows_of(day)
        for seat in row.seats
        if seat.booking.state in {"booked", "came"}
    ]
    criteria = [
        {
            "label": _(one.label),
            "help": _(one.help) if one.help else "",
            "points": one.points,
            "anchors": [(grade.points, _(grade.text)) for grade in one.anchors],
        }
        for one in terms.judged
    ]
    context = {"day": day, "call": day.call, "sheets": sheets, "criteria": criteria, "full": terms.sheet_points}
    return Page("internships/documents/interview_sheets.html", context)


def _sheet(slot: InterviewSlot, seat: queries.Seat) -> dict[str, Any]:
    application = seat.booking.application
    latest = application.submissions.select_related("terms").order_by("-version").first()
    sections = [one for one in sections_for_reviewers(application, latest) if one["key"] not in UNJUDGED]
    return {"when": slot.starts_at, "room": slot.room, "name": seat.case.name, "sections": sections}


SHEETS = Document(
    code="internships.interview_sheets",
    title=gettext_lazy("Interview sheets"),
    formats=("pdf",),
    may=_may_sheets,
    build=_sheets,
    keep_days=30,
)


def _may_list(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _list(params: Params, progress: Progress) -> Workbook:
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("Time"), Kind.MOMENT),
        Column(_("Place"), width=24),
        Column(_("Interview room"), width=14),
        Column(_("Receipt number"), width=20),
        Column(_("Name"), width=12),
        Column(_("State"), width=14),
        Column(_("Reason"), width=30),
    ]
    rows = queries.list_rows(call)
    sheet = Sheet(_("Interviews"), columns, _rows(rows), expected=rows.count())
    return Workbook([sheet], _("List of interviews"), ((_("Call"), call.title),))


def _rows(bookings: Any) -> Iterator[list[Any]]:
    for one in bookings:
        yield [
            one.slot.starts_at,
            one.slot.day.place,
            one.slot.room or _("video interview"),
            one.application.receipt_number,
            one.application.name,
            str(one.stage.label),
            one.note,
        ]


LIST = Document(
    code="internships.interview_list",
    title=gettext_lazy("List of interviews"),
    formats=("xlsx", "csv"),
    may=_may_list,
    build=_list,
)
