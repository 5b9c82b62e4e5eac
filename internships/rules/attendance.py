"""One day at work: from the moments of coming and going to minutes worked.

All moments are aware and in the zone of the working day; minutes are whole (the seconds of a moment are dropped, as
on a time clock). Breaks follow 근로기준법 §54 ①: 30 minutes for 4 hours of work, one hour for 8. Work that goes on past
midnight is one with the work of the day on which it began (:func:`of_shift`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

MINUTE = timedelta(minutes=1)
REPEATED = timedelta(minutes=5)  # an out so soon after another is the same going clicked twice
NIGHT_ENDS = time(6)  # 근로기준법 §56 ③; the latest end of work that began on the day before
BREAKS = ((480, 60), (240, 30))  # beyond so many minutes of work, so many minutes of break are due


class Kind(StrEnum):
    IN = "in"
    OUT = "out"


class Flag(StrEnum):
    """What a mentor should look at."""

    STILL_IN = "still_in"  # came, has not gone: today normal, on an earlier day a forgotten click
    OUT_WITHOUT_IN = "out_without_in"
    OVERNIGHT = "overnight"  # the work went on past midnight
    DAY_OFF = "day_off"  # a weekend or holiday: kept, but not credited
    SENT_LATE = "sent_late"
    CORRECTED = "corrected"  # a granted correction stands for the clicks
    NOT_APPROVED = "not_approved"  # worked beyond the schedule without approval
    OUTSIDE = "outside"  # clicked away from the place of work, or not shown where


@dataclass(frozen=True)
class Event:
    """One click that counts at ``moment``."""

    kind: Kind
    moment: datetime
    sent_late: bool = False
    astray: bool = False


@dataclass(frozen=True)
class Schedule:
    """The hours of one working day: from ``starts_at`` to ``ends_at``, ``break_minutes`` of them free."""

    starts_at: time
    ends_at: time
    break_minutes: int = 60

    @property
    def minutes(self) -> int:
        """Minutes of work due on a working day."""
        start, end = (moment.hour * 60 + moment.minute for moment in (self.starts_at, self.ends_at))
        return max(0, end - start - self.break_minutes)


@dataclass(frozen=True)
class Day:
    """What one day came to."""

    first_in: datetime | None
    last_out: datetime | None
    worked_minutes: int
    credited_minutes: int
    break_minutes: int
    late_minutes: int
    early_minutes: int
    flags: frozenset[Flag]


def counted_moment(device_at: datetime, sent_at: datetime, received_at: datetime) -> datetime:
    """When a click really happened, by the server's clock.

    The phone tells when it was clicked and when it sent it, both by its own, perhaps wrong, clock; the difference
    is right all the same. A click "after" its sending is taken as made when it arrived.
    """
    return received_at - max(sent_at - device_at, timedelta(0))


def break_due(worked_minutes: int) -> int:
    """Minutes of break that the law asks for when work goes beyond 4 or 8 hours (근로기준법 §54 ①)."""
    return next((due for beyond, due in BREAKS if worked_minutes > beyond), 0)


def worked_minutes(minutes_inside: int, minutes_between: int) -> int:
    """Minutes of work out of ``minutes_inside`` clocked ones when ``minutes_between`` were clocked out in between.

    A break that was not clocked is taken to lie where it falls due: work stands still after its 240th and 480th
    minute until the legal break is over. Time clocked out between two stays counts as break first.
    """
    ceiling = minutes_inside
    for beyond, due in BREAKS:
        worked = minutes_inside - max(0, due - minutes_between)
        if worked > beyond:
            return min(worked, ceiling)
        ceiling = min(beyond, ceiling)
    return ceiling


def stays(events: Iterable[Event]) -> tuple[list[tuple[datetime, datetime]], datetime | None, bool]:
    """Pairs of in and out in order of time, the moment of an in that waits for its out, and whether an out stood alone.

    A second "in" while inside and the repetition of an "out" change nothing: a click too many costs nobody a minute.
    """
    pairs: list[tuple[datetime, datetime]] = []
    entered: datetime | None = None
    lone_out = False
    # At the same moment an out comes before an in: who left and came back in one minute is inside again.
    for event in sorted(set(events), key=lambda event: (event.moment, event.kind != Kind.OUT)):
        moment = event.moment.replace(second=0, microsecond=0)
        if event.kind == Kind.IN:
            entered = entered or moment
        elif entered is not None:
            pairs.append((entered, moment))
            entered = None
        elif not pairs or moment - pairs[-1][1] > REPEATED:
            lone_out = True
    return pairs, entered, lone_out


def goes_at_night(kind: Kind, moment: datetime) -> bool:
    """Whether a click may be the end of work that began on the day before."""
    return kind is Kind.OUT and moment.time() < NIGHT_ENDS


def of_shift(before: Sequence[Event], own: Sequence[Event], after: Sequence[Event]) -> list[Event]:
    """The events of the work that began on a day, out of those of the day before, of its own and of the day after."""
    carried = set(_carried(before, own))
    return [*(event for event in own if event not in carried), *_carried(own, after)]


def _carried(before: Sequence[Event], own: Sequence[Event]) -> list[Event]:
    """The goings in the night that end work of the day before: somebody is still inside since then, and has not come
    again in between."""
    _pairs, waiting, _lone = stays(before)
    came = min((event.moment for event in own if event.kind == Kind.IN), default=None)
    if waiting is None:
        return []
    return [one for one in own if goes_at_night(one.kind, one.moment) and (came is None or one.moment <= came)]


def compute_day(events: Sequence[Event], day: date, schedule: Schedule, *, working_day: bool = True) -> Day:
    """The day from its events in whatever order they came; on a day off nothing is credited.

    A stay without an "out" gives no minutes until the out comes. Late and early minutes count against the schedule,
    whether or not the day was made up for elsewhere.
    """
    pairs, waiting, lone_out = stays(events)
    inside = sum((out - entered) // MINUTE for entered, out in pairs)
    between = sum((back - gone) // MINUTE for (_, gone), (back, _) in pairwise(pairs))
    worked = worked_minutes(inside, between)
    first_in = pairs[0][0] if pairs else waiting
    last_out = pairs[-1][1] if pairs and waiting is None else None
    flags = {
        Flag.STILL_IN: waiting is not None,
        Flag.OUT_WITHOUT_IN: lone_out,
        Flag.OVERNIGHT: last_out is not None and last_out.date() > day,
        Flag.DAY_OFF: not working_day and bool(events),
        Flag.SENT_LATE: any(event.sent_late for event in events),
        Flag.OUTSIDE: any(event.astray for event in events),
    }
    return Day(
        first_in=first_in,
        last_out=last_out,
        worked_minutes=worked,
        credited_minutes=min(worked, schedule.minutes) if working_day else 0,
        break_minutes=inside - worked + between,
        late_minutes=_late(first_in, day, schedule) if working_day else 0,
        early_minutes=_early(last_out, day, schedule) if working_day else 0,
        flags=frozenset(flag for flag, raised in flags.items() if raised),
    )


def _late(first_in: datetime | None, day: date, schedule: Schedule) -> int:
    if first_in is None:
        return 0
    return max(0, (first_in - datetime.combine(day, schedule.starts_at, first_in.tzinfo)) // MINUTE)


def _early(last_out: datetime | None, day: date, schedule: Schedule) -> int:
    if last_out is None:
        return 0
    return max(0, (datetime.combine(day, schedule.ends_at, last_out.tzinfo) - last_out) // MINUTE)
