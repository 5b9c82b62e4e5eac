"""Who may open what of the internship programme."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Role
from internships import actions
from internships.models import Host
from internships.programme import CHOOSING
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, COLLEAGUE, EVERYBODY, REPRESENTATIVE, SIGNED_IN, Access, World

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


def _lists(world: World) -> Mapping[str, Any]:
    return {**_call(world), "paper": "roll"}


def _completed(world: World) -> Mapping[str, Any]:
    return {"placement_id": make.completed(world.person(APPLICANT)).pk}


def _day(world: World) -> Mapping[str, Any]:
    placement = _place(world)
    make.work(placement, 1)
    return {"day_id": placement.days.get().pk}


def _own_host(world: World) -> Host:
    """A host that the representative and the colleague belong to."""
    known = Host.objects.filter(organisation=world.organisation).first()
    if known:
        return known
    made = actions.register_host(make.SYSTEM, world.organisation.pk, "company", "데이터팀")
    return actions.approve_host(make.SYSTEM, made.pk)


def _organisation(world: World) -> Mapping[str, Any]:
    return {"organisation_id": world.organisation.pk}


def _hosting(world: World) -> Mapping[str, Any]:
    return {"host_id": _own_host(world).pk}


def _begin(world: World) -> Mapping[str, Any]:
    call = make.call_of(world.person(MANAGER), positions_until="2099-12-31")
    return {**_hosting(world), "call_id": call.pk}


def _written(state: str) -> Callable[[World], Mapping[str, Any]]:
    """A position of the world's own organisation, in the manager's call, that has come as far as ``state``."""

    def arguments(world: World) -> Mapping[str, Any]:
        act = {"draft": make.draft, "asked": make.asked, "granted": make.position}[state]
        return {"position_id": act(make.call_of(world.person(MANAGER)), _own_host(world)).pk}

    return arguments


def _seen(world: World) -> Mapping[str, Any]:
    """A position whose manager may see priority groups."""
    call = make.call_of(world.person(MANAGER))
    actions.let_see_priority(make.SYSTEM, call.pk, world.person(MANAGER))
    return {"position_id": make.position(call, _own_host(world)).pk}


def _step(world: World) -> Mapping[str, Any]:
    return {**_written("draft")(world), "step": "place"}


def _changed(*, asked: bool) -> Callable[[World], Mapping[str, Any]]:
    def arguments(world: World) -> Mapping[str, Any]:
        found = _written("granted")(world)
        actions.describe_position(make.SYSTEM, found["position_id"], place="별관")
        if asked:
            actions.ask_change(make.SYSTEM, found["position_id"], "이전")
        return found

    return arguments


def _suspended(world: World) -> Mapping[str, Any]:
    made = make.host()
    return {"host_id": actions.suspend_host(make.SYSTEM, made.pk, "점검").pk}


def _approved(world: World) -> Mapping[str, Any]:
    return {"host_id": make.host().pk}


def _wishing(world: World) -> Mapping[str, Any]:
    return {"public_id": make.submitted(make.call_of(), world.person(APPLICANT)).public_id}


def _matched(world: World) -> Mapping[str, Any]:
    manager = world.person(MANAGER)
    call = make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"))
    make.position(call)
    make.selected(call)
    return {"call_id": call.pk, "run_id": actions.propose_matching(make.acting(manager), call.pk).pk}


def _url(name: str) -> str:
    return f"internships:{name}"


CLICK = {"client_id": "a-click-of-the-matrix"}
REASON = {"reason": "개인 사정"}
HOSTS = {REPRESENTATIVE, COLLEAGUE}
WRITERS = {*HOSTS, MANAGER}
ROWS = [
    Access(_url("offered"), EVERYBODY, arguments=_call),
    Access(_url("offer"), EVERYBODY, arguments=_written("granted")),
    Access(_url("hosting"), SIGNED_IN),
    Access(_url("register_host"), HOSTS, arguments=_organisation),
    Access(_url("my_host"), HOSTS, arguments=_hosting),
    Access(_url("correct_host"), HOSTS, arguments=_hosting),
    Access(_url("host_list"), HOSTS, "post", _begin),
    Access(_url("begin_position"), HOSTS, arguments=_begin),
    Access(_url("my_position"), WRITERS, arguments=_written("draft")),
    Access(_url("position_plan"), WRITERS, arguments=_written("draft")),
    Access(_url("position_step"), WRITERS, arguments=_step),
    Access(_url("ask_position"), WRITERS, "post", _written("draft")),
    Access(_url("take_back_position"), WRITERS, "post", _written("asked")),
    Access(_url("close_position"), WRITERS, "post", _written("draft"), REASON),
    Access(_url("withdraw_position"), WRITERS, arguments=_written("granted")),
    Access(_url("ask_change"), WRITERS, "post", _changed(asked=False), REASON),
    Access(_url("drop_change"), WRITERS, "post", _changed(asked=False)),
    Access(_url("position_list"), {MANAGER}, "post", _call),
    Access(_url("grant_position"), {MANAGER}, "post", _written("asked")),
    Access(_url("return_position"), {MANAGER}, "post", _written("asked"), REASON),
    Access(_url("reserve_seats"), {MANAGER}, "post", _seen, {"group": "disabled", "seats": "1"}),
    Access(_url("grant_change"), {MANAGER}, "post", _changed(asked=True)),
    Access(_url("return_change"), {MANAGER}, "post", _changed(asked=True), REASON),
    Access(_url("suspend_host"), {MANAGER}, "post", _approved, REASON),
    Access(_url("resume_host"), {MANAGER}, "post", _suspended),
    Access(_url("index"), SIGNED_IN),
    Access(_url("today"), SIGNED_IN),
    Access(_url("my_place"), SIGNED_IN),
    Access(_url("clock_in"), {APPLICANT}, "post", _placement, CLICK),
    Access(_url("clock_out"), {APPLICANT}, "post", _placement, CLICK),
    Access(_url("accept"), {APPLICANT}, "post", _offer),
    Access(_url("decline"), {APPLICANT}, "post", _offer, REASON),
    Access(_url("certificate"), {APPLICANT}, "post", _completed),
    Access(_url("attendance_sheet"), {APPLICANT, MENTOR, MANAGER}, "post", _placement),
    Access(_url("attendance_month"), {APPLICANT, MENTOR, MANAGER}, "post", _placement, {"month": "2026-09-01"}),
    Access(_url("here"), {MENTOR}, arguments=_hosts_of_mentor),
    Access(_url("attendance_list"), {MENTOR}, arguments=_mentored),
    Access(_url("confirm_days"), {MENTOR}, "post", _mentored),
    Access(_url("confirm_day"), {MENTOR, MANAGER}, "post", _day),
    Access(_url("manage"), {MANAGER}),
    Access(_url("positions"), {MANAGER}, arguments=_call),
    Access(_url("new_position"), {MANAGER}, arguments=_call),
    Access(_url("wishes"), {APPLICANT}, arguments=_wishing),
    Access(_url("matching"), {MANAGER}, arguments=_call),
    Access(_url("propose_matching"), {MANAGER}, "post", _call),
    Access(_url("decide_matching"), {MANAGER}, "post", _matched, {"send_back": "1", **REASON}),
    Access(_url("match_again"), {MANAGER}, "post", _matched),
    Access(_url("matching_paper"), {MANAGER}, "post", _matched),
    Access(_url("board"), {MANAGER}, arguments=_call),
    Access(_url("move"), {MANAGER}, arguments=_placement),
    Access(_url("placing"), {MANAGER}, arguments=_call),
    Access(_url("placements"), {MANAGER}, arguments=_call),
    Access(_url("placement_list"), {MANAGER}, "post", _call),
    Access(_url("placement_paper"), {MANAGER}, "post", _lists),
    Access(_url("placement_letter"), {APPLICANT, MANAGER}, "post", _placement),
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
