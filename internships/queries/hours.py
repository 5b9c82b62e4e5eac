"""The hours that somebody owes: those of the contract that counts on the day; as long as there is none, those of the
position. Other hours are agreed by a later contract (근로기준법 §17 ①), so no earlier day is counted by them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from internships.lifecycles_work import PAID_BY
from internships.models import Contract, Placement
from internships.queries.calendar import days_of_work, number_of_days
from internships.rules.attendance import Schedule


@dataclass(frozen=True)
class Hours:
    """``usual`` are those of the position, ``agreed`` those of each contract from its first day on, in their order."""

    usual: Schedule
    agreed: tuple[tuple[date, Schedule], ...]

    def on(self, day: date) -> Schedule:
        return next((hours for since, hours in reversed(self.agreed) if since <= day), self.usual)

    def due(self, first_day: date, last_day: date) -> int:
        """Minutes due in the days of work from ``first_day`` to ``last_day``, both included."""
        return sum(number_of_days(*part) * self.on(part[0]).minutes for part in self._parts(first_day, last_day))

    def due_by_day(self, first_day: date, last_day: date) -> dict[date, int]:
        """The same, day by day."""
        return {day: self.on(day).minutes for day in days_of_work(first_day, last_day)}

    def _parts(self, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
        """The time in parts of the same hours."""
        begins = [first_day, *sorted({since for since, _hours in self.agreed if first_day < since <= last_day})]
        ends = [*(one - timedelta(days=1) for one in begins[1:]), last_day]
        return zip(begins, ends, strict=True)


def hours_of(placement: Placement) -> Hours:
    """One statement."""
    return hours_by([placement])[placement.pk]


def hours_by(placements: Iterable[Placement]) -> dict[int, Hours]:
    """The hours of each of them; one statement."""
    people = list(placements)
    agreed: dict[int, list[Contract]] = {one.pk: [] for one in people}
    for contract in with_hours().filter(placement__in=list(agreed)):
        agreed[contract.placement_id].append(contract)
    return {one.pk: hours_from(one, agreed[one.pk]) for one in people}


def with_hours() -> QuerySet[Contract]:
    """The contracts by which hours count, in their order, with no more of them than that."""
    found = Contract.objects.filter(state__in=PAID_BY).order_by("first_day", "pk")
    return found.only("placement_id", "first_day", "starts_at", "ends_at", "break_minutes")


def hours_from(placement: Placement, agreed: Iterable[Contract]) -> Hours:
    """The hours of a placement whose contracts were read :func:`with_hours`; no statement."""
    return Hours(placement.position.schedule, tuple((one.first_day, one.schedule) for one in agreed))
