"""What devices left to people: an item side by side with what the server has, the devices of a wave, exports."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from kernel.permissions import may
from survey.actions import devices as device_actions
from survey.actions import field_decisions as actions
from survey.errors import NotToBeDecided
from survey.forms_clients import DismissForm
from survey.forms_device import ExportForm
from survey.models import FieldItem
from survey.queries import devices as queries
from survey.queries.work import wave_for_manager
from survey.wording_items import Pair, pairs

ANSWER = "answer:"  # a choice of the form at the number of the field that follows


@login_required
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Both answers of each question that two places changed; choosing, taking in, putting away."""
    actor = Actor.of(request)
    one = queries.item_for(actor, item_id)
    found = _pairs(actor, one)
    dismiss = DismissForm(request.POST if "dismiss" in request.POST else None)
    wrong = ""
    if request.method == "POST":
        try:
            if "dismiss" not in request.POST:
                actions.settle_item(actor, one.pk, _choices(request, found))
                messages.success(request, _("It is decided."))
                return redirect("survey:field_item", one.pk)
            if dismiss.is_valid():
                actions.dismiss_item(actor, one.pk, dismiss.cleaned_data["reason"])
                messages.success(request, _("It is put away."))
                return redirect("survey:field_item", one.pk)
        except NotToBeDecided as refused:
            wrong = str(refused)
        except HanbatError as refused:
            if refused.field not in dismiss.fields:
                wrong = str(refused)
            else:
                show_refusal(dismiss, refused)
    return _show(request, actor, one, found, dismiss, wrong)


def _pairs(actor: Actor, one: FieldItem) -> list[Pair]:
    found = queries.compared(one)
    own = one.device.owner_id == actor.user_id
    return pairs(found.form, found.mine, found.theirs, found.fields, own=own) if found is not None else []


def _choices(request: HttpRequest, found: list[Pair]) -> dict[str, str]:
    return {pair.path: request.POST.get(f"{ANSWER}{pair.number}", "") for pair in found}


def _show(
    request: HttpRequest, actor: Actor, one: FieldItem, found: list[Pair], dismiss: DismissForm, wrong: str
) -> HttpResponse:
    manages = may(actor, "manage_wave", one.wave)
    decides = one.state == "conflict" or (one.state in queries.LEFT and manages)
    context = {
        "item": one, "wave": one.wave, "pairs": found if decides else [], "manages": manages, "decides": decides,
        "found": queries.found_by(one),
        "dismiss": dismiss if manages and one.state in queries.LEFT else None, "wrong": wrong, "answer": ANSWER,
    }  # fmt: skip
    return render(request, "survey/field/item.html", context, status=422 if wrong or dismiss.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest, code: str) -> HttpResponse:
    """The devices of a wave, what of theirs waits for a person, and loading what was exported from one."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    form = ExportForm(request.POST or None, request.FILES or None)
    loaded = None
    if request.method == "POST" and form.is_valid():
        try:
            loaded = actions.load_export(actor, wave, form.cleaned_data["upload"].read())
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            n = len(loaded.items)
            text = ngettext("%(n)s item was taken from the file.", "%(n)s items were taken from the file.", n)
            messages.success(request, text % {"n": n})
    context = {
        "wave": wave, "devices": queries.devices_of(wave), "left": queries.left_of(wave), "form": form,
        "loaded": loaded,
    }  # fmt: skip
    return render(request, "survey/field/devices.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def wipe(request: HttpRequest, code: str, device_id: int) -> HttpResponse:
    """Order a lost device to delete everything."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    device = device_actions.order_wipe(actor, wave.pk, device_id)
    messages.success(request, _("“%(name)s” deletes everything at its next word.") % {"name": device.name})
    return redirect("survey:devices", wave.code)
