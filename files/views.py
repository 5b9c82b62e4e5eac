"""Fetching files, and a person's own list of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from files import actions, blobs, queries
from files.errors import FileNotVisible, FileQuarantined, StillBeingScanned
from files.kinds import FileKind
from files.models import Content, StoredFile
from files.rules.names import content_disposition
from kernel.actor import Actor

PAGE_SIZE = 20
# A browser's PDF viewer does not start in a sandbox, pictures need nothing.
_PREVIEW_POLICY = {FileKind.PDF: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"}
_CLOSED_POLICY = "default-src 'none'; sandbox"


@require_safe
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    return _serve(request, public_id, inline=False)


@require_safe
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Shown in the browser where that is harmless (PDF, pictures), downloaded otherwise."""
    return _serve(request, public_id, inline=True)


def _serve(request: HttpRequest, public_id: uuid.UUID, *, inline: bool) -> HttpResponseBase:
    actor = Actor.of(request)
    try:
        found = queries.readable(actor, public_id)
    except FileNotVisible:
        if actor.user is None:
            return redirect_to_login(request.get_full_path())
        raise
    response = served(found.stored, found.name, inline=inline)
    if not found.is_owner and request.method == "GET":
        actions.note_reading(actor, found.stored)
    return response


def served(stored: StoredFile, name: str, *, inline: bool) -> FileResponse:
    """The file to whoever an app has let read it, as ``name``; shown in the browser where that is harmless and wanted.

    Raises FileQuarantined, StillBeingScanned.
    """
    _refuse_unsafe(stored)
    return _response(stored, name, inline=inline and stored.kind.value.previewed)


def _refuse_unsafe(stored: StoredFile) -> None:
    if stored.content.scan == Content.Scan.INFECTED:
        raise FileQuarantined()
    if stored.content.scan == Content.Scan.WAITING:
        raise StillBeingScanned()


def _response(stored: StoredFile, name: str, *, inline: bool) -> FileResponse:
    response = FileResponse(blobs.open_content(stored.content), content_type=stored.media_type)
    response["Content-Length"] = stored.size
    response["Content-Disposition"] = content_disposition(name, inline=inline)
    response["Content-Security-Policy"] = _PREVIEW_POLICY.get(stored.kind, _CLOSED_POLICY) if inline else _CLOSED_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_GET
@login_required
def my_files(request: HttpRequest) -> HttpResponse:
    """Everything that this person can attach again, newest first."""
    page = Paginator(queries.own(Actor.of(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page}
    return render(request, "files/my_files.html", context)


@require_POST
@login_required
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actor = Actor.of(request)
    actions.remove(actor, queries.readable(actor, public_id).stored)
    messages.success(request, _("The file was removed."))
    return redirect("files:mine")
