"""Actions: the only way in which anything is changed.

``@action`` runs a function in one transaction. What it records (:func:`record`, :func:`kernel.transition.advance`) is
written to the audit trail as the last thing before the outermost action commits, so that the lock on the head of the
hash chain is held for as short a time as can be.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from kernel.actor import Actor
from kernel.errors import OutsideAction
from kernel.models.audit import AuditEntry

P = ParamSpec("P")
R = TypeVar("R")
_pending: ContextVar[list[AuditEntry] | None] = ContextVar("pending_audit", default=None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Makes ``function`` an action: one transaction, its audit rows written at the end; nested actions join in."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        running = _pending.get()
        if running is not None:
            return _nested(running, function, *args, **kwargs)
        entries: list[AuditEntry] = []
        token = _pending.set(entries)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                if entries:
                    AuditEntry.objects.bulk_create(entries)
            return result
        finally:
            _pending.reset(token)

    return wrapper


def _nested(running: list[AuditEntry], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """A savepoint: when the outer action goes on after a refusal, neither rows nor audit lines of it remain."""
    mark = len(running)
    try:
        with transaction.atomic():
            return function(*args, **kwargs)
    except BaseException:
        del running[mark:]
        raise


def record(
    actor: Actor,
    verb: str,
    about: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Adds a line to the audit trail of the running action. Raises OutsideAction when there is none.

    ``before`` and ``after`` hold the changed fields only; personal data goes in masked (:mod:`kernel.personal`).
    """
    entries = _pending.get()
    if entries is None:
        raise OutsideAction(f"{verb} recorded outside an action")
    entries.append(AuditEntry.prepare(actor, verb, about, before or {}, after or {}, reason))
