"""The survey manager's screens for records: list, one record with its versions, approval, return, export."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, HanbatError, ReasonNeeded
from reports.actions.request import request_document
from reports.registry import format_of
from survey.actions import review as actions
from survey.errors import NobodyToMend, NothingToApprove, ReasonsMissing
from survey.forms import RecordsForm, ReturnForm
from survey.models import RecordVersion, Wave
from survey.queries import records as queries
from survey.queries.devices import evidence_of
from survey.queries.frame import frame_by_gu
from survey.queries.openrosa import held_of
from survey.queries.questionnaire import form_of
from survey.queries.work import enumerators_of, wave_for_manager
from survey.wording import answer_text, label_with_unit
from survey.wording_record import blocks_of, course_shown, version_rows

ROWS = 50
RECORDS = "survey.records"
AT_FIELD = "note:"  # a note of the return form at the address that follows
FOR_KEEPING = "reason:"  # why what is unlikely there is kept


@login_required
@require_GET
def record_list(request: HttpRequest, code: str) -> HttpResponse:
    """Records of a wave, found by business, intern, day, issue and answer."""
    wave = wave_for_manager(Actor.of(request), code)
    form = _narrowing(wave, request.GET)
    found = queries.records_of(wave, form.wanted)
    context = {
        "wave": wave,
        "form": form,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "narrowed": bool(form.errors) or form.wanted != queries.Wanted(),
        "query": request.GET.urlencode(),
        "held": held_of(wave).count(),
    }
    return render(request, "survey/records.html", context)


def _narrowing(wave: Wave, given: QueryDict) -> RecordsForm:
    return RecordsForm(
        given,
        people=enumerators_of(wave),
        gus=[(row.gu_code, row.gu) for row in frame_by_gu()],
        questions=[(item.path, label_with_unit(item)) for item in queries.items_of(wave) if item.control],
    )


@login_required
@require_http_methods(["GET", "POST"])
def approve_found(request: HttpRequest, code: str) -> HttpResponse:
    """What approving all that was found would do; then, for exactly what was looked at, does it. What narrows nothing
    because it does not fit goes back to the list, which says so: all would be approved instead of a part."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    form = _narrowing(wave, request.GET)
    listed = f"{reverse('survey:records', args=[wave.code])}?{request.GET.urlencode()}"
    if form.errors:
        return redirect(listed)
    problem = ""
    if request.method == "POST":
        try:
            number = actions.approve_records(actor, wave.pk, form.wanted, request.POST.get("seal", ""))
        except (ChangedMeanwhile, NothingToApprove) as refused:
            problem = str(refused)
        else:
            text = ngettext("%(n)s record is approved.", "%(n)s records are approved.", number)
            messages.success(request, text % {"n": number})
            return redirect(listed)
    context = {
        "wave": wave,
        "approval": queries.approval_of(wave, form.wanted),
        "filters": form.narrowed_by,
        "query": request.GET.urlencode(),
        "problem": problem,
    }
    return render(request, "survey/approve.html", context, status=409 if problem else 200)


@login_required
@require_GET
def record_page(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """One record: what was answered beside an earlier version, what is to be mended or was kept with a reason."""
    wave = wave_for_manager(Actor.of(request), code)
    return _show(request, wave, record_id, ReturnForm())


def _show(
    request: HttpRequest, wave: Wave, record_id: int, form: ReturnForm, refused: HanbatError | None = None
) -> HttpResponse:
    record = queries.record_of(wave, record_id)
    versions = queries.versions_of(record)
    earlier = _compared(versions, request.GET.get("with", ""))
    context = {
        "wave": wave,
        "record": record,
        "blocks": blocks_of(form_of(record.form), record, earlier.answers if earlier is not None else None),
        "versions": version_rows(form_of(record.form), versions, queries.sent_back_of(record)),
        "earlier": earlier,
        "verbs": {arrow.verb for arrow in record.next_verbs},
        "form": form,
        "at_field": AT_FIELD,
        "evidence": evidence_of(wave, record.business_id),
        "for_keeping": FOR_KEEPING,
        "course": course_shown(form_of(record.form), record.paradata),
        "refused": refused,
    }
    status = refused.status if refused is not None else 422 if form.errors else 200
    return render(request, "survey/record.html", context, status=status)


def _compared(versions: list[RecordVersion], asked: str) -> RecordVersion | None:
    """The version that stands beside the latest: the one asked for, else the one before."""
    others = {str(version.number): version for version in versions[1:]}
    return others.get(asked, next(iter(others.values()), None))


@login_required
@require_POST
def reveal(request: HttpRequest, code: str, record_id: int, name: str) -> HttpResponse:
    """One personal answer in full, for a reason that is kept in the access log."""
    actor = Actor.of(request)
    record = queries.record_of(wave_for_manager(actor, code), record_id)
    answer = actions.reveal_answer(actor, record.pk, name, request.POST.get("reason", ""))
    form = form_of(record.form)
    text = answer_text(form, form.named[name], answer)
    if request.headers.get("HX-Request"):
        return HttpResponse(escape(text))
    messages.info(request, text)
    return redirect("survey:record", code, record_id)


@login_required
@require_POST
def approve(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """Accept a record, with the reasons for what is unlikely in it."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    reasons = _at_fields(request.POST, FOR_KEEPING)
    try:
        record = actions.approve_record(actor, queries.record_of(wave, record_id).pk, reasons)
    except ReasonsMissing as refused:
        return _show(request, wave, record_id, ReturnForm(), refused)
    messages.success(request, _("Record %(receipt)s is approved.") % {"receipt": record.receipt})
    return redirect("survey:record", wave.code, record_id)


@login_required
@require_POST
def send_back(request: HttpRequest, code: str, record_id: int) -> HttpResponse:
    """Return a record to its enumerator with a note, and notes at its fields."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            found = queries.record_of(wave, record_id)
            record = actions.return_record(
                actor, found.pk, form.cleaned_data["note"], _at_fields(request.POST, AT_FIELD)
            )
        except (ReasonNeeded, NobodyToMend) as refused:
            form.add_error("note", str(refused))
        else:
            text = _("Record %(receipt)s goes back to %(who)s.")
            mender = queries.mender_of(record)
            messages.success(request, text % {"receipt": record.receipt, "who": mender.name if mender else ""})
            return redirect("survey:record", wave.code, record_id)
    return _show(request, wave, record_id, form)


def _at_fields(data: QueryDict, kind: str) -> dict[str, str]:
    """What was written at single answers, by the address of their field."""
    return {name.removeprefix(kind): str(data[name]) for name in data if name.startswith(kind)}


@login_required
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """All records as a file, made by the worker."""
    actor = Actor.of(request)
    wave = wave_for_manager(actor, code)
    params = {"wave": wave.pk, "codes": request.POST.get("codes") == "1"}
    job = request_document(actor, RECORDS, params, format_of(RECORDS, request.POST.get("format", "")))
    return redirect("reports:job", job.public_id)
