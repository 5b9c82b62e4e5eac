"""The enumerator's page for a business that the list lacks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from files.models import StoredFile
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions.additions import add_found
from survey.errors import PerhapsThere
from survey.forms_additions import FoundForm
from survey.models import Addition, Wave
from survey.queries import additions as queries
from survey.queries import work
from survey.queries.devices import require_part

DAY = 24 * 3600  # seconds
LONGEST = 60  # characters of what is typed to find something


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A business found in the field: told, asked about what looks alike, added."""
    wave = work.my_wave(request.user, code)
    form = FoundForm(request.POST or None, request.FILES or None)
    asked: list[queries.Candidate] = []
    if request.method == "POST" and form.is_valid():
        added, asked = _added(request, wave, form)
        if added is not None:
            return _told(request, wave, added)
    context = {
        "wave": wave,
        "form": form,
        "asked": asked,
        "industry": form.cleaned_data.get("industry") if form.is_bound else None,
        "beside": form.cleaned_data.get("beside") if form.is_bound else None,
    }
    status = 409 if asked else 422 if form.errors else 200
    return render(request, "survey/found.html", context, status=status)


def _added(request: HttpRequest, wave: Wave, form: FoundForm) -> tuple[Addition | None, list[queries.Candidate]]:
    """The addition, or what the person has to be asked about first; neither where the form says what is wrong."""
    actor = Actor.of(request)
    photo: StoredFile | None = None
    try:
        photo = form.photo_of(actor)
        given: dict[str, Any] = {"client_id": form.cleaned_data["client_id"], "seen": form.seen_entries}
        return add_found(actor, wave.pk, form.found, photo=photo, **given), []
    except PerhapsThere as refused:
        asked = queries.candidates(wave, refused.values["alike"], request.user)
        form.ask_again(asked, photo)
        return None, asked
    except HanbatError as refused:
        show_refusal(form, refused)
        return None, []


def _told(request: HttpRequest, wave: Wave, addition: Addition) -> HttpResponse:
    name, visitor = str(addition.business), queries.visitor_of(addition)
    if visitor == request.user:
        messages.success(request, _("%(name)s was added to your businesses.") % {"name": name})
        return redirect(f"{reverse('survey:my_work', args=[wave.code])}?{urlencode({'q': addition.business.name})}")
    who = visitor.name if visitor is not None else _("whoever gets that area")
    messages.success(request, _("%(name)s was added. It is visited by %(who)s.") % {"name": name, "who": who})
    return redirect("survey:my_work", wave.code)


@login_required
@require_GET
def find_industry(request: HttpRequest, code: str) -> HttpResponse:
    """Industries that fit what is being typed, as the combobox wants them."""
    work.my_wave(request.user, code)
    found = queries.find_industries(request.GET.get("q", "")[:LONGEST])
    return JsonResponse({"results": [{"value": one.pk, "label": one.name, "detail": one.code} for one in found]})


@login_required
@require_GET
@gzip_page
@cache_control(private=True, max_age=DAY)
def all_industries(request: HttpRequest) -> HttpResponse:
    """The same classification as a whole, for devices that work without a network: ``[key, name]``."""
    require_part(request.user)
    return JsonResponse({"codes": [[one.pk, one.name] for one in queries.industries()]})


@login_required
@require_GET
def find_beside(request: HttpRequest, code: str) -> HttpResponse:
    """The person's own businesses that fit what is being typed."""
    wave = work.my_wave(request.user, code)
    found = work.find_mine(request.user, wave, request.GET.get("q", "")[:LONGEST])
    results = [{"value": one.pk, "label": str(one), "detail": f"{one.dong.name} · {one.address}"} for one in found]
    return JsonResponse({"results": results})
