"""Where the cases of a call stand, on whom they wait, and from when on that is late.

The days are a working rule of the office, not law; a due date of its own (a correction) goes before them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class On(StrEnum):
    """On whom a case waits."""

    APPLICANT = "applicant"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Stage:
    """A stage of the board: the states of an application in it, on whom it waits, after how many days it is late."""

    code: str
    states: tuple[str, ...]
    on: On
    days: int | None = None


STAGES = (
    Stage("screen", ("submitted",), On.MANAGER, 10),
    Stage("correct", ("correcting",), On.APPLICANT),
    Stage("assign", ("eligible",), On.MANAGER, 5),
    Stage("review", ("in_review",), On.REVIEWER, 14),
    Stage("confirm", (), On.APPROVER, 3),  # a decision is proposed, whatever the state of its application
    Stage("done", ("selected", "reserve", "rejected", "ineligible", "given_up"), On.NOBODY),
)
BY_CODE: Mapping[str, Stage] = {stage.code: stage for stage in STAGES}


def late_before(stage: Stage, now: datetime) -> datetime | None:
    """Whoever has stood in the stage since before this moment is late; None where the stage has no such rule."""
    return None if stage.days is None else now - timedelta(days=stage.days)


def is_late(stage: Stage, since: datetime | None, due: datetime | None, now: datetime) -> bool:
    """By its own due date where there is one (half-open: at that very moment it is late), else by the stage's days."""
    if due is not None:
        return now >= due
    cutoff = late_before(stage, now)
    return cutoff is not None and since is not None and since < cutoff
