"""Two people for a publication: one proposes the call, another looks at it and publishes it or sends it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs import actions
from programs.errors_building import CallIncomplete
from programs.forms.call import SendBackForm
from programs.models import Call
from programs.presentation import call_facts
from programs.queries.calls import call_to_approve, managed_call
from programs.registry import programme
from programs.views.manager.calls import managers_only


@managers_only
@require_POST
def propose(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        actions.propose_call(actor, call_id)
        messages.success(request, _("Those who may approve have been told. Until then nobody changes the call."))
    except CallIncomplete as error:
        messages.error(request, str(error))
        return redirect("programs:call_steps", call_id)  # each gap leads to its place there
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_call", call_id)


@managers_only
@require_POST
def take_back(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        actions.take_back_call(actor, call_id)
        messages.success(request, _("The call is a draft again."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_call", call_id)


@login_required
@require_safe
def approval(request: HttpRequest, call_id: int) -> HttpResponse:
    """Everything that the second person puts their name to."""
    actor = Actor.of(request)
    return render(request, "programs/manager/approval.html", _page(actor, call_to_approve(actor, call_id)))


def _page(actor: Actor, shown: Call) -> dict[str, object]:
    return {
        "call": shown,
        "programme": programme(shown.programme),
        "facts": call_facts(shown),
        "terms": shown.terms,
        "own": actor.user is not None and actor.user.pk == shown.proposed_by_id,
        "manages": may(actor, "manage_call", shown),
        "send_back": SendBackForm(),
    }


@login_required
@require_POST
def publish(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = Actor.of(request)
    call_to_approve(actor, call_id)
    try:
        actions.publish_call(actor, call_id)
        messages.success(request, _("The call is published."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:call_approval", call_id)


@login_required
@require_POST
def send_back(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = Actor.of(request)
    shown = call_to_approve(actor, call_id)
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            actions.send_back_call(actor, call_id, form.cleaned_data["reason"])
            messages.success(request, _("The call went back to who proposed it, with your reason."))
            return redirect("programs:call_approval", call_id)
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "programs/manager/approval.html", _page(actor, shown) | {"send_back": form}, status=422)
