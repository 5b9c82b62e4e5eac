"""What devices of the field app say and are told (``docs/offline.md``)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from survey.actions import devices as actions
from survey.actions.field_items import Came, receive_item
from survey.actions.field_words import receive_word
from survey.errors import ContentUnreadable
from survey.models import FieldDevice, FieldItem, FieldWord
from survey.queries.devices import keys_of, receipt_of, require_part, stock_of

MOST_ITEMS = 50  # of one request


@login_required
@require_POST
def greet(request: HttpRequest) -> HttpResponse:
    """Makes a device known, or gives a known one its keys; one that is to be wiped gets none."""
    require_part(request.user)
    actor, told = Actor.of(request), _told(request)
    try:
        device_id = str(told.get("device") or "")
        if told.get("wiped"):
            return _answer(actions.note_wiped(actor, device_id))
        if device_id:
            device = actions.heard_from(actor, device_id)
        else:
            device = actions.add_device(actor, str(told.get("name", "")))
    except HanbatError as refused:
        return _refused(refused)
    return _answer(device, **({} if device.wipe_ordered_at else {"keys": keys_of(device)}))


@login_required
@require_GET
@ensure_csrf_cookie
@gzip_page
def stock(request: HttpRequest) -> HttpResponse:
    """What a device is filled with."""
    require_part(request.user)
    try:
        device = actions.heard_from(Actor.of(request), request.GET.get("device", ""))
    except HanbatError as refused:
        return _refused(refused)
    if device.wipe_ordered_at:
        return _answer(device)
    return _answer(device, stock=stock_of(request.user, device))


@login_required
@require_POST
def items(request: HttpRequest) -> HttpResponse:
    """Takes items, each by itself: what is wrong with one is told for that one."""
    return _taken(request, receive_item)


@login_required
@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """Takes what was said of somebody's safety, in the way of items; it waits for none of them."""
    return _taken(request, receive_word)


Receive = Callable[[Actor, str, Came], FieldItem | FieldWord]


def _taken(request: HttpRequest, receive: Receive) -> HttpResponse:
    require_part(request.user)
    actor, told = Actor.of(request), _told(request)
    try:
        device = actions.heard_from(actor, str(told.get("device", "")), int(told.get("waiting", 0)))
        sent_at = datetime.fromisoformat(str(told["sent_at"]).replace("Z", "+00:00"))
        given = [_came(one, sent_at) for one in list(told["items"])[:MOST_ITEMS]]
    except (ValueError, KeyError, TypeError) as fault:
        raise ContentUnreadable() from fault
    except HanbatError as refused:
        return _refused(refused)
    return _answer(device, answers=[_received(receive, actor, device, one) for one in given])


def _came(told: Any, sent_at: datetime) -> Came:
    return Came(str(told["id"]), str(told["sha256"]), str(told["text"]), sent_at)


def _received(receive: Receive, actor: Actor, device: FieldDevice, came: Came) -> dict[str, str]:
    try:
        return receipt_of(receive(actor, str(device.public_id), came))
    except HanbatError as refused:
        return {"id": came.client_id, "code": refused.code, "message": str(refused)}


def _told(request: HttpRequest) -> dict[str, Any]:
    """Raises ContentUnreadable."""
    try:
        return dict(json.loads(request.body))
    except (ValueError, TypeError, RecursionError) as fault:
        raise ContentUnreadable() from fault


def _answer(device: FieldDevice, **more: Any) -> JsonResponse:
    common = {
        "device": str(device.public_id), "user": str(device.owner_id), "now": clock.now().isoformat(),
        "wipe": device.wipe_ordered_at is not None,
    }  # fmt: skip
    response = JsonResponse(common | more)
    response["Cache-Control"] = "no-store"
    return response


def _refused(refused: HanbatError) -> JsonResponse:
    return JsonResponse({"code": refused.code, "message": str(refused)}, status=refused.status)
