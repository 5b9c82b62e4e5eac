"""Who may see and do what in the internship programme."""

from typing import Any

from accounts.models import Role
from internships.models import Host, Placement
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible
from kernel.permissions import may, scopes
from programs.models import Call

PROGRAMME = "internships"


def require_manager(actor: Actor) -> None:
    """Only programme managers register and approve hosts. Raises NotPermitted."""
    if not actor.is_system and (actor.user is None or not actor.user.has_role(Role.MANAGER)):
        raise NotPermitted()


def is_mentor(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.MENTOR))


def is_manager(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_role(Role.MANAGER))


def managed_calls(user: Any) -> Any:
    """The internship calls that ``user`` manages, newest first."""
    return scopes(user, "manage_call", Call).filter(programme=PROGRAMME).order_by("-opens_at", "-pk")


def mentored_hosts(user: Any) -> Any:
    """The hosts whose interns ``user`` mentors."""
    return scopes(user, "mentor_host", Host).select_related("organisation").order_by("organisation__name")


def manages(actor: Actor, placement: Placement) -> bool:
    return may(actor, "manage_call", placement.position.call)


def mentors(actor: Actor, placement: Placement) -> bool:
    return may(actor, "mentor_host", placement.position.host)


def require_manages(actor: Actor, call: Call) -> None:
    """Raises NotPermitted for a call that is somebody else's, NotVisible for one of another programme."""
    if call.programme != PROGRAMME:
        raise NotVisible()
    if not may(actor, "manage_call", call):
        raise NotPermitted()


def require_in_charge(actor: Actor, placement: Placement) -> None:
    """The call's managers and the host's mentors. Raises NotVisible: others do not learn that it exists."""
    if not (manages(actor, placement) or mentors(actor, placement)):
        raise NotVisible()


def require_own(actor: Actor, placement: Placement) -> None:
    """The person placed, and nobody else. Raises NotVisible."""
    if not actor.is_system and actor.user_id != placement.person_id:
        raise NotVisible()
