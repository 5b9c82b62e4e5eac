"""What can be asked for, and asking for it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible
from reports.actions import request_document
from reports.queries.jobs import jobs_of
from reports.registry import document, documents_for


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The documents offered to me, and what I asked for before."""
    context = {
        "documents": documents_for(Actor.of(request)),
        "page": jobs_of(request.user, request.GET.get("page")),
    }
    return render(request, "reports/overview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """The parameters of one document; a valid form becomes a job."""
    actor = Actor.of(request)
    wanted = document(code)
    if wanted.offered is None or not wanted.offered(actor):
        raise NotVisible()
    form = None
    status = 200
    chosen = request.POST.get("format") or wanted.formats[0]
    if wanted.form is not None:
        data: Any = request.POST if request.method == "POST" else None
        form = wanted.form(data, actor=actor, initial=request.GET.dict())
    if request.method == "POST":
        if form is None or form.is_valid():
            try:
                job = request_document(actor, code, form.cleaned_data if form else {}, chosen)
                return redirect("reports:job", job.public_id)
            except HanbatError as refusal:
                if form is None:
                    raise
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        status = 422
    return render(request, "reports/request.html", {"document": wanted, "form": form, "chosen": chosen}, status=status)
