"""What the worker does by the clock. Apps register their schedules; every ``migrate`` brings the table up to date."""

from dataclasses import dataclass
from typing import Any

from django_q.models import Schedule

PREFIX = "hanbat:"


@dataclass(frozen=True)
class Recurring:
    """A task that runs by itself: ``cron`` is minute, hour, day, month, weekday in Asia/Seoul."""

    code: str
    task: str
    cron: str


_registered: dict[str, Recurring] = {}


def register_schedule(*schedules: Recurring) -> None:
    """Called from an app's ``AppConfig.ready``."""
    for schedule in schedules:
        _registered[schedule.code] = schedule


def schedules() -> list[Recurring]:
    return sorted(_registered.values(), key=lambda schedule: schedule.code)


def ensure_schedules(**_signal: Any) -> list[str]:
    """Makes the worker's table say what is registered; schedules of people's own making stay. Returns the codes.

    A schedule whose times did not change keeps its next run.
    """
    present = {row.name: row for row in Schedule.objects.filter(name__startswith=PREFIX)}
    for schedule in schedules():
        row = present.pop(PREFIX + schedule.code, None) or Schedule(name=PREFIX + schedule.code)
        if (row.func, row.cron) != (schedule.task, schedule.cron):
            row.func, row.cron, row.schedule_type, row.repeats = schedule.task, schedule.cron, Schedule.CRON, -1
            row.save()
    Schedule.objects.filter(pk__in=[row.pk for row in present.values()]).delete()
    return [schedule.code for schedule in schedules()]
