"""A call of 2,000 applicants for 250 seats around the real city, played from a seed through the same actions.

Positions lie where real businesses of the city do when their list lies beside the checkout
(``../shared/data/daejeon_businesses_202603.csv``), else at the points of the real dongs.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from config.processes import FRAME
from internships import actions
from internships.lifecycles import SEATED
from internships.models import MatchingRun, Placement, Position, Wish, WishList, Work
from internships.programme import CHOOSING
from internships.queries.placement import to_place
from internships.queries.position import offered_like
from internships.tasks import lapse_placements
from kernel import clock
from kernel.areas import DONGS
from programs import actions as engine
from programs.models import Application, Call, Decision, ReserveCall
from tests.internships import factories as make

APPLICANTS, SEATS, RESERVES, WISHES = 2_000, 250, 250, 20
SEED = 20_260_801

# Of the national programme of 2020 nine of ten who were offered a place signed a contract (7,037 → 6,335).
ACCEPTS, DECLINES = 0.9, 0.96  # below the first accepted, below the second declined, above it never answered


def spots(dice: random.Random, count: int) -> list[tuple[str, Decimal, Decimal]]:
    """So many (dong, latitude, longitude) in the city."""
    if not FRAME.is_file():
        return [(one.code, one.latitude, one.longitude) for one in dice.choices(list(DONGS.values()), k=count)]
    with FRAME.open(encoding="utf-8-sig", newline="") as lines:
        shops = [(f"{row['행정동코드8']}00", row["위도"], row["경도"]) for row in csv.DictReader(lines)]
    known = [one for one in dice.sample(shops, 4 * count) if one[0] in DONGS]
    return [(dong, round(Decimal(north), 6), round(Decimal(east), 6)) for dong, north, east in known[:count]]


class Season:
    """The world and its people; whatever they do comes from one seed."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)
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
        places = spots(self.dice, SEATS)
        while left:
            seats = min(left, self.dice.randint(1, 4))
            dong, latitude, longitude = places[number]
            made.append(
                make.position(
                    self.call,
                    self.dice.choice(hosts),
                    seats=seats,
                    title=f"자리 {number:03}",
                    dong=dong,
                    latitude=latitude,
                    longitude=longitude,
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
        """Each offer is taken, refused with a reason, or left to lapse."""
        offers = list(Placement.objects.filter(state="proposed").select_related("person").order_by("pk"))
        for placement in offers:
            actor, chance = make.acting(placement.person), self.dice.random()
            if chance < ACCEPTS:
                actions.accept_placement(actor, placement.pk)
            elif chance < DECLINES:
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

    def place_the_rest(self) -> int:
        """The office asks whoever still waits whether they would go farther than they wrote; they would."""
        waiting, placed = list(to_place(self.call)), 0
        for position in offered_like(self.call, free=True):
            for application in waiting[placed : placed + position.free]:
                made = actions.place_applicant(make.acting(self.manager), application.pk, position.pk)
                actions.accept_placement(make.acting(made.person), made.pk)
                placed += 1
        return placed

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
