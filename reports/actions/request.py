"""Asking for a document."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation

from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from reports.errors import FormatNotOffered
from reports.models import Job
from reports.registry import Document, Params, document
from reports.tasks import enqueue_job, produce


@action
def request_document(actor: Actor, code: str, params: Params, format: str, *, language: str | None = None) -> Job:
    """Queues the document, or returns the job that already makes (or, for an issued document, has made) the same.

    ``params`` may hold dates, decimals and rows; they are kept as JSON (a row as its primary key). ``language``
    defaults to the one in use. Raises UnknownDocument, FormatNotOffered, NotPermitted.
    """
    wanted = document(code)
    if format not in wanted.formats:
        raise FormatNotOffered(field="format", formats=", ".join(wanted.formats))
    plain = plain_params(params)
    if not (actor.is_system or wanted.may(actor, plain)):
        raise NotPermitted()
    wanted.on_request(actor, plain)
    spoken = language or (translation.get_language() or "ko")[:2]
    job, created = Job.objects.get_or_create(
        claim=_claim(actor, wanted, plain, format, spoken),
        defaults={
            "code": code,
            "params": plain,
            "format": format,
            "language": spoken,
            "author": actor.user,
            "shared": wanted.issued or actor.user is None,
        },
    )
    if created:
        record(actor, "request", job, after={"code": code, "format": format, "params": plain})
        enqueue_job(job.pk)
    return job


def produce_now(actor: Actor, code: str, params: Params, format: str, *, language: str | None = None) -> Job:
    """Makes the document in this process, for commands and tests; the same path as the worker's."""
    job = request_document(actor, code, params, format, language=language)
    produce(job.pk)
    job.refresh_from_db()
    return job


def plain_params(params: Params) -> dict[str, Any]:
    """The parameters as JSON keeps them."""

    def plain(value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        if isinstance(value, models.QuerySet):
            return [row.pk for row in value]
        return value

    text = json.dumps({name: plain(value) for name, value in params.items()}, cls=DjangoJSONEncoder, sort_keys=True)
    return dict(json.loads(text))


def _claim(actor: Actor, wanted: Document, params: dict[str, Any], format: str, language: str) -> str:
    """Equal requests have equal claims; those for an issued document whoever asks."""
    asker = None if wanted.issued else actor.user_id
    parts = [asker, wanted.code, params, format, language, wanted.version(params)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
