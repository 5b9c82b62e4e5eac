"""The respondent's pages: the number from the letter, the questionnaire, the receipt. No account; the number opens one
business for some hours (``docs/records.md``)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel import clock
from kernel.actor import Actor, Channel
from kernel.errors import HanbatError, NotVisible
from kernel.forms import show_refusal
from survey.actions import participation as actions
from survey.errors import NotAnswering, NumberUnknown, RecordHandedIn
from survey.forms import NumberForm
from survey.models import Business, CensusRecord, Participation
from survey.queries import participation as queries
from survey.queries.entry import WEB, form_as_sent, industry_codes, kept_so_far, not_asked, prefilled
from survey.queries.questionnaire import form_of
from survey.queries.work import OPEN_STATES
from survey.rules.xform.form import Form
from survey.views.entry import DAY, YEAR, refused_json, saved_json, typed_from

KEY = "survey.answering"  # in the session: which participation, since when
AS_LONG_AS = timedelta(hours=4)


def _respondent(request: HttpRequest) -> Actor:
    """Whoever has the number, also where somebody happens to be signed in: answers are nobody's account."""
    device = request.headers.get("User-Agent", "")[:200]
    return Actor(None, Channel.WEB, "respondent", request.META.get("REMOTE_ADDR", ""), device)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number_page(request: HttpRequest) -> HttpResponse:
    """Asks for the participation number, and whether what is answered may be collected."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = _respondent(request)
        try:
            given = actions.come_in(actor, form.cleaned_data["number"], agreed=form.cleaned_data["agreed"])
        except HanbatError as refusal:
            if isinstance(refusal, NumberUnknown) and refusal.values["guessed"]:
                actions.count_guess(actor)
            show_refusal(form, refusal)
        else:
            request.session.cycle_key()
            request.session[KEY] = [given.pk, clock.now().isoformat()]
            return redirect("survey:answer", given.public_id)
    return render(request, "survey/answer_number.html", {"form": form}, status=422 if form.errors else 200)


def _answering(request: HttpRequest, public_id: uuid.UUID) -> Participation:
    """Raises NotAnswering once the number has to be typed again, NotVisible for another one's address."""
    key, since = request.session.get(KEY, [None, ""])
    if key is None or clock.now() - datetime.fromisoformat(since) > AS_LONG_AS:
        raise NotAnswering()
    return queries.answering(public_id, key)


@never_cache
@require_GET
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The questionnaire, or why there is none to fill in: handed in, begun by an enumerator, outside of the time."""
    try:
        given = _answering(request, public_id)
    except NotAnswering:
        return redirect("survey:answer_number")
    record = queries.record_of(given)
    opened = clock.within(given.wave.opens_at, given.wave.closes_at, clock.now())
    theirs = record is None or (record.is_the_respondents and record.state in OPEN_STATES)
    if not opened or not theirs:
        return render(request, "survey/answer_done.html", {"given": given, "record": record, "open": opened})
    version = queries.form_of_answers(given, record)
    arguments = [given.public_id, version.pk, form_as_sent(version)[1]]
    context = {
        "given": given,
        "record": record,
        "business": given.business,
        "form_url": reverse("survey:answer_form", args=arguments),
        "state": _state(given.business, record, form_of(version)),
    }
    return render(request, "survey/answer.html", context)


def _state(business: Business, record: CensusRecord | None, form: Form) -> dict[str, Any]:
    """What the page begins with: as an enumerator's, but for what a respondent is not asked."""
    return kept_so_far(business, record) | {
        "notes": {},
        "prefill": prefilled(form, business, clock.today(), WEB),
        "last": {},
        "mode": "visit",
        "modes": ["visit"],
        "channel": WEB,
        "unasked": not_asked(form),
    }


@require_POST
def save(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keeps what is being typed."""
    try:
        given = _answering(request, public_id)
        saved = actions.save_answers(_respondent(request), given.pk, typed_from(request.body))
    except HanbatError as refused:
        return refused_json(refused)
    return saved_json(saved)


@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hands in: what was typed is kept first and then judged, so that nothing is lost."""
    try:
        given = _answering(request, public_id)
        actor = _respondent(request)
        actions.save_answers(actor, given.pk, typed_from(request.body))
        record = actions.hand_in_answers(actor, given.pk)
    except RecordHandedIn as refused:
        record = refused.values["record"]  # a second click, or the answer to the first was lost
    except HanbatError as refused:
        return refused_json(refused)
    return JsonResponse({"receipt": record.receipt, "next": reverse("survey:answer", args=[public_id])})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets the number on this device."""
    request.session.pop(KEY, None)
    return redirect("survey:answer_number")


@require_GET
@gzip_page
@cache_control(private=True, immutable=True, max_age=YEAR)
def form_json(request: HttpRequest, public_id: uuid.UUID, version_id: int, sha256: str) -> HttpResponse:
    """The compiled form, as an enumerator's page has it."""
    given = _answering(request, public_id)
    version = queries.form_of_answers(given, queries.record_of(given))
    if version.pk != version_id:
        raise NotVisible()
    content, known = form_as_sent(version)
    if sha256 != known:
        raise NotVisible()
    return HttpResponse(content, content_type="application/json")


@require_GET
@gzip_page
@cache_control(private=True, max_age=DAY)
def industry_json(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list of industries, as ``[code, name]``."""
    _answering(request, public_id)
    return JsonResponse({"title": _("Industries (KSIC)"), "codes": industry_codes()})
