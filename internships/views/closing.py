"""Closing attendance: the mentor's week, the manager's heat map and months."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from internships.actions import attendance_closing as actions
from internships.errors import MalformedClick
from internships.queries.access import mentored_hosts
from internships.queries.heat_map import WEEKS, heat_map
from internships.queries.requests import waiting_at, week_rows
from internships.rules.calendar import monday_of
from internships.views.days import WEEK, posted_month, typed_day
from internships.views.manager import call_for
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import tell_refusal
from reports.actions import request_document


@login_required
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """A week of the mentor's interns; closing it confirms every day."""
    hosts = list(mentored_hosts(request.user))
    if not hosts:
        raise NotPermitted()
    monday = monday_of(typed_day(request.GET.get("week", "")) or clock.today() - WEEK)
    rows = week_rows(hosts, monday)
    context = {
        "hosts": hosts,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "days": [monday + timedelta(days=number) for number in range(5)],
        "rows": rows,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "over": monday + timedelta(days=6) < clock.today(),
        "open": any(not row.confirmed for row in rows),
        "waiting": waiting_at(hosts).filter(day__range=(monday, monday + timedelta(days=6))),
    }
    return render(request, "internships/mentor/week.html", context)


@login_required
@require_POST
def close_week(request: HttpRequest, host_id: int) -> HttpResponse:
    monday = monday_of(typed_day(request.POST.get("week", "")) or clock.today() - WEEK)
    try:
        count = actions.close_week(Actor.of(request), host_id, monday)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        said = ngettext("The week is closed: %(count)s day is confirmed.", "The week is closed: %(count)s days are "
                        "confirmed.", count)  # fmt: skip
        messages.success(request, said % {"count": count})
    return redirect(f"{reverse('internships:week')}?week={monday:%Y-%m-%d}")


@login_required
@require_GET
def attendance(request: HttpRequest, call_id: int) -> HttpResponse:
    """Everybody by day, who is behind, what waits, and the months to close."""
    call = call_for(request, call_id)
    monday = monday_of(typed_day(request.GET.get("week", "")) or clock.today() - (WEEKS - 1) * WEEK)
    context = {
        "call": call,
        "map": heat_map(call, monday),
        "monday": monday,
        "before": monday - WEEKS * WEEK,
        "after": monday + WEEKS * WEEK,
        "tabs": call_tabs(call, "attendance"),
    }
    return render(request, "internships/manager/attendance.html", context)


@login_required
@require_POST
def close_month(request: HttpRequest, call_id: int) -> HttpResponse:
    month = typed_day(request.POST.get("month", ""))
    if month is None:
        raise MalformedClick()
    try:
        closed = actions.close_month(Actor.of(request), call_id, month)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        shown = formats.date_format(closed.month, "YEAR_MONTH_FORMAT")
        messages.success(request, _("%(month)s is closed. Nothing of it changes any more.") % {"month": shown})
    return redirect("internships:attendance", call_id)


@login_required
@require_POST
def month_sheets(request: HttpRequest, call_id: int) -> HttpResponse:
    """The sheets of everybody of the call, one month in one PDF."""
    return _sheets(request, call=call_id)


@login_required
@require_POST
def host_sheets(request: HttpRequest, host_id: int) -> HttpResponse:
    """The sheets of everybody at the mentor's host, one month in one PDF."""
    return _sheets(request, host=host_id)


def _sheets(request: HttpRequest, **whose: int) -> HttpResponse:
    params = {**whose, "month": posted_month(request)}
    job = request_document(Actor.of(request), "internships.attendance_months", params, "pdf")
    return redirect("reports:job", public_id=job.public_id)
