"""A job and its file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.actor import Actor
from reports.actions.fetch import open_file
from reports.queries.jobs import issues_of, visible_job

SHOWN_ISSUES = 20


@login_required
@require_safe
def job_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far the document is, and the file when it is ready. Asked by htmx it answers with the changing part only."""
    job = visible_job(Actor.of(request), public_id)
    issues = list(issues_of(job)) if job.state == "done" and job.shared else []
    context = {"job": job, "issues": issues[:SHOWN_ISSUES], "hidden_issues": len(issues[SHOWN_ISSUES:])}
    template = "reports/_job_state.html" if request.headers.get("HX-Request") else "reports/job.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "HX-Request, Cookie"
    return response


@login_required
@require_safe
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The file itself."""
    actor = Actor.of(request)
    job = visible_job(actor, public_id)
    response = FileResponse(
        open_file(actor, job), as_attachment=True, filename=job.file_name, content_type=job.media_type
    )
    response["Cache-Control"] = "private, no-store"
    return response
