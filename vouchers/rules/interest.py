"""Interest on what is paid back (환수 이자): simple, by day, at the rates in force on each day, until the day on which
the money comes back.

보조금법 §31 and 지방보조금법 §34 ask for interest with what is paid back. The rate and what it counts from are
reference figures with a validity and a source: none was found that could be a constant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True)
class Rate:
    """A yearly rate (0.05 is five per cent), in force from ``since`` up to, not including, ``until`` (None: still)."""

    yearly: Decimal
    since: date
    until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Span:
    """Days of a principal at one rate, and what they come to as an exact fraction of a won."""

    principal: int
    rate: Rate
    since: date
    until: date
    days: int
    won: Fraction


class RateMissing(LookupError):
    """No rate is in force on a day that has to be counted."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no rate on {day}")
        self.day = day


@dataclass(frozen=True)
class Part:
    """A principal in won and the day from which it bears interest (that of its payment)."""

    principal: int
    since: date


def interest(
    parts: Sequence[Part],
    until: date,
    rates: Sequence[Rate],
    repaid: Sequence[Part] = (),
    *,
    unit: int = 10,
    year: int = 365,
) -> tuple[int, tuple[Span, ...]]:
    """Interest in won that has run up to, not including, ``until`` on what was open from day to day: the ``parts`` from
    their days on, less the principal that was ``repaid``, from the day on which it came back. With the spans in which
    the same sum was open at the same rate.

    What is paid back bears interest until the day on which the money comes back and not from then on (보조금법 §31,
    지방보조금법 §34). The exact sum of all spans is rounded down once, to ``unit`` won (국고금 관리법 §47: below ten
    won is dropped), however many payments there were: the last one makes up for what earlier ones left below a unit.
    A year has ``year`` days in leap years too. Raises RateMissing, ValueError when more is repaid than was open or
    two rates hold on one day.
    """
    moves = [(part.since, part.principal) for part in parts] + [(part.since, -part.principal) for part in repaid]
    days = sorted({day for day, _won in moves if day < until} | {until})
    spans: list[Span] = []
    for since, end in pairwise(days):
        open_sum = sum(won for day, won in moves if day <= since)
        if open_sum:
            spans += _spans(open_sum, since, end, rates, year)
    exact = sum((span.won for span in spans), Fraction(0))
    return int(exact // unit) * unit, tuple(spans)


def _spans(principal: int, since: date, until: date, rates: Sequence[Rate], year: int) -> list[Span]:
    if principal < 0:
        raise ValueError("more was repaid than was open")
    found, day = [], since
    while day < until:
        rate = _on(day, rates)
        end = min(until, rate.until or until)
        days = (end - day).days
        found.append(Span(principal, rate, day, end, days, principal * Fraction(rate.yearly) * days / year))
        day = end
    return found


def _on(day: date, rates: Sequence[Rate]) -> Rate:
    in_force = [rate for rate in rates if rate.since <= day and (rate.until is None or day < rate.until)]
    if not in_force:
        raise RateMissing(day)
    if len(in_force) > 1:
        raise ValueError(f"two rates on {day}")
    return in_force[0]


def shown(won: Fraction) -> Decimal:
    """A fraction of a won as it is printed in a computation: four decimals, rounded down."""
    return (Decimal(won.numerator) / Decimal(won.denominator)).quantize(Decimal("0.0001"), ROUND_FLOOR)
