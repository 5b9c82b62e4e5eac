"""Placing: who can be placed where, and that seats and people are never given twice."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.actions.person import close_account
from accounts.errors import AccountHeld
from accounts.models import Role
from internships import actions
from internships.errors import (
    HoldsAPlace,
    HostNotApproved,
    NoSeatLeft,
    NoTerms,
    NotSelected,
    OtherCall,
    OutsideCallPeriod,
    PlacedAlready,
    PositionKnown,
)
from internships.models import Placement, Position
from internships.queries.placement import to_place
from kernel.errors import HanbatError, NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from notices.models import Notice
from programs.actions import give_up
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db


def test_a_host_offers_positions_once_it_is_approved() -> None:
    call, host = make.call_of(), make.host(approved=False)
    with pytest.raises(HostNotApproved):
        make.position(call, host)
    actions.approve_host(make.SYSTEM, host.pk)
    assert make.position(call, host).host == host


def test_a_position_lasts_as_long_as_the_call_and_never_longer() -> None:
    call = make.call_of()
    position = make.position(call)
    assert (position.first_day, position.last_day) == (make.FIRST, make.LAST)
    with pytest.raises(OutsideCallPeriod):
        make.position(call, last_day=make.LAST.replace(month=10))


def test_a_call_without_period_takes_no_positions() -> None:
    with pytest.raises(NoTerms):
        make.position(make.call_of(first_day="", last_day=""))


def test_two_positions_of_a_host_have_two_names() -> None:
    call, host = make.call_of(), make.host()
    make.position(call, host, title="데이터 발굴")
    with pytest.raises(PositionKnown):
        make.position(call, host, title="데이터 발굴")


def test_only_who_manages_the_call_opens_positions_and_places() -> None:
    call = make.call_of(make.manager())
    stranger = make.acting(make.manager("심청"))
    host = make.host()
    with pytest.raises(NotPermitted):
        actions.open_position(stranger, call.pk, host.pk, "점검", 1, plan=make.plan())
    position = make.position(call, host)
    (application,) = make.selected(call)
    with pytest.raises(NotPermitted):
        actions.place_applicant(stranger, application.pk, position.pk)


def test_a_selected_applicant_is_offered_a_seat_and_told() -> None:
    placement = make.placed()
    assert placement.state == "proposed"
    assert Position.objects.get(pk=placement.position_id).taken == 1
    notice = Notice.objects.get(recipient=placement.person, code="placement_proposed")
    assert str(placement.position.host) in notice.body


def test_who_was_not_selected_is_not_placed() -> None:
    call = make.call_of()
    application = make.submitted(call)
    with pytest.raises(NotSelected):
        actions.place_applicant(make.SYSTEM, application.pk, make.position(call).pk)


def test_a_seat_of_another_call_is_refused() -> None:
    (application,) = make.selected(make.call_of())
    with pytest.raises(OtherCall):
        actions.place_applicant(make.SYSTEM, application.pk, make.position(make.call_of()).pk)


def test_the_last_seat_goes_once_and_all_of_a_group_or_none() -> None:
    call = make.call_of()
    position = make.position(call, seats=2)
    first, second, third = make.selected(call, 3)
    with pytest.raises(NoSeatLeft):
        actions.place_applicants(make.SYSTEM, [first.pk, second.pk, third.pk], position.pk)
    assert not Placement.objects.exists()
    actions.place_applicants(make.SYSTEM, [first.pk, second.pk], position.pk)
    with pytest.raises(NoSeatLeft):
        actions.place_applicant(make.SYSTEM, third.pk, position.pk)


def test_nobody_has_two_places_even_in_two_calls() -> None:
    user = make.person("홍길동")
    make.placed(user=user)
    other = make.call_of()
    (application,) = make.selected(other, users=[user])
    with pytest.raises(PlacedAlready):
        actions.place_applicant(make.SYSTEM, application.pk, make.position(other).pk)


def test_accepting_makes_an_intern_and_nothing_else() -> None:
    placement = make.placed()
    assert not placement.person.has_role(*Role)
    actions.accept_placement(make.acting(placement.person), placement.pk)
    held = set(placement.person.role_grants.filter(revoked_at=None).values_list("role", flat=True))
    assert held == {Role.INTERN}


def test_accepting_twice_is_accepting_once() -> None:
    placement = make.accepted()
    actions.accept_placement(make.acting(placement.person), placement.pk)
    assert AuditEntry.objects.filter(verb="accept_placement").count() == 1


def test_nobody_answers_for_somebody_else() -> None:
    placement = make.placed()
    for act in (actions.accept_placement, lambda actor, pk: actions.decline_placement(actor, pk, "먼 거리")):
        with pytest.raises(NotVisible):
            act(make.acting(make.person("놀부")), placement.pk)


def test_declining_needs_a_reason_frees_the_seat_and_gives_up_the_selection() -> None:
    placement = make.placed()
    actor = make.acting(placement.person)
    with pytest.raises(ReasonNeeded):
        actions.decline_placement(actor, placement.pk, " ")
    actions.decline_placement(actor, placement.pk, "통근 시간이 깁니다")
    assert Position.objects.get(pk=placement.position_id).taken == 0
    with pytest.raises(NotSelected):
        actions.place_applicant(make.SYSTEM, placement.application_id, placement.position_id)


def test_a_selection_is_given_up_only_by_whoever_holds_no_seat() -> None:
    placement = make.placed()
    actor = make.acting(placement.person)
    with pytest.raises(HoldsAPlace):
        give_up(actor, placement.application_id, "취업했습니다")
    actions.decline_placement(actor, placement.pk, "취업했습니다")
    assert give_up(actor, placement.application_id, "취업했습니다").state == "given_up"
    assert not to_place(placement.position.call).filter(pk=placement.application_id).exists()


def test_an_account_with_a_place_is_not_closed() -> None:
    placement = make.accepted()
    with pytest.raises(AccountHeld):
        close_account(make.acting(placement.person))
    actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    close_account(make.acting(placement.person))


def test_leaving_frees_the_seat_and_takes_the_role() -> None:
    placement = make.accepted()
    actions.leave_placement(make.SYSTEM, placement.pk, "취업")
    assert Position.objects.get(pk=placement.position_id).taken == 0
    assert not placement.person.role_grants.filter(revoked_at=None).exists()
    with pytest.raises(TransitionRefused):
        actions.accept_placement(make.acting(placement.person), placement.pk)


def test_the_list_of_those_to_place_holds_whose_place_was_withdrawn_but_not_who_has_left_or_declined_one() -> None:
    call = make.call_of()
    position = make.position(call, seats=3)
    applications = make.selected(call, 5)
    placed = [actions.place_applicant(make.SYSTEM, one.pk, position.pk) for one in applications[:2]]
    actions.decline_placement(make.acting(placed[0].person), placed[0].pk, "통근 시간이 깁니다")
    actions.leave_placement(make.SYSTEM, placed[1].pk, "취업")
    placed = [actions.place_applicant(make.SYSTEM, one.pk, position.pk) for one in applications[2:4]]
    actions.withdraw_placement(make.SYSTEM, placed[1].pk, "사무실 이전")
    waiting = {one.pk: one.withdrawn for one in to_place(call)}
    assert waiting == {applications[3].pk: 1, applications[4].pk: 0}


def test_the_database_itself_refuses_more_interns_than_seats() -> None:
    call = make.call_of()
    position = make.position(call, seats=1)
    first, second = make.selected(call, 2)
    for application, fails in ((first, False), (second, True)):
        row = Placement(
            application=application,
            person=application.user,
            position=position,
            first_day=make.FIRST,
            last_day=make.LAST,
        )
        if fails:
            with pytest.raises(IntegrityError, match="no_more_interns_than_seats"), transaction.atomic():
                row.save()
        else:
            row.save()


def test_the_database_itself_refuses_a_step_that_the_table_does_not_know() -> None:
    placement = make.placed()
    with pytest.raises(Exception, match=r"Invalid transition|internships_placement"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(state="completed", minutes_due=1, minutes_credited=1)


def refusals(answers: list[object]) -> list[str]:
    """The codes of those answers that are refusals."""
    return [answer.code for answer in answers if isinstance(answer, HanbatError)]


@pytest.mark.django_db(transaction=True)
def test_with_many_clicks_at_once_there_are_never_more_interns_than_seats() -> None:
    call = make.call_of()
    position = make.position(call, seats=3)
    applications = make.selected(call, 12)
    clicks = [lambda pk=one.pk: actions.place_applicant(make.SYSTEM, pk, position.pk) for one in applications]
    assert refusals(at_once(clicks)) == ["NoSeatLeft"] * 9
    assert Placement.objects.filter(position=position).count() == 3
    assert Position.objects.get(pk=position.pk).taken == 3


@pytest.mark.django_db(transaction=True)
def test_with_many_clicks_at_once_nobody_gets_two_places() -> None:
    call = make.call_of()
    positions = [make.position(call, make.host()) for _number in range(6)]
    (application,) = make.selected(call)
    clicks = [lambda pk=one.pk: actions.place_applicant(make.SYSTEM, application.pk, pk) for one in positions]
    assert refusals(at_once(clicks)) == ["PlacedAlready"] * 5
    assert Placement.objects.count() == 1
    assert sum(Position.objects.values_list("taken", flat=True)) == 1


@pytest.mark.django_db(transaction=True)
def test_leaving_and_placing_at_once_keep_the_count_right() -> None:
    call = make.call_of()
    position = make.position(call, seats=2)
    *leaving, third, fourth = make.selected(call, 4)
    old = [actions.place_applicant(make.SYSTEM, one.pk, position.pk) for one in leaving]
    at_once(
        [lambda pk=one.pk: actions.leave_placement(make.SYSTEM, pk, "취업") for one in old]
        + [lambda pk=one.pk: actions.place_applicant(make.SYSTEM, pk, position.pk) for one in (third, fourth)]
    )
    seated = Placement.objects.filter(position=position, state="proposed").count()
    assert Position.objects.get(pk=position.pk).taken == seated <= 2
