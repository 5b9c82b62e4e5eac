"""What is owed at the end of an employment, by when, and what lateness costs.

Within fourteen days of the end everything is paid, unless both agreed on a later day (근로기준법 §36); from the next
day on to the day of payment interest of 20 per cent a year is owed (§37 ①, 시행령 §17). Not while the delay has a cause
that the law excuses (§37 ②, 시행령 §18): a person judges that.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from internships.rules.pay import law

LATE_AT_EXIT = "late_at_exit"  # a warning: paid later than the law allows after the end of the employment


def due_on(last_day: date) -> date:
    """The last day on which the wages of somebody whose employment ended with ``last_day`` are paid in time."""
    return last_day + timedelta(days=law.AT_THE_EXIT)


def is_late(left_on: date | None, paid_on: date) -> bool:
    """Whether wages of whatever month are paid later than that; ``left_on``: nothing while the employment goes on."""
    return left_on is not None and paid_on > due_on(left_on)


@dataclass(frozen=True)
class LateInterest:
    """``days`` late, and the ``won`` that are owed for them."""

    days: int
    won: int


def late_interest(wages: int, last_day: date, paid_on: date) -> LateInterest:
    """Interest on ``wages`` (won, before deductions) that are paid on ``paid_on``: simple, by the day of a year of 365
    days, up to the won as wages are rounded (근로기준법 §43 ①)."""
    days = max(0, (paid_on - due_on(last_day)).days)
    return LateInterest(days, ceil(wages * law.LATE_RATE * Fraction(days, law.DAYS_OF_YEAR)))
