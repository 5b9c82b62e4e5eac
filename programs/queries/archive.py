"""The archive: what is kept until when, what is due, which destructions were decided on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Role
from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may, scopes
from programs.archive import records
from programs.errors_archive import OrderNotVisible
from programs.models import ArchivedCase, Call, DestructionOrder
from programs.queries.audit import audits

READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)


def calls_of(actor: Actor) -> QuerySet[Call]:
    """Calls whose archive the person reads: managed or approved in; all of them for an auditor."""
    if audits(actor):
        return Call.objects.all()
    found: QuerySet[Call] = scopes(actor.user, "manage_call", Call)
    return found | scopes(actor.user, "approve_call", Call)


def archived(actor: Actor) -> QuerySet[ArchivedCase]:
    """Archived and destroyed cases, those due first."""
    rows = ArchivedCase.objects.filter(application__call__in=calls_of(actor))
    return rows.select_related("application__call").order_by("keep_until", "pk")


def due(actor: Actor) -> QuerySet[ArchivedCase]:
    """Archived cases whose time is over and that no open proposal names."""
    return archived(actor).filter(state="kept", keep_until__lte=clock.today()).exclude(pk__in=ordered())


def ordered() -> QuerySet[ArchivedCase]:
    """Cases that an open order has for itself."""
    return ArchivedCase.objects.filter(destruction_orders__state__in=["proposed", "approved"])


def due_by_call(actor: Actor) -> list[dict[str, Any]]:
    """Call by call: what the person may propose to destroy; without a right to propose, only to read."""
    groups: dict[int, dict[str, Any]] = {}
    for one in due(actor).order_by("application__call", "keep_until", "pk"):
        call = one.application.call
        group = groups.setdefault(call.pk, {"call": call, "cases": []})
        group["cases"].append({"case": one, "title": records(one.records).title})
    return [{**group, "may": may(actor, "manage_call", group["call"])} for group in groups.values()]


def pages_of(cases: Iterable[ArchivedCase]) -> dict[int, str]:
    """Archived case → where it is read."""
    found: dict[int, str] = {}
    kinds: dict[str, list[ArchivedCase]] = {}
    for one in cases:
        kinds.setdefault(one.records, []).append(one)
    for code, rows in kinds.items():
        found |= records(code).pages(rows)
    return found


def orders(actor: Actor) -> QuerySet[DestructionOrder]:
    rows = DestructionOrder.objects.filter(call__in=calls_of(actor)).select_related("call", "proposed_by", "decided_by")
    return rows.order_by("-pk")


def order_of(actor: Actor, public_id: UUID) -> DestructionOrder:
    """Raises OrderNotVisible."""
    found = orders(actor).filter(public_id=public_id).first()
    if found is None:
        raise OrderNotVisible()
    return found


def to_decide(user: Any) -> QuerySet[DestructionOrder]:
    """Proposals that wait for the person as the second one."""
    rows = DestructionOrder.objects.filter(state="proposed", call__in=scopes(user, "approve_call", Call))
    return rows.exclude(proposed_by=user).order_by("pk")


def kinds_of(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """What was erased of several cases together."""
    total: dict[str, int] = {}
    for one in counts:
        for kind, number in one.items():
            total[kind] = total.get(kind, 0) + number
    return total
