"""GET /healthz: is the service well? For load balancers and for people who watch over it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_q.brokers import get_broker

from config.heartbeat import live_workers

log = logging.getLogger(__name__)


def database() -> str:
    """Empty when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def queue() -> str:
    """Empty when the broker of the queue answers."""
    broker = get_broker()
    broker.ping()
    broker.queue_size()
    return ""


def worker() -> str:
    """Empty when a worker gave a sign of life lately."""
    return "" if live_workers() else "no worker is running"


PARTS: dict[str, Callable[[], str]] = {"database": database, "queue": queue, "worker": worker}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all parts are well, else 503 that names those that are not. Says nothing about versions or places."""
    found = {name: _trouble(part) for name, part in PARTS.items()}
    well = not any(found.values())
    answer = {"status": "ok" if well else "unwell"} | {name: trouble or "ok" for name, trouble in found.items()}
    response = JsonResponse(answer, status=200 if well else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every few seconds; what is wrong is logged
    return response


def _trouble(part: Callable[[], str]) -> str:
    try:
        return part()
    except Exception:  # whatever the driver of a database or broker raises: that part is not well
        log.exception("%s is not well", part.__name__)
        return "does not answer"
