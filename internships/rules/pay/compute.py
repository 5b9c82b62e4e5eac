"""The pay of a person-month, its correction, and whose money it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from internships.rules.pay.earnings import earnings
from internships.rules.pay.figures import FigureBook
from internships.rules.pay.inputs import PersonMonth
from internships.rules.pay.insurance import premiums
from internships.rules.pay.known import UNCONFIRMED
from internships.rules.pay.lines import Line, Part, Result, taxed, won
from internships.rules.pay.shortfall import BELOW_ZERO, SHORTFALL, covered_later, owed
from internships.rules.pay.tax import TaxTable, taxes

CORRECTED = "%(after)s won by what is known now − %(before)s won paid"

LIFTED = "minimum"  # the contract lies below the minimum wage
NOTHING = "nothing"  # nothing was earned
UNSIGNED = "unsigned"  # by published terms that the person has not signed
NOT_COMPARED = "not_compared"  # a figure was used that nobody has compared with its notice


def compute(month: PersonMonth, book: FigureBook, tables: Sequence[TaxTable]) -> Result:
    """Every line of a month. Raises DayMissing for attendance that is not closed, FigureMissing."""
    wages = earnings(month, book)
    pay = taxed(wages)
    lines = (*wages, *premiums(month, book, pay), *taxes(month, book, tables, pay))
    result = Result(lines)
    return Result(lines, tuple(_warnings(result)))


def _warnings(result: Result) -> list[str]:
    found = {
        LIFTED: any(one.code == "minimum" for one in result.lines),
        BELOW_ZERO: result.net < 0,
        NOTHING: result.gross == 0,
        NOT_COMPARED: any(UNCONFIRMED in one.source for one in result.lines),
    }
    return [code for code, there in found.items() if there]


def correct(paid: Sequence[Line], now: Result) -> Result:
    """What has to be added to the lines that were paid for a closed month, regular and corrections together, so that
    they come to what is known now. Nothing that was paid is touched; what could not be deducted before is taken from
    what is paid now."""
    before = _by_code([one for one in paid if one.code != SHORTFALL])
    after = _by_code(now.lines)
    keys = dict.fromkeys([*after, *before])
    lines = (_difference(before.get(key, []), after.get(key, [])) for key in keys)
    result = covered_later(Result(tuple(one for one in lines if one.amount)), owed(paid))
    return replace(result, warnings=(BELOW_ZERO,) if result.net < 0 else ())


def _difference(before: Sequence[Line], after: Sequence[Line]) -> Line:
    """What the lines of one code came to, and come to now."""
    was, is_now = (sum(one.amount for one in lines) for lines in (before, after))
    shown = (after or before)[-1]
    return replace(
        shown,
        amount=is_now - was,
        formula=CORRECTED,
        values={"after": won(is_now), "before": won(was)},
        minutes=_minutes(after) - _minutes(before) or None,
        untaxed=sum(one.untaxed for one in after) - sum(one.untaxed for one in before),
    )


def _minutes(lines: Sequence[Line]) -> int:
    return sum(one.minutes or 0 for one in lines)


def _by_code(lines: Sequence[Line]) -> dict[tuple[str, Part], list[Line]]:
    found: dict[tuple[str, Part], list[Line]] = {}
    for one in lines:
        found.setdefault((one.code, one.part), []).append(one)
    return found


def split_cost(cost: int, funds: Mapping[str, Fraction]) -> dict[str, int]:
    """A cost in won by source of funds, to the won: shares rounded down, what is left to the largest remainders,
    equals in the order of the funds. The shares add up to one; below zero (a correction) with the sign turned."""
    if cost < 0:
        return {fund: -part for fund, part in split_cost(-cost, funds).items()}
    exact = {fund: cost * share for fund, share in funds.items()}
    parts = {fund: int(won_of // 1) for fund, won_of in exact.items()}
    rest = cost - sum(parts.values())
    for fund in sorted(exact, key=lambda one: parts[one] - exact[one])[:rest]:
        parts[fund] += 1
    return parts
