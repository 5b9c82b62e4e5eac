"""The season of :mod:`tests.internships.season` is played until every seat is filled: with refusals, silence, a host
that withdraws, people who leave."""

from __future__ import annotations

from collections import Counter

import pytest

from internships import actions
from internships.models import MatchingRun, Placement
from internships.queries.board import funnel, seats_board
from internships.queries.matching import frozen_market, market_of, placed_now
from internships.rules.matching import match, prove
from programs.models import Application, ReserveCall
from tests.internships import factories as make
from tests.internships.season import APPLICANTS, SEATS, Season

pytestmark = pytest.mark.django_db


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
    steps = {step.code: step for step in funnel(season.call)}
    assert steps["applied"].count == APPLICANTS
    counts = [steps[code].count for code in ("applied", "selected", "offered", "accepted")]
    assert counts == sorted(counts, reverse=True) and counts[1] > SEATS  # reserves were called
    for code in ("offered", "accepted"):  # in the shape of the national programme: 83.4 and 90.0 of a hundred
        share, national = steps[code].percent, steps[code].national
        assert share is not None and national is not None and national - 8 <= share <= 100

    # Full: what the ways that people wrote left empty is filled by hand, and then no seat is free.
    season.place_the_rest()
    season.check()
    assert seats_board(season.call).sums["free"] == 0

    for following in MatchingRun.objects.filter(kind=MatchingRun.Kind.FOLLOWING):
        assert following.proof["blocking"] == []
