"""Who may open what of the internship programme."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, SIGNED_IN, Access, World

MANAGER, MENTOR = Role.MANAGER.value, Role.MENTOR.value


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": make.call_of(world.person(MANAGER)).pk}


def _host(world: World) -> Mapping[str, Any]:
    return {"host_id": make.host(approved=False).pk}


def _mentored(world: World) -> Mapping[str, Any]:
    return {"host_id": make.host(mentor=world.person(MENTOR)).pk}


def _hosts_of_mentor(world: World) -> Mapping[str, Any]:
    _mentored(world)
    return {}


def _offer(world: World) -> Mapping[str, Any]:
    return {"placement_id": make.placed(user=world.person(APPLICANT)).pk}


def _place(world: World) -> Any:
    """The applicant's own place, at the mentor's host, in the manager's call."""
    host = make.host(mentor=world.person(MENTOR))
    return make.accepted(make.call_of(world.person(MANAGER)), host, world.person(APPLICANT))


def _placement(world: World) -> Mapping[str, Any]:
    return {"placement_id": _place(world).pk}


def _completed(world: World) -> Mapping[str, Any]:
    return {"placement_id": make.completed(world.person(APPLICANT)).pk}


def _day(world: World) -> Mapping[str, Any]:
    placement = _place(world)
    make.work(placement, 1)
    return {"day_id": placement.days.get().pk}


def _url(name: str) -> str:
    return f"internships:{name}"


CLICK = {"client_id": "a-click-of-the-matrix"}
REASON = {"reason": "개인 사정"}
ROWS = [
    Access(_url("index"), SIGNED_IN),
    Access(_url("today"), SIGNED_IN),
    Access(_url("my_place"), SIGNED_IN),
    Access(_url("clock_in"), {APPLICANT}, "post", _placement, CLICK),
    Access(_url("clock_out"), {APPLICANT}, "post", _placement, CLICK),
    Access(_url("accept"), {APPLICANT}, "post", _offer),
    Access(_url("decline"), {APPLICANT}, "post", _offer, REASON),
    Access(_url("certificate"), {APPLICANT}, "post", _completed),
    Access(_url("attendance_sheet"), {APPLICANT, MENTOR, MANAGER}, "post", _placement),
    Access(_url("here"), {MENTOR}, arguments=_hosts_of_mentor),
    Access(_url("attendance_list"), {MENTOR}, arguments=_mentored),
    Access(_url("confirm_days"), {MENTOR}, "post", _mentored),
    Access(_url("confirm_day"), {MENTOR, MANAGER}, "post", _day),
    Access(_url("manage"), {MANAGER}),
    Access(_url("positions"), {MANAGER}, arguments=_call),
    Access(_url("new_position"), {MANAGER}, arguments=_call),
    Access(_url("placing"), {MANAGER}, arguments=_call),
    Access(_url("placements"), {MANAGER}, arguments=_call),
    Access(_url("placement_list"), {MANAGER}, "post", _call),
    Access(_url("placement"), {MANAGER}, arguments=_placement),
    Access(_url("complete"), {MANAGER}, "post", _placement),
    Access(_url("leave"), {MANAGER}, "post", _placement, REASON),
    Access(_url("hosts"), {MANAGER}),
    Access(_url("new_host"), {MANAGER}),
    Access(_url("host"), {MANAGER}, arguments=_host),
    Access(_url("approve_host"), {MANAGER}, "post", _host),
    Access(_url("refuse_host"), {MANAGER}, "post", _host, REASON),
    Access(_url("appoint_mentor"), {MANAGER}, "post", _host, {"email": "nobody@example.org"}),
]
