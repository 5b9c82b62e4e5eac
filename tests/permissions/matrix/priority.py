"""Who may open what of the priority groups."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from internships import actions
from internships.models import PriorityClaim
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, Access, World

MANAGER, APPROVER = Role.MANAGER.value, Role.APPROVER.value


def _claim(world: World) -> PriorityClaim:
    """The applicant's, in a call of the manager's; the approving officer may see it, the manager may not."""
    call = make.call_of(world.person(MANAGER), groups=["disabled"])
    actions.let_see_priority(make.SYSTEM, call.pk, world.person(APPROVER))
    application = make.submitted(call, world.person(APPLICANT))
    return actions.name_group(make.acting(application.user), application.pk, "disabled", make.evidence())


def _case(world: World) -> Mapping[str, Any]:
    return {"public_id": _claim(world).application.public_id}


def _own(world: World) -> Mapping[str, Any]:
    claim = _claim(world)
    return {"public_id": claim.application.public_id, "claim_id": claim.pk}


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": _claim(world).application.call_id}


def _holder(world: World) -> Mapping[str, Any]:
    return {**_call(world), "user_id": world.person(APPROVER).pk}


def _claim_id(world: World) -> Mapping[str, Any]:
    return {"claim_id": _claim(world).pk}


def _file_id(world: World) -> Mapping[str, Any]:
    return {"file_id": _claim(world).files.get().pk}


def _url(name: str) -> str:
    return f"internships:{name}"


ROWS = [
    Access(_url("priority"), {APPLICANT}, arguments=_case),
    Access(_url("add_priority_evidence"), {APPLICANT}, "post", _own),
    Access(_url("drop_priority"), {APPLICANT}, "post", _own),
    Access(_url("priority_claims"), {MANAGER, APPROVER}, arguments=_call),
    Access(_url("let_see_priority"), {MANAGER}, "post", _call, {"person": "nobody@example.org"}),
    Access(_url("stop_seeing_priority"), {MANAGER}, "post", _holder),
    Access(_url("priority_claim"), {APPROVER}, arguments=_claim_id),
    Access(_url("priority_evidence"), {APPROVER}, arguments=_file_id),
    Access(_url("judge_priority"), {APPROVER}, "post", _claim_id, {"proven": "yes"}),
]
