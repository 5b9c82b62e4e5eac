"""What comes next at a business after the visits made there, and at which hour somebody is most likely met.

Nobody there is tried again on another day and at another part of the day, three times in all before it counts as final;
a refusal is for a supervisor, who may send somebody else; who is ill or needs another language is asked through
somebody else; what is not found is looked up; what moved within the city is visited where it is now; an appointment
goes before everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from survey.rules.visit_results import DISPOSITION, Disposition, VisitResult

ENOUGH_TRIES = 3  # visits to a closed door before it is final
LEAST_MET = 20  # interviews of an industry before they say when people are met


class Step(StrEnum):
    """What is to be done at a business."""

    VISIT = "visit"
    APPOINTMENT = "appointment"
    AGAIN = "again"
    KEY_ITEMS = "key_items"
    SUPERVISOR = "supervisor"
    ANOTHER_WAY = "another_way"
    LOOK_UP = "look_up"
    ELSEWHERE = "elsewhere"
    DONE = "done"


class PartOfDay(StrEnum):
    """Parts of the hours in which people may be visited."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


BEGINS = {PartOfDay.MORNING: time(9), PartOfDay.AFTERNOON: time(12), PartOfDay.EVENING: time(17)}
VISITS_END = time(20)


@dataclass(frozen=True)
class Attempt:
    """One visit. ``at`` on the wall clock of Seoul; ``appointment`` where one was made for another moment."""

    at: datetime
    result: VisitResult
    appointment: datetime | None = None


@dataclass(frozen=True)
class Next:
    """What to do, not before when, and at which parts of the day nobody has been there yet."""

    step: Step
    not_before: datetime | None = None
    parts: tuple[PartOfDay, ...] = ()


def part_of_day(moment: datetime) -> PartOfDay | None:
    """The part of the day of a moment; None outside the hours in which people may be visited (9 to 20)."""
    clock = moment.time()
    if clock < BEGINS[PartOfDay.MORNING] or clock >= VISITS_END:
        return None
    return max((part for part in PartOfDay if BEGINS[part] <= clock), key=lambda part: BEGINS[part])


def next_step(attempts: Sequence[Attempt]) -> Next:
    """What comes after these attempts, given in any order."""
    if not attempts:
        return Next(Step.VISIT)
    made = sorted(attempts, key=lambda attempt: attempt.at)
    last = made[-1]
    disposition = DISPOSITION[last.result]
    if disposition in (Disposition.COMPLETE, Disposition.NOT_ELIGIBLE):
        return Next(Step.DONE)
    if last.appointment is not None:
        return Next(Step.APPOINTMENT, last.appointment)
    if last.result is VisitResult.MOVED_IN:
        return Next(Step.ELSEWHERE)
    if disposition is Disposition.NON_CONTACT:
        return _after_closed_door(made)
    return Next(
        {
            Disposition.PARTIAL: Step.KEY_ITEMS,
            Disposition.REFUSAL: Step.SUPERVISOR,
            Disposition.OTHER: Step.ANOTHER_WAY,
            Disposition.UNKNOWN: Step.LOOK_UP,
        }[disposition]
    )


def _after_closed_door(made: Sequence[Attempt]) -> Next:
    doors = [attempt for attempt in made if attempt.result is VisitResult.ABSENT]
    if len(doors) >= ENOUGH_TRIES:
        return Next(Step.DONE)
    tried = {part_of_day(attempt.at) for attempt in doors}
    left = tuple(part for part in PartOfDay if part not in tried) or tuple(PartOfDay)
    following = (made[-1].at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = min(BEGINS[part] for part in left)
    return Next(Step.AGAIN, following.replace(hour=begins.hour, minute=begins.minute), left)


def best_part(met: Mapping[PartOfDay, int], tried: Mapping[PartOfDay, int]) -> PartOfDay | None:
    """When people of an industry are most likely met, by interviews among visits; None while too few are known."""
    if sum(met.values()) < LEAST_MET:
        return None
    known = [part for part in PartOfDay if tried.get(part, 0)]
    return max(known, key=lambda part: (met.get(part, 0) / tried[part], tried[part]), default=None)
