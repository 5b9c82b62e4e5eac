"""Who of the staff may see what of the notices."""

from accounts.models import Role
from accounts.models.person import STAFF_ROLES
from kernel.actor import Actor
from kernel.errors import NotPermitted


def require_previews(actor: Actor) -> None:
    """Anybody who works for the city. Raises NotPermitted."""
    if not actor.is_system and (actor.user is None or not actor.user.has_role(*STAFF_ROLES)):
        raise NotPermitted()


def may_see_outbox(user: object) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.has_role(Role.ADMINISTRATOR))  # type: ignore[attr-defined]


def require_outbox(actor: Actor) -> None:
    """Administrators: the outbox shows mails of all programmes. Raises NotPermitted."""
    if not actor.is_system and not may_see_outbox(actor.user):
        raise NotPermitted()
