"""Training: courses of a call, one course with sessions, who was there and the tests; the intern's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships.actions import training as actions
from internships.forms.training import CourseForm, SessionForm
from internships.models import TrainingSession
from internships.queries import training as queries
from internships.queries.placement import current_placement
from internships.views.manager import call_for
from internships.views.tabs import call_tabs
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal


@login_required
@require_http_methods(["GET", "POST"])
def courses(request: HttpRequest, call_id: int) -> HttpResponse:
    """The courses of a call, and another one to open."""
    call = call_for(request, call_id)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_course(Actor.of(request), call.pk, form.cleaned_data["title"], form.rules())
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("internships:course", made.pk)
    context = {
        "call": call,
        "courses": queries.courses_of(call),
        "form": form,
        "tabs": call_tabs(call, "courses"),
    }
    return render(request, "internships/training/courses.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """A course: its sessions, everybody with how far they came, and another session."""
    actor = Actor.of(request)
    found = queries.course_for(actor, course_id)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_session(actor, found.pk, given["starts_at"], given["ends_at"], given["place"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("internships:course", found.pk)
    context = {
        "course": found,
        "sessions": found.sessions.order_by("starts_at"),
        "trainees": queries.trainees(found),
        "form": form,
    }
    return render(request, "internships/training/course.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Who was at a session, and for how many minutes."""
    actor = Actor.of(request)
    found = get_object_or_404(TrainingSession.objects.select_related("course__call"), pk=session_id)
    owner = queries.course_for(actor, found.course_id)
    people = queries.trainees(owner)
    if request.method == "POST":
        typed = _figures(request, [one.placement.pk for one in people])
        count = actions.enter_training(actor, found.pk, typed)
        messages.success(request, _kept(count))
        return redirect("internships:course", owner.pk)
    there = queries.present_at(found)
    rows = [(one.placement, there.get(one.placement.application_id, "")) for one in people]
    return render(request, "internships/training/session.html", {"session": found, "course": owner, "rows": rows})


@login_required
@require_POST
def results(request: HttpRequest, course_id: int) -> HttpResponse:
    """Points of the test, typed beside each name."""
    actor = Actor.of(request)
    found = queries.course_for(actor, course_id)
    typed = _figures(request, [one.placement.pk for one in queries.trainees(found)])
    count = actions.enter_results(actor, found.pk, typed)
    messages.success(request, _kept(count))
    return redirect("internships:course", found.pk)


def _kept(count: int) -> str:
    return ngettext("%(count)s entry is kept.", "%(count)s entries are kept.", count) % {"count": count}


def _figures(request: HttpRequest, known: list[int]) -> dict[int, int]:
    """Whole numbers typed beside each placement; empty ones are left out."""
    typed = {pk: request.POST.get(f"figure-{pk}", "").strip() for pk in known}
    return {pk: int(text) for pk, text in typed.items() if text.isdecimal() and len(text) <= 4}


@login_required
@require_GET
def my_training(request: HttpRequest) -> HttpResponse:
    """The intern's own courses with sessions and how far they came."""
    placement = current_placement(Actor.of(request).user)
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    rows = [(one, queries.trainees(one, [placement])[0]) for one in queries.courses_of(placement.position.call)]
    return render(request, "internships/training/mine.html", {"placement": placement, "rows": rows})
