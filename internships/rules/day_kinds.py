"""What a day counts as: work, leave of each kind, travel, absence, holiday; and the hours beyond the schedule.

Leave, public leave (공가) and travel (출장, 근로기준법 §58 ①: as if worked) count towards what is due; sick leave
neither counts nor is it an absence. Hours beyond the schedule, at night (22 to 6 o'clock, §56 ③) and on days off count
as far as they were approved beforehand; others are shown and not counted. Work past midnight is of the day on which it
began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from internships.rules.attendance import MINUTE, NIGHT_ENDS, Day, Schedule

NIGHT_BEGINS = time(22)
MOST_OVER_HOURS = 720  # minutes a week, 근로기준법 §53 ①


class DayKind(StrEnum):
    WORK = "work"
    LEAVE = "leave"
    PUBLIC_LEAVE = "public_leave"
    SICK_LEAVE = "sick_leave"
    TRAVEL = "travel"
    ABSENCE = "absence"
    HOLIDAY = "holiday"


class Wish(StrEnum):
    """What an intern can ask for. A correction says when they came and went; the others when they are away or stay."""

    CORRECTION = "correction"
    LEAVE = "leave"
    PUBLIC_LEAVE = "public_leave"
    SICK_LEAVE = "sick_leave"
    TRAVEL = "travel"
    OVER_HOURS = "over_hours"


MAY_LAST_INTO_THE_NIGHT = (Wish.CORRECTION, Wish.OVER_HOURS)  # these have times, which may end on the next morning
EXCUSING = (Wish.LEAVE, Wish.PUBLIC_LEAVE, Wish.TRAVEL)  # counts as if worked
AWAY = (*EXCUSING, Wish.SICK_LEAVE)
# What can be asked after the end: how it was. Leave is paid out at the end, over-hours are granted beforehand.
AFTERWARDS = (Wish.CORRECTION, Wish.PUBLIC_LEAVE, Wish.SICK_LEAVE, Wish.TRAVEL)


class Span(NamedTuple):
    begins: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        return max(0, (self.ends - self.begins) // MINUTE)


@dataclass(frozen=True)
class Grant:
    """A granted wish of the day; without ``span`` for the whole of the schedule."""

    wish: Wish
    span: Span | None = None


@dataclass(frozen=True)
class Counted:
    """What a day comes to. Minutes: ``credited`` worked within the schedule, ``excused`` as if worked, ``sick``,
    ``missing`` of what is due, approved ``overtime`` and work on a ``holiday``, those of both ``at_night``, and what
    was worked beyond and is ``unapproved``."""

    kind: DayKind
    credited: int
    excused: int
    sick: int
    missing: int
    overtime: int
    holiday: int
    at_night: int
    unapproved: int
    late: int
    early: int


def scheduled(day: date, schedule: Schedule, zone: tzinfo) -> Span:
    return Span(
        datetime.combine(day, schedule.starts_at, zone),
        datetime.combine(day, schedule.ends_at, zone),
    )


def away_minutes(span: Span | None, day: date, schedule: Schedule, zone: tzinfo) -> int:
    """Minutes of due work that an absence takes: the whole day, or its part of the schedule, never more than is due."""
    if span is None:
        return schedule.minutes
    return min(schedule.minutes, _common([span], [scheduled(day, schedule, zone)]))


def count(
    clocked: Day, stays: Sequence[Span], grants: Iterable[Grant], day: date, schedule: Schedule, *,
    working_day: bool, zone: tzinfo,
) -> Counted:  # fmt: skip
    """The day from what was clocked and what was granted, whatever the order in which either came."""
    held = sorted(grants, key=lambda grant: grant.wish)
    over = [grant.span for grant in held if grant.wish is Wish.OVER_HOURS and grant.span]
    approved = _common(stays, over)
    at_night = _common(_cut(stays, over), _nights(day, zone))
    if not working_day:
        counted = min(clocked.worked_minutes, approved)
        return Counted(
            DayKind.HOLIDAY, 0, 0, 0, 0, 0, counted, min(at_night, counted), clocked.worked_minutes - counted, 0, 0
        )  # fmt: skip
    whole = scheduled(day, schedule, zone)
    excused_spans = [grant.span or whole for grant in held if grant.wish in EXCUSING]
    sick_spans = [grant.span or whole for grant in held if grant.wish is Wish.SICK_LEAVE]
    beyond = max(0, clocked.worked_minutes - schedule.minutes)
    overtime = min(beyond, approved)
    room = schedule.minutes - clocked.credited_minutes
    excused = min(room, _due(excused_spans, whole, schedule))
    sick = min(room - excused, _due(sick_spans, whole, schedule))
    missing = room - excused - sick
    away = _cut([whole], [*excused_spans, *sick_spans])
    return Counted(
        kind=_kind(clocked, held, missing, schedule),
        credited=clocked.credited_minutes,
        excused=excused,
        sick=sick,
        missing=missing,
        overtime=overtime,
        holiday=0,
        at_night=min(at_night, overtime),
        unapproved=beyond - overtime,
        late=_uncovered(whole.begins, clocked.first_in, away),
        early=_uncovered(clocked.last_out, whole.ends, away),
    )


def _kind(clocked: Day, grants: Sequence[Grant], missing: int, schedule: Schedule) -> DayKind:
    """Work when anybody came; else what was granted; a day with neither is an absence."""
    if clocked.first_in is not None:
        return DayKind.WORK
    away = [grant.wish for grant in grants if grant.wish in AWAY]
    if not away or missing == schedule.minutes:
        return DayKind.ABSENCE
    return DayKind(away[0].value)


def _due(spans: Sequence[Span], whole: Span, schedule: Schedule) -> int:
    return min(schedule.minutes, _common(spans, [whole]))


def _uncovered(begins: datetime | None, ends: datetime | None, away: Sequence[Span]) -> int:
    """Minutes between two moments that no granted absence covers; 0 where there is no moment."""
    if begins is None or ends is None or ends <= begins:
        return 0
    gap = Span(begins, ends)
    return gap.minutes - _common([gap], away)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.begins <= merged[-1].ends:
            merged[-1] = Span(merged[-1].begins, max(merged[-1].ends, span.ends))
        elif span.ends > span.begins:
            merged.append(span)
    return merged


def _cut(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """What lies in both."""
    pairs = [(one, two) for one in _merged(first) for two in _merged(second)]
    return [
        Span(max(one.begins, two.begins), min(one.ends, two.ends))
        for one, two in pairs
        if max(one.begins, two.begins) < min(one.ends, two.ends)
    ]


def _common(first: Sequence[Span], second: Sequence[Span]) -> int:
    return sum(span.minutes for span in _cut(first, second))


def _nights(day: date, zone: tzinfo) -> list[Span]:
    """From midnight on, and the one that goes on into the next morning."""
    tomorrow = day + timedelta(days=1)
    return [
        Span(datetime.combine(day, time(0), zone), datetime.combine(day, NIGHT_ENDS, zone)),
        Span(datetime.combine(day, NIGHT_BEGINS, zone), datetime.combine(tomorrow, NIGHT_ENDS, zone)),
    ]
