"""What comes next at a business after the visits made there.

Nobody there is tried again on another day and at another part of the day, three times in all before it counts as final;
a refusal is for a supervisor, who may send somebody else; who is ill or needs another language is asked through
somebody else; what is not found is looked up; what moved within the city is visited where it is now; an appointment
goes before everything. What is left to a supervisor goes on by their ruling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from survey.rules.visit_results import DISPOSITION, Disposition, VisitResult

ENOUGH_TRIES = 3  # visits to a closed door before it is final


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


LEFT_TO_SUPERVISOR = (Step.SUPERVISOR, Step.ANOTHER_WAY, Step.LOOK_UP)


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
class Ruled:
    """What a supervisor decided at a moment: ``again``: somebody tries once more, not before when; else it stays as it
    was found."""

    at: datetime
    again: bool
    not_before: datetime | None = None


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


def next_step(attempts: Sequence[Attempt], rulings: Sequence[Ruled] = ()) -> Next:
    """What comes after these attempts and rulings, given in any order.

    A ruling settles what was found before it: tries at a closed door are counted anew, another refusal goes to the
    supervisor again. That it stays as it was found holds whatever a later door says, but for an interview.
    """
    if not attempts:
        return Next(Step.VISIT)
    made = sorted(attempts, key=lambda attempt: attempt.at)
    last = made[-1]
    disposition = DISPOSITION[last.result]
    if disposition in (Disposition.COMPLETE, Disposition.NOT_ELIGIBLE):
        return Next(Step.DONE)
    ruled = max(rulings, key=lambda one: one.at, default=None)
    if ruled is not None:
        if not ruled.again and (ruled.at >= last.at or disposition is not Disposition.PARTIAL):
            return Next(Step.DONE)
        if ruled.at >= last.at:
            return Next(Step.AGAIN, ruled.not_before or ruled.at)
        made = [attempt for attempt in made if attempt.at > ruled.at]
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


def result_of(attempts: Sequence[Attempt]) -> VisitResult:
    """The result that counts of some attempts, given in any order: the last one, except that a door that stayed closed
    does not undo a refusal (AAPOR, Standard Definitions: a refusal goes before a non-contact)."""
    counts, *later = (attempt.result for attempt in sorted(attempts, key=lambda attempt: attempt.at))
    for result in later:
        if not (counts is VisitResult.REFUSED and result is VisitResult.ABSENT):
            counts = result
    return counts


def _after_closed_door(made: Sequence[Attempt]) -> Next:
    doors = [attempt for attempt in made if attempt.result is VisitResult.ABSENT]
    if len(doors) >= ENOUGH_TRIES:
        return Next(Step.DONE)
    tried = {part_of_day(attempt.at) for attempt in doors}
    left = tuple(part for part in PartOfDay if part not in tried) or tuple(PartOfDay)
    following = (made[-1].at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = min(BEGINS[part] for part in left)
    return Next(Step.AGAIN, following.replace(hour=begins.hour, minute=begins.minute), left)
