"""A line of pay: an amount with the formula that it came from, in words with its numbers, and its legal source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from internships.rules.pay.law import DROP


class Part(StrEnum):
    EARNING = "earning"  # 지급
    DEDUCTION = "deduction"  # 공제
    EMPLOYER = "employer"  # the employer's share (사업주 부담)


@dataclass(frozen=True)
class Line:
    """``amount`` in whole won (a deduction for absence is an earning below zero). ``formula`` is an English text that
    the page translates and fills with ``values``; ``minutes`` are those that the amount varies with (임금명세서 ⑤)."""

    code: str
    part: Part
    amount: int
    formula: str
    values: Mapping[str, str]
    source: str
    minutes: int | None = None
    label: str = ""  # of an allowance, in the words of the call
    untaxed: int = 0

    def plain(self) -> dict[str, Any]:
        """For keeping as JSON."""
        kept = {"code": self.code, "part": self.part.value, "amount": self.amount, "formula": self.formula}
        return kept | {
            "values": dict(self.values),
            "source": self.source,
            "minutes": self.minutes,
            "label": self.label,
            "untaxed": self.untaxed,
        }


def line_from(kept: Mapping[str, Any]) -> Line:
    """The line that :meth:`Line.plain` kept."""
    return Line(**{**kept, "part": Part(kept["part"])})


@dataclass(frozen=True)
class Result:
    """What a month comes to. ``warnings`` are codes of what a person should look at."""

    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = field(default=())

    def total(self, part: Part) -> int:
        return sum(one.amount for one in self.lines if one.part is part)

    @property
    def gross(self) -> int:
        return self.total(Part.EARNING)

    @property
    def deductions(self) -> int:
        return self.total(Part.DEDUCTION)

    @property
    def net(self) -> int:
        return self.gross - self.deductions

    @property
    def employer(self) -> int:
        return self.total(Part.EMPLOYER)

    @property
    def taxed(self) -> int:
        """Earnings that tax and insurances go by."""
        return taxed(self.lines)

    def amount(self, code: str) -> int:
        """All that stands under a code; 0 when nothing does."""
        return sum(one.amount for one in self.lines if one.code == code)


def taxed(lines: tuple[Line, ...] | list[Line]) -> int:
    """Earnings less what is free of tax, never below zero."""
    return max(0, sum(one.amount - one.untaxed for one in lines if one.part is Part.EARNING))


def upward(won: Fraction) -> int:
    """Wages are paid in full (근로기준법 §43 ①): a part of a won is a won."""
    return -(-won.numerator // won.denominator)


def ten(won: Fraction | int) -> int:
    """Insurances and tax: less than ten won is dropped (국고금관리법 §47 ①)."""
    return int(won // 10) * 10


def dropping(source: str) -> str:
    return f"{source}; {DROP}"


def won(amount: Fraction | int) -> str:
    """12,345, with two decimals where an hour's wage has a part of a won."""
    if amount == int(amount):
        return f"{int(amount):,}"
    return f"{float(amount):,.2f}"


def hours(minutes: Fraction | int) -> str:
    """7.5 for 450 minutes, two decimals at most."""
    return f"{float(minutes) / 60:.2f}".rstrip("0").rstrip(".")


def percent(rate: Fraction) -> str:
    """4.75% for a rate of 0.0475."""
    return f"{float(rate * 100):.4f}".rstrip("0").rstrip(".") + "%"
