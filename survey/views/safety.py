"""Safety in the field: the page of whoever is out, on the phone, and the page of whoever watches."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible
from kernel.forms import show_refusal, tell_refusal
from kernel.permissions import may
from survey.actions import safety as actions
from survey.forms_safety import NoteForm, PlaceForm, RoundForm, WatcherForm
from survey.models import Wave
from survey.queries import safety as queries
from survey.queries.work import my_wave


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """My round: beginning it, and what there is to press while it lasts."""
    wave = _wave_of_mine(request, code)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.go_out(Actor.of(request), wave.pk, until=given["until"], every=given["every"], where=form.where)
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("You are out now. Give word in between, and when you are back."))
            return redirect("survey:safety", wave.code)
    context = {
        "wave": wave, "form": form, "outing": queries.my_outing(request.user), "place": PlaceForm(auto_id="word-%s"),
        "now": clock.now(),
    }  # fmt: skip
    return render(request, "survey/safety/mine.html", context, status=422 if form.errors else 200)


def _wave_of_mine(request: HttpRequest, code: str) -> Wave:
    """A wave in which the person works; or is out, though the work was given to somebody else meanwhile."""
    outing = queries.my_outing(request.user)
    return outing.wave if outing is not None and outing.wave.code == code else my_wave(request.user, code)


@login_required
@require_POST
def word(request: HttpRequest, code: str) -> HttpResponse:
    """I am well."""
    wave = _wave_of_mine(request, code)
    try:
        outing = actions.give_word(Actor.of(request), _place(request).where)
    except HanbatError as refused:
        tell_refusal(request, refused)
    else:
        due = outing.due_at.astimezone(clock.SEOUL)
        messages.success(request, _("Thank you. Give word again by %(at)s.") % {"at": f"{due:%H:%M}"})
    return redirect("survey:safety", wave.code)


@login_required
@require_POST
def call_help(request: HttpRequest, code: str) -> HttpResponse:
    """Help, now."""
    wave = _wave_of_mine(request, code)
    actions.call_help(Actor.of(request), wave.pk, _place(request).where)
    messages.warning(request, _("Your call has reached the office. In danger call 112 or 119 as well."))
    return redirect("survey:safety", wave.code)


@login_required
@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    """I am back."""
    wave = _wave_of_mine(request, code)
    try:
        actions.come_back(Actor.of(request))
    except HanbatError as refused:
        tell_refusal(request, refused)
    else:
        messages.success(request, _("You are back. Where you were is no longer kept, unless you called for help."))
    return redirect("survey:safety", wave.code)


def _place(request: HttpRequest) -> PlaceForm:
    form = PlaceForm(request.POST)
    form.is_valid()
    return form


@login_required
@require_GET
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """Who is out, since when and where they last said to be; who watches."""
    return _show(request, queries.watched_wave(Actor.of(request), code))


def _show(
    request: HttpRequest, wave: Wave, wrong: NoteForm | WatcherForm | None = None, phone: tuple[int, str] | None = None
) -> HttpResponse:
    actor = Actor.of(request)
    watches, manages = queries.may_watch(actor, wave), may(actor, "manage_wave", wave)
    context = {
        "wave": wave, "watches": watches, "manages": manages, "wrong": wrong, "phone": phone, "now": clock.now(),
        "outings": queries.under_way(wave) if watches else [], "named": queries.named_watchers(wave),
        "watchers": queries.watchers_of(wave),
        "form": WatcherForm(people=queries.possible_watchers(wave)) if manages else None,
    }  # fmt: skip
    return render(request, "survey/safety/watch.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def look_after(request: HttpRequest, code: str, outing_id: int) -> HttpResponse:
    """Somebody looks after an alarm, or ends what they looked after; both with a note."""
    actor = Actor.of(request)
    wave = _watched(actor, code)
    form = NoteForm(request.POST, auto_id=f"%s-{outing_id}")
    if not form.is_valid():
        return _show(request, wave, form)
    act = actions.close_round if "close" in request.POST else actions.attend
    try:
        act(actor, outing_id, form.cleaned_data["note"])
    except HanbatError as refused:
        tell_refusal(request, refused)
    else:
        messages.success(request, _("It is noted."))
    return redirect("survey:safety_watch", wave.code)


@login_required
@require_POST
def phone(request: HttpRequest, code: str, outing_id: int) -> HttpResponse:
    """The telephone of somebody who is looked for; a line in the access log says who saw it."""
    actor = Actor.of(request)
    wave = _watched(actor, code)
    return _show(request, wave, phone=(outing_id, actions.phone_of(actor, outing_id)))


@login_required
@require_POST
def name_watcher(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody is to watch."""
    actor = Actor.of(request)
    wave = queries.watched_wave(actor, code)
    form = WatcherForm(request.POST, people=queries.possible_watchers(wave))
    if not form.is_valid():
        return _show(request, wave, form)
    actions.name_watcher(actor, wave.pk, form.cleaned_data["person"].pk)
    return redirect("survey:safety_watch", wave.code)


@login_required
@require_POST
def release_watcher(request: HttpRequest, code: str, user_id: int) -> HttpResponse:
    """Somebody does not watch any more."""
    actor = Actor.of(request)
    wave = queries.watched_wave(actor, code)
    actions.release_watcher(actor, wave.pk, user_id)
    return redirect("survey:safety_watch", wave.code)


def _watched(actor: Actor, code: str) -> Wave:
    """Raises NotVisible for whom only the names of those who watch are."""
    wave = queries.watched_wave(actor, code)
    if not queries.may_watch(actor, wave):
        raise NotVisible()
    return wave
