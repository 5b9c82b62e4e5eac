"""Where the cases of a call stand, on whom they wait, and from when on that is late.

The days are a working rule of the office, not law: each call sets its own, within the defaults that stand here. A due
date of its own (a correction) goes before them.
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
    """A stage of the board: the states of an application in it, on whom it waits, after how many days it is late where
    the call says nothing else (None: it has no such limit)."""

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


LIMITED = tuple(stage for stage in STAGES if stage.days is not None)
Limits = Mapping[str, int | None]  # code of a stage -> days; None: never late


def limits_of(own: Limits) -> dict[str, int | None]:
    """The days of every stage that has a limit: the call's own where it set them, else the usual ones."""
    return {stage.code: own.get(stage.code, stage.days) for stage in LIMITED}


def late_before(code: str, own: Limits, now: datetime) -> datetime | None:
    """Whoever has stood in the stage since before this moment is late; None where it has no limit."""
    days = limits_of(own).get(code)
    return None if days is None else now - timedelta(days=days)
