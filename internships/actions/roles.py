"""Roles until ``accounts.actions`` is there."""

from accounts.models import Role, RoleGrant, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor


@action
def grant_role(actor: Actor, user: User, role: str, *, reason: str = "") -> None:
    _grant, created = RoleGrant.objects.get_or_create(
        user=user, role=Role(role), revoked_at=None, defaults={"granted_by": actor.user}
    )
    if created:
        record(actor, "grant_role", user, after={"role": str(role)}, reason=reason)


@action
def revoke_role(actor: Actor, user: User, role: str, *, reason: str) -> None:
    if RoleGrant.objects.filter(user=user, role=role, revoked_at=None).update(revoked_at=clock.now()):
        record(actor, "revoke_role", user, before={"role": str(role)}, reason=reason)
