"""A call of 2,000 applicants for 250 seats around the real dongs, played from a seed through the same actions until
every seat is filled or nobody is left who would take it: with refusals, silence, a host that withdraws, people who
leave."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from internships import actions
from internships.lifecycles import SEATED
from internships.models import MatchingRun, Placement, Position, Wish, WishList, Work
from internships.programme import CHOOSING
from internships.queries.matching import frozen_market, market_of, placed_now
from internships.rules.matching import match, prove
from internships.tasks import lapse_placements
from kernel import clock
from kernel.areas import DONGS
from programs import actions as engine
from programs.models import Application, Call, Decision, ReserveCall
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
APPLICANTS, SEATS, RESERVES, WISHES = 2_000, 250, 250, 20
SEED = 20_260_801


class Season:
    """The world and its people; whatever they do comes from one seed."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311
        self.manager, self.approver = make.manager(), make.manager("심청")
        self.call = make.call_of(self.manager, seats=SEATS, choosing=make.with_lot(CHOOSING, "2026-08-03"))
        engine.add_approver(make.acting(self.manager), self.call.pk, self.approver)
        self.positions = self._positions()
        self._applicants()
        for state in ("closed", "decided"):
            Call.objects.filter(pk=self.call.pk).update(state=state, results_published_at=clock.now())
        self.call.refresh_from_db()

    def _positions(self) -> list[Position]:
        hosts = [make.host() for _ in range(25)]
        made, left, number = [], SEATS, 0
        dongs = list(DONGS.values())
        while left:
            seats = min(left, self.dice.randint(1, 4))
            dong = self.dice.choice(dongs)
            made.append(
                make.position(
                    self.call,
                    self.dice.choice(hosts),
                    seats=seats,
                    title=f"자리 {number:03}",
                    dong=dong.code,
                    work=self.dice.choice(Work.values),
                )
            )
            left, number = left - seats, number + 1
        return made

    def _applicants(self) -> None:
        """As the engine leaves them once the results are out: ranked, selected, on the reserve list or refused."""
        users = User.objects.bulk_create(
            User(email=f"applicant{number}@example.org", name=f"지원자{number:04}") for number in range(APPLICANTS)
        )
        outcomes = ["selected"] * SEATS + ["reserve"] * RESERVES + ["rejected"] * (APPLICANTS - SEATS - RESERVES)
        moment = clock.now()
        applications = Application.objects.bulk_create(
            Application(
                call=self.call,
                user=user,
                name=user.name,
                state=outcome,
                answers=make.ANSWERS | {"work": self.dice.sample(Work.values, 2)},
                receipt_serial=number + 1,
                receipt_number=f"DI-2026-900-{number + 1:05}",
                submitted_at=moment,
                score=Decimal(9900 - number * 2 - self.dice.randint(0, 1)) / 100,
            )
            for number, (user, outcome) in enumerate(zip(users, outcomes, strict=True))
        )
        Decision.objects.bulk_create(
            Decision(
                application=one,
                outcome=one.state,
                state="published",
                score=one.score,
                rank=number + 1,
                reason="" if one.state == "selected" else "순위",
                decided_at=moment,
                published_at=moment,
            )
            for number, one in enumerate(applications)
        )
        self._wishes(applications[: SEATS + RESERVES])

    def _wishes(self, applications: list[Application]) -> None:
        homes = list(DONGS)
        lists = WishList.objects.bulk_create(
            WishList(
                application=one,
                home=self.dice.choice(homes),
                longest=self.dice.choice((None, 40, 60, 90)),
                districts=self.dice.sample(["30110", "30140", "30170", "30200", "30230"], 3),
            )
            for one in applications
        )
        Wish.objects.bulk_create(
            Wish(of=listed, position=position, rank=rank)
            for listed in lists
            for rank, position in enumerate(self.dice.sample(self.positions, WISHES), 1)
        )

    # -- what people do ----------------------------------------------------------------------------------------------

    def match(self) -> MatchingRun:
        run = actions.propose_matching(make.acting(self.manager), self.call.pk)
        return actions.confirm_matching(make.acting(self.approver), run.pk)

    def answer_offers(self) -> int:
        """Each offer is taken by eight of ten, refused by one, left to lapse by one."""
        offers = list(Placement.objects.filter(state="proposed").select_related("person").order_by("pk"))
        for placement in offers:
            actor, chance = make.acting(placement.person), self.dice.random()
            if chance < 0.8:
                actions.accept_placement(actor, placement.pk)
            elif chance < 0.9:
                actions.decline_placement(actor, placement.pk, "다른 일을 구했습니다.")
            else:
                over = clock.now() - timedelta(minutes=1)
                Placement.objects.filter(pk=placement.pk, state="proposed").update(due_at=over)
        lapse_placements()
        return len(offers)

    def answer_call_ups(self) -> int:
        calls = list(ReserveCall.objects.filter(state="open").select_related("application__user").order_by("pk"))
        for called in calls:
            actor = make.acting(called.application.user)
            if self.dice.random() < 0.8:
                engine.accept_call_up(actor, called.pk)
            else:
                engine.refuse_call_up(actor, called.pk, "다른 일을 구했습니다.")
        return len(calls)

    def go_on_until_quiet(self) -> int:
        rounds = 0
        while self.answer_offers() + self.answer_call_ups():
            rounds += 1
            self.check()
            assert rounds < 40
        return rounds

    # -- what must hold at every moment --------------------------------------------------------------------------------

    def check(self) -> None:
        held = Placement.objects.filter(state__in=SEATED)
        people = Counter(held.values_list("person_id", flat=True))
        assert not people or max(people.values()) == 1
        at = Counter(held.values_list("position_id", flat=True))
        for position in Position.objects.all():
            assert position.taken == at[position.pk] <= position.seats
        assert set(held.values_list("application__state", flat=True)) <= {"selected"}
        ranks = list(ReserveCall.objects.order_by("pk").values_list("application__decision__rank", flat=True))
        assert ranks == sorted(ranks)  # in the order of the list
        assert len(set(ranks)) == len(ranks)  # each once


def test_two_thousand_applicants_and_two_hundred_and_fifty_seats_come_to_rest() -> None:
    season = Season()
    run = season.match()
    market = frozen_market(run)
    assert len(market.people) == SEATS
    assert prove(market, placed_now(season.call)).holds
    season.check()
    season.go_on_until_quiet()

    withdrawn = Placement.objects.filter(state="accepted").order_by("pk")[0].position
    actions.withdraw_position(make.acting(season.manager), withdrawn.pk, "사무실 이전")
    for placement in Placement.objects.filter(state="accepted").order_by("pk")[5:12]:
        actions.leave_placement(make.acting(season.manager), placement.pk, "중도 포기")
    season.go_on_until_quiet()

    # At rest: nobody waits for an answer, and whoever still waits for a seat would not get one by the rule.
    assert not Placement.objects.filter(state="proposed").exists()
    assert not ReserveCall.objects.filter(state="open").exists()
    assert match(market_of(season.call)).placed == {}
    filled = Placement.objects.filter(state="accepted").count()
    open_seats = SEATS - withdrawn.seats
    waiting = Application.objects.filter(state="selected").count() - filled
    assert filled + waiting == SEATS  # every place of the call is somebody's
    assert open_seats - filled <= waiting
    assert filled >= open_seats * 95 // 100
    states = Counter(Placement.objects.values_list("state", flat=True))
    assert min(states[state] for state in ("declined", "lapsed", "withdrawn", "left")) > 0
    for following in MatchingRun.objects.filter(kind=MatchingRun.Kind.FOLLOWING):
        assert following.proof["blocking"] == []
