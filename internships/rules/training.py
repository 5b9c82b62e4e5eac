"""Training before and during the work: who has completed a course, and who is due its allowance.

The national programme of 2020 paid the allowance to many who had left before it was due; here it is a rule, worked out
each time it is asked for, never a mark that somebody sets.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CourseRules:
    """``minutes_needed`` of attendance; ``pass_mark`` of the test (None: no test); ``allowance`` in won, due on
    ``due_day`` to those who completed the course and are still in the programme on that day."""

    minutes_needed: int
    pass_mark: int | None
    allowance: int
    due_day: date


@dataclass(frozen=True)
class Outcome:
    """How far somebody came: ``minutes`` attended (never more than a session lasted), best ``points`` of the tests."""

    minutes: int
    points: int | None
    enough_minutes: bool
    passed: bool

    @property
    def completed(self) -> bool:
        return self.enough_minutes and self.passed


def outcome(rules: CourseRules, minutes: int, points: int | None) -> Outcome:
    """Both limits are met exactly at their value."""
    passed = rules.pass_mark is None or (points is not None and points >= rules.pass_mark)
    return Outcome(minutes, points, minutes >= rules.minutes_needed, passed)


def allowance_due(rules: CourseRules, reached: Outcome, ended_on: date | None) -> int:
    """Won that are due on ``rules.due_day``: nothing to whoever did not complete, or whose place ended before that day
    (``ended_on``, the last day in the programme; None: still in it)."""
    if not reached.completed:
        return 0
    if ended_on is not None and ended_on < rules.due_day:
        return 0
    return rules.allowance
