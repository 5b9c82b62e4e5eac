"""Reading requests about attendance and the ledger of leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from internships.lifecycles import CUT_SHORT, WORKED
from internships.models import AttendanceDay, AttendanceRequest, LeaveEntry, Placement
from internships.queries.placement import last_worked


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
    """A person with what is known of each weekday (None: nothing), and on which of them they were to work; nobody who
    has not come yet (``accepted``) is waited for."""

    placement: Any
    days: list[Any]
    theirs: list[bool]

    @property
    def confirmed(self) -> bool:
        """Whether nothing of the week waits for the mentor."""
        waits = self.placement.state != "accepted"
        known = zip(self.days, self.theirs, strict=True)
        return all(day.confirmed_at is not None if day else not (theirs and waits) for day, theirs in known)


def week_rows(hosts: Iterable[Any], monday: date) -> list[WeekRow]:
    """Everybody who is or was to work in the week, with its five days; of who left, up to the day of it. Two
    statements."""
    week = [monday + timedelta(days=number) for number in range(5)]
    of_week = AttendanceDay.objects.filter(day__range=(week[0], week[-1]))
    found = (
        Placement.objects.filter(
            position__host__in=hosts, state__in=["accepted", *WORKED], first_day__lte=week[-1], last_day__gte=monday
        )
        .filter(Q(ended_at=None) | Q(ended_at__date__gte=monday))
        .select_related("person", "position__host__organisation")
        .prefetch_related(Prefetch("days", of_week, to_attr="of_week"))
        .order_by("position__host__organisation__name", "person__name", "pk")
    )
    rows = [_week_row(one, week) for one in found]
    return [row for row in rows if row.placement.state not in CUT_SHORT or any(row.days)]


def _week_row(placement: Any, week: list[date]) -> WeekRow:
    known = {one.day: one for one in placement.of_week}
    theirs = [placement.first_day <= day <= last_worked(placement) for day in week]
    return WeekRow(placement, [known.get(day) for day in week], theirs)
