"""The work log (업무일지): what a day's log must say, and when somebody's silence is a matter for the manager."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LOG_WITHIN = 1  # days of work after the day, by which its log is written
ANSWER_WITHIN = 3  # days of work after a log was handed in or a request made, by which the mentor answers
MOST_MINUTES = 24 * 60


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


def faults(lines: Sequence[LogLine]) -> list[LogFault]:
    """What keeps a log from being handed in."""
    if not lines:
        return [LogFault.NOTHING]
    found = {
        LogFault.NO_TASK: any(not line.task.strip() for line in lines),
        LogFault.NO_TIME: any(line.minutes <= 0 for line in lines),
        LogFault.TOO_LONG: sum(line.minutes for line in lines) > MOST_MINUTES,
    }
    return [fault for fault, there in found.items() if there]


class Silence(StrEnum):
    NO_WORK = "no_work"
    NO_LOG = "no_log"
    NO_ANSWER = "no_answer"
    NO_DECISION = "no_decision"


@dataclass(frozen=True)
class LogFlag:
    """Somebody is silent about ``day``."""

    silence: Silence
    day: date


@dataclass(frozen=True)
class Told:
    """What is known of one intern's days: ``due`` to work, of them ``known`` by a click, by leave or as an absence,
    really ``attended``; logs ``handed_in`` and requests about a day ``asked`` (day → when), and the days whose logs are
    ``unanswered``."""

    due: Collection[date]
    known: Collection[date]
    attended: Collection[date]
    handed_in: Mapping[date, date]
    unanswered: Collection[date]
    asked: Mapping[date, date]


def silences(told: Told, past: Sequence[date]) -> list[LogFlag]:
    """What a manager is told of one intern: days of which nothing is known, worked days without a log, logs and
    requests that the mentor leaves without an answer. ``past`` are the days of work before today."""
    found = [LogFlag(Silence.NO_WORK, day) for day in told.due if day not in told.known and day in past]
    found += [
        LogFlag(Silence.NO_LOG, day)
        for day in told.attended
        if day not in told.handed_in and _since(day, past) >= LOG_WITHIN
    ]
    for silence, waiting in (
        (Silence.NO_ANSWER, {day: told.handed_in[day] for day in told.unanswered}),
        (Silence.NO_DECISION, told.asked),
    ):
        found += [LogFlag(silence, day) for day, since in waiting.items() if _since(since, past) >= ANSWER_WITHIN]
    return sorted(found, key=lambda flag: (flag.day, flag.silence))


def _since(day: date, past: Sequence[date]) -> int:
    """Days of work that have passed after ``day``."""
    return sum(1 for one in past if one > day)
