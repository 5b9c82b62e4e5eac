"""Permissions per object, granted to groups at the level of a call, a host or a survey area."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm, get_objects_for_user
from psycopg import sql

from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible


def may(actor: Actor, permission: str, scope: models.Model) -> bool:
    """Whether the actor holds ``permission`` (codename) on ``scope`` through a group. The system may do everything."""
    if actor.is_system:
        return True
    if actor.user is None or not actor.user.is_active:
        return False
    return permission in _held(actor.user, scope)


def _held(user: Any, scope: models.Model) -> frozenset[str]:
    """What the user's groups may do with ``scope``: nothing is granted to a person directly, so nothing else is looked
    up. Kept with the user for as long as a request lasts; one statement for each scope."""
    known: dict[tuple[str, Any], frozenset[str]] = user.__dict__.setdefault("_held_permissions", {})
    key = (scope._meta.label_lower, scope.pk)
    if key not in known:
        known[key] = frozenset(ObjectPermissionChecker(user).get_group_perms(scope))
    return known[key]


def held_sql(
    scope: type[models.Model], permission: str, scope_id: sql.Composable, user_id: sql.Composable
) -> sql.Composed:
    """The same as a condition in SQL, for statements that ask more at once. For one scope and one person: OFFSET 0
    keeps the planner from reading all that was ever granted and looking it up there."""
    return sql.SQL(
        "EXISTS (SELECT FROM {granted} held JOIN accounts_user_groups mine ON mine.group_id = held.group_id "
        "JOIN auth_permission what ON what.id = held.permission_id AND what.codename = {permission} "
        "WHERE held.content_object_id = {scope_id} AND mine.user_id = {user_id} OFFSET 0)"
    ).format(
        granted=sql.Identifier(f"{scope._meta.db_table}groupobjectpermission"),
        permission=sql.Literal(permission),
        scope_id=scope_id,
        user_id=user_id,
    )


def require(actor: Actor, permission: str, scope: models.Model, *, hide: bool = False) -> None:
    """Raises NotPermitted, or NotVisible where even the existence of the record is nobody's business."""
    if not may(actor, permission, scope):
        raise NotVisible() if hide else NotPermitted()


def scope_group(scope: models.Model, role: str, permissions: Iterable[str] = ()) -> Group:
    """The group ``<app>.<model>:<pk>:<role>``, made with ``permissions`` on ``scope`` when it is new."""
    group, created = Group.objects.get_or_create(name=f"{scope._meta.label_lower}:{scope.pk}:{role}")
    if created:
        for permission in permissions:
            assign_perm(permission, group, scope)
    return group


def scopes(user: Any, permission: str, model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of ``model`` on which ``user`` holds ``permission``; filter children by ``call__in`` with it."""
    if not user.is_authenticated or not user.is_active:
        return model._default_manager.none()
    return get_objects_for_user(user, permission, klass=model, accept_global_perms=False, with_superuser=False)
