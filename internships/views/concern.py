"""The confidential line: the intern writes and reads answers, appointed listeners hear them, an approver appoints."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships.actions import concern as actions
from internships.forms.manager import MentorForm
from internships.forms.worklog import ConcernForm, NoteTextForm
from internships.models import Listener
from internships.queries import concern as queries
from internships.queries.access import PROGRAMME
from internships.queries.placement import current_placement
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from kernel.permissions import require
from programs.models import Call


@login_required
@require_http_methods(["GET", "POST"])
def concerns(request: HttpRequest) -> HttpResponse:
    """The intern's own concerns and the form for another one."""
    actor = Actor.of(request)
    placement = current_placement(actor.user)
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.raise_concern(actor, placement.pk, form.cleaned_data["kind"], form.cleaned_data["text"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("It was handed on. Only you and the people named on this page can read it."))
            return redirect("internships:concern", made.pk)
    context = {
        "form": form,
        "concerns": queries.own_concerns(actor.user),
        "listeners": Listener.objects.filter(call=placement.position.call_id).select_related("user"),
    }
    return render(request, "internships/concern/concerns.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def concern(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One concern with all that was said; both sides add to it."""
    actor = Actor.of(request)
    found = queries.concern_for(actor, concern_id)
    form = NoteTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_note(actor, found.pk, form.cleaned_data["text"])
        messages.success(request, _("Your words are kept."))
        return redirect("internships:concern", found.pk)
    context = {
        "concern": found,
        "notes": found.notes.select_related("author").order_by("pk"),
        "form": form,
        "hears": queries.listens(actor, found.placement.position.call),
    }
    return render(request, "internships/concern/concern.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def settle(request: HttpRequest, concern_id: int) -> HttpResponse:
    actions.settle_concern(Actor.of(request), concern_id)
    messages.success(request, _("Settled. The intern can raise it again."))
    return redirect("internships:concern", concern_id)


@login_required
@require_GET
def hearing(request: HttpRequest) -> HttpResponse:
    """What a listener has to hear."""
    if not queries.is_listener(request.user):
        raise NotPermitted()
    return render(request, "internships/concern/hearing.html", {"concerns": queries.heard_by(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def listeners(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who hears the concerns of a call, and another one to appoint."""
    actor = Actor.of(request)
    call = get_object_or_404(Call, pk=call_id, programme=PROGRAMME)
    require(actor, "approve_call", call)
    form = MentorForm(request.POST or None)
    form.fields["email"].label = _("E-mail address of the listener")
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_listener(actor, call.pk, form.cleaned_data["email"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Appointed."))
            return redirect("internships:listeners", call.pk)
    context = {"call": call, "form": form, "listeners": call.listeners.select_related("user", "appointed_by")}
    return render(request, "internships/concern/listeners.html", context, status=422 if form.errors else 200)
