"""Reading work logs: an intern's week, what waits for the mentor, what a manager looks into."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from files.models import StoredFile
from internships.models import AttendanceDay, AttendanceRequest, Placement, WeekSummary, WorkLog
from internships.queries.access import manages, mentors
from internships.queries.calendar import days_of_work
from internships.queries.placement import last_worked, places_in
from internships.rules.calendar import monday_of
from internships.rules.plan import rows_from, weeks_of
from internships.rules.worklog import LEAST_MINUTES, LogFlag, LogLine, Matter, Told, to_look_into
from kernel import clock
from kernel.actor import Actor
from kernel.registry import Output
from programs.models import Call

LOOK_BACK = 28  # days that a manager's list goes back


def log_of(placement: Placement, day: date) -> WorkLog | None:
    return placement.logs.prefetch_related("attached__file").filter(day=day).first()


def planned_work(placement: Placement, day: date) -> str:
    """What the work plan of the position says of the week of ``day``."""
    week = weeks_of(placement.position.first_day, day)
    rows = rows_from(placement.position.plan)
    return next((row.work for row in rows if row.first <= week <= row.last), "")


@dataclass(frozen=True)
class WeekDay:
    """A day of an intern's week with its attendance and its log."""

    day: date
    attendance: AttendanceDay | None
    log: WorkLog | None


def week_of(user: Any, monday: date) -> list[WeekDay]:
    """Monday to Friday, and a day off on which somebody worked, as far as they had a place; three statements."""
    span = (monday, monday + timedelta(days=6))
    places = places_in(user, *span)
    days = {one.day: one for one in AttendanceDay.objects.filter(placement__in=places, day__range=span)}
    logs = {one.day: one for one in WorkLog.objects.filter(placement__in=places, day__range=span)}
    shown = {monday + timedelta(days=number) for number in range(5)} | days.keys() | logs.keys()
    within = (day for day in sorted(shown) if any(one.first_day <= day <= last_worked(one) for one in places))
    return [WeekDay(day, days.get(day), logs.get(day)) for day in within]


def own_logs(user: Any) -> Output:
    """A person's work logs of all their places by where they are now; one statement. The way on leads to the week of
    the first that was returned."""
    mine = WorkLog.objects.filter(placement__person=user).order_by()
    found = {
        state: (number, first) for state, number, first in mine.values_list("state").annotate(Count("pk"), Min("day"))
    }
    counts = {state: number for state, (number, _first) in found.items()}
    returned = found.get("returned")
    week = f"{reverse('internships:my_week')}?week={monday_of(returned[1]):%Y-%m-%d}" if returned else ""
    figures = (
        (_("Logs handed in"), sum(counts.values())),
        (_("Waiting for the mentor"), counts.get("handed_in", 0)),
        (_("Returned to correct"), counts.get("returned", 0)),
        (_("Confirmed"), counts.get("confirmed", 0)),
    )
    return Output(_("Work log"), figures, week)


@dataclass(frozen=True)
class NamedOutput:
    """What somebody says came of a piece of work, in the log of a day."""

    log: WorkLog
    line: LogLine


def named_outputs(user: Any) -> list[NamedOutput]:
    """What came of a person's work by their own logs (datasets found, quality checked, tables mended), the latest days
    first; one statement."""
    logs = WorkLog.objects.filter(placement__person=user).exclude(lines=[]).order_by("-day", "-pk")
    return [NamedOutput(log, line) for log in logs for line in log.work if line.output.strip()]


def logs_to_answer(hosts: Iterable[Any]) -> QuerySet[WorkLog]:
    """Logs that wait for a mentor of these hosts, the oldest first."""
    found = WorkLog.objects.filter(placement__position__host__in=hosts, state="handed_in")
    return found.select_related("placement__person", "placement__position__host__organisation").order_by("day", "pk")


def summaries_to_answer(hosts: Iterable[Any]) -> QuerySet[WeekSummary]:
    found = WeekSummary.objects.filter(placement__position__host__in=hosts, answered_at=None)
    return found.select_related("placement__person").order_by("monday", "pk")


def may_read_file(actor: Actor, file: StoredFile) -> bool:
    """Files of a log are read by the mentors of its host and the managers of its call."""
    shown = WorkLog.objects.filter(attached__file=file).select_related(
        "placement__position__host", "placement__position__call"
    )
    return any(mentors(actor, log.placement) or manages(actor, log.placement) for log in shown)


@dataclass(frozen=True)
class Silent:
    """An intern and what is to be looked into of their days: most of it, that somebody says nothing of them."""

    placement: Any
    flags: list[LogFlag]

    @property
    def columns(self) -> list[list[date]]:
        """The days of each matter."""
        return [[flag.day for flag in self.flags if flag.matter is matter] for matter in Matter]


def silent(call: Call) -> list[Silent]:
    """What is to be looked into in the call, of the last four weeks: interns without a word, a log or work, mentors
    without an answer. Five statements."""
    today = clock.today()
    since = today - timedelta(days=LOOK_BACK)
    past = [day for day in days_of_work(since, today) if day < today]
    placements = list(
        Placement.objects.filter(position__call=call, state__in=("accepted", "working"))
        .select_related("person", "position__host__organisation", "position__mentor")
        .order_by("position__host__organisation__name", "person__name", "pk")
    )
    told = _told(placements, since)
    found = [
        Silent(one, to_look_into(told(one, {day for day in past if one.first_day <= day <= one.last_day}), past))
        for one in placements
    ]
    return [one for one in found if one.flags]


def _told(placements: list[Placement], since: date) -> Callable[[Placement, Collection[date]], Told]:
    """What is known of each of the placements' days since then, by the days on which they were to work."""
    known: dict[int, dict[date, bool]] = defaultdict(dict)
    days = AttendanceDay.objects.filter(placement__in=placements, day__gte=since)
    for pk, day, minutes in days.values_list("placement_id", "day", "worked_minutes"):
        known[pk][day] = minutes > 0
    handed_in: dict[int, dict[date, date]] = defaultdict(dict)
    open_logs: dict[int, set[date]] = defaultdict(set)
    idle: dict[int, set[date]] = defaultdict(set)
    logs = WorkLog.objects.filter(placement__in=placements, day__gte=since)
    for log in logs.only("placement", "day", "handed_in_at", "state", "lines"):
        handed_in[log.placement_id][log.day] = log.handed_in_at.astimezone(clock.SEOUL).date()
        if log.state == "handed_in":
            open_logs[log.placement_id].add(log.day)
        if log.minutes < LEAST_MINUTES:
            idle[log.placement_id].add(log.day)
    weeks: dict[int, dict[date, date]] = defaultdict(dict)
    summaries = WeekSummary.objects.filter(placement__in=placements, monday__gte=since, answered_at=None)
    for pk, monday, at in summaries.values_list("placement_id", "monday", "written_at"):
        weeks[pk][monday] = at.astimezone(clock.SEOUL).date()
    asked: dict[int, dict[date, date]] = defaultdict(dict)
    requests = AttendanceRequest.objects.filter(placement__in=placements, state="asked")
    for pk, day, at in requests.values_list("placement_id", "day", "asked_at"):
        asked[pk][day] = at.astimezone(clock.SEOUL).date()

    def told(placement: Placement, due: Collection[date]) -> Told:
        pk = placement.pk
        attended = {day for day, worked in known[pk].items() if worked}
        return Told(due, known[pk], attended, handed_in[pk], open_logs[pk], asked[pk], weeks[pk], idle[pk])

    return told
