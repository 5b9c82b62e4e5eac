"""What autosaving pages send and get: JSON both ways; a refusal is a message, so that the page keeps what was typed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, JsonResponse

from kernel import clock
from kernel.errors import HanbatError
from programs.actions import Saved
from programs.forms.answers import as_typed
from programs.queries.drafting import Change
from programs.rules.form import FormSpec


def read_json(request: HttpRequest) -> dict[str, Any]:
    try:
        return dict(json.loads(request.body))
    except (ValueError, TypeError) as error:
        raise SuspiciousOperation("not an autosave request") from error


def read_autosave(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """(fields, base revisions) of an autosave request."""
    sent = read_json(request)
    try:
        return dict(sent["fields"]), dict(sent.get("revisions") or {})
    except (ValueError, KeyError, TypeError) as error:
        raise SuspiciousOperation("not an autosave request") from error


def read_known(request: HttpRequest) -> dict[str, Any] | None:
    """The revisions of all fields as the page shows them, or None when it does not ask for others' changes."""
    known = read_json(request).get("known")
    return dict(known) if isinstance(known, Mapping) else None


def refusal(error: HanbatError) -> JsonResponse:
    return JsonResponse({"code": error.code, "message": str(error), "field": error.field}, status=error.status)


def autosave_answer(saved: Saved, conflicts: list[dict[str, Any]], **more: Any) -> JsonResponse:
    saved_at = saved.saved_at.astimezone(clock.SEOUL).strftime("%H:%M")
    return JsonResponse({"revisions": saved.revisions, "saved_at": saved_at, "conflicts": conflicts, **more})


def conflict_rows(form: FormSpec, saved: Saved, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The conflicts of a save as the page shows them; ``names``: field → whose text is kept."""
    rows = [(one.field, one.kept, one.revision) for one in saved.conflicts]
    return [_row(form, field, value, revision, names.get(field, "")) for field, value, revision in rows]


def change_rows(form: FormSpec, changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What others wrote meanwhile, as the page puts it into its fields; of questions that the form still has."""
    return [_row(form, one.field, one.value, one.revision, one.by) for one in changes if form.question(one.field)]


def _row(form: FormSpec, field: str, value: Any, revision: int, by: str) -> dict[str, Any]:
    question = form.question(field)
    shown = as_typed(question, value) if question else value
    return {"field": field, "value": shown, "revision": revision, "by": by}
