"""Amending a published call: one person proposes, a second looks at old and new and puts it in force."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from kernel.permissions import may
from programs import actions
from programs.amendment_pages import FIXED, change_rows, composed_rows
from programs.errors_amendment import NotAmendable
from programs.forms.amendment import AmendForm
from programs.forms.decisions import ReasonForm
from programs.models import Call, CallAmendment
from programs.queries.amendments import (
    RUNNING,
    composed_amendment,
    open_amendment,
    shown_amendment,
    standing_for,
)
from programs.queries.calls import call_of_office, managed_call, notice_files
from programs.views.manager.calls import amend_links, managers_only


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, call_id: int) -> HttpResponse:
    """What stands, to be changed; what the steps of building have prepared; what may not change any more, with the
    reason."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    if call.state not in RUNNING or open_amendment(call) is not None:
        return redirect("programs:amendment" if open_amendment(call) else "programs:manage_call", call_id)
    composed, standing = composed_amendment(call), standing_for(call)
    prepared = composed.terms if composed else None
    form = AmendForm(call, standing, prepared, request.POST or None, request.FILES or None)
    gone = [int(one) for one in request.POST.getlist("remove") if one.isdigit()]
    if request.method == "POST" and form.is_valid() and _proposed(actor, call, form, gone):
        messages.success(request, _("Those who may approve have been told. Until one of them does, the call stands."))
        return redirect("programs:amendment", call_id)
    context = {
        "call": call,
        "form": form,
        "files": notice_files(call),
        "gone": gone,
        "fixed": FIXED,
        "composed": composed,
        "parts": composed_rows(call, composed, standing),
        "steps": amend_links(call),
        "standing": standing,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/manager/amend.html", context, status=status)


@managers_only
@require_POST
def compose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Begins to change what the steps of building set, or gives up what was changed there."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    try:
        if "discard" in request.POST:
            composed = composed_amendment(call)
            if composed:
                actions.discard_amendment(actor, composed.pk)
                messages.success(request, _("What was prepared is given up; the call stands as it was."))
        else:
            actions.compose_amendment(actor, call.pk)
            return redirect(_first_address(call, request.POST.get("step", "")))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:amend_call", call_id)


def _first_address(call: Call, code: str) -> str:
    links = {one["code"]: one["url"] for one in amend_links(call)}
    return str(links.get(code) or reverse("programs:amend_call", args=[call.pk]))


def _proposed(actor: Actor, call: Call, form: AmendForm, gone: list[int]) -> bool:
    try:
        actions.propose_amendment(
            actor,
            call.pk,
            form.values(),
            form.cleaned_data["reason"],
            uploads=form.uploads(),
            removed=gone,
            seen=form.cleaned_data["seen"],
        )
    except NotAmendable as error:
        form.refuse(error)
    except HanbatError as error:
        show_refusal(form, error)
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: HttpRequest, call_id: int) -> HttpResponse:
    """The amendment that waits (or the last one): old and new side by side, and the second person's decision."""
    actor = Actor.of(request)
    call = call_of_office(actor, call_id)
    shown = shown_amendment(call)
    if shown is None:
        raise Http404
    form = ReasonForm(request.POST if "drop" in request.POST else None)
    named = request.POST.get("amendment", "")
    if named and named != str(shown.pk):  # another one waits by now
        messages.error(request, _("Another amendment stands here by now. Look at it first."))
        return redirect("programs:amendment", call_id)
    if request.method == "POST" and _decided(request, actor, shown, form):
        return redirect("programs:amendment", call_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/manager/amendment.html", _page(actor, call, shown, form), status=status)


def _decided(request: HttpRequest, actor: Actor, shown: CallAmendment, form: ReasonForm) -> bool:
    try:
        if "approve" in request.POST:
            actions.approve_amendment(actor, shown.pk)
            messages.success(request, _("In force. The call's page says what changed; everybody concerned was told."))
            return True
        if "drop" in request.POST and form.is_valid():
            actions.drop_amendment(actor, shown.pk, form.cleaned_data["reason"])
            messages.success(request, _("The amendment is dropped; the call stands as it was."))
            return True
    except HanbatError as error:
        messages.error(request, str(error))
        return True
    return False


def _page(actor: Actor, call: Call, shown: CallAmendment, form: ReasonForm) -> dict[str, Any]:
    person = actor.user.pk if actor.user else None
    removed = call.notice_files.filter(pk__in=shown.text.get("removed", [])).select_related("file")
    return {
        "call": call,
        "gathered": bool(shown.terms),
        "amendment": shown,
        "rows": change_rows(shown.text["before"], shown.text["after"], call, shown.terms),
        "came": list(shown.files.select_related("file").order_by("pk")),
        "went": list(removed.order_by("pk")),
        "second": may(actor, "approve_call", call) and shown.proposed_by_id != person,
        "manages": may(actor, "manage_call", call),
        "form": form,
    }
