"""A ranking from the database: gathering what 70,000 sheets say, the list, its decisions, its page; what a second
person's confirmation and the publication of all results take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from bench.applications import _organisations, cookie_of
from bench.harness import Request, Result, Stage, repeated

SIZES, EACH, PANEL, RUNS, REQUESTS = (250, 10_000), 7, 60, 3, 160


def benchmarks(stage: Stage) -> Iterator[Result]:
    from django.db import transaction

    with transaction.atomic():
        made = [world(size, serial) for serial, size in enumerate(SIZES)]
    for size, call, _cookie_of_manager in made:
        for function in (gathered, listed, proposed):
            values, peak = repeated(function, call, runs=RUNS)
            yield Result.of(f"ranking_{function.__name__}", size, "ms", values, peak)
        for act in (confirmed, published):  # once each: a call is published once
            values, peak = repeated(act, call, runs=1)
            yield Result.of(f"ranking_{act.__name__}", size, "ms", values, peak)
    with stage.web() as web:
        for size, call, cookie in made:
            for name, path in (("ranking_page", "ranking/"), ("ranking_late_page", f"ranking/?page={size // 50}")):
                page = Request(f"/manage/calls/{call}/{path}", headers={"Cookie": cookie})
                web.load(page, at_once=2, total=20)
                for at_once in (1, 8):
                    loads = [web.load(page, at_once=at_once, total=REQUESTS) for _ in range(RUNS)]
                    assert not any(load.failures for load in loads), loads
                    rates = [load.requests_per_second for load in loads]
                    yield Result.of(f"{name}_{size}", at_once, "requests/s", rates, web.peak_rss())
                    yield Result.of(f"{name}_{size}_p50", at_once, "ms", [x.p50_ms for x in loads], web.peak_rss())


def _timed(function: Any) -> float:
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1000


def gathered(call: int) -> float:
    from programs.models import Call
    from programs.queries.ranking import ranking_inputs

    shown = Call.objects.get(pk=call)
    return _timed(lambda: ranking_inputs(shown))


def listed(call: int) -> float:
    from programs.models import Call
    from programs.queries.ranking import ranking_inputs
    from programs.rules.ranking import rank

    inputs = ranking_inputs(Call.objects.get(pk=call))
    return _timed(lambda: rank(inputs))


def proposed(call: int) -> float:
    """The whole action: gathered, frozen, listed, kept, with a decision for each place."""
    from programs import actions
    from tests.programs.factories import SYSTEM

    return _timed(lambda: actions.propose_ranking(SYSTEM, call))


def confirmed(call: int) -> float:
    """The second person: gathered anew and compared, every decision moved, a line in the trail for each."""
    from programs import actions
    from programs.models import RankingRun
    from tests.programs.factories import SYSTEM

    run = RankingRun.objects.get(call=call, state="proposed")
    return _timed(lambda: actions.confirm_ranking(SYSTEM, run.pk))


def published(call: int) -> float:
    """All results in one transaction: states, lines of the trail, a notice and a mail for each."""
    from programs import actions
    from tests.programs.factories import SYSTEM

    return _timed(lambda: actions.publish_results(SYSTEM, call))


def world(size: int, serial: int = 0) -> tuple[int, int, str]:
    """A closed call of ``size`` applications, seven sheets of four criteria each, straight into the tables."""
    from decimal import Decimal

    from accounts.models import Membership, Role, User
    from kernel import clock
    from programs.actions.call import TermsText
    from programs.models import Application, Call, Review, ReviewAssignment, Score
    from programs.rules.ranking import Marking, Quota, TieBreak, TieKind
    from programs.rules.terms import ChoosingTerms, TrackTerms
    from tests.factories import make_user
    from tests.programs import factories as make

    dice = Random(11)
    quotas = (Quota("region", Decimal("0.4")), Quota("youth", Decimal("0.3")))
    marking = Marking(Decimal(40), drop_extremes=True, tie_break=(TieBreak(TieKind.LOTTERY),), seed="2026")
    track = TrackTerms("purchase", "구매", 10_000_000, size // 4, size * 2_000_000, size // 20, quotas)
    manager = make_user(Role.MANAGER)
    call = make.open_call(manager, terms=TermsText(choosing=ChoosingTerms(marking, (track,))))
    answers = {**make.ANSWERS, "cost": 8_000_000}
    organisations = _organisations(size, 700_000 + serial * 20_000)
    owners = User.objects.bulk_create(
        [User(email=f"owner{serial}-{n}@example.org", name="홍길동") for n in range(size)],
        batch_size=1000,
    )
    Membership.objects.bulk_create(
        [
            Membership(organisation=organisation, user=owner, role=Membership.Role.REPRESENTATIVE)
            for organisation, owner in zip(organisations, owners, strict=True)
        ],
        batch_size=1000,
    )
    applications = Application.objects.bulk_create(
        [
            Application(
                call=call,
                organisation=organisation,
                user=owner,
                name=organisation.name,
                state="in_review",
                answers=answers,
                track="purchase",
                asked=dice.randrange(3, 10) * 1_000_000,
                groups=dice.sample(["region", "youth"], dice.randrange(3)),
                receipt_serial=number,
                receipt_number=f"DV-2026-{call.pk:03d}-{number:05d}",
                submitted_at=call.opens_at + timedelta(seconds=number),
            )
            for number, (organisation, owner) in enumerate(zip(organisations, owners, strict=True), 1)
        ],
        batch_size=1000,
    )
    reviewers = User.objects.bulk_create(
        [User(email=f"reviewer{serial}-{n}@example.org", name=f"위원 {n}") for n in range(PANEL)]
    )
    assignments = ReviewAssignment.objects.bulk_create(
        [
            ReviewAssignment(application=application, reviewer=reviewer)
            for application in applications
            for reviewer in dice.sample(reviewers, EACH)
        ],
        batch_size=5000,
    )
    reviews = Review.objects.bulk_create(
        [
            Review(assignment=assignment, state="submitted", total=80, submitted_at=call.opens_at)
            for assignment in assignments
        ],
        batch_size=5000,
    )
    Score.objects.bulk_create(
        [
            Score(review=review, criterion=criterion.key, points=Decimal(dice.randrange(criterion.points * 2 + 1)) / 2)
            for review in reviews
            for criterion in call.terms.scoring
        ],
        batch_size=10_000,
    )
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(hours=1))  # nobody arrives any more
    return size, call.pk, cookie_of(manager)
