"""Seats under clicks at once, over connections of their own: never more accepted than seats, never one person in two
seats, reserves called once and in order, nobody waits in a circle."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings

from internships import actions
from internships.errors import NoSeatLeft, OfferOver, PlacedAlready
from internships.lifecycles import ACTIVE, SEATED
from internships.models import Placement, Position, WishList
from internships.programme import CHOOSING
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions as engine
from programs.models import Application, Call, Decision, ReserveCall
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
Job = Callable[[], Any]
LAPSE = Actor.system("internships.lapse_placements")
WHY = "개인 사정"


class World:
    """A matched call: ``seats`` single seats, all offered, ``reserves`` on the reserve list in order."""

    def __init__(self, seats: int, reserves: int = 0, waiting: int = 0) -> None:
        self.manager = make.manager()
        approver = make.manager("심청")
        self.call: Call = make.call_of(self.manager, choosing=make.with_lot(CHOOSING, "2026-08"))
        engine.add_approver(make.acting(self.manager), self.call.pk, approver)
        Call.objects.filter(pk=self.call.pk).update(seats=seats + waiting)
        self.seats = [make.position(self.call, seats=1, title=f"자리 {number}") for number in range(seats)]
        people = [make.submitted(self.call) for _number in range(seats + waiting + reserves)]
        outcomes = ["selected"] * (seats + waiting) + ["reserve"] * reserves
        self.people = make.published(self.call, dict(zip(people, outcomes, strict=True)))
        for number, one in enumerate(self.people, 1):
            Decision.objects.filter(application=one).update(rank=number)
            Application.objects.filter(pk=one.pk).update(score=100 - number)
            actions.save_wishes(make.acting(one.user), one.pk, [seat.pk for seat in self.seats])
        run = actions.propose_matching(make.acting(self.manager), self.call.pk)
        actions.confirm_matching(make.acting(approver), run.pk)

    def offers(self) -> list[Placement]:
        return list(Placement.objects.filter(state="proposed").select_related("person").order_by("pk"))

    # -- clicks ------------------------------------------------------------------------------------------------------

    def accept(self, one: Placement) -> Job:
        return partial(actions.accept_placement, make.acting(one.person), one.pk)

    def decline(self, one: Placement) -> Job:
        return partial(actions.decline_placement, make.acting(one.person), one.pk, WHY)

    def lapse(self, one: Placement) -> Job:
        return partial(actions.lapse_placement, LAPSE, one.pk)

    def leave(self, one: Placement) -> Job:
        return partial(actions.leave_placement, make.acting(self.manager), one.pk, WHY)

    def withdraw(self, seat: Position) -> Job:
        return partial(actions.withdraw_position, make.acting(self.manager), seat.pk, WHY)

    def move(self, one: Placement, seat: Position) -> Job:
        return partial(actions.move_placement, make.acting(self.manager), one.pk, seat.pk, WHY)

    def place(self, application: Application, seat: Position) -> Job:
        return partial(actions.place_applicant, make.acting(self.manager), application.pk, seat.pk)

    def wish(self, application: Application, dice: random.Random) -> Job:
        """The whole list in another order, as the page that was seen sends it."""
        seen = WishList.objects.get(application=application).revision
        order = dice.sample([seat.pk for seat in self.seats], len(self.seats))
        return partial(actions.save_wishes, make.acting(application.user), application.pk, order, revision=seen)

    # -- what must hold ----------------------------------------------------------------------------------------------

    def check(self) -> None:
        held = Placement.objects.filter(state__in=SEATED)
        at = Counter(held.values_list("position_id", flat=True))
        for seat in Position.objects.filter(call=self.call):
            assert seat.taken == at[seat.pk] <= seat.seats
            assert seat.state == "granted" or not at[seat.pk]
        people = Counter(held.values_list("person_id", flat=True))
        assert max(people.values(), default=1) == 1
        assert set(held.values_list("application__state", flat=True)) <= {"selected"}
        ended = Placement.objects.filter(state__in=("declined", "lapsed", "left"))
        assert set(ended.values_list("application__state", flat=True)) <= {"given_up"}
        self.check_reserves()

    def check_reserves(self) -> None:
        """Each reserve is called once, in the order of the list, and no place is given to two."""
        ranks = list(ReserveCall.objects.order_by("pk").values_list("application__decision__rank", flat=True))
        assert ranks == sorted(set(ranks))
        filled = ReserveCall.objects.filter(state__in=("open", "accepted"))
        freed = list(filled.values_list("freed_by_id", flat=True))
        assert len(freed) == len(set(freed))
        taken = Application.objects.filter(call=self.call, state="selected").count()
        called = ReserveCall.objects.filter(state="open").count()
        assert taken + called <= Call.objects.get(pk=self.call.pk).seats


def refused(answers: list[Any]) -> Counter[str]:
    return Counter(answer.code for answer in answers if isinstance(answer, HanbatError))


def test_reserves_are_called_once_each_and_in_order_however_many_give_up_at_once() -> None:
    world = World(seats=6, reserves=8)
    offers = world.offers()
    answers = at_once([world.decline(one) for one in offers[:4] for _twice in range(2)])
    assert refused(answers) == {"TransitionRefused": 4}  # the second click of each
    ranks = list(ReserveCall.objects.order_by("pk").values_list("application__decision__rank", flat=True))
    assert ranks == [7, 8, 9, 10]
    world.check()
    called = list(ReserveCall.objects.filter(state="open").select_related("application__user").order_by("pk"))
    yes, no = called[:2], called[2:]
    at_once(
        [partial(engine.accept_call_up, make.acting(one.application.user), one.pk) for one in yes for _twice in "12"]
        + [partial(engine.refuse_call_up, make.acting(one.application.user), one.pk, WHY) for one in no]
    )
    ranks = list(ReserveCall.objects.order_by("pk").values_list("application__decision__rank", flat=True))
    assert ranks == [7, 8, 9, 10, 11, 12]
    assert Placement.objects.filter(application__in=[one.application_id for one in yes], state="proposed").count() == 2
    world.check()


def test_an_offer_whose_end_comes_while_people_click_is_taken_or_lapses_and_never_both() -> None:
    """Whoever reached us in time is let finish for so long, then the offer lapses: everybody comes at that instant."""
    world = World(seats=6, waiting=3)
    offers = world.offers()
    reached, patience = time.monotonic() - settings.LONGEST_WAIT + 0.3, timedelta(seconds=settings.LONGEST_WAIT)
    Placement.objects.update(due_at=clock.database_now() - patience + timedelta(seconds=0.3))

    def in_time(one: Placement) -> Any:
        with clock.reached_us(reached):
            return actions.accept_placement(make.acting(one.person), one.pk)

    def soon(one: Placement) -> Any:
        time.sleep(0.3)
        return actions.lapse_placement(LAPSE, one.pk)

    answers = at_once([partial(act, one) for one in offers for act in (in_time, soon, in_time, soon)])
    assert set(refused(answers)) <= {OfferOver.__name__}
    for one in offers:
        one.refresh_from_db()
        application = Application.objects.get(pk=one.application_id)
        assert (one.state, application.state) in {("accepted", "selected"), ("lapsed", "given_up")}
        assert one.person.has_role("intern") == (one.state == "accepted")
    world.check()


def test_whoever_accepts_while_the_host_withdraws_has_no_seat_at_a_closed_position() -> None:
    world = World(seats=5, waiting=2)
    offers = world.offers()
    gone = world.seats[:3]
    waiting = [one for one in world.people if not one.placements.exists()]
    answers = at_once(
        [world.withdraw(seat) for seat in gone for _twice in range(2)]
        + [world.accept(one) for one in offers]
        + [world.place(one, seat) for one, seat in zip(waiting, gone, strict=False)]
    )
    assert refused(answers)["TransitionRefused"] >= 3  # each position is withdrawn once
    assert Position.objects.filter(pk__in=[one.pk for one in gone], state="closed").count() == 3
    assert not Placement.objects.filter(position__in=gone, state__in=ACTIVE).exists()
    assert Application.objects.filter(call=world.call, state="selected").count() == 7  # nobody loses the selection
    world.check()


def test_a_free_seat_that_many_move_to_is_given_once_and_everybody_else_stays() -> None:
    world = World(seats=4)
    spare = make.position(world.call, seats=1, title="빈자리")
    offers = world.offers()
    answers = at_once([world.move(one, spare) for one in offers])
    assert refused(answers) == {NoSeatLeft.__name__: 3}
    assert Placement.objects.filter(position=spare, state="proposed").count() == 1
    assert Placement.objects.filter(state="proposed").count() == 4
    world.check()


def test_one_person_placed_by_hand_and_by_the_rule_at_once_has_one_seat() -> None:
    world = World(seats=3, waiting=1)
    (waiting,) = [one for one in world.people if not one.placements.exists()]
    spares = [make.position(world.call, seats=1, title=f"빈자리 {number}") for number in range(3)]
    offers = world.offers()
    hands, declined = [world.place(waiting, spare) for spare in spares], [world.decline(one) for one in offers]
    answers = at_once([*hands, *declined])
    assert set(refused(answers[: len(hands)])) <= {PlacedAlready.__name__}
    assert not refused(answers[len(hands) :])  # who gives up is not told of somebody else's place
    assert Placement.objects.filter(application=waiting, state="proposed").count() == 1
    world.check()


@pytest.mark.parametrize("seed", [20_260_801, 20_260_802])
def test_whatever_is_clicked_at_once_seats_people_and_reserves_stay_single(seed: int) -> None:
    world, dice = World(seats=6, reserves=6, waiting=2), random.Random(seed)
    spare = make.position(world.call, seats=2, title="빈자리")
    for _round in range(3):
        answers = at_once(_clicks(world, spare, dice))
        # Whoever gives a place up is never told that somebody else's seat is taken.
        assert set(refused(answers)) <= {
            "TransitionRefused", "NoSeatLeft", "NotOffered", "PlacedAlready", "NotSelected", "NoWishesNow",
            "ChangedMeanwhile", "SamePosition", "UnknownWish", "NoCallUp", "NobodyToCall",
        }  # fmt: skip
        world.check()


def _clicks(world: World, spare: Position, dice: random.Random) -> list[Job]:
    """Everything that can be clicked, on the same few placements."""
    jobs: list[Job] = []
    active = list(Placement.objects.filter(state__in=ACTIVE).select_related("person").order_by("pk"))
    for one in active:
        jobs += dice.sample([world.accept(one), world.decline(one), world.leave(one), world.move(one, spare)], 2)
    jobs += [world.accept(one) for one in active[:3]]
    jobs.append(world.withdraw(dice.choice(world.seats)))
    for called in ReserveCall.objects.filter(state="open").select_related("application__user"):
        jobs.append(partial(engine.accept_call_up, make.acting(called.application.user), called.pk))
    waiting = Application.objects.filter(call=world.call, state__in=("selected", "reserve")).select_related("user")
    jobs += [world.wish(one, dice) for one in waiting[:4]]
    jobs += [world.place(one, spare) for one in waiting[:2]]
    return jobs


def test_who_changes_wishes_and_who_fills_their_positions_do_not_wait_for_each_other_in_a_circle() -> None:
    world, dice = World(seats=4, waiting=6), random.Random(7)
    spare = make.position(world.call, seats=1, title="빈자리")
    offers = world.offers()
    waiting = [one for one in world.people if not one.placements.exists()]
    answers = at_once(
        [world.wish(one, dice) for one in waiting]
        + [world.withdraw(world.seats[0]), world.move(offers[1], spare), world.decline(offers[2])]
    )
    assert set(refused(answers)) <= {"UnknownWish", "TransitionRefused"}
    world.check()
