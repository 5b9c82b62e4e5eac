"""Positions: asked for by hosts, granted within quotas and mentors' room, changed only by asking again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Membership, Role
from internships import actions
from internships.errors import (
    HostNotApproved,
    MentorFull,
    NoMentorOfHost,
    NothingChanged,
    OwnHost,
    PositionBeingJudged,
    PositionIncomplete,
    PositionInUse,
    PositionOver,
    PositionsClosed,
    QuotaReached,
    SeatsHeld,
    TooManyKept,
    UnknownGroup,
)
from internships.models import Host, Position, PositionVersion
from internships.queries.position import kind_seats, offered, positions_of
from internships.rules.plan import PlanRow
from kernel import clock
from kernel.errors import HanbatError, NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db


def test_a_person_of_the_host_writes_asks_and_reads_why_it_came_back() -> None:
    call, host = make.call_of(positions_until="2099-12-31"), make.host()
    member = make.member_of(host)
    acting = make.acting(member)
    position = actions.draft_position(acting, call.pk, host.pk, "데이터 발굴", "discovery", 2)
    assert (position.state, position.first_day, position.last_day) == ("draft", make.FIRST, make.LAST)
    with pytest.raises(PositionIncomplete) as refusal:
        actions.ask_position(acting, position.pk)
    assert "work plan" in str(refusal.value) or "업무계획" in str(refusal.value)
    actions.describe_position(acting, position.pk, **make.whole(call, host, {"mentor": member}))
    actions.ask_position(acting, position.pk)
    with pytest.raises(ReasonNeeded):
        actions.return_position(make.SYSTEM, position.pk, " ")
    actions.return_position(make.SYSTEM, position.pk, "장비를 적어 주십시오")
    assert Notice.objects.filter(recipient=member, code="position_decided").exists()
    actions.describe_position(acting, position.pk, equipment="노트북")
    actions.ask_position(acting, position.pk)
    assert actions.grant_position(make.SYSTEM, position.pk).state == "granted"
    assert member.groups.filter(name=f"internships.host:{host.pk}:mentor").exists()
    member.forget_roles()
    assert member.has_role(Role.MENTOR)


def test_no_plan_no_grant_and_a_plan_with_a_hole_is_none() -> None:
    call = make.call_of()
    for plan in ([], [PlanRow(1, 3, "교육"), PlanRow(5, 5, "정리")]):
        with pytest.raises(PositionIncomplete):
            make.asked(call, plan=plan)
    with pytest.raises(PositionIncomplete):
        actions.grant_position(make.SYSTEM, make.draft(call, plan=[]).pk)
    assert not Position.objects.filter(state="granted").exists()


@pytest.mark.parametrize(
    "lack",
    [
        {"duties": "짧은 글"}, {"place": ""}, {"address": " "}, {"latitude": None, "longitude": None},
        {"break_minutes": 30}, {"mentor": None},
    ],
)  # fmt: skip
def test_what_is_missing_keeps_a_position_from_being_asked_for(lack: dict[str, object]) -> None:
    with pytest.raises(PositionIncomplete):
        make.asked(make.call_of(), **lack)


def test_strangers_learn_nothing_of_a_position_and_hosts_decide_nothing() -> None:
    position = make.asked(make.call_of())
    stranger, member = make.acting(make.person()), make.acting(make.member_of(position.host))
    for act in (
        lambda: actions.describe_position(stranger, position.pk, equipment="노트북"),
        lambda: actions.take_back_position(stranger, position.pk),
        lambda: actions.close_position(stranger, position.pk, "사유"),
        lambda: actions.draft_position(stranger, position.call_id, position.host_id, "점검", "quality", 1),
    ):
        with pytest.raises(NotVisible):
            act()
    for act in (
        lambda: actions.grant_position(member, position.pk),
        lambda: actions.return_position(member, position.pk, "사유"),
        lambda: actions.reserve_seats(member, position.pk, {"disabled": 1}),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_who_of_the_office_belongs_to_the_host_does_not_decide_on_it() -> None:
    manager = make.manager()
    position = make.asked(make.call_of(manager))
    Membership.objects.create(organisation=position.host.organisation, user=manager)
    for act in (
        lambda: actions.grant_position(make.acting(manager), position.pk),
        lambda: actions.suspend_host(make.acting(manager), position.host_id, "사유"),
    ):
        with pytest.raises(OwnHost):
            act()


def test_a_host_registers_itself_and_is_told_what_the_office_says() -> None:
    at = make.host(approved=False)
    member = make.member_of(at)
    actions.refuse_host(make.SYSTEM, at.pk, "담당 부서를 적어 주십시오")
    actions.correct_host(make.acting(member), at.pk, "company", "데이터팀")
    assert actions.register_again(make.acting(member), at.pk).state == "registered"
    actions.approve_host(make.SYSTEM, at.pk)
    with pytest.raises(NotPermitted):
        actions.correct_host(make.acting(member), at.pk, "department", "데이터팀")
    assert Notice.objects.filter(recipient=member, code="host_decided").count() == 2
    stranger = make.person()
    with pytest.raises(NotPermitted):
        actions.register_host(make.acting(stranger), at.organisation_id, "company")


def test_a_suspended_host_shows_nothing_and_asks_for_nothing_until_it_is_lifted() -> None:
    call, host = make.call_of(), make.host()
    position, waiting = make.position(call, host), make.draft(call, host)
    actions.suspend_host(make.SYSTEM, host.pk, "점검")
    assert not offered(call).exists()
    with pytest.raises(HostNotApproved):
        actions.ask_position(make.SYSTEM, waiting.pk)
    actions.resume_host(make.SYSTEM, host.pk)
    assert offered(call).get() == position


def test_hosts_ask_up_to_the_day_that_the_call_names_and_not_after() -> None:
    today = clock.today()
    call = make.call_of(
        first_day=(today + timedelta(days=40)).isoformat(),
        last_day=(today + timedelta(days=60)).isoformat(),
        positions_until=today.isoformat(),
    )
    host = make.host()
    acting = make.acting(make.member_of(host))
    actions.draft_position(acting, call.pk, host.pk, "점검", "quality", 1)
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(PositionsClosed):
        actions.draft_position(acting, call.pk, host.pk, "발굴", "discovery", 1)


def test_a_quota_is_filled_to_the_last_seat_and_refused_beyond_with_the_figures() -> None:
    call = make.call_of(quotas={"company": 5})
    company = make.host(kind="company")
    make.position(call, company, seats=3)
    last, beyond = make.asked(call, company, seats=2), make.asked(call, company, seats=1)
    actions.grant_position(make.SYSTEM, last.pk)
    with pytest.raises(QuotaReached) as refusal:
        actions.grant_position(make.SYSTEM, beyond.pk)
    assert {"most": 5, "granted": 5, "over": 1}.items() <= refusal.value.values.items()
    make.position(call, make.host(kind="department"), seats=50)  # no quota for that kind
    (figures,) = (one for one in kind_seats(call) if one.kind == "company")
    assert (figures.granted, figures.asked, figures.room) == (5, 1, 0)
    actions.close_position(make.SYSTEM, last.pk, "수요 없음")
    assert actions.grant_position(make.SYSTEM, beyond.pk).state == "granted"


def test_a_mentor_is_full_at_the_capacity_and_more_is_refused_when_asked_and_when_granted() -> None:
    call, host = make.call_of(mentor_capacity=5), make.host()
    mentor = make.mentor_of(host)
    make.position(call, host, seats=3, mentor=mentor)
    asked = make.asked(call, host, seats=2, mentor=mentor)
    with pytest.raises(MentorFull):
        make.asked(call, host, seats=1, mentor=mentor)
    actions.take_back_position(make.SYSTEM, asked.pk)
    other = make.asked(call, host, seats=1, mentor=mentor)
    actions.grant_position(make.SYSTEM, other.pk)
    with pytest.raises(MentorFull):
        actions.ask_position(make.SYSTEM, asked.pk)


def test_a_mentor_is_a_person_of_the_host() -> None:
    with pytest.raises(NoMentorOfHost):
        make.draft(make.call_of(), mentor=make.person())


def test_each_change_is_a_version_with_who_and_why_and_none_can_be_rewritten() -> None:
    position = make.draft(make.call_of(), equipment="")
    member = make.member_of(position.host)
    actions.describe_position(make.acting(member), position.pk, equipment="노트북", seats=3)
    actions.describe_position(make.acting(member), position.pk, equipment="노트북")  # the same again: no version
    version = position.versions.order_by("-number")[0]
    assert version.changes == {"equipment": ["", "노트북"], "seats": [2, 3]}
    assert (version.number, version.by) == (2, member)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        PositionVersion.objects.filter(pk=version.pk).update(reason="다른 말")


def test_what_is_asked_for_cannot_be_written_and_what_is_closed_neither() -> None:
    position = make.asked(make.call_of())
    with pytest.raises(PositionBeingJudged):
        actions.describe_position(make.SYSTEM, position.pk, equipment="노트북")
    actions.close_position(make.SYSTEM, position.pk, "부서 폐지")
    with pytest.raises(PositionOver):
        actions.describe_position(make.SYSTEM, position.pk, equipment="노트북")


def test_a_granted_position_stays_as_it_is_until_its_change_is_granted_too() -> None:
    position = make.position(make.call_of(), seats=2)
    acting = make.acting(make.member_of(position.host))
    with pytest.raises(NothingChanged):
        actions.ask_change(acting, position.pk, "장소 이전")
    actions.describe_position(acting, position.pk, place="별관 1층", seats=4)
    with pytest.raises(ReasonNeeded):
        actions.ask_change(acting, position.pk, "")
    actions.ask_change(acting, position.pk, "장소 이전")
    position.refresh_from_db()
    assert (position.place, position.seats) == ("본관 3층", 2)
    with pytest.raises(PositionBeingJudged):
        actions.describe_position(acting, position.pk, place="별관 2층")
    actions.return_change(make.SYSTEM, position.pk, "4명은 많습니다")
    actions.describe_position(acting, position.pk, seats=3)
    actions.ask_change(acting, position.pk, "장소 이전, 3명")
    actions.grant_change(make.SYSTEM, position.pk)
    position.refresh_from_db()
    assert (position.place, position.seats, position.state) == ("별관 1층", 3, "granted")
    version = position.versions.order_by("-number")[0]
    assert version.reason == "장소 이전, 3명"
    assert version.changes == {"place": ["본관 3층", "별관 1층"], "seats": [2, 3]}


def test_more_seats_of_a_granted_position_come_under_the_quota_too() -> None:
    call = make.call_of(quotas={"public_body": 3})
    position = make.position(call, seats=2)
    for seats, fits in ((4, False), (3, True)):
        actions.describe_position(make.SYSTEM, position.pk, seats=seats)
        actions.ask_change(make.SYSTEM, position.pk, "인원 추가")
        if fits:
            assert actions.grant_change(make.SYSTEM, position.pk).seats == 3
        else:
            with pytest.raises(QuotaReached):
                actions.grant_change(make.SYSTEM, position.pk)
            actions.drop_change(make.SYSTEM, position.pk)


def test_seats_that_are_taken_or_kept_for_a_group_are_not_taken_away() -> None:
    call = make.call_of()
    position = make.position(call, seats=3)
    with pytest.raises(UnknownGroup):
        actions.reserve_seats(make.SYSTEM, position.pk, {"left_handed": 1})
    with pytest.raises(TooManyKept):
        actions.reserve_seats(make.SYSTEM, position.pk, {"disabled": 2, "low_income": 2})
    actions.reserve_seats(make.SYSTEM, position.pk, {"disabled": 2, "low_income": 0})
    assert dict(position.reserved.values_list("group", "seats")) == {"disabled": 2}
    with pytest.raises(SeatsHeld):
        actions.describe_position(make.SYSTEM, position.pk, seats=1)
    actions.reserve_seats(make.SYSTEM, position.pk, {"low_income": 1})  # what another group has stays
    assert dict(position.reserved.values_list("group", "seats")) == {"disabled": 2, "low_income": 1}
    actions.reserve_seats(make.SYSTEM, position.pk, {"disabled": 0, "low_income": 0})
    (application,) = make.selected(call)
    actions.place_applicant(make.SYSTEM, application.pk, position.pk)
    actions.describe_position(make.SYSTEM, position.pk, seats=1)
    with pytest.raises(PositionInUse):
        actions.close_position(make.SYSTEM, position.pk, "부서 폐지")


def test_a_host_closes_what_nobody_holds_and_a_waiting_change_goes_with_it() -> None:
    position = make.position(make.call_of())
    actions.describe_position(make.SYSTEM, position.pk, place="별관")
    with pytest.raises(ReasonNeeded):
        actions.close_position(make.SYSTEM, position.pk, "")
    actions.close_position(make.SYSTEM, position.pk, "부서 폐지")
    assert position.asked_changes.get().state == "dropped"
    with pytest.raises(TransitionRefused):
        actions.close_position(make.SYSTEM, position.pk, "부서 폐지")


def test_only_granted_positions_are_offered() -> None:
    call, host = make.call_of(), make.host()
    granted = make.position(call, host)
    make.draft(call, host)
    make.asked(call, host)
    assert [one.pk for one in offered(call)] == [granted.pk]
    assert positions_of(host).count() == 3


@pytest.mark.django_db(transaction=True)
def test_with_many_grants_at_once_the_quota_is_filled_and_never_exceeded() -> None:
    call = make.call_of(quotas={"company": 3})
    waiting = [make.asked(call, make.host(kind="company"), seats=1) for _number in range(6)]
    answers = at_once([lambda pk=one.pk: actions.grant_position(make.SYSTEM, pk) for one in waiting])
    refused = [answer.code for answer in answers if isinstance(answer, HanbatError)]
    assert refused == ["QuotaReached"] * 3
    assert sum(Position.objects.filter(state="granted").values_list("seats", flat=True)) == 3


@pytest.mark.django_db(transaction=True)
def test_with_many_questions_at_once_a_mentor_is_never_promised_more_interns_than_there_is_room() -> None:
    call, host = make.call_of(mentor_capacity=4), make.host()
    mentor = make.mentor_of(host)
    drafts = [make.draft(call, host, seats=2, mentor=mentor) for _number in range(5)]
    answers = at_once([lambda pk=one.pk: actions.ask_position(make.SYSTEM, pk) for one in drafts])
    assert [answer.code for answer in answers if isinstance(answer, HanbatError)] == ["MentorFull"] * 3


@pytest.mark.django_db(transaction=True)
def test_a_position_granted_by_two_at_once_is_granted_once() -> None:
    position = make.asked(make.call_of())
    at_once([lambda: actions.grant_position(make.SYSTEM, position.pk) for _number in range(4)])
    assert position.versions.filter(verb="grant_position").count() == 1


def test_a_host_is_registered_by_one_of_its_people() -> None:
    at = make.host(approved=False)
    organisation, member = at.organisation, make.member_of(at)
    Host.objects.filter(pk=at.pk).delete()
    assert actions.register_host(make.acting(member), organisation.pk, "company", "데이터팀").state == "registered"
