"""A small city for tests of the internship: hosts, a call with selected applicants, positions, placements."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership, Organisation, Role, User
from internships import actions
from internships.actions import worklog
from internships.actions.interview_day import Times
from internships.models import AttendanceEvent, Host, InterviewDay, Placement, Position, PriorityClaim, WorkLog
from internships.queries.calendar import days_of_work
from internships.queries.host import mentors_of
from internships.rules.plan import PlanRow, weeks_of
from internships.rules.terms import terms_from
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.actor import Actor
from kernel.areas import DONGS
from programs import actions as engine
from programs.actions.call import CallText, TermsText
from programs.models import Application, Call, CallTerms
from programs.rules.ranking import TieBreak, TieKind
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms
from tests.factories import make_registration_number, make_user
from tests.factories import person as acting

SYSTEM = Actor.system("test")
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)  # 20 days of work: 24 and 25 September are Chuseok
LONG = "공공데이터를 정리하고 점검하는 일을 배우고 싶어 지원하였습니다. 통계 수업에서 자료를 다루어 본 경험이 있습니다."
ANSWERS: dict[str, Any] = {
    "birth_date": "2001-05-05",
    "phone": "010-0000-1234",
    "residence": "30170",
    "employment": "none",
    "area": "30200",
    "work": ["quality", "census"],
    "commute": "60",
    "motivation": LONG,
    "skills": LONG,
    "certificates": "",
    "consent_personal": True,
}
SETTINGS = {
    "minimum_age": 19,
    "maximum_age": 34,
    "age_day": "2026-08-01",
    "residence": "30",
    "first_day": FIRST.isoformat(),
    "last_day": LAST.isoformat(),
    "attendance_percent": "80",
    "mentor_capacity": None,
}
DUTIES = "보유 데이터의 완전성과 유효성을 진단하고 오류를 정비합니다."
serial = itertools.count(1)


def person(name: str = "홍길동", *roles: str) -> User:
    return make_user(*roles, name=name)


def manager(name: str = "이몽룡") -> User:
    return person(name, Role.MANAGER)


def past(call: Call) -> Call:
    """Lets the call's window pass."""
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=2))
    call.refresh_from_db()
    return call


def with_lot(terms: ChoosingTerms, seed: str) -> ChoosingTerms:
    """The terms with a published lot among equals."""
    marking = terms.marking
    return replace(
        terms, marking=replace(marking, tie_break=(*marking.tie_break, TieBreak(TieKind.LOTTERY)), seed=seed)
    )


def call_of(
    user: User | None = None,
    *,
    seats: int = 30,
    choosing: ChoosingTerms | None = None,
    criteria: tuple[Criterion, ...] | None = None,
    **settings: Any,
) -> Call:
    """A published internship call, open since an hour and for a week."""
    text = CallText(
        title=f"2026년 데이터 청년인턴십 {next(serial)}차",
        notice="대전의 공공데이터를 함께 만들 청년을 모집합니다.",
        opens_at=clock.now() - timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=7),
        seats=seats,
    )
    terms = TermsText(settings={**SETTINGS, **settings}, choosing=choosing, criteria=criteria)
    actor = acting(user) if user else SYSTEM
    call = engine.create_call(actor, "internships", text, terms)
    engine.propose_call(actor, call.pk)
    return engine.publish_call(SYSTEM, call.pk)


def with_unmarked_documents(call: Call) -> Call:
    """The call under terms as they were kept before documents said whether they name the applicant: no action writes
    such terms any more, but calls of then are still read."""
    unmarked = [{key: value for key, value in kind.items() if key != "identifying"} for kind in call.terms.documents]
    kept = {name: getattr(call.terms, name) for name in ("form", "criteria", "settings")}
    CallTerms.objects.create(call=call, version=call.terms_version + 1, documents=unmarked, **kept)
    Call.objects.filter(pk=call.pk).update(terms_version=call.terms_version + 1)
    return Call.objects.get(pk=call.pk)


def submitted(call: Call, user: User | None = None, **answers: Any) -> Application:
    user = user or person("성춘향")
    application = engine.start_application(acting(user), call.pk)
    engine.save_answers(acting(user), application.pk, {**ANSWERS, **answers}, application.revisions)
    return engine.submit_application(acting(user), application.pk)


def selected(call: Call, count: int = 1, users: list[User] | None = None) -> list[Application]:
    """Applicants who were found eligible and selected; the call's results are published by it."""
    applications = [submitted(call, user) for user in users or [None] * count]
    return published(call, dict.fromkeys(applications, "selected"))


def selected_and_reserve(call: Call) -> list[Application]:
    """One selected applicant and the first of the reserve list, of a call with one place."""
    Call.objects.filter(pk=call.pk).update(seats=1)
    return published(call, {submitted(call): "selected", submitted(call, person("임꺽정")): "reserve"})


def published(call: Call, outcomes: dict[Application, str]) -> list[Application]:
    """The applications screened, decided as ``outcomes`` say, and told so."""
    ticked = dict.fromkeys(("age", "residence", "employment"), True)
    past(call)
    for application, outcome in outcomes.items():
        engine.screen_application(SYSTEM, application.pk, eligible=True, checklist=ticked)
        engine.decide(SYSTEM, application.pk, outcome, reason="" if outcome == "selected" else "예비 1번")
    engine.confirm_decisions(SYSTEM, call.pk)
    engine.publish_results(SYSTEM, call.pk)
    return list(Application.objects.filter(pk__in=[one.pk for one in outcomes]).order_by("pk"))


def eligible(call: Call, count: int = 1, users: list[User] | None = None) -> list[Application]:
    """Applicants who passed the screening; the call's window is over."""
    ticked = dict.fromkeys(("age", "residence", "employment"), True)
    applications = [submitted(call, user) for user in users or [None] * count]
    past(call)
    for application in applications:
        engine.screen_application(SYSTEM, application.pk, eligible=True, checklist=ticked)
    return list(Application.objects.filter(pk__in=[one.pk for one in applications]).order_by("pk"))


def interviewer(call: Call, name: str = "허균") -> User:
    """A reviewer of the call who has signed the pledge."""
    user = person(name, Role.REVIEWER)
    engine.add_reviewer(SYSTEM, call.pk, user)
    engine.sign_pledge(acting(user), call.pk)
    return user


def interview_day(
    call: Call, *panel: User, days: int = 7, until: str = "11:00", opened: bool = True, **times: Any
) -> InterviewDay:
    """A day in a week with times of twenty minutes from ten on, open for booking."""
    values = {"minutes": 20, "room": f"면접실 {next(serial)}", **times}
    plan = Times(time(10), time.fromisoformat(until), panel=panel, **values)
    day = actions.make_interview_day(
        SYSTEM, call.pk, clock.today() + timedelta(days=days), plan, place="시청 5층", note="신분증을 가져오세요."
    )
    return actions.open_interview_day(SYSTEM, day.pk) if opened else day


def booked_day(manager: User) -> InterviewDay:
    """A day of a call of its own, on which somebody booked the first time."""
    call = call_of(manager)
    (application,) = eligible(call)
    day = interview_day(call, interviewer(call))
    actions.book_interview(acting(application.user), application.pk, day.slots.order_by("starts_at")[0].pk)
    return day


def evidence(name: str = "장애인증명서_홍길동.pdf", pages: int = 1) -> SimpleUploadedFile:
    """A PDF that opens; one of other ``pages`` is another file."""
    whole = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(whole, deterministic_id=True)
    return SimpleUploadedFile(name, whole.getvalue(), "application/pdf")


def member_of_group(application: Application, group: str) -> PriorityClaim:
    """Somebody whose evidence of a priority group was found proven."""
    return PriorityClaim.objects.create(
        application=application, group=group, state="proven", named_at=clock.now(), judged_at=clock.now()
    )


def host(*, approved: bool = True, mentor: User | None = None, kind: str = "public_body") -> Host:
    organisation = Organisation.objects.create(
        registration_number=make_registration_number(),
        name=f"대전가상연구원 {next(serial)}",
        representative="허준",
        kind=Organisation.Kind.PUBLIC_BODY,
        address="대전광역시 유성구 가상로 12",
    )
    made = actions.register_host(SYSTEM, organisation.pk, kind, "데이터팀 042-000-0000")
    if approved:
        made = actions.approve_host(SYSTEM, made.pk)
    if mentor:
        actions.appoint_mentor(SYSTEM, made.pk, mentor.pk)
    return made


def plan(weeks: int = 5) -> list[PlanRow]:
    """A work plan that says each week once; September 2026 touches five."""
    first = PlanRow(1, 1, "업무 교육과 보안 서약", "업무 이해")
    return [first, PlanRow(2, weeks, "데이터 진단과 오류 정비", "정비 결과표")] if weeks > 1 else [first]


def whole(call: Call, at: Host, details: dict[str, Any]) -> dict[str, Any]:
    """``details`` and what else a position needs to be granted."""
    terms = terms_from(call.terms.settings)
    dong = DONGS[details.get("dong", "3020054600")]
    first, last = details.get("first_day") or terms.first_day, details.get("last_day") or terms.last_day
    return {
        "place": "본관 3층",
        "address": "대전광역시 유성구 가상로 12",
        "dong": dong.code,
        "latitude": dong.latitude,
        "longitude": dong.longitude,
        "duties": DUTIES,
        "mentor": mentors_of(at).first() or mentor_of(at),
        "plan": plan(weeks_of(first, last) if first and last else 1),
        **details,
    }


def mentor_of(at: Host, name: str = "이황") -> User:
    """A new mentor of the host."""
    user = person(name)
    actions.appoint_mentor(SYSTEM, at.pk, user.pk)
    return user


def member_of(at: Host, name: str = "허준") -> User:
    """A new person of the host institution."""
    user = person(name)
    Membership.objects.create(organisation=at.organisation, user=user)
    return user


def draft(call: Call, at: Host | None = None, *, seats: int = 2, **details: Any) -> Position:
    """A position that its host has written and not yet asked for."""
    at = at or host()
    title = details.pop("title", f"공공데이터 품질 점검 {next(serial)}")
    work = details.pop("work", "quality")
    return actions.draft_position(SYSTEM, call.pk, at.pk, title, work, seats, **whole(call, at, details))


def asked(call: Call, at: Host | None = None, *, seats: int = 2, **details: Any) -> Position:
    return actions.ask_position(SYSTEM, draft(call, at, seats=seats, **details).pk)


def position(call: Call, at: Host | None = None, *, seats: int = 2, **details: Any) -> Position:
    """A granted position."""
    at = at or host()
    title = details.pop("title", f"공공데이터 품질 점검 {next(serial)}")
    return actions.open_position(SYSTEM, call.pk, at.pk, title, seats, **whole(call, at, details))


def placed(call: Call | None = None, at: Host | None = None, user: User | None = None) -> Placement:
    """A selected applicant with a proposed place."""
    call = call or call_of()
    seat = position(call, at)
    (application,) = selected(call, users=[user or person("임꺽정")])
    return actions.place_applicant(SYSTEM, application.pk, seat.pk)


def accepted(call: Call | None = None, at: Host | None = None, user: User | None = None) -> Placement:
    placement = placed(call, at, user)
    return actions.accept_placement(acting(placement.person), placement.pk)


def moment(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), clock.SEOUL)


def click(placement: Placement, kind: str, day: date, text: str, **more: Any) -> AttendanceEvent:
    """The intern clicks at ``text`` (HH:MM) on ``day``."""
    act = actions.clock_in if kind == "in" else actions.clock_out
    with clock.at(moment(day, text)):
        return act(acting(placement.person), placement.pk, more.pop("client_id", f"{kind}-{day}-{text}"), **more)


def work(placement: Placement, days: int | None = None, *, came: str = "09:00", left: str = "18:00") -> None:
    """The intern works the first ``days`` days of the period (all when None)."""
    for day in list(days_of_work(placement.first_day, placement.last_day))[:days]:
        click(placement, "in", day, came)
        click(placement, "out", day, left)


def logged(placement: Placement, day: date, mentors_word: str = "") -> WorkLog:
    """The log of a day as the intern hands it in, ``confirmed`` or ``returned`` by the mentor."""
    mentor = acting(mentors_of(placement.position.host)[0])
    with clock.at(moment(day, "18:00")):
        log = worklog.hand_in_log(acting(placement.person), placement.pk, day, [LogLine("공공데이터 정비", 480)])
        if mentors_word == "confirmed":
            return worklog.confirm_log(mentor, log.pk)
        return worklog.return_log(mentor, log.pk, "결과물을 적어 주세요.") if mentors_word == "returned" else log


def completed(user: User | None = None) -> Placement:
    placement = accepted(user=user)
    work(placement)
    with clock.at(moment(LAST, "18:30")):
        return actions.complete_placement(SYSTEM, placement.pk)


__all__ = ["acting"]
