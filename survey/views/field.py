"""Field work on pages: boards against the frame, cutting and giving out areas, a visit without an interview."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from reports.actions.request import request_document
from reports.registry import format_of
from survey.actions import areas as actions
from survey.actions.collection import set_field_rules
from survey.actions.visits import record_visit
from survey.forms_field import FieldRulesForm, HandOutForm, HandOverForm, VisitForm
from survey.models import Wave
from survey.queries import field as queries
from survey.queries import work
from survey.queries.best_hour import best_parts, contacts_by_part
from survey.queries.day_rates import rates_by_day
from survey.queries.pace import looked_at, pace_of
from survey.queries.permitted import not_permitted_now
from survey.queries.supervising import asked_again, waiting_in
from survey.rules.field.hours import Hours, PermittedHours
from survey.rules.field.response_rates import Rates
from survey.views.asked import asked

BOARD = "survey.field"
ROWS = 50  # areas on a page
BOARD_NAMES = {
    "gu": gettext_lazy("By gu"),
    "dong": gettext_lazy("By dong"),
    "area": gettext_lazy("By area"),
    "industry": gettext_lazy("By industry"),
    "person": gettext_lazy("By enumerator"),
    "day": gettext_lazy("By day"),
    "part": gettext_lazy("By part of the day"),
}


@login_required
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Response rates against the frame, pace and forecast, whose work deserves a look."""
    wave = work.wave_for_manager(Actor.of(request), code)
    by = asked(request.GET, "by", BOARD_NAMES, "dong")
    here = reverse("survey:field", args=[wave.code])
    page = Paginator(work.areas_of(wave), ROWS).get_page(request.GET.get("page")) if by == "area" else None
    only = [area.pk for area in page] if page is not None else None
    rows = queries.board(wave.pk, by if by in queries.BOARDS else "gu", only)
    tiles = queries.tiles(rows) if by == "dong" else []
    context = {
        "wave": wave,
        "by": by,
        "title": BOARD_NAMES[by],
        "tabs": [(name, f"{here}?by={key}", key == by) for key, name in BOARD_NAMES.items()],
        "rows": rows if by in queries.BOARDS else [],
        "days": _days(wave) if by == "day" else [],
        "parts": list(contacts_by_part(wave.pk).items()) if by == "part" else [],
        "tiles": tiles,
        "map": queries.shapes(tiles),
        "page": page,
        "total": queries.total(queries.board(wave.pk, "gu") if by == "area" else rows, _("In all")),
        "added": queries.added(wave.pk),
        "pace": pace_of(wave),
        "people": looked_at(wave) if by == "person" else [],
        "uncut": not rows,
        "left": waiting_in(wave),
    }
    return render(request, "survey/field.html", context)


def _days(wave: Wave) -> list[tuple[queries.DayRow, Rates]]:
    """What was done on each day, the latest first, and how far the rates had come by its end."""
    days = queries.by_day(wave.pk)
    rates = rates_by_day(wave, [row.day for row in days])
    return [(row, rates[row.day]) for row in days]


@login_required
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """A board as Excel or CSV."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    params = {"wave": wave.pk, "by": asked(request.POST, "by", queries.BOARDS, "dong")}
    job = request_document(actor, BOARD, params, format_of(BOARD, request.POST.get("format", "")))
    return redirect("reports:job", job.public_id)


@login_required
@require_POST
def cut(request: HttpRequest, code: str) -> HttpResponse:
    """Cut the wave into areas anew."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    try:
        made = actions.cut_or_queue(actor, wave.pk)
    except HanbatError as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("The wave has %(n)s area now.", "The wave has %(n)s areas now.", made or 0) % {"n": made}
        messages.success(request, text if made else _("The areas are being cut; look again in a minute."))
    return redirect("survey:field", wave.code)


@login_required
@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, code: str) -> HttpResponse:
    """Share the areas that nobody works in among some people."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    free = queries.free_areas(wave)
    form = HandOutForm(request.POST or None, people=work.possible_enumerators())
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.hand_out(actor, wave.pk, [person.pk for person in form.cleaned_data["people"]])
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _handed_out(list(given.values())))
            return redirect(reverse("survey:field", args=[wave.code]) + "?by=person")
    context = {"wave": wave, "form": form, "areas": len(free), "businesses": sum(area.open_cases for area in free)}
    return render(request, "survey/hand_out.html", context, status=422 if form.errors else 200)


def _handed_out(shares: list[int]) -> str:
    """How many businesses each person was given, in a sentence."""
    if len(shares) == 1:
        text = ngettext(
            "%(n)s business was given to one person.", "%(n)s businesses were given to one person.", shares[0]
        )
    else:
        text = _("%(n)s businesses were given to %(people)s people, %(least)s to %(most)s each.")
    return text % {"n": sum(shares), "people": len(shares), "least": min(shares), "most": max(shares)}


@login_required
@require_POST
def hand_over(request: HttpRequest, code: str, area_id: int) -> HttpResponse:
    """Give all that is open in an area to another person."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    area = work.area_of(wave, area_id)
    form = HandOverForm(request.POST, people=work.possible_enumerators())
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            moved = actions.hand_over(actor, area.pk, person.pk)
        except HanbatError as refused:
            messages.error(request, str(refused))
        else:
            text = ngettext("%(n)s business goes over to %(who)s.", "%(n)s businesses go over to %(who)s.", moved)
            messages.success(request, text % {"n": moved, "who": person.name})
    else:
        messages.error(request, _("Choose a person."))
    return redirect("survey:area", wave.code, area.pk)


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """A visit that brought no interview, in three taps."""
    wave = work.my_wave(request.user, code)
    case = queries.my_case(request.user, wave, business_id)
    outside = not_permitted_now(wave)
    form = VisitForm(request.POST or None, request.FILES or None, outside=bool(outside))
    if request.method == "POST" and form.is_valid():
        try:
            record_visit(Actor.of(request), wave.pk, business_id, **form.told)
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The visit to %(name)s is kept.") % {"name": str(case.business)})
            return redirect("survey:my_work", wave.code)
    context = {
        "wave": wave, "case": case, "form": form, "visits": case.visits_made.select_related("by"),
        "rulings": case.rulings.select_related("by", "person"), "asked": asked_again(wave, business_id),
        "closed_hours": outside, "best": best_parts(wave).of(case.business),
    }  # fmt: skip
    return render(request, "survey/visit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The hours at which people may be visited and rung, and whom those in the field ring."""
    actor = Actor.of(request)
    wave = work.wave_for_manager(actor, code)
    form = FieldRulesForm(request.POST or None, instance=wave)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        permitted = PermittedHours(
            visits=Hours(given["visits_from"], given["visits_until"]),
            calls=Hours(given["calls_from"], given["calls_until"]),
        )
        set_field_rules(actor, wave.pk, permitted, given["duty_phone"])
        messages.success(request, _("It is kept."))
        return redirect("survey:field", wave.code)
    return render(request, "survey/field_rules.html", {"wave": wave, "form": form}, status=422 if form.errors else 200)
