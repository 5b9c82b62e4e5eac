"""A small world for tests of the engine: a manager, a call, businesses, reviewers."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from accounts.models import Membership, Organisation, Role, RoleGrant, User
from kernel import clock
from kernel.actor import Actor, Channel
from programs import actions
from programs.actions.call import CallText, TermsText
from programs.models import Application, Call, Review

serial = itertools.count(1)
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


def acting(user: User) -> Actor:
    return Actor.person(user, Channel.WEB)


def person(name: str = "홍길동", *roles: str) -> User:
    user = User.objects.create_user(f"person{next(serial)}@hanbat.example", None, name=name, phone="010-0000-1234")
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


def manager(name: str = "이몽룡") -> User:
    return person(name, Role.MANAGER)


def reviewer_of(call: Call, name: str = "허균") -> User:
    user = person(name, Role.REVIEWER)
    actions.add_reviewer(Actor.system("test"), call.pk, user)
    return user


def registration_number() -> str:
    """A fictional number with a right check digit."""
    body = f"9{next(serial):08d}"
    total = sum(int(d) * w for d, w in zip(body, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True)) + int(body[8]) * 5 // 10
    return f"{body}{(10 - total % 10) % 10}"


def business(owner: User | None = None, **fields: Any) -> Organisation:
    defaults = {
        "registration_number": registration_number(),
        "name": f"가상상회 {next(serial)}",
        "representative": "홍길동",
        "size_class": Organisation.SizeClass.MICRO,
        "address": "대전광역시 중구 가상로 1",
    }
    organisation = Organisation.objects.create(**{**defaults, **fields})
    if owner:
        Membership.objects.create(organisation=organisation, user=owner, role=Membership.Role.REPRESENTATIVE)
    return organisation


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
    return actions.create_call(
        acting(user) if user else Actor.system("test"), "vouchers", CallText(**{**defaults, **fields}), terms
    )


def open_call(user: User | None = None, **fields: Any) -> Call:
    call = draft_call(user, **fields)
    return actions.publish_call(Actor.system("test"), call.pk)


def draft(
    call: Call, user: User | None = None, organisation: Organisation | None = None, **answers: Any
) -> Application:
    """A draft with every question answered."""
    user = user or person()
    organisation = organisation or business(user)
    application = actions.start_application(acting(user), call.pk, organisation)
    given = {**ANSWERS, **answers}
    actions.save_answers(acting(user), application.pk, given, application.revisions)
    application.refresh_from_db()
    return application


def submitted(call: Call, **answers: Any) -> Application:
    application = draft(call, **answers)
    return actions.submit_application(acting(application.user), application.pk)


def eligible(call: Call, **answers: Any) -> Application:
    application = submitted(call, **answers)
    ticked = dict.fromkeys(("identity", "papers", "tax", "sanction", "elsewhere"), True)
    actions.screen_application(Actor.system("test"), application.pk, eligible=True, checklist=ticked)
    application.refresh_from_db()
    return application


def review(application: Application, reviewer: User, points: dict[str, str], *, hand_in: bool = True) -> Review:
    """The reviewer's sheet with ``points`` by criterion."""
    actions.assign_reviewers(Actor.system("test"), application.pk, [reviewer])
    sheet = Review.objects.get(assignment__application=application, assignment__reviewer=reviewer)
    fields = {f"points-{key}": value for key, value in points.items()}
    actions.save_review(acting(reviewer), sheet.pk, fields, {})
    if hand_in:
        actions.submit_review(acting(reviewer), sheet.pk)
    sheet.refresh_from_db()
    return sheet


def past(call: Call) -> Call:
    """Lets the call's window pass."""
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    call.refresh_from_db()
    return call
