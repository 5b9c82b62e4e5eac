"""Choosing among 10,000: the list from 70,000 sheets, the same without each reviewer, and who reviews what."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from decimal import Decimal

from bench.harness import Result, Stage, repeated
from programs.rules.assignment import Case, Reviewer, assign
from programs.rules.conflicts import Kind, Party, find_conflicts
from programs.rules.ranking import (
    Candidate,
    Inputs,
    Marking,
    Normalisation,
    Quota,
    Sheet,
    Terms,
    TieBreak,
    TieKind,
    Track,
    rank,
    sensitivity,
    to_json,
)

SIZES, EACH, PANEL = (100, 1_000, 10_000), 7, 60


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        for name, function in (
            ("ranking", rank_all),
            ("ranking_normalised", rank_normalised),
            ("ranking_inputs_as_json", as_json),
            ("sensitivity", leave_each_out),
            ("assignment", assign_all),
            ("conflicts", search_conflicts),
        ):
            values, peak = repeated(function, size, runs=3)
            yield Result.of(name, size, "ms", values, peak)


def call(size: int, normalisation: Normalisation = Normalisation.NONE) -> Inputs:
    """Seven sheets of four criteria for each application, from sixty reviewers; a quarter is selected."""
    dice = random.Random(11)
    points = [Decimal(n) / 2 for n in range(51)]
    names = [f"r{n}" for n in range(PANEL)]
    marking = Marking(
        Decimal(60) / 2,
        drop_extremes=True,
        normalisation=normalisation,
        tie_break=(TieBreak(TieKind.CRITERION, "c0"), TieBreak(TieKind.LOTTERY)),
        seed="2026",
    )
    candidates = tuple(
        Candidate(
            number,
            sheets=tuple(Sheet(name, {f"c{c}": dice.choice(points) for c in range(4)}) for name in panel),
            asked=dice.randrange(10, 45) * 1_000_000,
            groups=frozenset(dice.sample(["region", "youth"], dice.randrange(3))),
        )
        for number in range(size)
        for panel in [dice.sample(names, EACH)]
    )
    quotas = (Quota("region", Decimal("0.4")), Quota("youth", Decimal("0.3")))
    return Inputs(Terms(marking, (Track("", size // 4, size * 7_000_000, size // 20, quotas),)), candidates)


def _timed(function: object, *arguments: object, **settings: object) -> float:
    assert callable(function)
    began = time.perf_counter()
    function(*arguments, **settings)
    return (time.perf_counter() - began) * 1000


def rank_all(size: int) -> float:
    return _timed(rank, call(size))


def rank_normalised(size: int) -> float:
    return _timed(rank, call(size, Normalisation.Z_SCORE))


def as_json(size: int) -> float:
    return _timed(to_json, call(size))


def leave_each_out(size: int) -> float:
    return _timed(sensitivity, call(size))


def assign_all(size: int) -> float:
    dice = random.Random(5)
    fields = ["ai", "buy", "map", "text"]
    cases = [Case(number, frozenset({dice.choice(fields)})) for number in range(size)]
    reviewers = [Reviewer(number, frozenset(dice.sample(fields, 2))) for number in range(PANEL)]
    conflicts = {case.application: {dice.randrange(PANEL): (Kind.PHONE,)} for case in cases[::3]}
    return _timed(assign, cases, reviewers, each=EACH, experts=3, conflicts=conflicts, seed="2026")


def search_conflicts(size: int) -> float:
    from datetime import date

    def party(number: int) -> Party:
        return Party(
            names=(f"한밭데이터{number}",),
            business_numbers=(f"{number:010}",),
            addresses=(f"대전 유성구 대학로 {number}, 3층 (궁동)",),
            phones=(f"010-0000-{number:04}",),
            mails=(f"a@business{number}.example",),
        )

    reviewers = {number: party(number * 100) for number in range(PANEL)}
    applicants = {number: party(number) for number in range(size)}
    return _timed(find_conflicts, reviewers, applicants, employed_since=date(2024, 1, 1))
