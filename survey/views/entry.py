"""The enumerator's screens, made for a phone: my businesses, finding one by typing, entering its record."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel import clock
from kernel.actor import Actor
from survey.actions import record as actions
from survey.errors import EntryClosed, RecordHandedIn, RecordHasFindings, SavedElsewhere
from survey.forms import RecordForm
from survey.lifecycles import CENSUS_RECORD
from survey.models import Business, CensusRecord, Wave
from survey.queries import work
from survey.rules.questionnaire import QUESTIONS, Kind

ROWS = 30
BEGUN = {"": "neutral", "draft": "info", "returned": "warning", "submitted": "success", "approved": "success"}


@login_required
@require_GET
def my_work(request: HttpRequest, code: str) -> HttpResponse:
    """My businesses of a wave: how far I am, a field to find one, and the list of what is still to do."""
    wave = work.my_wave(request.user, code)
    show = request.GET.get("show", "todo")
    counts = work.my_counts(request.user, wave)
    listed = work.my_list(request.user, wave, show, request.GET.get("q", ""))
    context = {
        "wave": wave,
        "counts": counts,
        "show": show,
        "typed": request.GET.get("q", ""),
        "page": Paginator(listed, ROWS).get_page(request.GET.get("page")),
        "open": clock.within(wave.opens_at, wave.closes_at, clock.now()),
    }
    return render(request, "survey/my_work.html", context)


@login_required
@require_GET
def find(request: HttpRequest, code: str) -> HttpResponse:
    """My businesses that fit what is being typed, as the combobox wants them."""
    wave = work.my_wave(request.user, code)
    found = work.find_mine(request.user, wave, request.GET.get("q", "")[:60])
    return JsonResponse({"results": [_result(wave, business) for business in found]})


def _result(wave: Wave, business: Business) -> dict[str, Any]:
    state = business.record_state  # type: ignore[attr-defined]
    label = CENSUS_RECORD.state(state).label if state else ""
    detail = [business.dong.name, business.industry.name, business.address, label]
    return {
        "value": business.pk,
        "label": str(business),
        "detail": " · ".join(str(part) for part in detail if part),
        "url": reverse("survey:entry", args=[wave.code, business.pk]),
    }


@login_required
@require_http_methods(["GET", "POST"])
def entry_page(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """The record of a business. Handing in keeps what was typed first and then checks it: nothing is lost."""
    wave = work.my_wave(request.user, code)
    business, record = work.entry_of(request.user, wave, business_id)
    if request.method == "POST":
        return _hand_in(request, wave, business)
    if record is not None and record.state not in actions.OPEN_STATES:
        return render(request, "survey/entry_done.html", {"wave": wave, "record": record, "business": business})
    typed = record.typed if record else {"visited_on": clock.today().isoformat()}
    return _show(request, wave, business, RecordForm(typed), record)


def _hand_in(request: HttpRequest, wave: Wave, business: Business) -> HttpResponse:
    actor, typed = Actor.of(request), typed_in(request.POST)
    revision = request.POST.get("revision", "")
    try:
        record = actions.save_draft(actor, wave.pk, business.pk, typed, int(revision) if revision.isdigit() else None)
        record = actions.submit_record(actor, wave.pk, business.pk)
    except RecordHandedIn:
        return redirect("survey:entry", wave.code, business.pk)  # a second click: the page shows the receipt
    except SavedElsewhere as refused:
        return _show(request, wave, business, RecordForm(typed), refused.values["record"], str(refused), 409)
    except EntryClosed as refused:
        return _show(request, wave, business, RecordForm(typed), record, str(refused), 409)
    except RecordHasFindings as refused:
        form = RecordForm(typed, findings=refused.values["findings"])
        return _show(request, wave, business, form, record, status=422)
    text = _("%(name)s is handed in. Receipt number %(receipt)s.")
    messages.success(request, text % {"name": str(business), "receipt": record.receipt})
    return redirect("survey:my_work", wave.code)


def _show(
    request: HttpRequest,
    wave: Wave,
    business: Business,
    form: RecordForm,
    record: CensusRecord | None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "wave": wave,
        "business": business,
        "form": form,
        "record": record,
        "revision": record.revision if record else 0,
        "problem": problem,
        "open": clock.within(wave.opens_at, wave.closes_at, clock.now()),
    }
    return render(request, "survey/entry.html", context, status=status)


@login_required
@require_POST
def autosave(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """Keeps what is being typed; answers 409 with what is there when another window saved in between."""
    wave = work.my_wave(request.user, code)
    try:
        sent = json.loads(request.body)
        fields, revision = dict(sent["fields"]), int(sent["revision"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"message": _("This could not be read.")}, status=400)
    try:
        record = actions.save_draft(Actor.of(request), wave.pk, business_id, fields, revision)
    except (SavedElsewhere, RecordHandedIn) as refused:
        there: CensusRecord = refused.values["record"]
        return JsonResponse({"revision": there.revision, "fields": there.typed}, status=409)
    saved_at = record.saved_at.astimezone(clock.SEOUL)
    return JsonResponse({"revision": record.revision, "saved_at": f"{saved_at:%H:%M}", "errors": {}})


def typed_in(data: QueryDict) -> dict[str, Any]:
    """What a whole form brought, by field; questions with several answers as lists, unticked ones as empty lists."""
    many = {name for name, question in QUESTIONS.items() if question.kind is Kind.MANY}
    typed: dict[str, Any] = {name: data.get(name, "") for name in data}
    return typed | {name: data.getlist(name) for name in many}
