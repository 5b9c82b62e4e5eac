"""Keeping what the tax service says, and confirming by hand."""

from typing import TYPE_CHECKING

from accounts.errors import RoleNotYours
from accounts.models import BusinessStatus, BusinessStatusCheck, Organisation, Role
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.queueing import enqueue
from kernel.transition import lock

if TYPE_CHECKING:
    from accounts.clients.nts import Finding

CONFIRMERS = (Role.MANAGER, Role.ADMINISTRATOR)


def ask_tax_service(organisation_id: int) -> None:
    """Has the worker ask the tax service about the business; called inside the action that makes it necessary."""
    enqueue("accounts.tasks.look_up_business_status", organisation_id, key=f"business-status-{organisation_id}")


@action
def note_business_status(actor: Actor, organisation_id: int, kind: str, finding: "Finding") -> BusinessStatusCheck:
    """Keeps one answer as it came. Only a definite one changes the status: an outage never unsettles what is known."""
    organisation: Organisation = lock(Organisation, organisation_id)
    check = BusinessStatusCheck.objects.create(
        organisation=organisation,
        kind=kind,
        asked_at=clock.now(),
        outcome=finding.outcome,
        matches=finding.matches,
        tax_type=finding.tax_type,
        closed_on=finding.closed_on,
        raw=finding.raw,
        fault=finding.fault[:200],
    )
    if finding.outcome != BusinessStatus.UNCONFIRMED:
        _settle(actor, organisation, check)
    return check


@action
def confirm_business_status(actor: Actor, organisation_id: int, outcome: str, reason: str) -> BusinessStatusCheck:
    """A manager's own confirmation, from papers or a telephone call. Raises RoleNotYours, ReasonNeeded."""
    if actor.user is None or not actor.user.has_role(*CONFIRMERS):
        raise RoleNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    organisation: Organisation = lock(Organisation, organisation_id)
    check = BusinessStatusCheck.objects.create(
        organisation=organisation,
        kind=BusinessStatusCheck.Kind.MANUAL,
        asked_at=clock.now(),
        outcome=BusinessStatus(outcome),
        confirmed_by=actor.user,
        reason=reason.strip(),
    )
    _settle(actor, organisation, check)
    return check


def _settle(actor: Actor, organisation: Organisation, check: BusinessStatusCheck) -> None:
    before = organisation.business_status
    organisation.business_status = check.outcome
    organisation.business_status_at = check.asked_at
    organisation.save(update_fields=["business_status", "business_status_at"])
    record(
        actor,
        "confirm_business_status",
        organisation,
        before={"business_status": before},
        after={"business_status": str(check.outcome), "source": str(check.kind)},
        reason=check.reason,
    )
