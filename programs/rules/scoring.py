"""Scores and their mean, and the order that follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Criterion:
    """One line of the scoring table: ``points`` is its maximum, ``help`` says what earns them."""

    key: str
    label: str
    points: int
    help: str = ""


@dataclass(frozen=True)
class Scored:
    """An application with the totals of its submitted reviews; ``by_criterion`` holds each criterion's mean."""

    application: int
    totals: tuple[Decimal, ...]
    by_criterion: Mapping[str, Decimal]
    bonus: Decimal = Decimal(0)


class Proposal(StrEnum):
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Ranked:
    """A place on the list and why: ``score`` to two decimals, ``rank`` from 1, equal places share a rank."""

    application: int
    score: Decimal | None
    rank: int | None
    proposal: Proposal | None
    reason: str


def trimmed_mean(totals: Sequence[Decimal], *, drop_extremes: bool) -> Decimal | None:
    """The mean to two decimals, half up; ``drop_extremes`` leaves out one highest and one lowest of three or more.

    None without any total.
    """
    kept = sorted(totals)
    if drop_extremes and len(kept) >= 3:
        kept = kept[1:-1]
    if not kept:
        return None
    return (sum(kept, Decimal(0)) / len(kept)).quantize(CENT, ROUND_HALF_UP)


def final_score(scored: Scored, *, drop_extremes: bool) -> Decimal | None:
    mean = trimmed_mean(scored.totals, drop_extremes=drop_extremes)
    return None if mean is None else mean + scored.bonus


def rank(
    applications: Iterable[Scored],
    *,
    seats: int,
    reserves: int,
    cut_off: Decimal,
    drop_extremes: bool,
    tie_break: Sequence[str] = (),
) -> list[Ranked]:
    """The list by score, then by the means of the ``tie_break`` criteria in their order.

    The first ``seats`` at or above ``cut_off`` are proposed for selection, the next ``reserves`` as reserve. Those
    who stay equal to the end share a rank; when they do not all fit, none of them is proposed above the line and a
    person decides. Applications without a review come last, without rank or proposal.
    """
    scores = [(scored, final_score(scored, drop_extremes=drop_extremes)) for scored in applications]
    graded = [(scored, score) for scored, score in scores if score is not None]

    def key(item: tuple[Scored, Decimal]) -> tuple[Decimal, ...]:
        scored, score = item
        return (-score, *(-scored.by_criterion.get(name, Decimal(0)) for name in tie_break))

    graded.sort(key=lambda item: (key(item), item[0].application))
    result: list[Ranked] = []
    place = 0
    while place < len(graded):
        group = [item for item in graded[place:] if key(item) == key(graded[place])]
        end = place + len(group)
        result += [
            Ranked(scored.application, score, place + 1, *_propose(score, end, seats, reserves, cut_off))
            for scored, score in group
        ]
        place = end
    result += [
        Ranked(scored.application, None, None, None, "no_review")
        for scored, score in sorted(scores, key=lambda item: item[0].application)
        if score is None
    ]
    return result


def _propose(score: Decimal, end: int, seats: int, reserves: int, cut_off: Decimal) -> tuple[Proposal, str]:
    if score < cut_off:
        return Proposal.REJECTED, "below_cut_off"
    if end <= seats:
        return Proposal.SELECTED, "within_seats"
    if end <= seats + reserves:
        return Proposal.RESERVE, "next_in_line"
    return Proposal.REJECTED, "beyond_line"
