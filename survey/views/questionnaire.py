"""The survey manager's screens for questionnaires: uploading a workbook, what it asks, publishing and closing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible
from kernel.forms import show_refusal
from survey.actions import questionnaire as actions
from survey.actions.frame import require_frame_manager
from survey.errors_questionnaire import QuestionnaireRefused
from survey.forms_questionnaire import WorkbookForm
from survey.queries import questionnaire as queries
from survey.queries.openrosa import file_of
from survey.rules.xform.changes import differences
from survey.wording_questionnaire import change_rows, fault_text, place_text, question_rows


@login_required
@require_http_methods(["GET", "POST"])
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All questionnaires, and the form for a workbook; what is wrong with one is listed by sheet and row."""
    actor = Actor.of(request)
    require_frame_manager(actor)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            attached = {one.name: one.read() for one in form.cleaned_data["tables"]}
            draft = actions.upload_questionnaire(actor, upload.read(), upload.name, attached)
        except HanbatError as refusal:
            show_refusal(form, refusal)
            if isinstance(refusal, QuestionnaireRefused):
                faults = told([one.to_json() for one in refusal.faults])
        else:
            return redirect("survey:questionnaire", draft.pk)
    context = {"form": form, "faults": faults, "questionnaires": queries.questionnaires()}
    return render(request, "survey/questionnaires.html", context, status=422 if form.errors else 200)


def told(located: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"place": place_text(one), "text": fault_text(one)} for one in located]


@login_required
@require_GET
def version_page(request: HttpRequest, version_id: int) -> HttpResponse:
    """What a version asks, what is different from the one before, what to look at before publishing."""
    require_frame_manager(Actor.of(request))
    version = queries.version_of(version_id)
    earlier = queries.published_before(version)
    changes = change_rows(version.form, earlier.form, differences(earlier.form, version.form)) if earlier else []
    context = {
        "version": version,
        "earlier": earlier,
        "changes": changes,
        "warnings": told(version.warnings),
        "rows": question_rows(version.form),
        "asked": len(version.form.asked),
        "files": version.files.defer("content"),
    }
    return render(request, "survey/questionnaire.html", context)


@login_required
@require_POST
def move(request: HttpRequest, version_id: int, verb: str) -> HttpResponse:
    """Publish, close, open again, discard."""
    actor = Actor.of(request)
    require_frame_manager(actor)
    version = queries.version_of(version_id)
    if verb not in {arrow.verb for arrow in version.LIFE_CYCLE.transitions}:
        raise NotVisible()
    try:
        if verb == "publish":
            actions.publish_questionnaire(actor, version.pk)
        else:
            actions.move_questionnaire(actor, version.pk, verb)
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. It stands in the audit trail."))
    return redirect("survey:questionnaires") if verb == "discard" else redirect("survey:questionnaire", version.pk)


@login_required
@require_GET
def source(request: HttpRequest, version_id: int, kind: str) -> HttpResponse:
    """The workbook as it came, a table attached to it (``?name=``), or the XForm that was made of it."""
    require_frame_manager(Actor.of(request))
    version = queries.version_of(version_id)
    if kind == "xform":
        content, media_type = version.xform.encode(), "application/xml"
        name = f"{version.questionnaire.code}-{version.version}.xml"
    elif kind == "table":
        name = request.GET.get("name", "")
        content, media_type = file_of(version.pk, name), "text/csv; charset=utf-8"
    else:
        content, media_type, name = bytes(version.workbook), "application/octet-stream", version.file_name
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
