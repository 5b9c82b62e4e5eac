"""The office's page of an area's participation numbers: giving them, their letters, taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from reports.actions.request import request_document
from survey.actions import participation as actions
from survey.documents_participation import LETTERS
from survey.models import Participation
from survey.queries import participation as queries
from survey.queries import work

ROWS = 50


@login_required
@require_GET
def numbers(request: HttpRequest, code: str, area_id: int) -> HttpResponse:
    """Who of the area has a number, who came in by it, who answered."""
    wave = work.wave_for_manager(Actor.of(request), code)
    area = work.area_of(wave, area_id)
    context = {
        "wave": wave,
        "area": area,
        "answered": queries.answered(area),
        "page": Paginator(queries.letters(area), ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "survey/numbers.html", context)


@login_required
@require_POST
def give(request: HttpRequest, code: str, area_id: int) -> HttpResponse:
    """A number for everybody who is open and has none."""
    actor = Actor.of(request)
    area = work.area_of(work.wave_for_manager(actor, code), area_id)
    made = actions.give_numbers(actor, area.pk)
    text = ngettext("%(n)s business has a number now.", "%(n)s businesses have a number now.", made)
    messages.success(request, text % {"n": made})
    return redirect("survey:numbers", code, area_id)


@login_required
@require_POST
def letters(request: HttpRequest, code: str, area_id: int) -> HttpResponse:
    """The letters of all who can still answer, in one file."""
    actor = Actor.of(request)
    area = work.area_of(work.wave_for_manager(actor, code), area_id)
    return redirect("reports:job", request_document(actor, LETTERS.code, {"area": area.pk}, "pdf").public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, code: str, area_id: int, participation_id: int) -> HttpResponse:
    """A number opens nothing any more."""
    actor = Actor.of(request)
    area = work.area_of(work.wave_for_manager(actor, code), area_id)
    given = get_object_or_404(Participation, pk=participation_id, case__area=area)
    actions.withdraw_number(actor, given.pk)
    messages.success(request, _("The number of %(name)s opens nothing any more.") % {"name": str(given.business)})
    return redirect("survey:numbers", code, area_id)
