"""The survey manager's screens for a wave: opening it, its progress, giving out businesses."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions import collection as actions
from survey.actions.areas import cut_or_queue
from survey.actions.frame import FRAME_ROLES, require_frame_manager
from survey.forms import AssignForm, WaveForm
from survey.forms_field import HandOverForm
from survey.queries import frame, progress, work
from survey.queries.area_map import dong_map
from survey.queries.field import free_cases
from survey.queries.given_out import given_out_of
from survey.rules.field.spots import WIDTH

ROWS = 50


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody of the census begins: one's waves to manage, one's businesses to visit."""
    user = request.user
    manages_frame = user.has_role(*FRAME_ROLES)  # type: ignore[union-attr]
    context = {
        "managed": work.managed_waves(user),
        "mine": work.my_waves(user),
        "manages_frame": manages_frame,
        "frame_total": sum(row.businesses for row in frame.frame_by_gu()) if manages_frame else 0,
    }
    return render(request, "survey/home.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_wave(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    actor = Actor.of(request)
    require_frame_manager(actor)
    form = WaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wave = actions.open_wave(actor, **form.cleaned_data)
            cut_or_queue(actor, wave.pk)
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            return redirect("survey:wave", wave.code)
    return render(request, "survey/wave_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def wave_page(request: HttpRequest, code: str) -> HttpResponse:
    """Progress of a wave: in all, on the tile map, by area; by enumerator when asked for."""
    wave = work.wave_for_manager(Actor.of(request), code)
    by_person = request.GET.get("by") == "person"
    here = reverse("survey:wave", args=[wave.code])
    areas = progress.progress_by_area(wave.pk)
    gus = [(gu, progress.total(group := list(found), gu), group) for gu, found in groupby(areas, lambda area: area.gu)]
    context = {
        "wave": wave,
        "areas": progress.by_dong(areas),
        "gus": gus,
        "total": progress.total(areas),
        "people": progress.progress_by_enumerator(wave.pk) if by_person else [],
        "by_person": by_person,
        "tabs": [(_("By dong"), here, not by_person), (_("By enumerator"), f"{here}?by=person", by_person)],
    }
    return render(request, "survey/wave.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def area_page(request: HttpRequest, code: str, area_id: int) -> HttpResponse:
    """One area of a wave: where it lies, who works there, giving out more, handing over, its businesses in walking
    order."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    area = work.area_of(wave, area_id)
    found = work.with_state(work.businesses_of(area), wave)
    people = progress.progress_in_area(area.pk)
    businesses, free = found.count(), len(free_cases(area))
    form = AssignForm(request.POST or None, people=work.possible_enumerators(), free=free)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = actions.assign_businesses(actor, area.pk, chosen["enumerator"].pk, chosen["count"])
        except HanbatError as refused:
            form.add_error(refused.field, str(refused))
        else:
            text = ngettext("%(n)s business was given to %(who)s.", "%(n)s businesses were given to %(who)s.", made)
            messages.success(request, text % {"n": made, "who": chosen["enumerator"].name})
            return redirect("survey:area", wave.code, area.pk)
    listed = work.with_assignee(found, wave).select_related("industry").order_by("cases__position")
    context = {
        "wave": wave,
        "area": area,
        "form": form,
        "over": HandOverForm(people=work.possible_enumerators()),
        "beside": work.areas_beside(area),
        "map": dong_map(area),
        "width": WIDTH,
        "free": free,
        "businesses": businesses,
        "people": people,
        "given_out": given_out_of(area.pk),
        "page": Paginator(listed, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "survey/area.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_work(request: HttpRequest, code: str, area_id: int, user_id: int) -> HttpResponse:
    """Take back what a person has not handed in."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    ended = actions.end_assignments(actor, work.area_of(wave, area_id).pk, user_id)
    text = ngettext(
        "%(n)s business was taken back and is free again.",
        "%(n)s businesses were taken back and are free again.",
        ended,
    )
    messages.success(request, text % {"n": ended})
    return redirect("survey:area", wave.code, area_id)
