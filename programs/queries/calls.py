"""Reading calls."""

from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may, scope_group, scopes
from programs.errors import CallNotVisible
from programs.models import Application, Call


def public_calls(programme: str = "") -> QuerySet[Call]:
    """Published calls, those that close next first, then past ones by how recent they are."""
    calls = Call.objects.filter(state__in=["published", "closed", "decided"]).order_by("-closes_at", "-pk")
    return calls.filter(programme=programme) if programme else calls


def open_calls(programme: str = "") -> list[Call]:
    """Calls that take applications now, the one that closes first at the top."""
    moment = clock.now()
    calls = public_calls(programme).filter(state="published", opens_at__lte=moment, closes_at__gt=moment)
    return list(calls.order_by("closes_at", "pk"))


def calls_over(moment: datetime) -> list[int]:
    """Keys of published calls whose window has passed, the earliest first."""
    over = Call.objects.filter(state="published", closes_at__lte=moment)
    return list(over.order_by("closes_at", "pk").values_list("pk", flat=True))


def visible_call(actor: Actor, call_id: int) -> Call:
    """A call that the actor may look at: published, or one that they manage. Raises CallNotVisible."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or (call.state in {"draft", "cancelled"} and not may(actor, "manage_call", call)):
        raise CallNotVisible()
    return call


def managed_call(actor: Actor, call_id: int) -> Call:
    """A call that the actor manages. Raises CallNotVisible for everybody else, so that drafts stay unknown."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or not may(actor, "manage_call", call):
        raise CallNotVisible()
    return call


def call_of_office(actor: Actor, call_id: int) -> Call:
    """A call that the actor manages or approves in. Raises CallNotVisible for everybody else."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None or not (may(actor, "manage_call", call) or may(actor, "approve_call", call)):
        raise CallNotVisible()
    return call


def managed_calls(user: Any) -> QuerySet[Call]:
    """The calls of a manager, newest first, each with ``received``: applications that were handed in."""
    handed_in = (
        Application.objects.filter(call=OuterRef("pk"), receipt_serial__isnull=False)
        .exclude(state="withdrawn")
        .order_by()
        .values("call")
        .annotate(number=Count("pk"))
        .values("number")
    )
    calls: QuerySet[Call] = scopes(user, "manage_call", Call)
    return calls.annotate(
        received=Coalesce(Subquery(handed_in, output_field=IntegerField()), 0),
    ).order_by("-opens_at", "-pk")


def managers_of(call: Call) -> QuerySet[User]:
    """Who runs the call."""
    group = scope_group(call, "manager", ["manage_call"])
    return User.objects.filter(groups=group, is_active=True).order_by("name", "pk")


def reviewers_of(call: Call) -> QuerySet[User]:
    """The panel of a call, by name."""
    group = scope_group(call, "reviewer", ["review_call"])
    return User.objects.filter(groups=group, is_active=True).order_by("name", "pk")
