"""Reading requests about attendance and the ledger of leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from internships.models import AttendanceRequest, LeaveEntry, Placement


def requests_of(placement: Placement) -> QuerySet[AttendanceRequest]:
    """All of an intern, those that wait first, then the latest day."""
    return placement.requests.select_related("decided_by").order_by("-day", "-pk")


def waiting_at(hosts: Iterable[Any]) -> QuerySet[AttendanceRequest]:
    """What waits for an answer at these hosts, the earliest day first."""
    found = AttendanceRequest.objects.filter(placement__position__host__in=hosts, state="asked")
    return found.select_related("placement__person", "placement__position__host__organisation").order_by("day", "pk")


def leave_lines(placement: Placement) -> list[LeaveEntry]:
    return list(placement.leave.select_related("request").order_by("day", "pk"))


def leave_left(placement: Placement) -> int:
    """Minutes of leave that are left."""
    total: int | None = placement.leave.aggregate(total=Sum("minutes"))["total"]
    return total or 0


@dataclass(frozen=True)
class WeekRow:
    """A person with what is known of each weekday (None: nothing)."""

    placement: Any
    days: list[Any]

    @property
    def confirmed(self) -> bool:
        return all(day is not None and day.confirmed_at for day in self.days)


def week_rows(hosts: Iterable[Any], monday: date) -> list[WeekRow]:
    """Everybody who is to work in the week, with its five days; two statements."""
    last = monday + timedelta(days=4)
    found = (
        Placement.objects.filter(
            position__host__in=hosts,
            state__in=["accepted", "working", "completed", "incomplete", "left"],
            first_day__lte=last,
            last_day__gte=monday,
        )
        .select_related("person", "position__host__organisation")
        .prefetch_related("days")
        .order_by("position__host__organisation__name", "person__name", "pk")
    )
    return [WeekRow(one, _days(one, monday)) for one in found]


def _days(placement: Any, monday: date) -> list[Any]:
    known = {one.day: one for one in placement.days.all()}
    return [known.get(monday + timedelta(days=number)) for number in range(5)]
