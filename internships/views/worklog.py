"""The work log: the intern writes the day and the week, the mentor answers, the manager sees who is silent."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from files.actions import store
from internships.actions import worklog as actions
from internships.forms.worklog import Lines, NoteForm, SummaryForm, lines_of
from internships.models import Placement, WorkLog
from internships.queries import worklog as queries
from internships.queries.access import mentored_hosts
from internships.queries.placement import place_on, placement_for
from internships.rules.calendar import monday_of
from internships.views.days import WEEK, typed_day
from internships.views.manager import call_for
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal, tell_refusal
from reports.actions import request_document

A_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The log of a day (``?day=``, without one: today), written or corrected until the mentor has confirmed it."""
    actor = Actor.of(request)
    day = typed_day(request.GET.get("day", "")) or clock.today()
    placement = place_on(actor.user, day)
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    there = queries.log_of(placement, day)
    lines, note = _forms(request, placement, day, there)
    if request.method == "POST" and _whole(lines, note):
        try:
            _hand_in(actor, placement, day, lines, note)
        except HanbatError as refusal:
            show_refusal(note, refusal)
        else:
            messages.success(request, _("The log is handed in. Your mentor can read it now."))
            return redirect("internships:my_week")
    wrong = note.is_bound
    context = {
        "placement": placement,
        "day": day,
        "log": there,
        "planned": queries.planned_work(placement, day),
        "lines": lines,
        "form": note,
    }
    return render(request, "internships/intern/log.html", context, status=422 if wrong else 200)


def _forms(request: HttpRequest, placement: Placement, day: date, there: WorkLog | None) -> tuple[Any, NoteForm]:
    """What was typed; else what stands; else a first line from the plan of the week."""
    if request.method == "POST":
        return Lines(request.POST, prefix="lines"), NoteForm(request.POST, request.FILES)
    if there is not None:
        initial = [dict(line) for line in there.lines]
        return Lines(initial=initial, prefix="lines"), NoteForm(initial={"note": there.note, "idle": there.idle})
    planned = queries.planned_work(placement, day)
    return Lines(initial=[{"task": planned[:200]}] if planned else [], prefix="lines"), NoteForm()


def _whole(lines: Any, note: NoteForm) -> bool:
    """Whether what was typed can be handed in: where there was no work no line needs to be finished."""
    finished = lines.is_valid()
    return note.is_valid() and (finished or note.cleaned_data["idle"])


def _hand_in(actor: Actor, placement: Placement, day: date, lines: Any, note: NoteForm) -> None:
    upload = note.cleaned_data["file"]
    files = [store(actor, upload)] if upload else []
    typed = note.cleaned_data
    actions.hand_in_log(actor, placement.pk, day, lines_of(lines), typed["note"], files, idle=typed["idle"])


@login_required
@require_http_methods(["GET", "POST"])
def my_week(request: HttpRequest) -> HttpResponse:
    """Days and logs of a week with the mentor's answers, and its summary."""
    actor = Actor.of(request)
    monday = monday_of(typed_day(request.GET.get("week", "")) or clock.today())
    placement = place_on(actor.user, min(monday + timedelta(days=6), clock.today()))
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    summary = placement.summaries.filter(monday=monday).select_related("answered_by").first()
    form = SummaryForm(request.POST or None, initial={"text": summary.text if summary else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_summary(actor, placement.pk, monday, form.cleaned_data["text"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The summary is handed in."))
            return redirect(f"{reverse('internships:my_week')}?week={monday:%Y-%m-%d}")
    context = {
        "placement": placement,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - WEEK,
        "after": monday + WEEK if monday + WEEK <= clock.today() else None,
        "days": queries.week_of(actor.user, monday),
        "summary": summary,
        "form": form,
        "today": clock.today(),
    }
    return render(request, "internships/intern/my_week.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def logs(request: HttpRequest) -> HttpResponse:
    """What waits for the mentor's answer."""
    hosts = list(mentored_hosts(request.user))
    if not hosts:
        raise NotPermitted()
    found = queries.logs_to_answer(hosts).prefetch_related("attached__file__content")
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "summaries": queries.summaries_to_answer(hosts)[:A_PAGE],
    }
    return render(request, "internships/mentor/logs.html", context)


@login_required
@require_POST
def answer_log(request: HttpRequest, log_id: int) -> HttpResponse:
    """Confirmed, or returned with a reason."""
    actor, answer = Actor.of(request), request.POST.get("answer", "")
    act = actions.confirm_log if "confirm" in request.POST else actions.return_log
    return _answered(request, lambda: act(actor, log_id, answer))


@login_required
@require_POST
def answer_summary(request: HttpRequest, summary_id: int) -> HttpResponse:
    actor, answer = Actor.of(request), request.POST.get("answer", "")
    return _answered(request, lambda: actions.answer_summary(actor, summary_id, answer))


def _answered(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        act()
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("Your answer is kept."))
    return redirect("internships:logs")


@login_required
@require_GET
def silent(request: HttpRequest, call_id: int) -> HttpResponse:
    """Days without a log or work and logs without an answer, for the manager."""
    call = call_for(request, call_id)
    context = {"call": call, "rows": queries.silent(call), "tabs": call_tabs(call, "silent")}
    return render(request, "internships/manager/silent.html", context)


@login_required
@require_POST
def paper(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The whole work log as PDF, for whoever may see the placement."""
    placement_for(Actor.of(request), placement_id)
    job = request_document(Actor.of(request), "internships.work_log", {"placement": placement_id}, "pdf")
    return redirect("reports:job", public_id=job.public_id)
