"""The survey manager's screens for records: list, one record with its versions, approval, return, export."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.personal import mask_all
from reports.actions.request import request_document
from reports.registry import format_of
from survey import wording
from survey.actions import record as actions
from survey.forms import ReturnForm
from survey.lifecycles import CENSUS_RECORD
from survey.models import CensusRecord, Wave
from survey.queries import records as queries
from survey.queries.frame import frame_by_gu
from survey.queries.work import wave_for_manager
from survey.rules.questionnaire import BLOCKS, Question

ROWS = 50
RECORDS = "survey.records"


@login_required
@require_GET
def record_list(request: HttpRequest, code: str) -> HttpResponse:
    """Records of a wave, narrowed by state, gu, enumerator, name or receipt."""
    wave = wave_for_manager(Actor.of(request), code)
    entered_by = request.GET.get("by", "")
    found = queries.records_of(
        wave,
        state=request.GET.get("state", ""),
        gu=request.GET.get("gu", ""),
        typed=request.GET.get("q", ""),
        entered_by=int(entered_by) if entered_by.isdigit() else None,
    )
    context = {
        "wave": wave,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "typed": request.GET.get("q", ""),
        "states": [choice for choice in CENSUS_RECORD.choices if choice[0] != "draft"],
        "gus": [(row.gu_code, row.gu) for row in frame_by_gu()],
    }
    return render(request, "survey/records.html", context)


@login_required
@require_GET
def record_page(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """One record: what was answered, what was kept with a reason, its versions, and what can be done."""
    wave = wave_for_manager(Actor.of(request), code)
    return _show(request, wave, record_id, ReturnForm())


def _show(request: HttpRequest, wave: Wave, record_id: int, form: ReturnForm) -> HttpResponse:
    record = queries.record_of(wave, record_id)
    blocks = [
        (
            wording.BLOCKS[block.name],
            [_row(record, question) for question in block.questions],
        )
        for block in BLOCKS
    ]
    visit = [
        (wording.QUESTIONS["result"], record.get_result_display()),
        (wording.QUESTIONS["visited_on"], record.visited_on),
        (wording.QUESTIONS["memo"], record.memo),
        (_("Entered by"), record.entered_by.name),
    ]
    context = {
        "wave": wave,
        "record": record,
        "visit": visit,
        "blocks": blocks if record.answers else [],
        "reasons": list(record.reasons.values()),
        "versions": record.versions.select_related("author").order_by("-number"),
        "verbs": {arrow.verb for arrow in record.next_verbs},
        "form": form,
    }
    return render(request, "survey/record.html", context, status=422 if form.errors else 200)


def _row(record: CensusRecord, question: Question) -> dict[str, str]:
    """Label and text of an answer; a personal one masked, with the address that shows it for a reason."""
    answer = record.answers.get(question.name)
    row = {
        "label": wording.label_with_unit(question.name),
        "text": wording.answer_text(question.name, answer),
        "reveal": "",
    }
    if question.personal and answer not in (None, ""):
        row["text"] = mask_all("*" * 4)  # of one length, so that it does not betray the answer
        row["reveal"] = reverse("survey:record_reveal", args=[record.wave.code, record.pk, question.name])
    return row


@login_required
@require_POST
def reveal(request: HttpRequest, code: str, record_id: int, name: str) -> HttpResponse:
    """One personal answer in full, for a reason that is kept in the access log."""
    actor = Actor.of(request)
    record = queries.record_of(wave_for_manager(actor, code), record_id)
    text = wording.answer_text(name, actions.reveal_answer(actor, record.pk, name, request.POST.get("reason", "")))
    if request.headers.get("HX-Request"):
        return HttpResponse(escape(text))
    messages.info(request, text)
    return redirect("survey:record", code, record_id)


@login_required
@require_POST
def approve(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """Accept a record."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    record = actions.approve_record(actor, queries.record_of(wave, record_id).pk)
    messages.success(request, _("Record %(receipt)s is approved.") % {"receipt": record.receipt})
    return redirect("survey:record", wave.code, record_id)


@login_required
@require_POST
def send_back(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """Return a record to its enumerator with a note."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            record = actions.return_record(actor, queries.record_of(wave, record_id).pk, form.cleaned_data["note"])
        except ReasonNeeded as refused:
            form.add_error("note", str(refused))
        else:
            text = _("Record %(receipt)s goes back to %(who)s.")
            messages.success(request, text % {"receipt": record.receipt, "who": record.entered_by.name})
            return redirect("survey:record", wave.code, record_id)
    return _show(request, wave, record_id, form)


@login_required
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """All records as a file, made by the worker."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    job = request_document(actor, RECORDS, {"wave": wave.pk}, format_of(RECORDS, request.POST.get("format", "")))
    return redirect("reports:job", job.public_id)
