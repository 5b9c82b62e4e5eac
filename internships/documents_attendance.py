"""The month of attendance on paper (출근부): of one intern, and of everybody of a call or a host in one file."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from internships.models import AttendanceAdjustment, Host, Placement
from internships.pay_words import month_name
from internships.presentation import hours_text
from internships.programme import period
from internships.queries.access import PROGRAMME, manages, mentors
from internships.queries.attendance_sheet import MonthSheet, at_work, sheet_of, sheets
from internships.queries.placement import whole
from internships.wording import flag_texts
from kernel.actor import Actor
from kernel.permissions import may
from programs.models import Call
from reports.content import Bundle, Page
from reports.progress import Progress
from reports.registry import Document, Params

THREE_YEARS = 1095  # 근로기준법 §42


def _month(params: Params) -> date:
    return date.fromisoformat(params["month"]).replace(day=1)


def _may_have_month(actor: Actor, params: Params) -> bool:
    """The intern, the call's managers, the host's mentors, who closed its weeks."""
    placement: Placement | None = whole().filter(pk=params["placement"]).first()
    if placement is None:
        return False
    return actor.user_id == placement.person_id or manages(actor, placement) or mentors(actor, placement)


def _month_sheet(params: Params, progress: Progress) -> Page:
    return sheet_page(sheet_of(params["placement"], _month(params)))


def sheet_page(sheet: MonthSheet) -> Page:
    """Days, totals, what was corrected with its reason, who closed weeks and month. What somebody asked leave for is
    not told: a reason can be an illness."""
    placement = sheet.placement
    context = {
        "sheet": sheet,
        "placement": placement,
        "position": placement.position,
        "month": month_name(sheet.month),
        "period": period(placement.first_day, placement.last_day),
        "hours": hours_text(sheet.hours),
        "days": [(line, _remarks(sheet, line.row)) for line in sheet.lines],
        "adjustments": [(one, _counted(one)) for one in sheet.adjustments],
    }
    return Page("internships/documents/attendance_month.html", context, name=placement.application.receipt_number)


def _remarks(sheet: MonthSheet, row: Any) -> str:
    """What was flagged, and whether a later month counts more or less of it."""
    if row is None:
        return ""
    later = [_("corrected later")] if any(one.day == row.day for one in sheet.adjustments) else []
    return ", ".join(flag_texts(row.flags) + later)


def _counted(one: AttendanceAdjustment) -> int:
    """Minutes that the day gained or lost, of whatever kind."""
    return one.credited_minutes + one.excused_minutes + one.overtime_minutes + one.holiday_minutes


MONTH_SHEET = Document(
    code="internships.attendance_month",
    title=gettext_lazy("Attendance sheet of a month"),
    formats=("pdf",),
    may=_may_have_month,
    build=_month_sheet,
    keep_days=THREE_YEARS,
)


# -- of everybody ------------------------------------------------------------------------------------------------------


def _may_have_all(actor: Actor, params: Params) -> bool:
    """Managers those of their call, mentors those of their host."""
    if "host" in params:
        host = Host.objects.filter(pk=params["host"]).first()
        return host is not None and may(actor, "mentor_host", host)
    call = Call.objects.filter(pk=params["call"], programme=PROGRAMME).first()
    return call is not None and may(actor, "manage_call", call)


def _all_sheets(params: Params, progress: Progress) -> Bundle:
    month = _month(params)
    found = at_work(month, host=params["host"]) if "host" in params else at_work(month, call=params["call"])
    return Bundle((sheet_page(sheet) for sheet in sheets(found, month)), found.count())


MONTH_SHEETS = Document(
    code="internships.attendance_months",
    title=gettext_lazy("Attendance sheets of a month"),
    formats=("pdf", "zip"),
    may=_may_have_all,
    build=_all_sheets,
    keep_days=THREE_YEARS,
)
