"""The work log (업무일지): what a day's log must say, and what of it is a matter for the manager: silence, and days
without work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LOG_WITHIN = 1  # days of work after the day, by which its log is written
ANSWER_WITHIN = 3  # days of work after a log or a summary was handed in or a request made: the mentor answers by then
MOST_MINUTES = 24 * 60
LEAST_MINUTES = 60  # who was given less to do than this on a day was left without work


@dataclass(frozen=True)
class LogLine:
    """One piece of the day's work: what, how long, what came of it."""

    task: str
    minutes: int
    output: str = ""


class LogFault(StrEnum):
    NOTHING = "nothing"
    NO_TASK = "no_task"
    NO_TIME = "no_time"
    TOO_LONG = "too_long"
    IDLE = "idle"


def faults(lines: Sequence[LogLine], *, idle: bool = False) -> list[LogFault]:
    """What keeps a log from being handed in; ``idle``: the intern says that there was no work."""
    if idle:
        return [LogFault.IDLE] if lines else []
    if not lines:
        return [LogFault.NOTHING]
    found = {
        LogFault.NO_TASK: any(not line.task.strip() for line in lines),
        LogFault.NO_TIME: any(line.minutes <= 0 for line in lines),
        LogFault.TOO_LONG: sum(line.minutes for line in lines) > MOST_MINUTES,
    }
    return [fault for fault, there in found.items() if there]


class Matter(StrEnum):
    """Why a manager looks at a day."""

    NOTHING_KNOWN = "nothing_known"
    NO_LOG = "no_log"
    NO_WORK = "no_work"
    NO_ANSWER = "no_answer"
    NO_WEEK_ANSWER = "no_week_answer"
    NO_DECISION = "no_decision"


@dataclass(frozen=True)
class LogFlag:
    """What is to be looked into about ``day``; of a week, its Monday."""

    matter: Matter
    day: date


@dataclass(frozen=True)
class Told:
    """What is known of one intern's days: ``due`` to work, of them ``known`` by a click, by leave or as an absence,
    really ``attended``; logs ``handed_in``, requests about a day ``asked`` and summaries of ``weeks`` without an answer
    (day or Monday → when), the days whose logs are ``unanswered``, and those of which the log tells of less than an
    hour's work (``idle``)."""

    due: Collection[date]
    known: Collection[date]
    attended: Collection[date]
    handed_in: Mapping[date, date]
    unanswered: Collection[date]
    asked: Mapping[date, date]
    weeks: Mapping[date, date]
    idle: Collection[date]


def to_look_into(told: Told, past: Sequence[date]) -> list[LogFlag]:
    """What a manager is told of one intern: days of which nothing is known, worked days without a log, days without
    work, logs, summaries and requests that the mentor leaves without an answer. ``past`` are the days of work before
    today."""
    found = [LogFlag(Matter.NOTHING_KNOWN, day) for day in told.due if day not in told.known and day in past]
    found += [LogFlag(Matter.NO_WORK, day) for day in told.idle]
    found += [
        LogFlag(Matter.NO_LOG, day)
        for day in told.attended
        if day not in told.handed_in and _since(day, past) >= LOG_WITHIN
    ]
    for matter, waiting in (
        (Matter.NO_ANSWER, {day: told.handed_in[day] for day in told.unanswered}),
        (Matter.NO_WEEK_ANSWER, told.weeks),
        (Matter.NO_DECISION, told.asked),
    ):
        found += [LogFlag(matter, day) for day, since in waiting.items() if _since(since, past) >= ANSWER_WITHIN]
    return sorted(found, key=lambda flag: (flag.day, flag.matter))


def _since(day: date, past: Sequence[date]) -> int:
    """Days of work that have passed after ``day``."""
    return sum(1 for one in past if one > day)
