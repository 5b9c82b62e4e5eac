"""Points, their mean and what a ranking proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Anchor:
    """What earns so many points (등급 기준): "20: the problem is shown in figures"."""

    points: int
    text: str


@dataclass(frozen=True)
class Criterion:
    """One line of the scoring table: ``points`` is its maximum, ``help`` says what earns them, ``anchors`` what earns
    each grade, the highest first. ``measured``: a test gives its points (an import), no reviewer judges it."""

    key: str
    label: str
    points: int
    help: str = ""
    anchors: tuple[Anchor, ...] = ()
    measured: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Criterion":
        """From JSON; tables from before anchors have none."""
        anchors = tuple(Anchor(**one) for one in kept.get("anchors", ()))
        return cls(
            kept["key"], kept["label"], kept["points"], kept.get("help", ""), anchors, kept.get("measured", False)
        )


class Proposal(StrEnum):
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


def trim(totals: Sequence[int]) -> list[int]:
    """Without one highest and one lowest; the caller sees to it that something is left."""
    return sorted(totals)[1:-1]


def half_up(numerator: int, denominator: int) -> int:
    """The quotient to the nearest whole number, halves away from zero; exact. ``denominator`` is positive."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


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
