"""The survey manager's screens for what came beside the frame: found in the field, or new in a later file."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal, tell_refusal
from kernel.queries.audit import history_of
from survey.actions import addition_verdicts as actions
from survey.actions.additions import take_in_or_queue
from survey.forms_additions import ConfirmForm, MergeForm, ReasonForm
from survey.lifecycles import ADDITION
from survey.models import Addition, Wave
from survey.queries import additions as queries
from survey.queries.devices import evidence_of
from survey.queries.field import added
from survey.queries.work import wave_for_manager
from survey.views.asked import asked

ROWS = 50


@login_required
@require_GET
def addition_list(request: HttpRequest, code: str) -> HttpResponse:
    """What enumerators found, to be looked at first; and how much of the list is in no area yet."""
    wave = wave_for_manager(Actor.of(request), code)
    first = ADDITION.initial
    state = asked(request.GET, "state", dict(ADDITION.choices), first)
    context = {
        "wave": wave,
        "page": Paginator(queries.additions_of(wave, state), ROWS).get_page(request.GET.get("page")),
        "states": [("" if name == first else name, label) for name, label in ADDITION.choices],
        "newcomers": queries.listed_newcomers(wave).count() if wave.areas.exists() else 0,
        "added": added(wave.pk),
    }
    return render(request, "survey/additions.html", context)


@login_required
@require_POST
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """What a later file brought comes into the areas."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    try:
        many = take_in_or_queue(actor, wave.pk)
    except HanbatError as refused:
        tell_refusal(request, refused)
    else:
        text = ngettext("%(n)s business was taken in.", "%(n)s businesses were taken in.", many or 0) % {"n": many}
        messages.success(request, text if many else _("The businesses are being taken in; look again in a minute."))
    return redirect("survey:additions", wave.code)


@login_required
@require_GET
def addition_page(request: HttpRequest, code: str, addition_id: int) -> HttpResponse:
    """One of them beside what it may be, with what was decided so far."""
    wave = wave_for_manager(Actor.of(request), code)
    return _show(request, wave, queries.addition_of(wave, addition_id), {})


def _show(request: HttpRequest, wave: Wave, addition: Addition, refused: dict[str, forms.Form]) -> HttpResponse:
    verbs = {arrow.verb for arrow in addition.next_verbs}
    candidates = queries.alike_of(addition) if "merge" in verbs else []
    context = {
        "wave": wave,
        "addition": addition,
        "area": queries.case_of(addition).area,
        "candidates": candidates,
        "photos": [one for one in evidence_of(wave, addition.business_id) if one.file_id is not None],
        "verbs": verbs,
        "confirm": refused.get("confirm") or ConfirmForm(),
        "merge": refused.get("merge") or MergeForm(candidates=candidates),
        "again": refused.get("again") or ReasonForm(),
        "history": history_of(addition).order_by("-id"),
    }
    return render(request, "survey/addition.html", context, status=422 if refused else 200)


def _decide(
    request: HttpRequest, code: str, addition_id: int, form: forms.Form, name: str, act: Callable[[Actor], object]
) -> HttpResponse:
    """What is common to the three decisions: the form judged, the action asked, the page shown again with a refusal."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    addition = queries.addition_of(wave, addition_id)
    if form.is_valid():
        try:
            act(actor)
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("That is kept."))
            return redirect("survey:addition", wave.code, addition.pk)
    return _show(request, wave, addition, {name: form})


@login_required
@require_POST
def confirm(request: HttpRequest, code: str, addition_id: int) -> HttpResponse:
    """A business of its own."""
    form = ConfirmForm(request.POST)
    return _decide(
        request, code, addition_id, form, "confirm",
        lambda actor: actions.confirm_addition(actor, addition_id, form.cleaned_data["reason"]),
    )  # fmt: skip


@login_required
@require_POST
def merge(request: HttpRequest, code: str, addition_id: int) -> HttpResponse:
    """The same business as an entry of the list."""
    wave = wave_for_manager(Actor.of(request), code)
    form = MergeForm(request.POST, candidates=queries.alike_of(queries.addition_of(wave, addition_id)))
    return _decide(
        request, code, addition_id, form, "merge",
        lambda actor: actions.merge_addition(
            actor, addition_id, form.cleaned_data["entry"], form.cleaned_data["reason"]
        ),
    )  # fmt: skip


@login_required
@require_POST
def again(request: HttpRequest, code: str, addition_id: int) -> HttpResponse:
    """What was said of it is taken back."""
    form = ReasonForm(request.POST)
    return _decide(
        request, code, addition_id, form, "again",
        lambda actor: actions.look_again(actor, addition_id, form.cleaned_data["reason"]),
    )  # fmt: skip
