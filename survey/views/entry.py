"""The enumerator's screens: my businesses, finding one by typing, entering its record (``docs/records.md``)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from files.errors import NothingChosen
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible
from survey.actions import record as actions
from survey.actions import record_files
from survey.actions.record import Saved, Typed
from survey.errors import ContentUnreadable, NoQuestionnaire, RecordHandedIn, RecordHasProblems, SavedElsewhere
from survey.lifecycles import CENSUS_RECORD
from survey.models import Business, CensusRecord, RecordFile, Wave
from survey.queries import work
from survey.queries.best_hour import best_parts
from survey.queries.entry import (
    MODES,
    files_of,
    form_as_sent,
    industry_codes,
    kept_so_far,
    last_answers,
    prefilled,
)
from survey.queries.permitted import not_permitted_now
from survey.queries.questionnaire import asked_by, form_of, readable_form
from survey.queries.supervising import asked_again
from survey.rules.field.spots import WIDTH, small_map
from survey.rules.record import as_json
from survey.views.asked import asked
from survey.wording import problem_text

ROWS = 30
YEAR, DAY = 365 * 24 * 3600, 24 * 3600  # seconds


@login_required
@require_GET
def my_work(request: HttpRequest, code: str) -> HttpResponse:
    """My businesses of a wave: how far I am, a field to find one, and the list of what is still to do."""
    wave = work.my_wave(request.user, code)
    show = asked(request.GET, "show", work.MY_LISTS, "todo")
    counts = work.my_counts(request.user, wave)
    listed = work.my_list(request.user, wave, show, request.GET.get("q", ""))
    page = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    best = best_parts(wave)
    context = {
        "wave": wave,
        "counts": counts,
        "show": show,
        "typed": request.GET.get("q", ""),
        "page": page,
        "businesses": [(business, best.of(business)) for business in page],
        "closed_hours": not_permitted_now(wave),
        "open": clock.within(wave.opens_at, wave.closes_at, clock.now()),
    }
    return render(request, "survey/my_work.html", context)


@login_required
@require_GET
def my_map(request: HttpRequest, code: str) -> HttpResponse:
    """What is still to do in one of my areas, on a small map: a spot leads to its businesses below."""
    wave = work.my_wave(request.user, code)
    area_id = request.GET.get("area", "")
    areas, area, businesses = work.my_map(request.user, wave, int(area_id) if area_id.isdecimal() else None)
    listed = list(businesses)
    drawn = small_map([(one.longitude, one.latitude) for one in listed])
    spots = [(spot, [listed[place] for place in spot.members]) for spot in drawn.spots]
    context = {
        "wave": wave,
        "areas": areas,
        "area": area,
        "map": drawn,
        "width": WIDTH,
        "spots": spots,
    }
    return render(request, "survey/my_map.html", context)


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
@require_GET
def entry_page(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """The record of a business as the page of entry fills it in, or, once handed in, its receipt."""
    wave = work.my_wave(request.user, code)
    business, record = work.entry_of(request.user, wave, business_id)
    if record is not None and record.state not in work.OPEN_STATES:
        return render(request, "survey/entry_done.html", {"wave": wave, "record": record, "business": business})
    version = record.form if record is not None else asked_by(wave.questionnaire_id)
    if version is None:
        raise NoQuestionnaire()
    mode = request.GET.get("mode", "visit")
    context = {
        "wave": wave,
        "business": business,
        "record": record,
        "form_url": reverse("survey:form_json", args=[version.pk, form_as_sent(version)[1]]),
        "state": _state(request, wave, business, record, mode if mode in MODES else "visit"),
        "asked": asked_again(wave, business_id),
        "open": clock.within(wave.opens_at, wave.closes_at, clock.now()),
    }
    return render(request, "survey/entry.html", context)


def _state(
    request: HttpRequest, wave: Wave, business: Business, record: CensusRecord | None, mode: str
) -> dict[str, Any]:
    """What the page begins with (``entry-state``)."""
    version = record.form if record is not None else asked_by(wave.questionnaire_id)
    form = form_of(version) if version is not None else None
    return kept_so_far(business, record) | {
        "notes": record.return_notes if record is not None else {},
        "returned": record is not None and record.state == "returned",
        "prefill": prefilled(form, business, clock.today(), mode) if form is not None else {},
        "last": last_answers(request.user, wave, form) if form is not None else {},
        "mode": mode,
        "files": {file.name: _preview(file) for file in files_of(record)} if record is not None else {},
    }


@login_required
@require_POST
def save(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """Keeps what is being typed; 409 with what is there when another window changed the same."""
    wave = work.my_wave(request.user, code)
    try:
        saved = actions.save_draft(Actor.of(request), wave.pk, business_id, typed_from(request.body))
    except HanbatError as refused:
        return refused_json(refused)
    return saved_json(saved)


def saved_json(saved: Saved) -> JsonResponse:
    """What the page is told of a save, with the content when something of another window was merged."""
    answer = {"revision": saved.record.revision, "saved_at": _hour(saved.record)}
    return JsonResponse(answer | ({"content": saved.record.content} if saved.merged else {}))


@login_required
@require_POST
def keep_file(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """Keeps a photo or file of the record; its name is the answer."""
    wave = work.my_wave(request.user, code)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise NothingChosen()
        kept = record_files.keep_file(Actor.of(request), wave.pk, business_id, upload, request.POST.get("form", ""))
    except HanbatError as refused:
        return refused_json(refused)
    return JsonResponse({"name": kept.name, "url": _preview(kept)})


def _preview(file: RecordFile) -> str:
    return reverse("files:preview", args=[file.file.public_id])


@login_required
@require_POST
def submit(request: HttpRequest, code: str, business_id: int) -> HttpResponse:
    """Hands in: what was typed is kept first and then judged, so that nothing is lost."""
    wave, actor = work.my_wave(request.user, code), Actor.of(request)
    try:
        actions.save_draft(actor, wave.pk, business_id, typed_from(request.body))
        record = actions.submit_record(actor, wave.pk, business_id)
    except RecordHandedIn as refused:
        record = refused.values["record"]  # a second click, or the answer to the first was lost
    except HanbatError as refused:
        return refused_json(refused)
    return JsonResponse({"receipt": record.receipt, "next": reverse("survey:my_work", args=[wave.code])})


def typed_from(body: bytes) -> Typed:
    """Raises ContentUnreadable."""
    try:
        sent = json.loads(body)
        revision, content, changed = int(sent["revision"]), str(sent["content"]), dict(sent["changed"])
        reasons, paradata = dict(sent.get("reasons", {})), dict(sent.get("paradata", {}))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as fault:
        raise ContentUnreadable() from fault
    return Typed(content, tuple(changed), revision, reasons, paradata)


def refused_json(refused: HanbatError) -> JsonResponse:
    """The refusal as the page reads it."""
    answer: dict[str, Any] = {"code": refused.code, "message": str(refused)}
    if isinstance(refused, SavedElsewhere | RecordHandedIn):
        record: CensusRecord = refused.values["record"]
        answer |= {"revision": record.revision, "content": record.content, "state": record.state}
        answer["fields"] = refused.values.get("fields", [])
    if isinstance(refused, RecordHasProblems):
        form = refused.values["form"]
        found = as_json(refused.values["problems"])
        answer["problems"] = [one | {"text": problem_text(form, one)} for one in found]
    return JsonResponse(answer, status=refused.status)


def _hour(record: CensusRecord) -> str:
    return f"{record.saved_at.astimezone(clock.SEOUL):%H:%M}"


@login_required
@require_GET
@gzip_page
@cache_control(private=True, immutable=True, max_age=YEAR)
def form_json(request: HttpRequest, version_id: int, sha256: str) -> HttpResponse:
    """The compiled form. Its address carries its hash: what the browser kept of it is right for ever."""
    content, known = form_as_sent(readable_form(request.user, version_id))
    if sha256 != known:
        raise NotVisible()
    return HttpResponse(content, content_type="application/json")


@login_required
@require_GET
@gzip_page
@cache_control(private=True, max_age=DAY)
def industry_json(request: HttpRequest) -> HttpResponse:
    """The list of industries, as ``[code, name]``."""
    return JsonResponse({"title": _("Industries (KSIC)"), "codes": industry_codes()})
