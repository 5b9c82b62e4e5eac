"""Host institutions: registered, approved or refused, and given mentors."""

from django.db import IntegrityError, transaction

from accounts.actions import grant_role
from accounts.models import Organisation, Role, User
from internships.errors import HostKnown
from internships.models import Host
from internships.queries.access import require_manager
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import scope_group
from kernel.transition import advance, lock


@action
def register_host(actor: Actor, organisation_id: int, kind: str, contact: str = "") -> Host:
    """Enters an organisation as a place for interns. Raises NotPermitted, HostKnown."""
    require_manager(actor)
    organisation = Organisation.objects.get(pk=organisation_id)
    try:
        with transaction.atomic():
            host = Host.objects.create(organisation=organisation, kind=Host.Kind(kind), contact=contact.strip())
    except IntegrityError as error:
        raise HostKnown(field="organisation", host=organisation.name) from error
    record(actor, "register_host", host, after={"organisation": organisation.pk, "kind": kind})
    return host


@action
def approve_host(actor: Actor, host_id: int) -> Host:
    """From now on the host can offer positions. Raises NotPermitted, TransitionRefused."""
    require_manager(actor)
    host: Host = lock(Host, host_id)
    return advance(host, "approve_host", actor)


@action
def refuse_host(actor: Actor, host_id: int, reason: str) -> Host:
    """Raises NotPermitted, TransitionRefused, ReasonNeeded."""
    require_manager(actor)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    host: Host = lock(Host, host_id)
    return advance(host, "refuse_host", actor, reason=reason.strip())


@action
def appoint_mentor(actor: Actor, host_id: int, user_id: int) -> Host:
    """Makes a person a mentor of the host's interns; doing it again changes nothing. Raises NotPermitted."""
    require_manager(actor)
    host: Host = lock(Host, host_id)
    person = User.objects.get(pk=user_id)
    group = scope_group(host, "mentor", ["mentor_host"])
    grant_role(actor, person, Role.MENTOR)
    if not person.groups.filter(pk=group.pk).exists():
        person.groups.add(group)
        record(actor, "appoint_mentor", host, after={"mentor": person.pk})
    return host
