"""Reading host institutions and their people."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Organisation, User
from accounts.queries.organisation import organisations_of
from internships.models import Host
from internships.queries.access import require_of_host
from kernel.actor import Actor
from kernel.errors import NotVisible

GRANTED, ASKED = Q(positions__state="granted"), Q(positions__state="asked")


def hosts(state: str = "", text: str = "", kind: str = "") -> QuerySet[Host]:
    """Host institutions by name, with their granted positions over all calls: ``position_count``, ``open_seats``,
    ``taken_seats``, and the seats that wait for a decision, ``asked_seats``."""
    found = Host.objects.select_related("organisation")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if text.strip():
        found = found.filter(organisation__name__icontains=text.strip())
    return found.annotate(
        position_count=Count("positions", filter=GRANTED),
        open_seats=Coalesce(Sum("positions__seats", filter=GRANTED), 0),
        taken_seats=Coalesce(Sum("positions__taken", filter=GRANTED), 0),
        asked_seats=Coalesce(Sum("positions__seats", filter=ASKED), 0),
    ).order_by("organisation__name", "pk")


def state_counts() -> dict[str, int]:
    """Hosts by state."""
    return dict(Host.objects.values_list("state").annotate(Count("pk")).order_by())


def mentors_of(host: Host) -> QuerySet[User]:
    """The mentors of the host, by name."""
    return User.objects.filter(groups__name=f"internships.host:{host.pk}:mentor").order_by("name", "pk")


def people_of(host: Host) -> QuerySet[User]:
    """Whom the host can name as a mentor: its own people and the mentors that it has, by name."""
    members = Q(memberships__organisation_id=host.organisation_id, memberships__left_at=None)
    mentors = Q(groups__name=f"internships.host:{host.pk}:mentor")
    return User.objects.filter(members | mentors, is_active=True).distinct().order_by("name", "pk")


def members_of(host: Host) -> QuerySet[User]:
    """The present people of the host institution: who is told of what is decided."""
    return User.objects.filter(
        memberships__organisation_id=host.organisation_id, memberships__left_at=None, is_active=True
    ).distinct()


def hosts_of(user: Any) -> QuerySet[Host]:
    """The hosts whose organisation the person belongs to."""
    return (
        Host.objects.filter(organisation__in=organisations_of(user).order_by())
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )


def organisations_with_hosts(user: Any) -> QuerySet[Organisation]:
    """The person's organisations, each with its host where it is one."""
    return organisations_of(user).select_related("internship_host")


def own_host(actor: Actor, host_id: int) -> Host:
    """A host for a person of it. Raises NotVisible."""
    host = Host.objects.select_related("organisation").filter(pk=host_id).first()
    if host is None:
        raise NotVisible()
    require_of_host(actor, host)
    return host
