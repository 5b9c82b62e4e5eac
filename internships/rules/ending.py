"""What an internship is completed by (수료 기준), judged at its end and looked at before: attendance, training, the
mentor's final evaluation, as the call asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from math import ceil
from typing import Any

from internships.rules.completion import Completion

DEFAULTS: Mapping[str, Any] = {"training_hours": 0, "evaluation_points": 0}
MARKS = range(1, 6)  # 1 (not at all) to 5 (fully)
OF_MENTOR = ("reliability", "skill", "quality", "cooperation", "learning")
CRITERIA: Mapping[str, tuple[str, ...]] = {  # stage → what is marked
    "middle": OF_MENTOR,
    "end": OF_MENTOR,
    "host": ("contribution", "conduct", "again"),
}
HUNDRED = 100
TIGHT = Decimal("0.9")  # from this share of what is left on, a completion hangs by a thread
HOUR = 60


class Part(StrEnum):
    """What completing can hang on."""

    ATTENDANCE = "attendance"
    TRAINING = "training"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Needs:
    """What a call asks for: ``minutes_trained`` in its courses, ``points`` of a hundred in the final evaluation; 0:
    nothing."""

    attendance_percent: Decimal
    minutes_trained: int = 0
    points: int = 0


def needs_from(settings: Mapping[str, Any], attendance_percent: Decimal) -> Needs:
    """Reads the settings of a call; what is missing is taken from :data:`DEFAULTS`."""
    values = {**DEFAULTS, **settings}
    return Needs(attendance_percent, int(values["training_hours"]) * HOUR, int(values["evaluation_points"]))


@dataclass(frozen=True)
class Finding:
    """One need: attendance in per cent, training in minutes, evaluation in points. ``reached`` is None where there is
    nothing yet."""

    part: Part
    reached: Decimal | int | None
    needed: Decimal | int
    met: bool


@dataclass(frozen=True)
class Verdict:
    """Every need of the call, met or not."""

    findings: tuple[Finding, ...]

    @property
    def met(self) -> bool:
        return all(one.met for one in self.findings)

    @property
    def lacking(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if not one.met)


def judge(needs: Needs, attendance: Completion, minutes_trained: int, points: int | None) -> Verdict:
    """Attendance always counts, training and evaluation where the call asks for them; every limit is met at its value,
    compared exactly and shown rounded down."""
    found = [Finding(Part.ATTENDANCE, attendance.percent, needs.attendance_percent, attendance.met)]
    if needs.minutes_trained:
        enough = minutes_trained >= needs.minutes_trained
        found.append(Finding(Part.TRAINING, minutes_trained, needs.minutes_trained, enough))
    if needs.points:
        found.append(Finding(Part.EVALUATION, points, needs.points, points is not None and points >= needs.points))
    return Verdict(tuple(found))


def evaluation_points(marks: Sequence[int]) -> int:
    """Marks of 1 to 5 as points of a hundred, rounded down: all fives are 100, all threes 60.

    Raises ValueError for no marks, or a mark that is none.
    """
    if not marks or any(mark not in MARKS for mark in marks):
        raise ValueError("marks of 1 to 5")
    return sum(marks) * HUNDRED // (max(MARKS) * len(marks))


class Outlook(StrEnum):
    """How the attendance of somebody may still come out."""

    REACHED = "reached"  # whatever comes
    ON_THE_WAY = "on_the_way"
    TIGHT = "tight"
    LOST = "lost"  # whatever comes


@dataclass(frozen=True)
class Forecast:
    """``needed`` minutes of the ``left`` ones up to the last day; ``percent`` is what it comes to if the rest is
    attended like what was, to one decimal, rounded down (None before the first day of work is over)."""

    outlook: Outlook
    needed: int
    left: int
    percent: Decimal | None

    @property
    def spare(self) -> int:
        """Minutes that may still be missed."""
        return max(0, self.left - self.needed)


def forecast(so_far: Completion, left: int) -> Forecast:
    """``so_far``: the days of work that are over; ``left``: minutes due from now to the last day."""
    due = so_far.minutes_due + left
    needed = max(0, ceil(so_far.required_percent * due / HUNDRED) - so_far.minutes_credited)
    return Forecast(_outlook(needed, left), needed, left, _projected(so_far, due))


def _outlook(needed: int, left: int) -> Outlook:
    if not needed:
        return Outlook.REACHED
    if needed > left:
        return Outlook.LOST
    return Outlook.TIGHT if needed > TIGHT * left else Outlook.ON_THE_WAY


def _projected(so_far: Completion, due: int) -> Decimal | None:
    if not so_far.minutes_due or not due:
        return None
    share = Decimal(so_far.minutes_credited * HUNDRED) / Decimal(so_far.minutes_due)
    return share.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
