"""Giving and taking roles."""

from django.contrib.auth.models import Group

from accounts.errors import RoleNotYours
from accounts.models import STAFF_ROLES, Role, RoleGrant, User
from accounts.rules.roles import may_grant
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import lock


@action
def grant_role(actor: Actor, user: User, role: str, *, reason: str = "") -> RoleGrant:
    """Gives ``user`` a role; giving it again changes nothing. Raises RoleNotYours.

    Administrators give every role, programme managers those of people outside the office (reviewer, mentor,
    enumerator, intern); nobody gives one to himself.
    """
    _require_right(actor, user, role)
    person = lock(User, user.pk)
    grant, created = RoleGrant.objects.get_or_create(
        user=person, role=Role(role), revoked_at=None, defaults={"granted_by": actor.user}
    )
    if created:
        record(actor, "grant_role", person, after={"role": str(role)}, reason=reason)
        _follow(person)
    user.forget_roles()
    return grant


@action
def revoke_role(actor: Actor, user: User, role: str, *, reason: str) -> None:
    """Takes a role, and with it every group of that role. Raises RoleNotYours, ReasonNeeded."""
    _require_right(actor, user, role)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    person = lock(User, user.pk)
    ended = RoleGrant.objects.filter(user=person, role=role, revoked_at=None).update(
        revoked_at=clock.now(), revoked_by=actor.user
    )
    if ended:
        groups = Group.objects.filter(user=person, name__endswith=f":{role}")
        names = sorted(groups.values_list("name", flat=True))
        person.groups.remove(*groups)
        record(actor, "revoke_role", person, before={"role": str(role), "groups": names}, after={}, reason=reason)
        _follow(person)
    user.forget_roles()


@action
def revoke_all_roles(actor: Actor, user: User, *, reason: str) -> None:
    """Takes every role and right of a person who leaves (권한 말소). Raises RoleNotYours, ReasonNeeded."""
    for role in list(RoleGrant.objects.filter(user=user, revoked_at=None).values_list("role", flat=True)):
        revoke_role(actor, user, role, reason=reason)
    user.groups.clear()


def _require_right(actor: Actor, user: User, role: str) -> None:
    if actor.is_system:
        return
    giver = actor.user.roles if actor.user else set()
    if not may_grant(giver, role, to_oneself=actor.user_id == user.pk):
        raise RoleNotYours()


def _follow(person: User) -> None:
    """``is_staff`` says whether the person holds any role of the office."""
    works_here = RoleGrant.objects.filter(user=person, role__in=STAFF_ROLES, revoked_at=None).exists()
    if person.is_staff != works_here and not person.is_superuser:
        person.is_staff = works_here
        person.save(update_fields=["is_staff"])
