"""Due dates by the calendar of public offices (관공서의 공휴일): the days that the ``holidays`` library knows, and
those that the government has named since, which two people enter as reference figures with their source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from time import monotonic

import holidays
from django.utils.translation import gettext_lazy as _

from kernel import clock
from programs.figures import FigureKind, Lasts
from programs.models import Call, ReferenceFigure
from programs.rules.deadlines import is_working_day, last_day, last_minute

DAY_OFF = FigureKind(
    "programs.day_off",
    _("A day that the government names a public holiday (임시공휴일), or takes back"),
    _("1: the day is off; 0: it is a day of work although the calendar has it off. Entered before it comes."),
    needed=False,
    lasts=Lasts.DAY,
    yes_no=True,
)
Named = frozenset[tuple[date, bool]]  # days with whether they are off


class NamedDays:
    """The days that were named, as this process remembers them: asked for with nearly every day that is counted. What
    another process enters is known here a minute later, long before the day."""

    FRESH = 60.0  # seconds

    def __init__(self) -> None:
        self._days: Named = frozenset()
        self._until = 0.0

    def read(self) -> Named:
        if monotonic() >= self._until:
            rows = ReferenceFigure.objects.filter(name=DAY_OFF.name)
            self.remember((since, bool(value)) for since, value in rows.values_list("since", "value"))
        return self._days

    def remember(self, days: Iterable[tuple[date, bool]]) -> None:
        self._days, self._until = frozenset(days), monotonic() + self.FRESH

    def forget(self) -> None:
        self._until = 0.0


NAMED = NamedDays()


@dataclass(frozen=True)
class Holiday:
    """A public holiday with its name in Korean; ``source`` of one that was named by the government."""

    day: date
    name: str
    source: str = ""


@cache
def _known(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def holidays_of(year: int) -> frozenset[date]:
    """The public holidays of a year, substitutes included: those that the library knows, and those that were named
    since (관공서의 공휴일에 관한 규정 §2 11)."""
    named = {day: off for day, off in NAMED.read() if day.year == year}
    if not named:
        return _known(year)
    return frozenset(day for day in _known(year) | named.keys() if named.get(day, True))


def calendar_of(year: int) -> list[Holiday]:
    """The same with their names, in their order; two statements."""
    sources = dict(ReferenceFigure.objects.filter(name=DAY_OFF.name).values_list("since", "source"))
    names = holidays.country_holidays("KR", years=year, language="ko")
    return [Holiday(day, names.get(day, ""), sources.get(day, "")) for day in sorted(holidays_of(year))]


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def is_day_of_work(day: date) -> bool:
    """Whether public offices work on a day: neither weekend nor holiday."""
    return is_working_day(day, is_holiday)


def due_at(days: int) -> datetime:
    """The half-open end of a term of ``days`` that is told today: midnight after its last day, in Seoul."""
    return due_from(clock.now(), days)


def due_from(noticed: datetime, days: int) -> datetime:
    """The half-open end of a term of ``days`` from a notice at ``noticed``."""
    return end_of(last_day(noticed.astimezone(clock.SEOUL).date(), days, is_holiday))


def appeal_until(call: Call, noticed: datetime | None) -> datetime | None:
    """The last minute of the time to appeal against a result told at ``noticed``; None where the call gives none."""
    days = call.terms.choosing_terms.deadlines.appeal
    return last_minute(due_from(noticed, days)) if days and noticed else None


def end_of(day: date) -> datetime:
    """Midnight after ``day`` in Seoul, the first moment that is too late."""
    after = day + timedelta(days=1)
    return clock.seoul(after.year, after.month, after.day)
