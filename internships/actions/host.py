"""Host institutions: registered by one of their people or by the office, decided on, and given mentors."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role
from accounts.models import Organisation, Role, User
from accounts.queries.organisation import is_member
from internships.errors import HostKnown
from internships.models import Host
from internships.queries.access import is_manager, refuse_own, require_manager, require_of_host
from internships.queries.host import members_of
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.permissions import scope_group
from kernel.transition import advance
from notices.actions import notify

# What the office decides of a host makes its mentors, whoever of the office it was.
PROGRAMME = Actor.system("internships")


@action
def register_host(actor: Actor, organisation_id: int, kind: str, contact: str = "") -> Host:
    """Enters an organisation as a place for interns: asked for by a person of it, or entered by the office.

    Raises NotPermitted, HostKnown.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    of_the_office = actor.is_system or is_manager(actor.user)
    if not of_the_office and not is_member(actor.user, organisation):
        raise NotPermitted()
    try:
        with transaction.atomic():
            host = Host.objects.create(organisation=organisation, kind=Host.Kind(kind), contact=contact.strip())
    except IntegrityError as error:
        raise HostKnown(field="organisation", host=organisation.name) from error
    record(actor, "register_host", host, after={"organisation": organisation.pk, "kind": kind})
    return host


@action
def correct_host(actor: Actor, host_id: int, kind: str, contact: str) -> Host:
    """The host says again what kind it is and whom to ask; its kind is settled once it was approved.

    Raises NotVisible, NotPermitted.
    """
    host = _locked(host_id)
    require_of_host(actor, host)
    if kind != host.kind and host.state not in {"registered", "refused"}:
        raise NotPermitted()
    before, after = {"kind": host.kind, "contact": host.contact}, {"kind": kind, "contact": contact.strip()}
    if before != after:
        host.kind, host.contact = Host.Kind(kind), contact.strip()
        host.save(update_fields=["kind", "contact"])
        record(actor, "correct_host", host, before=before, after=after)
    return host


@action
def register_again(actor: Actor, host_id: int) -> Host:
    """After a refusal. Raises NotVisible, TransitionRefused."""
    host = _locked(host_id)
    require_of_host(actor, host)
    return advance(host, "register_again", actor)


def _locked(host_id: int) -> Host:
    host = Host.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=host_id).first()
    if host is None:
        raise NotVisible()
    return host


@action
def approve_host(actor: Actor, host_id: int) -> Host:
    """From now on the host can ask for positions. Raises NotPermitted, OwnHost, TransitionRefused."""
    return _decided(actor, host_id, "approve_host")


@action
def refuse_host(actor: Actor, host_id: int, reason: str) -> Host:
    """Raises NotPermitted, OwnHost, TransitionRefused, ReasonNeeded."""
    return _decided(actor, host_id, "refuse_host", reason, needed=True)


@action
def suspend_host(actor: Actor, host_id: int, reason: str) -> Host:
    """Its positions are neither shown nor offered until this is lifted; who has a place there keeps it.

    Raises NotPermitted, OwnHost, TransitionRefused, ReasonNeeded.
    """
    return _decided(actor, host_id, "suspend_host", reason, needed=True)


@action
def resume_host(actor: Actor, host_id: int) -> Host:
    """Raises NotPermitted, OwnHost, TransitionRefused."""
    return _decided(actor, host_id, "resume_host")


def _decided(actor: Actor, host_id: int, verb: str, reason: str = "", *, needed: bool = False) -> Host:
    """The office's word on a host; its people are told."""
    require_manager(actor)
    reason = reason.strip()
    if needed and not reason:
        raise ReasonNeeded(field="reason")
    host = _locked(host_id)
    refuse_own(actor, host)
    advance(host, verb, actor, reason=reason, note=reason)
    notify(
        "host_decided",
        list(members_of(host)),
        about=host,
        url=reverse("internships:my_host", args=[host.pk]),
        context={"host": str(host), "outcome": verb, "reason": reason},
    )
    return host


@action
def appoint_mentor(actor: Actor, host_id: int, user_id: int) -> Host:
    """Makes a person a mentor of the host's interns; doing it again changes nothing. Raises NotVisible, NotPermitted,
    RoleNotYours."""
    require_manager(actor)
    host = _locked(host_id)
    person = User.objects.get(pk=user_id)
    grant_role(actor, person, Role.MENTOR)
    appoint(actor, host, person)
    return host


def appoint(actor: Actor, host: Host, person: User) -> None:
    """The person mentors at the host from now on: part of an action that has the right to it."""
    group = scope_group(host, "mentor", ["mentor_host"])
    grant_role(PROGRAMME, person, Role.MENTOR, reason=str(host))
    if not person.groups.filter(pk=group.pk).exists():
        person.groups.add(group)
        record(actor, "appoint_mentor", host, after={"mentor": person.pk})
