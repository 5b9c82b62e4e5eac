"""An auditor's look at a record leaves a line in the trail: read-only eyes that see everything are seen themselves."""

from django.db.models import Model

from kernel.action import action, record
from kernel.actor import Actor
from programs.queries.audit import audits


def note_look(actor: Actor, about: Model) -> None:
    """Writes who looked at what; nothing, not even a transaction, for anybody who is not an auditor."""
    if audits(actor):
        _look(actor, about)


def note_list(actor: Actor, page: str, query: str = "") -> None:
    """The same for a list that belongs to no record: which page, and how it was filtered."""
    if audits(actor):
        _list(actor, page, query)


@action
def _look(actor: Actor, about: Model) -> None:
    record(actor, "audit_look", about)


@action
def _list(actor: Actor, page: str, query: str) -> None:
    record(actor, "audit_list", actor.user, after={"page": page, "query": query[:200]})
