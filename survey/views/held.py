"""The survey manager's screens for what other clients sent and could not become a record."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from survey.actions import submission as actions
from survey.forms_clients import DismissForm, PlaceForm
from survey.lifecycles import HELD_SUBMISSION
from survey.models import Wave
from survey.queries import openrosa as queries
from survey.queries.work import wave_for_manager
from survey.views.asked import asked
from survey.wording_held import facts_of

ROWS = 50


@login_required
@require_GET
def held_list(request: HttpRequest, code: str) -> HttpResponse:
    """What is held, or was placed or put away."""
    wave = wave_for_manager(Actor.of(request), code)
    first = HELD_SUBMISSION.initial
    state = asked(request.GET, "state", dict(HELD_SUBMISSION.choices), first)
    page = Paginator(queries.held_of(wave, state), ROWS).get_page(request.GET.get("page"))
    states = [("" if name == first else name, label) for name, label in HELD_SUBMISSION.choices]
    context = {"wave": wave, "page": page, "states": states}
    return render(request, "survey/held.html", context)


@login_required
@require_GET
def held_page(request: HttpRequest, code: str, held_id: int) -> HttpResponse:
    """One of them: why it is held, who sent it, its bytes as text."""
    wave = wave_for_manager(Actor.of(request), code)
    shop = queries.held_one(wave, held_id).facts.get("shop_id", "")
    return _show(request, wave, held_id, PlaceForm(initial={"shop_id": shop}), DismissForm())


def _show(request: HttpRequest, wave: Wave, held_id: int, place: PlaceForm, dismiss: DismissForm) -> HttpResponse:
    held = queries.held_one(wave, held_id)
    context = {
        "wave": wave,
        "held": held,
        "facts": facts_of(held),
        "files": held.files.select_related("file"),
        "verbs": {arrow.verb for arrow in held.next_verbs},
        "place": place,
        "dismiss": dismiss,
    }
    wrong = place.errors or dismiss.errors
    return render(request, "survey/held_one.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def place(request: HttpRequest, code: str, held_id: int) -> HttpResponse:
    """It becomes the record of a business."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    held = queries.held_one(wave, held_id)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            record = actions.place_submission(actor, held.pk, form.cleaned_data["shop_id"])
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("It is record %(receipt)s now.") % {"receipt": record.receipt})
            return redirect("survey:record", wave.code, record.pk)
    return _show(request, wave, held.pk, form, DismissForm())


@login_required
@require_POST
def dismiss(request: HttpRequest, code: str, held_id: int) -> HttpResponse:
    """It is put away with a reason."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    held = queries.held_one(wave, held_id)
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            actions.dismiss_submission(actor, held.pk, form.cleaned_data["reason"])
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("It is put away."))
            return redirect("survey:held", wave.code)
    return _show(request, wave, held.pk, PlaceForm(), form)


@login_required
@require_GET
def content(request: HttpRequest, code: str, held_id: int) -> HttpResponse:
    """What was sent, byte for byte, as a file that no browser opens."""
    held = queries.held_one(wave_for_manager(Actor.of(request), code), held_id)
    response = HttpResponse(bytes(held.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{held.sha256[:12]}.xml")
    return response
