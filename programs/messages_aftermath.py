"""What people are told after the results: of appeals, of places given up, of call-ups from the reserve list."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.action import action
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.messages import applicants
from programs.models import Appeal, AppealOpinion, Application, Call, ReserveCall
from programs.queries.calls import managers_of
from programs.rules.deadlines import last_minute


def register() -> None:
    sample = {
        "call": {"title": "2026년 대전 데이터바우처"},
        "application": {"name": "가상상회", "receipt_number": "DV-2026-001-00001"},
    }
    appeal = {"number": "AP-2026-00001", "filed_at": clock.seoul(2026, 4, 20, 14, 3), "answer": "…"}
    with_appeal = {**sample, "appeal": appeal | {"state": "upheld"}, "against": _("not selected")}
    called = {**sample, "amount": 7_200_000, "last_moment": clock.seoul(2026, 5, 11, 23, 59)}
    answered = {**sample, "outcome": "accepted", "reason": "…"}
    register_notice(
        NoticeKind("appeal_filed", _("Appeal received"), "cases", with_appeal, ByMail.ALWAYS),
        NoticeKind("appeal_answered", _("Answer to an appeal"), "cases", with_appeal, ByMail.ALWAYS),
        NoticeKind("appeal_to_handle", _("Appeal to handle"), "tasks", with_appeal),
        NoticeKind("appeal_withdrawn", _("Appeal withdrawn"), "tasks", with_appeal),
        NoticeKind("appeal_opinion_asked", _("Opinion on an appeal asked for"), "tasks", with_appeal),
        NoticeKind(
            "appeal_opinion_declined",
            _("A member of an appeal's panel stepped back"),
            "tasks",
            {**with_appeal, "member": "홍길동", "reason": "…"},
        ),
        NoticeKind("reserve_called", _("Called up from the reserve list"), "cases", called, ByMail.ALWAYS),
        NoticeKind("reserve_reminder", _("Answer to a call-up due tomorrow"), "cases", called, ByMail.ALWAYS),
        NoticeKind("reserve_lapsed", _("Call-up lapsed"), "cases", called, ByMail.ALWAYS),
        NoticeKind("reserve_taken_back", _("Call-up taken back"), "cases", {**sample, "reason": "…"}, ByMail.ALWAYS),
        NoticeKind("reserve_answered", _("Answer to a call-up"), "tasks", answered),
        NoticeKind("nobody_to_call", _("Nobody left to call up"), "tasks", {"call": sample["call"], "why": "…"}),
        NoticeKind("place_given_up", _("Place given up"), "cases", {**sample, "reason": "…"}, ByMail.ALWAYS),
        NoticeKind("place_is_free", _("A place is free"), "tasks", {**sample, "reason": "…"}),
    )


def _case(application: Application) -> dict[str, Any]:
    return {"application": application, "call": application.call}


# -- appeals -----------------------------------------------------------------------------------------------------------


def _about(appeal: Appeal) -> dict[str, Any]:
    return _case(appeal.application) | {"appeal": appeal, "against": appeal.get_against_display()}


def _tell_appellant(code: str, appeal: Appeal) -> None:
    application = appeal.application
    notify(
        code,
        applicants(application),
        about=application,
        url=reverse("programs:appeal", args=[application.public_id]),
        context=_about(appeal),
        key=f"{code}:{appeal.pk}",
    )


def _tell_office(code: str, appeal: Appeal, **more: Any) -> None:
    notify(
        code,
        managers_of(appeal.application.call),
        about=appeal.application,
        url=reverse("programs:manage_appeal", args=[appeal.public_id]),
        context=_about(appeal) | more,
        key=f"{code}:{appeal.pk}:{more.get('member_id', '')}",
    )


def tell_appeal_filed(appeal: Appeal) -> None:
    _tell_appellant("appeal_filed", appeal)
    _tell_office("appeal_to_handle", appeal)


def tell_appeal_withdrawn(appeal: Appeal) -> None:
    _tell_office("appeal_withdrawn", appeal)


def tell_appeal_answered(appeal: Appeal) -> None:
    """The mail carries the answer itself."""
    _tell_appellant("appeal_answered", appeal)


def tell_opinion_asked(appeal: Appeal, opinions: list[AppealOpinion]) -> None:
    """To each member of the panel, with nothing that would say who appeals."""
    call = appeal.application.call
    for opinion in opinions:
        notify(
            "appeal_opinion_asked",
            opinion.member,
            about=call,
            url=reverse("programs:appeal_opinion", args=[opinion.pk]),
            context={"call": call, "appeal": appeal},
            key=f"opinion:{opinion.pk}",
        )


def tell_opinion_declined(opinion: AppealOpinion, reason: str) -> None:
    member = opinion.member
    _tell_office("appeal_opinion_declined", opinion.appeal, member=member.name, member_id=member.pk, reason=reason)


# -- places ------------------------------------------------------------------------------------------------------------


def _tell_reserve(code: str, called: ReserveCall, **more: Any) -> None:
    application = called.application
    context = {"amount": called.amount, "last_moment": last_minute(called.due_at)}
    notify(
        code,
        applicants(application),
        about=application,
        url=reverse("programs:call_up", args=[application.public_id]),
        context=_case(application) | context | more,
        key=f"{code}:{called.pk}",
    )


def tell_called_up(called: ReserveCall) -> None:
    _tell_reserve("reserve_called", called)


@action
def tell_reminded(called: ReserveCall) -> None:
    """Once for each call-up, however often the task runs."""
    _tell_reserve("reserve_reminder", called)


def tell_taken_back(called: ReserveCall) -> None:
    _tell_reserve("reserve_taken_back", called, reason=called.reason)


def tell_call_up_ended(called: ReserveCall) -> None:
    """The office, of whatever came of it; the applicant, of a lapse."""
    if called.state == "lapsed":
        _tell_reserve("reserve_lapsed", called)
    application = called.application
    notify(
        "reserve_answered",
        managers_of(application.call),
        about=application,
        url=reverse("programs:reserves", args=[application.call_id]),
        context=_case(application) | {"outcome": called.state, "reason": called.reason},
        key=f"call-up:{called.pk}:{called.state}",
    )


def tell_nobody_called(call: Call, track: str, why: str) -> None:
    notify(
        "nobody_to_call",
        managers_of(call),
        about=call,
        url=reverse("programs:reserves", args=[call.pk]),
        context={"call": call, "why": why},
        key=f"nobody:{call.pk}:{track}:{clock.now().isoformat()}",
    )


def tell_given_up(application: Application, reason: str) -> None:
    """The applicant has it in writing; the office may call the next."""
    context = _case(application) | {"reason": reason}
    page = reverse("programs:application", args=[application.public_id])
    key = f"given-up:{application.pk}"
    notify("place_given_up", applicants(application), about=application, url=page, context=context, key=key)
    board = reverse("programs:reserves", args=[application.call_id])
    managers = managers_of(application.call)
    notify("place_is_free", managers, about=application, url=board, context=context, key=key)
