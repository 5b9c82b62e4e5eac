"""The survey manager's screens for a wave: opening it, its progress, giving out businesses."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions import collection as actions
from survey.actions.areas import cut_or_queue
from survey.actions.frame import FRAME_ROLES, require_frame_manager
from survey.forms import AssignForm, WaveForm
from survey.forms_field import HandOverForm
from survey.models import Area, Wave
from survey.queries import frame, progress, work
from survey.queries.area_map import dong_map
from survey.queries.field import free_cases
from survey.queries.given_out import given_out_of
from survey.rules.field.spots import WIDTH
from survey.views.asked import asked

ROWS = 50
PROGRESS_NAMES = {
    "dong": gettext_lazy("By dong"),
    "area": gettext_lazy("By area"),
    "person": gettext_lazy("By enumerator"),
}


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
    """Progress of a wave in all; by gu and on the map of dongs, by area page by page, or by enumerator."""
    wave = work.wave_for_manager(Actor.of(request), code)
    by = asked(request.GET, "by", PROGRESS_NAMES, "dong")
    here = reverse("survey:wave", args=[wave.code])
    dongs = progress.progress_by_dong(wave.pk)
    gus = progress.progress_by_gu(dongs)
    gu = asked(request.GET, "gu", {one.code for one in gus})
    page = _page_of_areas(request, wave, gu) if by == "area" else None
    context = {
        "wave": wave,
        "by": by,
        "title": PROGRESS_NAMES[by],
        "tabs": [(name, f"{here}?by={key}", key == by) for key, name in PROGRESS_NAMES.items()],
        "dongs": dongs,
        "gus": gus,
        "gu_choices": [(one.code, one.name) for one in gus],
        "page": page,
        "areas": progress.progress_by_area(wave.pk, [area.pk for area in page]) if page is not None else [],
        "chosen": progress.total(one for one in gus if gu in ("", one.code)),
        "total": progress.total(gus),
        "people": progress.progress_by_enumerator(wave.pk) if by == "person" else [],
    }
    return render(request, "survey/wave.html", context)


def _page_of_areas(request: HttpRequest, wave: Wave, gu_code: str) -> Page[Area]:
    """Areas of the wave, or of one gu, on the page that is asked for."""
    areas = work.areas_of(wave)
    listed = areas.filter(dong__gu_code=gu_code) if gu_code else areas
    return Paginator(listed, ROWS).get_page(request.GET.get("page"))


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
