"""Who works on a call: its managers, those who approve, its reviewers; and who is a second person."""

from collections.abc import Callable

from django.contrib.auth.models import Group

from accounts.models import Role, User
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import require, scope_group
from kernel.transition import lock
from programs.errors import NotAFinanceOfficer, NotAnApprover, SecondPersonNeeded
from programs.errors_choosing import NotAReviewer
from programs.models import Call


def managers_group(call: Call) -> Group:
    """Managers of a call also approve what another of them prepared."""
    return scope_group(call, "manager", ["manage_call", "approve_call"])


def approvers_group(call: Call) -> Group:
    return scope_group(call, "approver", ["approve_call"])


def payers_group(call: Call) -> Group:
    return scope_group(call, "finance", ["pay_call"])


def require_second_person(actor: Actor, call: Call, proposed_by_id: int | None) -> None:
    """For whatever one person prepares and another puts in force. Raises NotPermitted for whom may approve nothing in
    the call, SecondPersonNeeded for the one who prepared it."""
    require(actor, "approve_call", call)
    if actor.user is not None and actor.user.pk == proposed_by_id:
        raise SecondPersonNeeded()


def reviewers_group(call: Call) -> Group:
    return scope_group(call, "reviewer", ["review_call"])


def _join(
    actor: Actor,
    call_id: int,
    user: User,
    group_of: Callable[[Call], Group],
    roles: tuple[Role, ...] = (),
    otherwise: type[HanbatError] = HanbatError,
) -> Call:
    """Gives ``user`` a part in the call; who has none of ``roles`` is refused with ``otherwise``."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if roles and not user.has_role(*roles):
        raise otherwise(name=str(user))
    user.groups.add(group_of(call))
    return call


def _leave(actor: Actor, call_id: int, user: User, group_of: Callable[[Call], Group]) -> Call:
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    user.groups.remove(group_of(call))
    return call


@action
def add_manager(actor: Actor, call_id: int, user: User) -> None:
    """Lets another programme manager work on the call."""
    call = _join(actor, call_id, user, managers_group)
    record(actor, "add_manager", call, after={"person": user.pk})


@action
def add_reviewer(actor: Actor, call_id: int, user: User) -> None:
    """Puts a person with the role of reviewer on the call's panel. Raises NotAReviewer."""
    call = _join(actor, call_id, user, reviewers_group, (Role.REVIEWER,), NotAReviewer)
    record(actor, "add_reviewer", call, after={"person": user.pk})


@action
def remove_reviewer(actor: Actor, call_id: int, user: User) -> None:
    """Takes a person off the panel; reviews already handed in stay."""
    call = _leave(actor, call_id, user, reviewers_group)
    record(actor, "remove_reviewer", call, before={"person": user.pk})


@action
def add_approver(actor: Actor, call_id: int, user: User) -> None:
    """Lets an approving officer, or a programme manager, approve in the call what its managers prepare.

    Raises NotAnApprover for everybody else.
    """
    call = _join(actor, call_id, user, approvers_group, (Role.APPROVER, Role.MANAGER), NotAnApprover)
    record(actor, "add_approver", call, after={"person": user.pk})


@action
def remove_approver(actor: Actor, call_id: int, user: User) -> None:
    """What the person has approved stays approved."""
    call = _leave(actor, call_id, user, approvers_group)
    record(actor, "remove_approver", call, before={"person": user.pk})


@action
def add_payer(actor: Actor, call_id: int, user: User) -> None:
    """Lets a finance officer pay out the money of the call. Raises NotAFinanceOfficer for everybody else."""
    call = _join(actor, call_id, user, payers_group, (Role.FINANCE,), NotAFinanceOfficer)
    record(actor, "add_payer", call, after={"person": user.pk})


@action
def remove_payer(actor: Actor, call_id: int, user: User) -> None:
    """What the person has paid out or released stays as it is."""
    call = _leave(actor, call_id, user, payers_group)
    record(actor, "remove_payer", call, before={"person": user.pk})
