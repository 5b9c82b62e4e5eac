"""What a position lacks before it can be asked for, and what fits under quotas and mentors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from internships.rules.plan import PlanRow, faults, weeks_of

LEAST_DUTIES = 20  # characters: a line that says what the work is


class Step(StrEnum):
    """The steps in which a host writes a position."""

    WORK = "work"
    PLACE = "place"
    TIME = "time"
    MENTOR = "mentor"
    PLAN = "plan"


class Gap(StrEnum):
    """What is missing, each mended in one step."""

    DUTIES = "duties"
    PLACE = "place"
    ADDRESS = "address"
    POINT = "point"
    BREAK = "break"
    PERIOD = "period"
    MENTOR = "mentor"
    PLAN = "plan"
    PLAN_FAULTY = "plan_faulty"


STEP_OF: dict[Gap, Step] = {
    Gap.DUTIES: Step.WORK,
    Gap.PLACE: Step.PLACE,
    Gap.ADDRESS: Step.PLACE,
    Gap.POINT: Step.PLACE,
    Gap.BREAK: Step.TIME,
    Gap.PERIOD: Step.TIME,
    Gap.MENTOR: Step.MENTOR,
    Gap.PLAN: Step.PLAN,
    Gap.PLAN_FAULTY: Step.PLAN,
}


@dataclass(frozen=True)
class Offer:
    """A position as the rules look at it. ``present_minutes`` from coming to going, ``break_minutes`` of them free."""

    duties: str
    place: str
    address: str
    point: tuple[Decimal, Decimal] | None
    first_day: date
    last_day: date
    in_period: bool
    present_minutes: int
    break_minutes: int
    has_mentor: bool
    plan: Sequence[PlanRow]


def break_due(present_minutes: int, break_minutes: int) -> int:
    """The shortest break for a day (minutes): 30 for 4 hours of work, 60 for 8 (근로기준법 §54 ①)."""
    work = present_minutes - break_minutes
    return 60 if work >= 480 else 30 if work >= 240 else 0


def gaps(offer: Offer) -> list[Gap]:
    """What keeps the position from being asked for, in the order of the steps."""
    found = [gap for gap, lacks in _plain(offer) if lacks]
    if not offer.plan:
        found.append(Gap.PLAN)
    elif faults(offer.plan, weeks_of(offer.first_day, offer.last_day)):
        found.append(Gap.PLAN_FAULTY)
    return found


def _plain(offer: Offer) -> Iterable[tuple[Gap, bool]]:
    yield Gap.DUTIES, len(offer.duties.strip()) < LEAST_DUTIES
    yield Gap.PLACE, not offer.place.strip()
    yield Gap.ADDRESS, not offer.address.strip()
    yield Gap.POINT, offer.point is None
    yield Gap.PERIOD, not offer.in_period
    yield Gap.BREAK, offer.break_minutes < break_due(offer.present_minutes, offer.break_minutes)
    yield Gap.MENTOR, not offer.has_mentor


@dataclass(frozen=True)
class KindSeats:
    """The seats of one kind of host in a call: the quota (None: no limit), granted, and asked for but undecided."""

    kind: str
    most: int | None
    granted: int
    asked: int

    @property
    def room(self) -> int | None:
        """Seats that can still be granted, never below none; None without a limit."""
        return None if self.most is None else max(self.most - self.granted, 0)

    def admits(self, seats: int) -> bool:
        """Whether ``seats`` more can be granted. Fewer or none always can: giving back never exceeds."""
        return seats <= 0 or self.room is None or seats <= self.room


def mentor_has_room(already: int, seats: int, capacity: int | None) -> bool:
    """Whether a mentor of ``already`` interns can look after ``seats`` more (None: any number)."""
    return capacity is None or already + seats <= capacity
