"""The host's page: who is here today, which days wait for a confirmation, and the attendance list by hand."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.actions.attendance import ListEntry
from internships.models import Placement
from internships.queries.access import mentored_hosts
from internships.queries.attendance import here_today, to_confirm
from internships.queries.requests import waiting_at
from internships.rules.attendance import NIGHT_ENDS
from internships.views.days import typed_day
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible

A_PAGE = 30


@login_required
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Who is here, who is not, and what waits."""
    hosts = list(mentored_hosts(request.user))
    if not hosts:
        raise NotPermitted()
    day = clock.today()
    interns = here_today(hosts, day)
    came = [one for one in interns if one.that_day and one.that_day[0].first_in]
    return render(
        request,
        "internships/mentor/here.html",
        {
            "hosts": hosts,
            "day": day,
            "interns": interns,
            "inside": sum(1 for one in came if one.that_day[0].inside),
            "gone": sum(1 for one in came if not one.that_day[0].inside),
            "missing": sum(1 for one in interns if one not in came and not (one.that_day and one.that_day[0].away)),
            "waiting": waiting_at(hosts),
            "page": Paginator(to_confirm(hosts, day), A_PAGE).get_page(request.GET.get("page")),
        },
    )


@login_required
@require_POST
def confirm(request: HttpRequest, day_id: int) -> HttpResponse:
    try:
        day = actions.confirm_day(Actor.of(request), day_id)
    except HanbatError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(day)s is confirmed.") % {"day": formats.date_format(day.day, "SHORT_DATE_FORMAT")}
        )
    return redirect("internships:here")


@login_required
@require_POST
def confirm_all(request: HttpRequest, host_id: int) -> HttpResponse:
    """Every day before today at once; those without a time of going stay."""
    count = actions.confirm_days(Actor.of(request), host_id, clock.today() - timedelta(days=1))
    said = ngettext("%(count)s day is confirmed.", "%(count)s days are confirmed.", count)
    messages.success(request, said % {"count": count})
    return redirect("internships:here")


@login_required
@require_http_methods(["GET", "POST"])
def attendance_list(request: HttpRequest, host_id: int) -> HttpResponse:
    """The day's list by hand, for interns who could not click; times that stand already are left alone."""
    host = next((one for one in mentored_hosts(request.user) if one.pk == host_id), None)
    if host is None:
        raise NotVisible()
    day = min(typed_day(request.GET.get("day", "")) or clock.today(), clock.today())
    interns = here_today([host], day, ended=True)
    typed: dict[int, tuple[str, str]] = {}
    problem = wrong = ""
    if request.method == "POST":
        typed = {one.pk: (_typed(request, "came", one.pk), _typed(request, "left", one.pk)) for one in interns}
        try:
            count = actions.enter_attendance(Actor.of(request), host.pk, day, _entries(day, typed))
        except HanbatError as refusal:
            problem, wrong = str(refusal), refusal.field or ""
        else:
            said = ngettext("%(count)s time was entered.", "%(count)s times were entered.", count)
            messages.success(request, said % {"count": count})
            return redirect("internships:here")
    rows = [_row(one, *typed.get(one.pk, ("", ""))) for one in interns]
    context = {"host": host, "day": day, "rows": rows, "problem": problem, "wrong": wrong, "latest": clock.today()}
    return render(request, "internships/mentor/list.html", context, status=422 if problem else 200)


def _row(intern: Placement, came: str, left: str) -> tuple[Placement, str, str, str, str]:
    """An intern with the two fields of the line, each name before what was typed."""
    return intern, f"came-{intern.pk}", came, f"left-{intern.pk}", left


def _typed(request: HttpRequest, name: str, pk: int) -> str:
    return request.POST.get(f"{name}-{pk}", "").strip()


def _entries(day: date, typed: dict[int, tuple[str, str]]) -> list[ListEntry]:
    entries = []
    for pk, (came, left) in typed.items():
        came_at, left_at = _moment(day, came), _left_at(day, came, left)
        if came_at or left_at:
            entries.append(ListEntry(pk, came_at, left_at))
    return entries


def _left_at(day: date, came: str, left: str) -> datetime | None:
    """When somebody left: in the night after the day, where the time lies before that of coming, or none was typed."""
    left_at, came_at = _moment(day, left), _moment(day, came)
    if left_at and left_at.time() < NIGHT_ENDS and (came_at is None or left_at < came_at):
        return left_at + timedelta(days=1)
    return left_at


def _moment(day: date, text: str) -> datetime | None:
    try:
        parsed: time | None = parse_time(text) if text else None
    except ValueError:
        parsed = None
    return datetime.combine(day, parsed, clock.SEOUL) if parsed else None
