"""Prior agreements (사전협의서): whether one still holds, and whether its figures add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from vouchers.rules.supplier import number_in


@dataclass(frozen=True)
class Wanted:
    """What the application says now: the supplier's registration number and the cost in won, where they are known."""

    supplier: str | None
    amount: int | None

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> "Wanted":
        cost = answers.get("cost")
        known = isinstance(cost, int) and not isinstance(cost, bool)
        return cls(number_in(answers.get("supplier")), cost if known else None)


def still_holds(supplier: str, amount: int, wanted: Wanted) -> bool:
    """Whether an agreement with ``supplier`` (ten digits) over ``amount`` won is about what the application says."""
    return wanted.supplier == supplier and wanted.amount == amount


class Flaw(StrEnum):
    """What is wrong with a request."""

    NO_LINES = "no_lines"
    SUM_DIFFERS = "sum_differs"
    PERIOD_BACKWARDS = "period_backwards"
    PERIOD_PAST = "period_past"


def flaws(lines: Sequence[int], amount: int, first_day: date, last_day: date, today: date) -> list[Flaw]:
    """``lines`` are the won of each product; their sum is ``amount``. Work lasts from ``first_day`` through
    ``last_day`` and does not begin before ``today``."""
    found = []
    if not lines:
        found.append(Flaw.NO_LINES)
    elif sum(lines) != amount:
        found.append(Flaw.SUM_DIFFERS)
    if last_day < first_day:
        found.append(Flaw.PERIOD_BACKWARDS)
    elif first_day < today:
        found.append(Flaw.PERIOD_PAST)
    return found
