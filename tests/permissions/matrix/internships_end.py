"""Who may open what of the end: evaluations, completion, certificates, questionnaires."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from internships.actions.aftercare import ask_intern
from internships.models import Placement
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, Access, World

MANAGER, MENTOR = Role.MANAGER.value, Role.MENTOR.value


def _worked(world: World) -> Placement:
    """The applicant has worked a day at the mentor's host, in a call of the manager."""
    call = make.call_of(world.person(MANAGER))
    placement = make.accepted(call, make.host(mentor=world.person(MENTOR)), world.person(APPLICANT))
    make.work(placement, 1)
    return placement


def _nothing(world: World) -> Mapping[str, Any]:
    _worked(world)
    return {}


def _placement(world: World) -> Mapping[str, Any]:
    return {"placement_id": _worked(world).pk}


def _stage(world: World) -> Mapping[str, Any]:
    return {**_placement(world), "stage": "end"}


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": _worked(world).position.call_id}


def _paper(world: World) -> Mapping[str, Any]:
    return {**_call(world), "paper": "report"}


def _asked(world: World) -> Mapping[str, Any]:
    return {"public_id": ask_intern(make.SYSTEM, _worked(world).pk, "satisfaction").public_id}


def _about_work(world: World) -> Mapping[str, Any]:
    return {"public_id": ask_intern(make.SYSTEM, _worked(world).pk, "after_6").public_id}


def _url(name: str) -> str:
    return f"internships:{name}"


ROWS = [
    Access(_url("evaluations"), {MENTOR}, arguments=_nothing),
    Access(_url("evaluate"), {MENTOR}, arguments=_stage),
    Access(_url("survey"), {APPLICANT}, arguments=_asked),
    Access(_url("employment"), {APPLICANT, MANAGER}, "post", _placement),
    Access(_url("incomplete"), {MANAGER}, "post", _placement, {"incomplete-reason": "출근율 미달"}),
    Access(_url("call_end"), {MANAGER}, arguments=_call),
    Access(_url("complete_all"), {MANAGER}, "post", _call),
    Access(_url("outcomes"), {MANAGER}, arguments=_call),
    Access(_url("outcome"), {MANAGER}, arguments=_about_work),
    Access(_url("outcome"), {MANAGER}, "post", _about_work, {"source": "전화"}),
    Access(_url("end_paper"), {MANAGER}, "post", _paper),
]
