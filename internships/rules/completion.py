"""Whether an internship is completed (수료): the share of attendance that the call asks for, computed and explained."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from math import ceil

from programs.rules.deadlines import is_working_day


def working_days(first_day: date, last_day: date, days_off: Collection[date]) -> Iterator[date]:
    """Monday to Friday from ``first_day`` to ``last_day``, both included, without ``days_off``."""
    day = first_day
    while day <= last_day:
        if is_working_day(day, days_off.__contains__):
            yield day
        day += timedelta(days=1)


@dataclass(frozen=True)
class Completion:
    """How far an intern came, with everything that the sentence on the page and the certificate need."""

    working_days: int
    days_present: int
    minutes_due: int
    minutes_credited: int
    required_percent: Decimal

    @property
    def met(self) -> bool:
        """Compared exactly, without a rounded share in between; a period without a working day is never completed."""
        return self.minutes_due > 0 and self.minutes_credited * 100 >= self.required_percent * self.minutes_due

    @property
    def percent(self) -> Decimal:
        """The share to one decimal, rounded down: a person at 79.96 % must not read 80.0 % beside a refusal."""
        if not self.minutes_due:
            return Decimal("0.0")
        share = Decimal(self.minutes_credited * 100) / Decimal(self.minutes_due)
        return share.quantize(Decimal("0.1"), rounding=ROUND_DOWN)

    @property
    def minutes_missing(self) -> int:
        """Minutes that are missing to the share asked for; 0 when it is met."""
        required = self.required_percent * self.minutes_due / 100
        return max(0, ceil(required - self.minutes_credited))


def completion(due: Mapping[date, int], credited: Mapping[date, int], required_percent: Decimal) -> Completion:
    """Attendance over the working days of ``due``: credited minutes by date, never more than due on one day.

    Minutes on other dates are not looked at: a Saturday does not make up for a Monday.
    """
    minutes = [min(credited.get(day, 0), most) for day, most in due.items()]
    return Completion(
        working_days=len(due),
        days_present=sum(1 for value in minutes if value > 0),
        minutes_due=sum(due.values()),
        minutes_credited=sum(minutes),
        required_percent=required_percent,
    )
