"""Read-only eyes that see everything."""

from accounts.models import Role
from kernel.actor import Actor


def audits(actor: Actor) -> bool:
    """Auditors read everything; every look of theirs leaves a trace in the audit trail."""
    return bool(actor.user and actor.user.has_role(Role.AUDITOR))
