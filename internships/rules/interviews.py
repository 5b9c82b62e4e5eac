"""Times of interviews: slots one after another, what overlaps, until when an applicant may change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

# States of an application that was screened and is not decided yet: these are interviewed.
INTERVIEWED = ("eligible", "in_review")
# ... and those in which it needs no interview any more.
OUT = ("withdrawn", "ineligible", "given_up")


@dataclass(frozen=True)
class Span:
    """A time of ``minutes`` from ``starts_at`` on; the end is not part of it."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def overlaps(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def plan_slots(day: date, first: time, until: time, minutes: int, pause: int, zone: tzinfo) -> list[Span]:
    """Slots of ``minutes`` from ``first`` on, ``pause`` minutes between them; the last one ends at ``until`` at the
    latest. Empty when not even one fits."""
    if minutes < 1 or pause < 0:
        raise ValueError("a slot lasts at least a minute, and a pause is not negative")
    found, start, end = [], datetime.combine(day, first, zone), datetime.combine(day, until, zone)
    while start + timedelta(minutes=minutes) <= end:
        found.append(Span(start, minutes))
        start += timedelta(minutes=minutes + pause)
    return found


def clashes(planned: Iterable[Span], taken: Iterable[Span]) -> Span | None:
    """The first planned time that overlaps one that is taken."""
    known = list(taken)
    return next((one for one in planned if any(one.overlaps(other) for other in known)), None)


def changeable_until(starts_at: datetime, days: int, zone: tzinfo) -> datetime:
    """The moment from which on an interview stands: the midnight with which the day ends that lies ``days`` days before
    it (0: its beginning)."""
    if days == 0:
        return starts_at
    day = starts_at.astimezone(zone).date() - timedelta(days=days - 1)
    return datetime.combine(day, time(), zone)
