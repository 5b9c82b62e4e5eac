"""Nobody is paid less than nothing: what wages do not cover is asked for separately, on its own line.

An employer pays wages in full and takes from them what the law lets it take (근로기준법 §43 ①): of the insurances the
person's share of the month, from the wages of that month (국민연금법 §90 ①, 국민건강보험법 §77 ③). Pension and health
cost a whole month even of somebody who leaves on its first days, and the city pays them to the offices whatever was
earned. What the wages do not cover is therefore not deducted; it is a claim of the city, as is what was paid too much
(민법 §741), which the person pays back or a later payment for the same month covers.
"""

from collections.abc import Iterable
from dataclasses import replace

from internships.rules.pay import law
from internships.rules.pay.lines import Line, Part, Result, won

SHORTFALL = "shortfall"  # code of the lines
NOT_COVERED = "deductions are %(owed)s won above the wages; they are asked for separately"
COVERED_LATER = "%(taken)s won of %(owed)s won that could not be deducted before"

BELOW_ZERO = "below_zero"  # deductions above wages
OWED_BACK = "owed_back"  # the person owes the city something


def owed(lines: Iterable[Line]) -> int:
    """Won that the person still owes by these lines, as they were paid."""
    return -sum(one.amount for one in lines if one.code == SHORTFALL)


def not_covered(result: Result, short: int) -> Result:
    """A result of which ``short`` won, more than nothing, cannot be deducted."""
    line = Line(SHORTFALL, Part.DEDUCTION, -short, NOT_COVERED, {"owed": won(short)}, law.SHORTFALL)
    lines = (*result.lines, line)
    kept = (code for code in result.warnings if code != BELOW_ZERO or Result(lines).net < 0)
    return replace(result, lines=lines, warnings=(*kept, OWED_BACK))


def covered_later(result: Result, open_claim: int) -> Result:
    """A correction that pays something for a month of which ``open_claim`` won are owed: they are taken from it, as far
    as it goes."""
    taken = min(open_claim, max(0, result.net))
    if not taken:
        return result
    values = {"taken": won(taken), "owed": won(open_claim)}
    line = Line(SHORTFALL, Part.DEDUCTION, taken, COVERED_LATER, values, law.SHORTFALL)
    return replace(result, lines=(*result.lines, line))
