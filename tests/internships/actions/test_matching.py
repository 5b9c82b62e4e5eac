"""From wishes to seats: the matching, its second person, offers, what follows by itself, moves by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accounts.models import Role, User
from internships import actions
from internships.errors import (
    MatchingChanged,
    NobodyToMatch,
    NoLot,
    NotOffered,
    OfferOver,
    TooManyWishes,
    UnknownWish,
    WishesOpen,
    WishesOver,
)
from internships.models import MatchingRun, Placement, Position, ReservedSeats
from internships.programme import CHOOSING
from internships.queries.matching import market_of, passed_over, placed_now
from internships.rules.matching import from_json, match
from internships.tasks import lapse_placements
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted, NotVisible
from notices.models import Notice
from programs import actions as engine
from programs.errors import SecondPersonNeeded
from programs.models import Application, Call, ReserveCall
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
ONCHEON, JUNGANG = "3020054000", "3011051500"  # 온천2동 in Yuseong-gu, 중앙동 in Dong-gu


def call_of(manager: User, **settings: Any) -> Call:
    return make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"), **settings)


def wish(application: Application, *positions: Position, **more: Any) -> Any:
    revision = more.pop("revision", 0)
    return actions.save_wishes(
        make.acting(application.user), application.pk, [one.pk for one in positions], revision=revision, **more
    )


@pytest.fixture
def manager() -> User:
    return make.manager()


@pytest.fixture
def approver(manager: User) -> User:
    return make.manager("심청")


@pytest.fixture
def call(manager: User, approver: User) -> Call:
    made = call_of(manager)
    actions_actor = make.acting(manager)
    engine.add_approver(actions_actor, made.pk, approver)
    return made


def two_of_three(call: Call) -> tuple[list[Application], Position, Position]:
    """Three selected applicants, best first, who all wish for the first of two single seats, then the second."""
    first, second = make.position(call, seats=1, title="가"), make.position(call, seats=1, title="나")
    people = make.selected(call, 3)
    for application, score in zip(people, (90, 80, 70), strict=True):
        Application.objects.filter(pk=application.pk).update(score=Decimal(score))
        wish(application, first, second)
    return people, first, second


def offered(call: Call, manager: User, approver: User) -> MatchingRun:
    run = actions.propose_matching(make.acting(manager), call.pk)
    return actions.confirm_matching(make.acting(approver), run.pk)


# -- wishes --------------------------------------------------------------------------------------------------------


def test_a_list_of_wishes_is_kept_whole_and_a_stale_page_does_not_undo_it(call: Call) -> None:
    first, second = make.position(call), make.position(call)
    (application,) = make.selected(call)
    kept = wish(application, second, first, home=ONCHEON, longest=45, districts=["30200", "99999"])
    assert [one.position_id for one in kept.wishes.all()] == [second.pk, first.pk]
    assert (kept.home, kept.longest, kept.districts) == (ONCHEON, 45, ["30200"])
    with pytest.raises(ChangedMeanwhile):
        wish(application, first)
    assert [one.position_id for one in wish(application, first, revision=1).wishes.all()] == [first.pk]


def test_wishes_are_the_applicants_own(call: Call) -> None:
    position = make.position(call)
    (application,) = make.selected(call)
    with pytest.raises(NotVisible):
        actions.save_wishes(make.acting(make.person("놀부")), application.pk, [position.pk])


def test_only_granted_positions_of_the_call_can_be_wished_for_and_not_too_many(manager: User) -> None:
    call = call_of(manager, most_wishes=1)
    one, two = make.position(call), make.position(call)
    elsewhere = make.position(call_of(manager))
    (application,) = make.selected(call)
    with pytest.raises(UnknownWish):
        wish(application, elsewhere)
    with pytest.raises(TooManyWishes):
        wish(application, one, two)


def test_wishes_end_with_their_day_and_the_matching_waits_for_it(manager: User) -> None:
    today = clock.today()
    call = call_of(manager, wishes_until=today.isoformat())
    position = make.position(call)
    (application,) = make.selected(call)
    wish(application, position)
    with pytest.raises(WishesOpen):
        actions.propose_matching(make.acting(manager), call.pk)
    past = call_of(manager, wishes_until=(today - timedelta(days=1)).isoformat())
    seat = make.position(past)
    (late,) = make.selected(past)
    with pytest.raises(WishesOver):
        wish(late, seat)


# -- the matching ----------------------------------------------------------------------------------------------------


def test_a_matching_offers_the_seats_by_score_and_wish_once_a_second_person_confirms(
    call: Call, manager: User, approver: User
) -> None:
    people, first, second = two_of_three(call)
    run = actions.propose_matching(make.acting(manager), call.pk)
    assert not Placement.objects.exists()
    with pytest.raises(SecondPersonNeeded):
        actions.confirm_matching(make.acting(manager), run.pk)
    actions.confirm_matching(make.acting(approver), run.pk)
    assert placed_now(call) == {people[0].pk: first.pk, people[1].pk: second.pk}
    placed = Placement.objects.get(application=people[1])
    assert (placed.state, placed.wish, placed.run_id) == ("proposed", 2, run.pk)
    assert placed.due_at and placed.due_at > clock.now() + timedelta(days=2)
    assert Notice.objects.filter(code="placement_proposed").count() == 2
    run.refresh_from_db()
    assert run.proof["blocking"] == []
    assert match(from_json(run.inputs)).placed == placed_now(call)


def test_a_matching_that_would_be_made_from_something_else_now_is_not_confirmed(
    call: Call, manager: User, approver: User
) -> None:
    people, first, second = two_of_three(call)
    run = actions.propose_matching(make.acting(manager), call.pk)
    wish(people[0], second, first, revision=1)
    with pytest.raises(MatchingChanged):
        actions.confirm_matching(make.acting(approver), run.pk)
    again = actions.propose_matching(make.acting(manager), call.pk)
    run.refresh_from_db()
    assert run.state == "superseded"
    actions.confirm_matching(make.acting(approver), again.pk)
    assert placed_now(call) == {people[0].pk: second.pk, people[1].pk: first.pk}


def test_without_a_published_lot_or_anybody_to_place_nothing_is_matched(manager: User) -> None:
    call = make.call_of(manager)
    make.position(call)
    make.selected(call)
    with pytest.raises(NoLot):
        actions.propose_matching(make.acting(manager), call.pk)
    empty = call_of(manager)
    make.selected(empty)
    with pytest.raises(NobodyToMatch):
        actions.propose_matching(make.acting(manager), empty.pk)


def test_only_who_manages_the_call_proposes(call: Call) -> None:
    two_of_three(call)
    with pytest.raises(NotPermitted):
        actions.propose_matching(make.acting(make.manager("변학도")), call.pk)


def test_who_gave_no_list_is_matched_by_the_wishes_of_the_application(
    call: Call, manager: User, approver: User
) -> None:
    here = make.position(call, dong=ONCHEON)  # Yuseong-gu, as the application wishes
    make.position(call, dong=JUNGANG)
    (application,) = make.selected(call)
    offered(call, manager, approver)
    assert placed_now(call) == {application.pk: here.pk}


def test_the_way_from_home_is_a_limit_and_districts_come_nearest_first(call: Call) -> None:
    near = make.position(call, dong=ONCHEON, title="가까운 곳")
    far = make.position(call, dong=JUNGANG, title="먼 곳")
    (application,) = make.selected(call)
    wish(application, far, home=ONCHEON, longest=50, districts=["30200"])
    (person,) = market_of(call).people
    assert [one.position for one in person.wishes] == [far.pk, near.pk]
    # By the law of cosines 8.756 km: 15 minutes and 4 for each of them make 50.02, rounded up; within one dong 15.
    assert [one.minutes for one in person.wishes] == [51, 15]
    assert match(market_of(call)).placed == {application.pk: near.pk}


def test_a_kept_seat_goes_to_its_group(call: Call, manager: User, approver: User) -> None:
    people, first, second = two_of_three(call)
    ReservedSeats.objects.create(position=first, group="disabled", seats=1)
    make.member_of_group(people[2], "disabled")
    offered(call, manager, approver)
    assert placed_now(call) == {people[2].pk: first.pk, people[0].pk: second.pk}


def test_the_seats_of_a_suspended_host_are_neither_matched_nor_given_by_hand(
    call: Call, manager: User, approver: User
) -> None:
    people, first, second = two_of_three(call)
    actions.suspend_host(make.SYSTEM, first.host_id, "점검")
    offered(call, manager, approver)
    assert placed_now(call) == {people[0].pk: second.pk}
    with pytest.raises(NotOffered):
        actions.place_applicant(make.acting(manager), people[1].pk, first.pk)


# -- answers and what follows ------------------------------------------------------------------------------------------


def test_who_declines_gives_up_the_selection_and_the_seat_goes_to_who_waits(
    call: Call, manager: User, approver: User
) -> None:
    people, first, _ = two_of_three(call)
    offered(call, manager, approver)
    placement = Placement.objects.get(application=people[0])
    actions.decline_placement(make.acting(placement.person), placement.pk, "다른 곳에 취업했습니다.")
    people[0].refresh_from_db()
    assert people[0].state == "given_up"
    following = Placement.objects.get(application=people[2])
    assert (following.position_id, following.state, following.wish) == (first.pk, "proposed", 1)
    assert following.run and following.run.kind == MatchingRun.Kind.FOLLOWING
    # Who has a place keeps it: the second does not move up to the freed dearer seat.
    assert Placement.objects.get(application=people[1]).position.title == "나"


def test_an_offer_that_is_not_answered_lapses_by_itself_and_cannot_be_taken_any_more(
    call: Call, manager: User, approver: User
) -> None:
    people, first, _ = two_of_three(call)
    offered(call, manager, approver)
    Placement.objects.filter(application=people[0]).update(due_at=clock.now() - timedelta(minutes=1))
    placement = Placement.objects.get(application=people[0])
    with pytest.raises(OfferOver):
        actions.accept_placement(make.acting(placement.person), placement.pk)
    assert lapse_placements() == 1
    assert lapse_placements() == 0
    placement.refresh_from_db()
    assert placement.state == "lapsed"
    assert placed_now(call)[people[2].pk] == first.pk
    with pytest.raises(OfferOver):
        actions.accept_placement(make.acting(placement.person), placement.pk)


def test_a_reserve_is_called_for_the_place_and_offered_a_seat_once_they_accept(manager: User, approver: User) -> None:
    call = call_of(manager)
    engine.add_approver(make.acting(manager), call.pk, approver)
    seat = make.position(call, seats=1)
    first, reserve = make.selected_and_reserve(call)
    wish(first, seat)
    wish(reserve, seat)
    offered(call, manager, approver)
    placement = Placement.objects.get(application=first)
    actions.decline_placement(make.acting(placement.person), placement.pk, "개인 사정입니다.")
    called = ReserveCall.objects.get(application=reserve)
    assert called.state == "open"
    engine.accept_call_up(make.acting(reserve.user), called.pk)
    assert placed_now(call) == {reserve.pk: seat.pk}


def test_who_leaves_frees_seat_and_selection(call: Call, manager: User, approver: User) -> None:
    people, first, _ = two_of_three(call)
    offered(call, manager, approver)
    placement = Placement.objects.get(application=people[0])
    actions.accept_placement(make.acting(placement.person), placement.pk)
    actions.leave_placement(make.acting(manager), placement.pk, "중도 포기")
    assert not placement.person.has_role(Role.INTERN)
    assert placed_now(call)[people[2].pk] == first.pk


def test_a_withdrawn_position_frees_its_people_for_the_next_wish(call: Call, manager: User, approver: User) -> None:
    people, first, _ = two_of_three(call)
    spare = make.position(call, seats=1, title="다")
    wish(people[0], first, spare, revision=1)
    offered(call, manager, approver)
    actions.withdraw_position(make.acting(manager), first.pk, "사무실 이전")
    assert placed_now(call)[people[0].pk] == spare.pk
    people[0].refresh_from_db()
    assert people[0].state == "selected"
    first.refresh_from_db()
    assert (first.state, first.taken) == ("closed", 0)


def test_a_move_by_hand_says_why_and_whom_it_passes_over_and_the_freed_seat_goes_to_who_waits(
    call: Call, manager: User, approver: User
) -> None:
    people, first, second = two_of_three(call)
    offered(call, manager, approver)
    spare = make.position(call, seats=1, title="다")
    wish(people[2], spare, first, revision=1)
    assert passed_over(call, people[0].pk, spare.pk) == []  # the one who wants it has fewer points
    assert passed_over(call, people[1].pk, second.pk) == []
    wish(people[0], spare, first, revision=1)
    placement = Placement.objects.get(application=people[1])
    moved = actions.move_placement(make.acting(manager), placement.pk, spare.pk, "휠체어로 갈 수 있는 곳")
    assert (moved.position_id, moved.state, moved.disturbs) == (spare.pk, "proposed", [people[0].pk])
    placement.refresh_from_db()
    assert (placement.state, placement.end_reason) == ("withdrawn", "휠체어로 갈 수 있는 곳")
    assert people[2].pk not in placed_now(call)  # wishes for the spare and the first seat alone
    wish(people[2], second, revision=2)
    actions.fill_seats(make.acting(manager), call.pk)
    assert placed_now(call)[people[2].pk] == second.pk


@pytest.mark.django_db(transaction=True)
def test_declining_and_accepting_at_once_from_many_connections_keeps_seats_and_people_single() -> None:
    manager, approver = make.manager(), make.manager("심청")
    call = call_of(manager)
    engine.add_approver(make.acting(manager), call.pk, approver)
    seats = [make.position(call, seats=1, title=f"자리 {number}") for number in range(4)]
    people = make.selected(call, 10)
    for application in people:
        wish(application, *seats)
    offered(call, manager, approver)
    placements = list(Placement.objects.filter(state="proposed").select_related("person").order_by("pk"))
    assert len(placements) == 4

    def answer(placement: Placement, decline: bool) -> Any:
        actor = make.acting(placement.person)
        if decline:
            return actions.decline_placement(actor, placement.pk, "개인 사정입니다.")
        return actions.accept_placement(actor, placement.pk)

    clicks = [(placement, number % 2 == 0) for number, placement in enumerate(placements) for _ in range(3)]
    at_once([partial(answer, placement, decline) for placement, decline in clicks])
    for seat in seats:
        seat.refresh_from_db()
        assert seat.taken == Placement.objects.filter(position=seat, state__in=("proposed", "accepted")).count() <= 1
    held = Placement.objects.filter(state__in=("proposed", "accepted")).values_list("application_id", flat=True)
    assert len(held) == len(set(held)) == 4
    assert Placement.objects.filter(state="declined").count() == 2
