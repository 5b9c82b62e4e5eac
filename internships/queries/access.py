"""Who may see and do what in the internship programme."""

from typing import Any

from accounts.models import Role
from accounts.queries.organisation import is_member
from internships.errors import OwnHost
from internships.models import Host, Placement, Position
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


def belongs(actor: Actor, host: Host) -> bool:
    """Whether the actor is a person of the host institution."""
    return actor.user is not None and is_member(actor.user, host.organisation)


def require_of_host(actor: Actor, host: Host) -> None:
    """A person of the host institution, or the system. Raises NotVisible: others do not learn that it exists."""
    if not actor.is_system and not belongs(actor, host):
        raise NotVisible()


def writes(actor: Actor, position: Position) -> bool:
    """Whether the actor writes the position: a person of the host, or a manager of the call in its place."""
    return may(actor, "manage_call", position.call) or belongs(actor, position.host)


def require_writes(actor: Actor, position: Position) -> None:
    """Raises NotVisible."""
    if not writes(actor, position):
        raise NotVisible()


def require_decides(actor: Actor, position: Position) -> None:
    """A manager of the call who does not belong to the host. Raises NotPermitted, OwnHost."""
    require_manages(actor, position.call)
    refuse_own(actor, position.host)


def refuse_own(actor: Actor, host: Host) -> None:
    """Raises OwnHost for somebody of the office who belongs to the host: nobody decides on their own."""
    if not actor.is_system and belongs(actor, host):
        raise OwnHost(host=str(host))


def require_own(actor: Actor, placement: Placement) -> None:
    """The person placed, and nobody else. Raises NotVisible."""
    if not actor.is_system and actor.user_id != placement.person_id:
        raise NotVisible()
