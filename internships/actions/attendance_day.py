"""A day of attendance from everything that is known of it: clicks, granted wishes, the calendar, the hours agreed.
Whatever the order in which these came, the day is the same; in a closed month only the difference is written, as a row
of a later month. A day holds the work that began on it, also what of it lies beyond midnight."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Sum

from accounts.models import User
from internships.models import (
    AttendanceAdjustment,
    AttendanceDay,
    AttendanceEvent,
    AttendanceMonth,
    AttendanceRequest,
    Placement,
)
from internships.queries.hours import hours_of
from internships.rules import attendance as rules
from internships.rules.attendance import Flag, Kind, Schedule
from internships.rules.calendar import next_month
from internships.rules.day_kinds import Grant, Span, Wish, count
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotPermitted
from programs.queries.deadlines import is_day_of_work

AMOUNTS = (
    "credited_minutes", "excused_minutes", "sick_minutes", "missing_minutes", "overtime_minutes", "holiday_minutes",
    "night_minutes",
)  # fmt: skip
COMPUTED = (
    "kind", "first_in", "last_out", "worked_minutes", "break_minutes", "late_minutes", "early_minutes",
    "unapproved_minutes", *AMOUNTS, "flags", "confirmed_by", "confirmed_at",
)  # fmt: skip
SENT_LATE = 300  # seconds after which a click counts as sent later
A_DAY = timedelta(days=1)


def computed(
    placement: Placement,
    day: date,
    schedule: Schedule,
    shift: Iterable[rules.Event],
    granted: Iterable[AttendanceRequest] = (),
) -> AttendanceDay:
    """The day as the clicks of its shift (:func:`shift_of`) and granted requests give it by the hours of ``schedule``,
    not written. The latest granted correction stands for the clicks that it corrects."""
    requests = sorted(granted, key=lambda one: (one.decided_at, one.pk))
    corrections = [one for one in requests if one.kind == Wish.CORRECTION]
    clicks = _corrected(corrections[-1]) if corrections else list(shift)
    working_day = is_day_of_work(day)
    clocked = rules.compute_day(clicks, day, schedule, working_day=working_day)
    pairs, _waiting, _lone = rules.stays(clicks)
    grants = [_grant(one) for one in requests if one.kind != Wish.CORRECTION]
    counted = count(
        clocked, [Span(*pair) for pair in pairs], grants, day, schedule, working_day=working_day, zone=clock.SEOUL
    )
    flags = {flag.value for flag in clocked.flags}
    if corrections:
        flags.add(Flag.CORRECTED.value)
    if counted.unapproved:
        flags.add(Flag.NOT_APPROVED.value)
    return AttendanceDay(
        placement=placement,
        day=day,
        kind=counted.kind.value,
        first_in=clocked.first_in,
        last_out=clocked.last_out,
        worked_minutes=clocked.worked_minutes,
        credited_minutes=counted.credited,
        excused_minutes=counted.excused,
        sick_minutes=counted.sick,
        missing_minutes=counted.missing,
        overtime_minutes=counted.overtime,
        holiday_minutes=counted.holiday,
        night_minutes=counted.at_night,
        unapproved_minutes=counted.unapproved,
        break_minutes=clocked.break_minutes,
        late_minutes=counted.late,
        early_minutes=counted.early,
        flags=sorted(flags),
    )


def confirming(actor: Actor) -> User:
    """Who has seen the days that they confirm. Raises NotPermitted to the system, which sees nothing."""
    user: User | None = actor.user
    if user is None:
        raise NotPermitted()
    return user


def _event(click: AttendanceEvent) -> rules.Event:
    """The rules' view of a click. A mentor's entry is late by nature; only a phone's delay is worth a look."""
    delay = (click.received_at - click.counted_at).total_seconds()
    on_a_phone = click.source != AttendanceEvent.Source.MENTOR
    moment = click.counted_at.astimezone(clock.SEOUL)
    return rules.Event(Kind(click.kind), moment, on_a_phone and delay > SENT_LATE, click.astray)


def around(day: date) -> tuple[date, date]:
    """The days whose clicks tell what a day came to: work may go on past midnight."""
    return day - A_DAY, day + A_DAY


def shift_of(day: date, clicks: Iterable[AttendanceEvent]) -> list[rules.Event]:
    """The clicks of the work that began on ``day``, out of those :func:`around` it."""
    of_day: dict[date, list[rules.Event]] = {}
    for click in clicks:
        of_day.setdefault(click.day, []).append(_event(click))
    return rules.of_shift(*(of_day.get(one, []) for one in (day - A_DAY, day, day + A_DAY)))


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.SEOUL)


def _corrected(request: AttendanceRequest) -> list[rules.Event]:
    span = span_of(request)
    return [rules.Event(Kind.IN, span.begins), rules.Event(Kind.OUT, span.ends)] if span else []


def span_of(request: AttendanceRequest) -> Span | None:
    """From when to when a request is, to the next morning where the end lies before the beginning; None for the whole
    day."""
    if request.starts_at is None or request.ends_at is None:
        return None
    last = request.day + A_DAY if request.overnight else request.day
    return Span(moment(request.day, request.starts_at), moment(last, request.ends_at))


def _grant(request: AttendanceRequest) -> Grant:
    return Grant(Wish(request.kind), span_of(request))


def write_days(days: Sequence[AttendanceDay]) -> None:
    """Writes days anew, unconfirmed: the mentor has not seen them like this."""
    AttendanceDay.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["placement", "day"], update_fields=COMPUTED
    )


def closed(placement: Placement, day: date) -> bool:
    """Whether the month of ``day`` is closed in the call of the placement."""
    months = AttendanceMonth.objects.filter(call=placement.position.call_id, month=day.replace(day=1))
    return months.exists()


def settle(actor: Actor, placement: Placement, day: date, request: AttendanceRequest | None = None) -> AttendanceDay:
    """Writes the day anew from all that is known of it; in a closed month, what it gained or lost, for ``request``.
    The placement is locked by whoever calls."""
    shift = shift_of(day, placement.events.filter(day__range=around(day)))
    granted = list(placement.requests.filter(day=day, state="granted"))
    result = computed(placement, day, hours_of(placement).on(day), shift, granted)
    known = bool(shift) or any(one.kind != Wish.OVER_HOURS for one in granted)
    if not known and day >= clock.today():
        placement.days.filter(day=day).delete()  # nothing is known of a day that is not over: no absence yet
    elif not known and not placement.days.filter(day=day).exists():
        pass  # closing its week says what it was
    elif closed(placement, day):
        _adjust(actor, placement, result, request)
    else:
        write_days([result])
    return result


def settle_click(actor: Actor, placement: Placement, click: AttendanceEvent) -> None:
    """Writes every day anew that the click changes."""
    for day in _changed(placement, click):
        settle(actor, placement, day)


def _changed(placement: Placement, click: AttendanceEvent) -> Iterator[date]:
    """Its own day; the one before, whose work a going in the night may end; of a click that comes late also the one
    after, in whose night somebody went."""
    yield click.day
    if at_night(click):
        yield click.day - A_DAY
    if click.day < clock.today() and any(map(at_night, placement.events.filter(day=click.day + A_DAY, kind=Kind.OUT))):
        yield click.day + A_DAY


def at_night(click: AttendanceEvent) -> bool:
    """Whether it may be the end of work that began on the day before."""
    return rules.goes_at_night(Kind(click.kind), click.counted_at.astimezone(clock.SEOUL))


def recount(actor: Actor, placement: Placement, since: date) -> None:
    """Writes the days from ``since`` on anew, for which other hours were agreed than they were counted by."""
    for day in list(placement.days.filter(day__gte=since).order_by("day").values_list("day", flat=True)):
        settle(actor, placement, day)


def _adjust(actor: Actor, placement: Placement, result: AttendanceDay, request: AttendanceRequest | None) -> None:
    """A row of the first open month with the difference between the day as it is now known and as it was counted."""
    day = result.day
    stood = placement.days.filter(day=day).first()
    sums = placement.adjustments.filter(day=day).aggregate(**{name: Sum(name) for name in AMOUNTS})
    delta = {
        name: getattr(result, name) - (getattr(stood, name) if stood else 0) - (sums[name] or 0) for name in AMOUNTS
    }
    if any(delta.values()):
        AttendanceAdjustment.objects.create(
            placement=placement, day=day, month=_open_month(placement), kind=result.kind, request=request,
            made_by=actor.user, made_at=clock.now(), **delta,
        )  # fmt: skip


def _open_month(placement: Placement) -> date:
    """The present month, or the one after the latest that is closed."""
    present = clock.today().replace(day=1)
    latest = AttendanceMonth.objects.filter(call=placement.position.call_id).order_by("-month").first()
    if latest is None or latest.month < present:
        return present
    return next_month(latest.month)
