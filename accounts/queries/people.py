"""People, as staff see them."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Membership, RoleGrant, User


def people(text: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Everybody, newest first; ``text`` is part of name or address, ``state`` is active, barred or closed.

    Two statements for a page: the rows and their roles.
    """
    rows = User.objects.order_by("-joined_at", "-pk").prefetch_related(_standing_grants())
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        rows = rows.filter(role_grants__role=role, role_grants__revoked_at=None)
    if state == "active":
        rows = rows.filter(is_active=True)
    elif state == "barred":
        rows = rows.filter(is_active=False, closed_at=None)
    elif state == "closed":
        rows = rows.exclude(closed_at=None)
    return rows


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """Every role that the person has or had, newest first."""
    return user.role_grants.select_related("granted_by", "revoked_by").order_by("-granted_at", "-pk")


def memberships_of(user: User) -> QuerySet[Membership]:
    """Every organisation that the person belongs or belonged to."""
    return user.memberships.select_related("organisation").order_by("-joined_at")


def _standing_grants() -> Any:
    return Prefetch("role_grants", RoleGrant.objects.filter(revoked_at=None), to_attr="standing_grants")
