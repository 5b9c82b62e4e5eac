"""The survey manager's screens for the frame: what it holds, files on their way in, their dry run."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from files.actions import store
from files.kinds import TABLES
from kernel.actor import Actor
from kernel.errors import HanbatError
from reports.actions.request import request_document
from survey.actions import frame as actions
from survey.errors import SameFileLoaded, cell_message, file_message
from survey.forms import FRAME_FILE_BYTES, FrameUploadForm
from survey.models import Dong, FrameImport
from survey.queries import frame as queries
from survey.views.asked import asked
from survey.wording_frame import step_text

ROWS = 50
UNDER_WAY = ("uploaded", "accepted")
SHOWS = {
    "repeats": gettext_lazy("possible repeats"),
    "merged": gettext_lazy("merged into another entry"),
    "missing": gettext_lazy("missing from the latest file"),
}


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The frame by gu, the files that made it, and the form for a new file."""
    actor = Actor.of(request)
    actions.require_frame_manager(actor)
    form = FrameUploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (received := _receive(actor, form)):
            return redirect("survey:import", received.pk)
        status = 422
    rows = queries.frame_by_gu()
    context = {
        "form": form,
        "rows": rows,
        "total": sum(row.businesses for row in rows),
        "missing": sum(row.missing for row in rows),
        "repeats": sum(row.repeats for row in rows),
        "imports": queries.imports()[:20],
    }
    return render(request, "survey/frame.html", context, status=status)


def _receive(actor: Actor, form: FrameUploadForm) -> FrameImport | None:
    chosen = form.cleaned_data
    try:
        stored = store(actor, chosen["upload"], kinds=TABLES, most_bytes=FRAME_FILE_BYTES)
        return actions.receive_frame_file(
            actor, chosen["upload"], stored.name, taxonomy=chosen["taxonomy"],
            ksic_revision=chosen["ksic_revision"], again=chosen["again"], file=stored,
        )  # fmt: skip
    except SameFileLoaded as loaded:
        form.offer_again(str(loaded))
        return None
    except HanbatError as refused:
        if refused.field is None:
            raise
        form.add_error(refused.field, str(refused))
        return None


@login_required
@require_GET
def import_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far the worker is, then what the dry run found or loading did. Asked by htmx: the changing part only."""
    actions.require_frame_manager(Actor.of(request))
    frame_import = queries.import_of(import_id)
    faults = Paginator(queries.faults_of(frame_import), ROWS).get_page(request.GET.get("page"))
    for fault in faults:
        fault.reason = cell_message(fault.problem, fault.facts)  # type: ignore[attr-defined]
    problem = frame_import.problem
    context = {
        "frame_import": frame_import,
        "counts": frame_import.counts,
        "elsewhere": sum(frame_import.counts.get("other_cities", {}).values()),
        "problem": file_message(problem, frame_import.problem_facts) if problem else "",
        "faults": faults,
        "under_way": frame_import.state in UNDER_WAY,
        "step": step_text(frame_import.progress.step),
    }
    template = "survey/_import_state.html" if request.headers.get("HX-Request") else "survey/import.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request, Cookie"
    return response


@login_required
@require_POST
def accept(request: HttpRequest, import_id: int) -> HttpResponse:
    """Load what the dry run showed."""
    actions.accept_frame_file(Actor.of(request), import_id, skip_bad="skip_bad" in request.POST)
    return redirect("survey:import", import_id)


@login_required
@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Do not load it."""
    actions.discard_frame_file(Actor.of(request), import_id)
    messages.success(request, _("The file was discarded. The frame is as it was."))
    return redirect("survey:frame")


@login_required
@require_POST
def export_faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """The bad rows as an Excel file."""
    job = request_document(Actor.of(request), "survey.faults", {"frame_import": import_id}, "xlsx")
    return redirect("reports:job", job.public_id)


@login_required
@require_GET
def business_list(request: HttpRequest) -> HttpResponse:
    """The frame's businesses, found by name (also by initial consonants), dong, gu; repeats and missing ones apart."""
    actions.require_frame_manager(Actor.of(request))
    gus = [(row.gu_code, row.gu) for row in queries.frame_by_gu()]
    gu, show = asked(request.GET, "gu", dict(gus)), asked(request.GET, "show", SHOWS)
    code, typed = request.GET.get("dong", ""), request.GET.get("q", "")
    dong = get_object_or_404(Dong, code=code) if code else None
    found = queries.businesses(dong=code, gu=gu, show=show, typed=typed)
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "typed": typed,
        "dong": dong,
        "gus": gus,
        "shows": list(SHOWS.items()),
    }
    return render(request, "survey/businesses.html", context)
