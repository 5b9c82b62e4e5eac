"""A small world for tests of the engine: a manager, a call, businesses, reviewers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation, Role, User
from kernel import clock
from kernel.actor import Actor
from programs import actions
from programs.actions.call import CallText, TermsText
from programs.actions.exclusion import confirm_exclusions, propose_exclusion
from programs.actions.figure import decide_figure, propose_figure
from programs.models import Application, Call, Exclusion, ListingProposal, RankingRun, Review
from tests.factories import make_organisation, make_user, person

PLAN = "우리 가게 주변의 유동 인구와 매출 자료를 모아 요일과 날씨에 따라 준비할 재료의 양을 정하려고 합니다."
ANSWERS: dict[str, Any] = {
    "track": "purchase",
    "project_title": "동네 빵집의 하루 수요 예측",
    "cost": "8,000,000",
    "supplier": "한빛데이터(가상)",
    "data": "유동 인구 12개월, 카드 매출 12개월, 날씨",
    "need": PLAN,
    "use": PLAN,
    "ability": PLAN,
    "effect": PLAN,
    "contact_name": "홍길동",
    "contact_phone": "010-0000-1234",
    "contact_email": "gildong@example.org",
    "consent_personal": True,
    "consent_truth": True,
}
CHECKLIST = ("identity", "papers", "tax", "sanction", "elsewhere")
FULL = {"need": "18", "use": "27", "ability": "20.5", "effect": "22"}
WEAK = {"need": "8", "use": "10", "ability": "10", "effect": "10"}
SYSTEM = Actor.system("test")


def manager() -> User:
    return make_user(Role.MANAGER)


def reviewer_of(call: Call) -> User:
    user = make_user(Role.REVIEWER)
    actions.add_reviewer(SYSTEM, call.pk, user)
    return user


def figure(name: str, value: Decimal | int, since: date = date(2020, 1, 1), source: str = "시험용 가상 고시") -> None:
    """A reference figure in force from ``since`` on: proposed by one person, approved by another."""
    proposal = propose_figure(person(manager()), name, Decimal(value), since, source)
    decide_figure(person(make_user(Role.APPROVER)), proposal.pk, approved=True)


def listing(number: str, since: date, until: date | None = None, source: str = "참여제한") -> ListingProposal:
    """A business that one manager proposes for the list of the excluded."""
    return propose_exclusion(person(manager()), number, "가상상회", source=source, since=since, until=until)


def excluded(number: str, since: date, until: date | None = None, source: str = "참여제한") -> Exclusion:
    """The same once another person has confirmed it."""
    proposal = listing(number, since, until, source)
    confirm_exclusions(person(make_user(Role.APPROVER)), proposal.pk)
    return proposal.exclusions.get()


def png(name: str = "등록증.png") -> SimpleUploadedFile:
    """A picture of one pixel."""
    content = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
        "54789c63f80f0001010100b138f6140000000049454e44ae426082"
    )
    return SimpleUploadedFile(name, content, "image/png")


def draft_call(user: User | None = None, **fields: Any) -> Call:
    """A voucher call whose window opened an hour ago and closes in a week."""
    terms = fields.pop("terms", TermsText())
    defaults = {
        "title": "2026년 대전 데이터바우처",
        "notice": "대전의 소상공인을 위한 데이터 지원입니다.",
        "opens_at": clock.now() - timedelta(hours=1),
        "closes_at": clock.now() + timedelta(days=7),
        "seats": 2,
        "reserves": 1,
        "budget": 100_000_000,
    }
    return actions.create_call(person(user) if user else SYSTEM, "vouchers", CallText(**defaults | fields), terms)


def approver_of(call: Call) -> User:
    user = make_user(Role.APPROVER)
    actions.add_approver(SYSTEM, call.pk, user)
    return user


def proposed_call(user: User | None = None, **fields: Any) -> Call:
    """A draft that waits for a second person."""
    call = draft_call(user, **fields)
    return actions.propose_call(person(user) if user else SYSTEM, call.pk)


def open_call(user: User | None = None, **fields: Any) -> Call:
    call = proposed_call(user, **fields)
    return actions.publish_call(SYSTEM, call.pk)


def draft(
    call: Call, user: User | None = None, organisation: Organisation | None = None, **answers: Any
) -> Application:
    """A draft with every question answered and its document attached."""
    user = user or make_user()
    organisation = organisation or make_organisation(user)
    application = actions.start_application(person(user), call.pk, organisation)
    actions.save_answers(person(user), application.pk, ANSWERS | answers, application.revisions)
    actions.attach_file(person(user), application.pk, "registration", png())
    application.refresh_from_db()
    return application


def submitted(call: Call, **options: Any) -> Application:
    application = draft(call, **options)
    return actions.submit_application(person(application.user), application.pk)


def eligible(call: Call, **options: Any) -> Application:
    application = submitted(call, **options)
    actions.screen_application(SYSTEM, application.pk, eligible=True, checklist=dict.fromkeys(CHECKLIST, True))
    application.refresh_from_db()
    return application


def review(application: Application, reviewer: User, points: dict[str, str], *, hand_in: bool = True) -> Review:
    """The reviewer's sheet with ``points`` by criterion."""
    actions.assign_reviewers(SYSTEM, application.pk, [reviewer])
    actions.sign_pledge(person(reviewer), application.call_id)
    sheet = Review.objects.get(
        assignment__application=application, assignment__reviewer=reviewer, assignment__revoked_at=None
    )
    fields = {f"points-{key}": value for key, value in points.items()}
    actions.save_review(person(reviewer), sheet.pk, fields, {})
    if hand_in:
        actions.submit_review(person(reviewer), sheet.pk)
    sheet.refresh_from_db()
    return sheet


def past(call: Call) -> Call:
    """Lets the call's window pass, and the minute in which its last applications come in."""
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=2))
    call.refresh_from_db()
    return call


def ranked(call: Call) -> RankingRun:
    """The call's ranking with its decisions, proposed and confirmed."""
    run = actions.propose_ranking(SYSTEM, call.pk)
    return actions.confirm_ranking(SYSTEM, run.pk)


def decided(call: Call, **options: Any) -> Application:
    """One application reviewed twice, selected, and published with its call."""
    application = eligible(call, **options)
    for _number in range(2):
        review(application, reviewer_of(call), FULL)
    past(call)
    ranked(call)
    actions.publish_results(SYSTEM, call.pk)
    application.refresh_from_db()
    return application
