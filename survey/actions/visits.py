"""Visits: each attempt is kept, and what comes next at the business follows from all of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import File

from files.actions import store
from files.kinds import IMAGES
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from survey.actions.case import add_visit, locked_case, where
from survey.actions.record import own_assignment, require_open
from survey.errors import HourReasonNeeded, NoteNeeded, NotInTheFuture, VisitNeedsRecord
from survey.models import Case, Visit
from survey.queries.permitted import hour_needs_reason
from survey.rules.offline import Position
from survey.rules.visit_results import INTERVIEWS, NEED_NOTE, VisitResult

SLOW_CLOCKS = timedelta(minutes=5)  # a device's clock may go before ours by as much


@action
def record_visit(
    actor: Actor,
    wave_id: int,
    business_id: int,
    result: VisitResult,
    *,
    client_id: str,
    channel: str,
    at: datetime | None = None,
    note: str = "",
    appointment: datetime | None = None,
    photo: File[bytes] | None = None,
    hour_reason: str = "",
    position: Position | None = None,
) -> Case:
    """A visit that brought no interview. The same ``client_id`` again changes nothing.

    Args:
        at: when it was, for a visit that is sent later; now without.
        note: how it is known that a shop closed, moved or is none; why it refused.
        appointment: when to come again.
        photo: what shows it: the notice on the door, the empty shop.
        hour_reason: why it was made outside the hours that the wave permits.
        position: where the device was, when its owner wants that noted.

    Raises NotAssignedToYou, EntryClosed, NoteNeeded, HourReasonNeeded, NotInTheFuture, FileRefused, and
    VisitNeedsRecord for an interview: that comes in with its record.
    """
    assignment = own_assignment(actor, wave_id, business_id)
    require_open(assignment.wave)
    if result in INTERVIEWS:
        raise VisitNeedsRecord(field="result")
    if result in NEED_NOTE and not note.strip():
        raise NoteNeeded(field="note")
    now = clock.now()
    if at is not None and at > now + SLOW_CLOCKS:
        raise NotInTheFuture(field="at")
    moment = min(at or now, now)
    case = Case.objects.select_related("wave").get(wave_id=wave_id, business_id=business_id)
    if not hour_reason.strip() and hour_needs_reason(case, channel, moment):
        raise HourReasonNeeded(field="hour_reason")
    visit = Visit(
        by=actor.user, at=moment, channel=channel[:20], result=result, appointment=appointment,
        note=note.strip()[:500], client_id=client_id[:100],
        photo=store(actor, photo, kinds=IMAGES, field="photo") if photo is not None else None,
        hour_reason=hour_reason.strip()[:200], **where(position),
    )  # fmt: skip
    return keep_visit(wave_id, business_id, visit)


def keep_visit(wave_id: int, business_id: int, visit: Visit) -> Case:
    """The visit beside those made before, inside an action; one with the same ``client_id`` changes nothing."""
    case = locked_case(wave_id, business_id)
    made = list(case.visits_made.all())
    return case if any(one.client_id == visit.client_id for one in made) else add_visit(case, made, visit)
