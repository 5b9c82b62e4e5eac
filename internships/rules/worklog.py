"""The work log (업무일지): what a day's log must say, and when somebody's silence is a matter for the manager."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LOG_WITHIN = 1  # days of work after the day, by which its log is written
ANSWER_WITHIN = 3  # days of work after it was handed in, by which the mentor answers
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
    NO_LOG = "no_log"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class LogFlag:
    """Somebody is silent about ``day``."""

    silence: Silence
    day: date


def silences(
    attended: Collection[date], handed_in: Mapping[date, date], unanswered: Collection[date], past: Sequence[date]
) -> list[LogFlag]:
    """What a manager is told of one intern. ``attended`` days of work, logs ``handed_in`` (day → when), those of them
    ``unanswered``, and the days of work that are ``past`` (all before today)."""
    found = [
        LogFlag(Silence.NO_LOG, day) for day in attended if day not in handed_in and _since(day, past) >= LOG_WITHIN
    ]
    found += [LogFlag(Silence.NO_ANSWER, day) for day in unanswered if _since(handed_in[day], past) >= ANSWER_WITHIN]
    return sorted(found, key=lambda flag: (flag.day, flag.silence))


def _since(day: date, past: Sequence[date]) -> int:
    """Days of work that have passed after ``day``."""
    return sum(1 for one in past if one > day)
