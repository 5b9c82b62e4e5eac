"""Attendance: clicks are kept as they come, days are computed from them, mentors confirm days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import formats
from django.utils.dateparse import parse_datetime

from accounts.queries.consent import has_consent
from internships.actions.attendance_closing import fill_before
from internships.actions.attendance_day import (
    A_DAY,
    around,
    at_night,
    closed,
    computed,
    confirming,
    settle,
    settle_click,
    shift_of,
    write_days,
)
from internships.actions.placement import locked
from internships.errors import (
    DayNotOver,
    GoneBeforeCome,
    MalformedClick,
    NotWorking,
    OutsidePeriod,
    TimeNotCome,
)
from internships.errors_work import MonthClosed
from internships.models import AttendanceDay, AttendanceEvent, AttendanceRequest, Host, Placement
from internships.personal import POSITION
from internships.queries.access import require_in_charge, require_own
from internships.queries.hours import hours_by
from internships.queries.placement import keeps_attendance, last_worked
from internships.rules import attendance as rules
from internships.rules.attendance import Flag, Kind
from internships.rules.way import Point
from internships.rules.whereabouts import Evidence, Fix, by_code, by_position, metres
from internships.rules.work_terms import work_terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import require
from kernel.transition import advance, lock

LONGEST_DELAY = timedelta(days=14)  # a click that waited longer on a phone is one for a correction


@dataclass(frozen=True)
class Where:
    """What came with a click: the phone's position, or the code that it read from the host's screen."""

    fix: Fix | None = None
    code: str = ""


NOWHERE = Where()


@action
def clock_in(
    actor: Actor,
    placement_id: int,
    client_id: str,
    device_at: str = "",
    sent_at: str = "",
    where: Where = NOWHERE,
) -> AttendanceEvent:
    """The intern comes. ``client_id`` is made with the click: sent again, it is the same click.

    ``device_at`` and ``sent_at`` are the phone's times of click and of sending (ISO 8601), both kept; without them the
    click counts when it arrives. The first one starts the work. Whatever can be a click is kept, so that the order in
    which clicks arrive does not matter: who is in already stays in since then.
    Raises NotVisible, NotWorking, OutsidePeriod, MalformedClick.
    """
    return _click(actor, placement_id, Kind.IN, client_id, (device_at, sent_at), where)


@action
def clock_out(
    actor: Actor,
    placement_id: int,
    client_id: str,
    device_at: str = "",
    sent_at: str = "",
    where: Where = NOWHERE,
) -> AttendanceEvent:
    """The intern goes. Arguments and refusals as in :func:`clock_in`; a going without a coming is kept and flagged."""
    return _click(actor, placement_id, Kind.OUT, client_id, (device_at, sent_at), where)


def _click(
    actor: Actor, placement_id: int, kind: Kind, client_id: str, phone: tuple[str, str], where: Where
) -> AttendanceEvent:
    placement = locked(placement_id)
    require_own(actor, placement)
    if not 8 <= len(client_id) <= 64:
        raise MalformedClick()
    known = AttendanceEvent.objects.filter(placement=placement, client_id=client_id).first()
    if known is not None:
        return known
    event = _event(placement, kind, client_id, _moment(phone[0]), _moment(phone[1]))
    _require_open(placement, event)
    _locate(placement, event, where)
    event.save(force_insert=True)
    settle_click(actor, placement, event)
    if placement.state == "accepted":
        advance(placement, "start_work", actor)
        fill_before(placement, event.day)
    record(actor, f"clock_{kind}", placement, after={"event": event.pk, "counted_at": event.counted_at})
    return event


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise MalformedClick()
    return moment


def _event(
    placement: Placement, kind: Kind, client_id: str, device_at: datetime | None, sent_at: datetime | None
) -> AttendanceEvent:
    now = clock.arrived()
    counted = now
    if device_at is not None and sent_at is not None:
        counted = rules.counted_moment(device_at, sent_at, now)
    if now - counted > LONGEST_DELAY:
        raise MalformedClick()
    return AttendanceEvent(
        placement=placement,
        kind=kind.value,
        client_id=client_id,
        device_at=device_at,
        sent_at=sent_at,
        received_at=now,
        counted_at=counted,
        day=counted.astimezone(clock.SEOUL).date(),
    )


def _require_open(placement: Placement, event: AttendanceEvent) -> None:
    """A click made before the end counts whenever it arrives; who works into the night of the last day goes on the
    next. Raises NotWorking, OutsidePeriod."""
    if not keeps_attendance(placement):
        raise NotWorking(state=placement.stage.label)
    first, last = placement.first_day, last_worked(placement)
    if not (first <= event.day <= last or (at_night(event) and event.day - A_DAY == last)):
        raise OutsidePeriod(first_day=first, last_day=last)


def _locate(placement: Placement, event: AttendanceEvent, where: Where) -> None:
    """Sets where the click was made, as the call asks. Of a position only its distance from the place of work is kept,
    and only of somebody who agreed to that (위치정보법 §18)."""
    position = placement.position
    terms = work_terms_from(position.call.terms.settings)
    if terms.evidence is Evidence.SCREEN:
        if where.code:
            event.source = AttendanceEvent.Source.SCREEN
        found = by_code(settings.SECRET_KEY.encode(), position.host_id, where.code, event.counted_at)
        event.whereabouts = found.value
    elif terms.evidence is Evidence.POSITION:
        fix = where.fix if has_consent(placement.person, POSITION.code, str(placement.pk)) else None
        place = place_of(placement)
        event.whereabouts = by_position(fix, place, terms.radius).value
        if fix is not None and place is not None:
            event.distance_m, event.accuracy_m = metres(fix, place), fix.accuracy


def place_of(placement: Placement) -> Point | None:
    position = placement.position
    if position.latitude is None or position.longitude is None:
        return None
    return Point(position.latitude, position.longitude)


_FIELDS = {Kind.IN: "came", Kind.OUT: "left"}


@dataclass(frozen=True)
class ListEntry:
    """One line of a mentor's attendance list; without ``left_at`` the person is still there, without ``came_at`` the
    person clocked in but forgot to clock out. Who worked into the night left on the next day."""

    placement_id: int
    came_at: datetime | None
    left_at: datetime | None


@action
def enter_attendance(actor: Actor, host_id: int, day: date, entries: Sequence[ListEntry]) -> int:
    """Enters a host's attendance list of one day (출근부), for interns without a phone; returns the number of clicks.

    Entering the same list again changes nothing. First-time interns start work with it. Raises NotPermitted,
    NotVisible (a placement of another host), NotWorking, OutsidePeriod, TimeNotCome, GoneBeforeCome, MonthClosed.
    """
    host = Host.objects.get(pk=host_id)
    require(actor, "mentor_host", host)
    placements = {
        placement.pk: placement
        for placement in Placement.objects.select_for_update(of=("self",))
        .select_related("position__host", "position__call", "person")
        .filter(pk__in=[entry.placement_id for entry in entries], position__host=host)
        .order_by("pk")
    }
    _require_open_month(placements, day)
    clicks: list[AttendanceEvent] = []
    for entry in entries:
        if entry.placement_id not in placements:
            raise NotVisible()
        clicks += _listed(placements[entry.placement_id], day, entry)
    return _keep_list(actor, host, day, placements, clicks)


def _require_open_month(placements: dict[int, Placement], day: date) -> None:
    """A list changes no closed month. Raises MonthClosed."""
    by_call = {placement.position.call_id: placement for placement in placements.values()}
    if any(closed(placement, day) for placement in by_call.values()):
        raise MonthClosed(month=formats.date_format(day, "YEAR_MONTH_FORMAT"))


def _listed(placement: Placement, day: date, entry: ListEntry) -> list[AttendanceEvent]:
    now = clock.now()
    clicks = []
    if entry.came_at and entry.left_at and entry.left_at <= entry.came_at:
        raise GoneBeforeCome(person=placement.person.name, field=f"left-{placement.pk}")
    for kind, moment in ((Kind.IN, entry.came_at), (Kind.OUT, entry.left_at)):
        if moment is None:
            continue
        event = AttendanceEvent(
            placement=placement,
            kind=kind.value,
            source=AttendanceEvent.Source.MENTOR,
            client_id=f"list-{day}-{kind}-{moment:%H%M}",
            received_at=now,
            counted_at=moment,
            day=moment.astimezone(clock.SEOUL).date(),
        )
        if moment > now or not (event.day == day or (at_night(event) and event.day - A_DAY == day)):
            raise TimeNotCome(person=placement.person.name, field=f"{_FIELDS[kind]}-{placement.pk}")
        _require_open(placement, event)
        clicks.append(event)
    return clicks


def _keep_list(
    actor: Actor, host: Host, day: date, placements: dict[int, Placement], clicks: list[AttendanceEvent]
) -> int:
    earlier = list(AttendanceEvent.objects.filter(placement__in=placements, day__range=around(day)))
    known = {(event.placement_id, event.client_id) for event in earlier}
    new = [event for event in clicks if (event.placement_id, event.client_id) not in known]
    AttendanceEvent.objects.bulk_create(new)
    events: dict[int, list[AttendanceEvent]] = {}
    for event in [*earlier, *new]:
        events.setdefault(event.placement_id, []).append(event)
    granted: dict[int, list[AttendanceRequest]] = {}
    for request in AttendanceRequest.objects.filter(placement__in=placements, day=day, state="granted"):
        granted.setdefault(request.placement_id, []).append(request)
    changed = sorted({event.placement_id for event in new})
    hours = hours_by(placements[pk] for pk in changed)
    write_days(
        [
            computed(placements[pk], day, hours[pk].on(day), shift_of(day, events[pk]), granted.get(pk, ()))
            for pk in changed
        ]
    )
    for event in filter(at_night, [event for pk in changed for event in events[pk] if event.day > day]):
        settle(actor, placements[event.placement_id], event.day)  # whose night it is depends on the day before
    for pk in changed:
        if placements[pk].state == "accepted":
            advance(placements[pk], "start_work", actor)
            fill_before(placements[pk], day)
    if new:
        record(actor, "enter_attendance", host, after={"day": day, "clicks": len(new), "placements": changed})
    return len(new)


@action
def confirm_day(actor: Actor, day_id: int) -> AttendanceDay:
    """The mentor confirms a day as it stands; a second click changes nothing. Raises NotVisible, DayNotOver."""
    found = AttendanceDay.objects.filter(pk=day_id).values_list("placement_id", flat=True).first()
    if found is None:
        raise NotVisible()
    placement = locked(found)  # the lock that every click takes: no click slips in between looking and confirming
    require_in_charge(actor, placement)
    seen_by = confirming(actor)
    day: AttendanceDay = lock(AttendanceDay, day_id)
    if Flag.STILL_IN.value in day.flags or day.day > clock.today():
        raise DayNotOver()
    if day.confirmed_at is None:
        day.confirmed_by, day.confirmed_at = seen_by, clock.now()
        day.save(update_fields=["confirmed_by", "confirmed_at"])
        record(actor, "confirm_day", placement, after={"day": day.day, "credited_minutes": day.credited_minutes})
    return day


@action
def confirm_days(actor: Actor, host_id: int, until: date) -> int:
    """The mentor confirms every day up to ``until`` that is over and stands unconfirmed; returns how many.

    Raises NotPermitted.
    """
    host = Host.objects.get(pk=host_id)
    require(actor, "mentor_host", host)
    seen_by = confirming(actor)
    # The locks that every click takes, in one order: no click slips in between looking and confirming.
    placements = Placement.objects.select_for_update(of=("self",)).filter(position__host=host).order_by("pk")
    waiting = AttendanceDay.objects.filter(placement__in=list(placements), day__lte=until, confirmed_at=None)
    over = waiting.exclude(flags__contains=[Flag.STILL_IN.value])
    count = over.update(confirmed_by=seen_by, confirmed_at=clock.now())
    if count:
        record(actor, "confirm_days", host, after={"until": until, "days": count})
    return count
