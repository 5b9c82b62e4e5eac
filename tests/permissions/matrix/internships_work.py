"""Who may open what of the time at work."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Role
from internships.actions import contract as contracts
from programs import actions as engine
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, Access, World

MANAGER, MENTOR, APPROVER = Role.MANAGER.value, Role.MENTOR.value, Role.APPROVER.value
REASON = {"reason": "근무시간 정정"}


def _placement(world: World) -> Any:
    """The applicant's own place, at the mentor's host, in a call of manager and approver."""
    call = make.call_of(world.person(MANAGER), wage=10_320)
    engine.add_approver(make.SYSTEM, call.pk, world.person(APPROVER))
    return make.accepted(call, make.host(mentor=world.person(MENTOR)), world.person(APPLICANT))


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": _placement(world).position.call_id}


def _of_placement(world: World) -> Mapping[str, Any]:
    return {"placement_id": _placement(world).pk}


def _contract(state: str) -> Callable[[World], Mapping[str, Any]]:
    def arguments(world: World) -> Mapping[str, Any]:
        made = contracts.draw_up_contract(make.SYSTEM, _placement(world).pk)
        contracts.send_contract(make.SYSTEM, made.pk)
        if state == "in_force":
            for user in (world.person(APPLICANT), world.person(APPROVER)):
                proof = contracts.Proof(user.pk, "password")
                contracts.sign_contract(make.acting(user), made.pk, made.content_hash, proof)
        return {"contract_id": made.pk}

    return arguments


def _url(name: str) -> str:
    return f"internships:{name}"


ROWS = [
    Access(_url("contracts"), {MANAGER, APPROVER}, arguments=_call),
    Access(_url("draw_up_contracts"), {MANAGER}, "post", _call),
    Access(_url("send_contracts"), {MANAGER}, "post", _call),
    Access(_url("correct_contract"), {MANAGER}, arguments=_of_placement),
    Access(_url("contract"), {APPLICANT, MANAGER, APPROVER}, arguments=_contract("signing")),
    Access(_url("contract_paper"), {APPLICANT, MANAGER, APPROVER}, "post", _contract("signing")),
    Access(_url("withdraw_contract"), {MANAGER}, "post", _contract("signing"), REASON),
    Access(_url("receive_contract"), {APPLICANT}, "post", _contract("in_force")),
]
