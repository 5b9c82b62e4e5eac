"""Who may open what of the time at work."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Role
from internships.actions import attendance_request as requests
from internships.actions import concern, training, worklog
from internships.actions import contract as contracts
from internships.rules.day_kinds import Wish
from internships.rules.training import CourseRules
from internships.rules.worklog import LogLine
from internships.views.clocking import SIGNER
from kernel import clock
from programs import actions as engine
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, EVERYBODY, SIGNED_IN, Access, World

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


def _asked(world: World) -> Mapping[str, Any]:
    placement = _placement(world)
    asked = requests.Asked(Wish.TRAVEL, make.FIRST, make.FIRST, None, None, "현장 조사")
    with clock.at(make.moment(make.FIRST, "08:00")):
        (made,) = requests.ask(make.acting(placement.person), placement.pk, asked)
    return {"request_id": made.pk}


def _mentored(world: World) -> Mapping[str, Any]:
    return {"host_id": _placement(world).position.host_id}


def _nothing(world: World) -> Mapping[str, Any]:
    _placement(world)
    return {}


def _screen(world: World) -> Mapping[str, Any]:
    return {"token": SIGNER.sign(str(make.host().pk))}


def _log(world: World) -> Mapping[str, Any]:
    placement = _placement(world)
    with clock.at(make.moment(make.FIRST, "18:00")):
        lines = [LogLine("자료 정비", 480)]
        return {"log_id": worklog.hand_in_log(make.acting(placement.person), placement.pk, make.FIRST, lines).pk}


def _summary(world: World) -> Mapping[str, Any]:
    placement = _placement(world)
    with clock.at(make.moment(make.FIRST, "18:00")):
        made = worklog.write_summary(make.acting(placement.person), placement.pk, make.FIRST, "정비를 시작했습니다.")
    return {"summary_id": made.pk}


def _concern(world: World) -> Mapping[str, Any]:
    placement = _placement(world)
    concern.appoint_listener(make.SYSTEM, placement.position.call_id, world.person(APPROVER))
    made = concern.raise_concern(make.acting(placement.person), placement.pk, "complaint", "소음이 심합니다.")
    return {"concern_id": made.pk}


def _hearing(world: World) -> Mapping[str, Any]:
    _concern(world)
    return {}


def _course(world: World) -> Mapping[str, Any]:
    rules = CourseRules(480, 60, 200_000, make.LAST)
    return {"course_id": training.open_course(make.SYSTEM, _call(world)["call_id"], "데이터 실무", rules).pk}


def _session(world: World) -> Mapping[str, Any]:
    moments = make.moment(make.FIRST, "09:00"), make.moment(make.FIRST, "17:00")
    return {"session_id": training.add_session(make.SYSTEM, _course(world)["course_id"], *moments).pk}


def _url(name: str) -> str:
    return f"internships:{name}"


ROWS = [
    Access(_url("log"), SIGNED_IN),
    Access(_url("my_week"), SIGNED_IN),
    Access(_url("my_outputs"), SIGNED_IN),
    Access(_url("work_log_paper"), {APPLICANT, MENTOR, MANAGER}, "post", _of_placement),
    Access(_url("logs"), {MENTOR}, arguments=_nothing),
    Access(_url("answer_log"), {MENTOR, MANAGER}, "post", _log, {"confirm": "1"}),
    Access(_url("answer_summary"), {MENTOR, MANAGER}, "post", _summary, {"answer": "수고했습니다."}),
    Access(_url("silent"), {MANAGER}, arguments=_call),
    Access(_url("concerns"), SIGNED_IN),
    Access(_url("concern"), {APPLICANT, APPROVER}, arguments=_concern),
    Access(_url("settle_concern"), {APPROVER}, "post", _concern),
    Access(_url("hearing"), {APPROVER}, arguments=_hearing),
    Access(_url("listeners"), {MANAGER, APPROVER}, arguments=_call),
    Access(_url("my_training"), SIGNED_IN),
    Access(_url("courses"), {MANAGER}, arguments=_call),
    Access(_url("course"), {MANAGER}, arguments=_course),
    Access(_url("results"), {MANAGER}, "post", _course),
    Access(_url("session"), {MANAGER}, arguments=_session),
    Access(_url("worker"), EVERYBODY),
    Access(_url("offline"), EVERYBODY),
    Access(_url("screen"), EVERYBODY, arguments=_screen),
    Access(_url("position_consent"), {APPLICANT}, "post", _nothing),
    Access(_url("open_screen"), {MENTOR}, arguments=_mentored),
    Access(_url("requests"), SIGNED_IN),
    Access(_url("take_back_request"), {APPLICANT}, "post", _asked),
    Access(_url("decide_request"), {MENTOR, MANAGER}, "post", _asked, {"answer": "다른 날로 신청하세요."}),
    Access(_url("week"), {MENTOR}, arguments=_nothing),
    Access(_url("close_week"), {MENTOR}, "post", _mentored, {"week": "2026-08-31"}),
    Access(_url("attendance"), {MANAGER}, arguments=_call),
    Access(_url("month_sheets"), {MANAGER}, "post", _call, {"month": "2026-09-01"}),
    Access(_url("host_sheets"), {MENTOR}, "post", _mentored, {"month": "2026-09-01"}),
    Access(_url("close_month"), {MANAGER}, "post", _call, {"month": "2026-09-01"}),
    Access(_url("contracts"), {MANAGER, APPROVER}, arguments=_call),
    Access(_url("draw_up_contracts"), {MANAGER}, "post", _call),
    Access(_url("send_contracts"), {MANAGER}, "post", _call),
    Access(_url("correct_contract"), {MANAGER}, arguments=_of_placement),
    Access(_url("contract"), {APPLICANT, MANAGER, APPROVER}, arguments=_contract("signing")),
    Access(_url("contract_paper"), {APPLICANT, MANAGER, APPROVER}, "post", _contract("signing")),
    Access(_url("apply_contract"), {MANAGER, APPROVER}, "post", _contract("signing"), REASON),
    Access(_url("withdraw_contract"), {MANAGER}, "post", _contract("signing"), REASON),
    Access(_url("receive_contract"), {APPLICANT}, "post", _contract("in_force")),
]
