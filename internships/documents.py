"""What the internship programme issues: attendance sheet, lists of placements and positions; registers the rest."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.documents_position import POSITIONS
from internships.models import AttendanceDay, Placement
from internships.programme import period
from internships.queries import placement as queries
from internships.queries.access import PROGRAMME, manages, mentors
from internships.queries.attendance import attended, days_of, shares
from internships.wording import flag_texts
from kernel.actor import Actor
from kernel.clock import SEOUL
from kernel.permissions import may
from programs.models import Call
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document

FIVE_YEARS = 1825


def register() -> None:
    from internships import documents_end, documents_pay
    from internships.documents_attendance import MONTH_SHEET, MONTH_SHEETS
    from internships.documents_contract import CONTRACT
    from internships.documents_matching import MATCHING, MATCHING_LIST
    from internships.documents_placement import LETTER, LETTERS, ROLL
    from internships.documents_work import WORK_LOG

    documents_pay.register()
    documents_end.register()
    of_placing = (PLACEMENTS, POSITIONS, MATCHING, MATCHING_LIST, LETTER, LETTERS, ROLL)
    register_document(*of_placing, ATTENDANCE, MONTH_SHEET, MONTH_SHEETS, CONTRACT, WORK_LOG)


def _placement(params: Params) -> Placement:
    return Placement.objects.select_related(
        "person", "position__host__organisation", "position__call", "position__mentor"
    ).get(pk=params["placement"])


def _may_have_attendance(actor: Actor, params: Params) -> bool:
    placement = _placement(params)
    return actor.user_id == placement.person_id or manages(actor, placement) or mentors(actor, placement)


def _attendance(params: Params, progress: Progress) -> Workbook:
    placement = _placement(params)
    columns = [
        Column(_("Date"), Kind.DATE),
        Column(_("In"), width=8),
        Column(_("Out"), width=8),
        Column(_("Worked (minutes)"), Kind.WHOLE, total=True),
        Column(_("Break (minutes)"), Kind.WHOLE),
        Column(_("Late (minutes)"), Kind.WHOLE, total=True),
        Column(_("Left early (minutes)"), Kind.WHOLE, total=True),
        Column(_("Leave and travel (minutes)"), Kind.WHOLE, total=True),
        Column(_("Sick leave (minutes)"), Kind.WHOLE, total=True),
        Column(_("Missing (minutes)"), Kind.WHOLE, total=True),
        Column(_("Over-hours (minutes)"), Kind.WHOLE, total=True),
        Column(_("Work on a day off (minutes)"), Kind.WHOLE, total=True),
        Column(_("Of these at night (minutes)"), Kind.WHOLE, total=True),
        Column(_("Remarks"), width=30),
        Column(_("Confirmed by"), width=14),
    ]
    filters = (
        (_("Name"), placement.person.name),
        (_("Host institution"), str(placement.position.host)),
        (_("Period of work"), period(placement.first_day, placement.last_day)),
    )
    sheet = Sheet(_("Attendance"), columns, _attendance_rows(placement))
    return Workbook([sheet], _("Attendance sheet"), filters)


def _later(placement: Placement) -> dict[date, list[str]]:
    """What closed days gained or lost since, and the month in which it counts."""
    found: dict[date, list[str]] = {}
    for one in placement.adjustments.order_by("month", "pk"):
        text = _("%(kind)s, corrected in %(month)s (%(minutes)+d min)")
        minutes = one.credited_minutes + one.excused_minutes + one.overtime_minutes + one.holiday_minutes
        words = {"kind": one.get_kind_display(), "month": f"{one.month:%Y-%m}", "minutes": minutes}
        found.setdefault(one.day, []).append(text % words)
    return found


def _attendance_rows(placement: Placement) -> Iterator[list[Any]]:
    later = _later(placement)
    for day in days_of(placement).reverse():
        kind = [] if day.kind == AttendanceDay.Kind.WORK else [day.get_kind_display()]
        yield [
            day.day,
            _clock_time(day.first_in),
            _clock_time(day.last_out),
            day.worked_minutes,
            day.break_minutes,
            day.late_minutes,
            day.early_minutes,
            day.excused_minutes,
            day.sick_minutes,
            day.missing_minutes,
            day.overtime_minutes,
            day.holiday_minutes,
            day.night_minutes,
            ", ".join([*kind, *flag_texts(day.flags), *later.get(day.day, ())]),
            day.confirmed_by.name if day.confirmed_by else "",
        ]


def _clock_time(moment: Any) -> str:
    return f"{moment.astimezone(SEOUL):%H:%M}" if moment else ""


ATTENDANCE = Document(
    code="internships.attendance",
    title=gettext_lazy("Attendance sheet"),
    formats=("xlsx", "csv"),
    may=_may_have_attendance,
    build=_attendance,
)


def _may_have_placements(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _placements(params: Params, progress: Progress) -> Workbook:
    call = Call.objects.get(pk=params["call"])
    found = queries.placements(call, str(params.get("state", "")), str(params.get("text", "")))
    columns = [
        Column(_("Receipt number"), width=20),
        Column(_("Name"), width=12),
        Column(_("Host institution"), width=28),
        Column(_("Work"), width=28),
        Column(_("Place of work"), width=28),
        Column(_("First day"), Kind.DATE),
        Column(_("Last day"), Kind.DATE),
        Column(_("State"), width=12),
        Column(_("Days present"), Kind.WHOLE),
        Column(_("Attendance so far"), Kind.PERCENT),
        Column(_("Reason for the end"), width=30),
    ]
    rows = list(attended(found))
    for placement in rows:
        placement.position.call = call
    sheet = Sheet(_("Placements"), columns, _placement_rows(rows), expected=len(rows))
    return Workbook([sheet], _("Placement list"), ((_("Call"), call.title),))


def _placement_rows(placements: list[Placement]) -> Iterator[list[Any]]:
    for share in shares(placements):
        placement = share.placement
        yield [
            placement.application.receipt_number,
            placement.person.name,
            str(placement.position.host),
            placement.position.title,
            placement.position.place,
            placement.first_day,
            placement.last_day,
            str(placement.stage.label),
            placement.present,
            share.completion.percent / 100,
            placement.end_reason,
        ]


PLACEMENTS = Document(
    code="internships.placements",
    title=gettext_lazy("Placement list"),
    formats=("xlsx", "csv"),
    may=_may_have_placements,
    build=_placements,
)
