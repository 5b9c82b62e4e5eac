"""Priority groups: named with evidence, judged by those who may see them, counted once proven."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from files.models import StoredFile
from internships import actions
from internships.errors_priority import (
    ClaimFixed,
    ClaimTooLate,
    GroupNamed,
    GroupsNotSeen,
    GroupUnknown,
    NotOfTheOffice,
    NotToYourself,
    OwnClaim,
    TooMuchEvidence,
)
from internships.models import PriorityClaim, ReservedSeats
from internships.programme import CHOOSING
from internships.queries import priority as queries
from internships.queries.matching import market_of
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.models import AccessEntry
from notices.models import Notice
from programs import actions as engine
from programs.errors import NotEditable
from programs.errors_choosing import BonusOpen
from programs.models import Application, Call
from programs.queries.ranking import ranking_inputs
from programs.rules.ranking import Quota
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
acting = make.acting


def call_with(groups: tuple[str, ...] = ("disabled", "low_income"), points: str = "3", **more: Any) -> Call:
    return make.call_of(make.manager(), groups=list(groups), priority_points=points, **more)


def named(application: Application, group: str = "disabled") -> PriorityClaim:
    return actions.name_group(acting(application.user), application.pk, group, make.evidence())


def checker(call: Call, name: str = "박문수") -> User:
    person = make.manager(name)
    actions.let_see_priority(make.SYSTEM, call.pk, person)
    return person


def screened(*applications: Application) -> None:
    ticked = dict.fromkeys(("age", "residence", "employment"), True)
    make.past(applications[0].call)
    for one in applications:
        engine.screen_application(make.SYSTEM, one.pk, eligible=True, checklist=ticked)


def test_a_group_is_named_with_its_evidence_once_and_only_one_of_the_call() -> None:
    application = make.submitted(call_with())
    claim = named(application)
    assert (claim.state, claim.files.get().file.name) == ("named", "증빙.pdf")
    with pytest.raises(GroupNamed):
        named(application)
    with pytest.raises(GroupUnknown):
        named(application, "veteran")


def test_groups_are_named_while_the_application_can_be_edited_and_by_its_applicant() -> None:
    application = make.submitted(call_with())
    with pytest.raises(NotVisible):
        actions.name_group(acting(make.person()), application.pk, "disabled", make.evidence())
    screened(application)
    with pytest.raises(NotEditable):
        named(application)


def test_managing_the_call_is_not_enough_to_see_a_claim() -> None:
    call = call_with()
    claim = named(make.submitted(call))
    for person in (make.manager(), call.created_by, make.interviewer(call)):
        with pytest.raises(NotVisible):
            actions.look_at_claim(acting(person), claim.pk)
        with pytest.raises(NotVisible):
            actions.look_at_evidence(acting(person), claim.files.get().pk)
        with pytest.raises(NotVisible):
            actions.judge_claim(acting(person), claim.pk, proven=True)
        with pytest.raises(NotVisible):
            queries.claims_to_judge(acting(person), call)


def test_each_look_is_kept_with_who_and_whose_and_without_the_group() -> None:
    call = call_with()
    claim = named(make.submitted(call))
    person = checker(call)
    assert queries.waiting_claims(person) == [(call.pk, call.title, 1)]
    assert not queries.waiting_claims(call.created_by)
    actions.look_at_claim(acting(person), claim.pk)
    actions.look_at_evidence(acting(person), claim.files.get().pk)
    looks = AccessEntry.objects.filter(task="internships.priority").order_by("id")
    assert [(one.actor_id, one.subject, one.fields) for one in looks] == [
        (person.pk, claim.application.receipt_number, "group"),
        (person.pk, claim.application.receipt_number, "evidence"),
    ]


def test_nobody_lets_themselves_see_and_only_the_office_is_let() -> None:
    call = call_with()
    with pytest.raises(NotToYourself):
        actions.let_see_priority(acting(call.created_by), call.pk, call.created_by)
    with pytest.raises(NotOfTheOffice):
        actions.let_see_priority(acting(call.created_by), call.pk, make.person())
    with pytest.raises(NotPermitted):
        actions.let_see_priority(acting(make.manager()), call.pk, make.manager())
    person = checker(call)
    assert list(queries.holders(call)) == [person]
    actions.stop_seeing_priority(acting(call.created_by), call.pk, person)
    assert not queries.holders(call).exists()


def test_a_claim_of_a_draft_is_nobody_elses_yet() -> None:
    call = call_with()
    user = make.person()
    application = engine.start_application(acting(user), call.pk)
    claim = named(application)
    with pytest.raises(NotVisible):
        actions.look_at_claim(acting(checker(call)), claim.pk)


def test_a_refusal_says_why_and_other_evidence_is_looked_at_again() -> None:
    call = call_with()
    application = make.submitted(call)
    claim, person = named(application), acting(checker(call))
    with pytest.raises(ReasonNeeded):
        actions.judge_claim(person, claim.pk, proven=False)
    actions.judge_claim(person, claim.pk, proven=False, reason="발급일이 지났습니다.")
    screened(application)
    assert actions.add_evidence(acting(application.user), claim.pk, make.evidence(pages=2)).state == "named"
    assert actions.judge_claim(person, claim.pk, proven=True).state == "proven"
    claim.refresh_from_db()
    assert claim.reason == ""
    assert Notice.objects.filter(code="priority_judged", recipient=application.user).count() == 2
    with pytest.raises(ClaimFixed):
        actions.add_evidence(acting(application.user), claim.pk, make.evidence(pages=3))


def test_nobody_judges_their_own() -> None:
    call = call_with()
    person = checker(call)
    claim = named(make.submitted(call, person))
    with pytest.raises(OwnClaim):
        actions.judge_claim(acting(person), claim.pk, proven=True)


def test_so_many_files_and_no_more() -> None:
    claim = named(make.submitted(call_with()))
    user = acting(claim.application.user)
    for number in range(4):
        actions.add_evidence(user, claim.pk, make.evidence(pages=2 + number))
    with pytest.raises(TooMuchEvidence):
        actions.add_evidence(user, claim.pk, make.evidence(pages=9))


def test_what_is_taken_back_leaves_no_file_and_may_be_named_again() -> None:
    application = make.submitted(call_with())
    claim = named(application)
    stored = claim.files.get().file
    actions.drop_claim(acting(application.user), claim.pk)
    assert not claim.files.exists() and not StoredFile.objects.filter(pk=stored.pk).exists()
    assert named(application).pk != claim.pk


def test_only_what_is_proven_counts_once_and_without_the_name_of_the_group() -> None:
    call = call_with()
    two, open_, none = make.submitted(call), make.submitted(call, make.person()), make.submitted(call, make.person())
    person = acting(checker(call))
    for group in ("disabled", "low_income"):
        actions.judge_claim(person, named(two, group).pk, proven=True)
    named(open_)
    refused = named(none)
    actions.judge_claim(person, refused.pk, proven=False, reason="다른 사람의 증명서입니다.")
    screened(two, open_, none)
    by_case = {one.application: one for one in ranking_inputs(call).candidates}
    assert [(one.code, one.points, one.proven) for one in by_case[two.pk].bonuses] == [("priority", Decimal(3), True)]
    assert by_case[two.pk].groups == {"priority"}
    assert by_case[open_.pk].bonuses == by_case[none.pk].bonuses == ()
    assert by_case[open_.pk].groups == by_case[none.pk].groups == frozenset()


def test_a_ranking_waits_until_every_claim_is_judged_and_then_none_is_judged_any_more() -> None:
    call = call_with()
    application = make.submitted(call)
    claim, person = named(application), acting(checker(call))
    screened(application)
    with pytest.raises(BonusOpen):
        engine.propose_ranking(make.SYSTEM, call.pk)
    actions.judge_claim(person, claim.pk, proven=True)
    engine.propose_ranking(make.SYSTEM, call.pk)
    with pytest.raises(ClaimTooLate):
        actions.judge_claim(person, claim.pk, proven=False, reason="늦었습니다.")
    with pytest.raises(ClaimFixed):
        actions.drop_claim(acting(application.user), claim.pk)


def test_a_quota_of_the_call_is_served_with_those_who_are_proven() -> None:
    (track,) = CHOOSING.tracks
    quota = replace(track, places=1, reserves=1, quotas=(Quota("priority", Decimal(1)),))
    terms = make.with_lot(replace(CHOOSING, tracks=(quota,)), "2026")
    call = call_with(points="0", choosing=terms)
    better, member = make.submitted(call), make.submitted(call, make.person())
    actions.judge_claim(acting(checker(call)), named(member).pk, proven=True)
    screened(better, member)
    panel = make.interviewer(call)
    for application, points in ((better, "30"), (member, "20")):
        (given,) = engine.assign_reviewers(make.SYSTEM, application.pk, [panel])
        sheet = {"points-motivation": points, "points-skills": "30", "points-attitude": "20"}
        engine.save_review(acting(panel), given.review.pk, sheet, {})
        engine.submit_review(acting(panel), given.review.pk)
    engine.propose_ranking(make.SYSTEM, call.pk)
    outcomes = dict(call.applications.values_list("pk", "decision__outcome"))
    assert outcomes == {better.pk: "reserve", member.pk: "selected"}


def test_kept_seats_go_by_the_groups_that_are_proven() -> None:
    call = call_with(choosing=make.with_lot(CHOOSING, "2026"))
    seat = make.position(call, seats=1)
    ReservedSeats.objects.create(position=seat, group="disabled", seats=1)
    member, other = make.submitted(call), make.submitted(call, make.person())
    actions.judge_claim(acting(checker(call)), named(member).pk, proven=True)
    make.published(call, {member: "selected", other: "selected"})
    groups = {one.key: one.groups for one in market_of(call).people}
    assert groups == {member.pk: {"disabled"}, other.pk: frozenset()}


def test_for_which_group_a_seat_is_kept_is_set_and_read_by_those_alone_who_see_groups(client: Client) -> None:
    manager, second = make.manager(), make.manager("박문수")
    call = make.call_of(manager, groups=["care_leaver"])
    engine.add_manager(acting(manager), call.pk, second)
    seat = make.position(call, seats=1)
    with pytest.raises(GroupsNotSeen):
        actions.reserve_seats(acting(manager), seat.pk, {"care_leaver": 1})
    actions.let_see_priority(acting(manager), call.pk, second)
    actions.reserve_seats(acting(second), seat.pk, {"care_leaver": 1})
    pages = {}
    for person in (manager, second):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        pages[person] = client.get(reverse("internships:my_position", args=[seat.pk])).content.decode()
    assert "자립준비청년" in pages[second] and "자립준비청년" not in pages[manager]
    assert "우선선발로 남겨 둔 자리: 1" in pages[manager]


def test_a_call_without_groups_asks_nothing_more_of_the_database(django_assert_num_queries: Any) -> None:
    call = make.call_of(groups=[])
    assert call.terms is not None  # read before
    with django_assert_num_queries(0):
        assert queries.proven_groups(call) == {}
        assert queries.advantages(call).open == 0


def test_the_database_refuses_a_second_claim_of_a_group_and_one_that_nobody_judged() -> None:
    claim = named(make.submitted(call_with()))
    with pytest.raises(IntegrityError, match="one_claim_a_group"), transaction.atomic():
        PriorityClaim.objects.create(application=claim.application, group="disabled")
    with pytest.raises(IntegrityError, match="claim_judged_by_somebody"), transaction.atomic():
        PriorityClaim.objects.create(application=claim.application, group="low_income", state="proven")
