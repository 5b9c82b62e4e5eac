"""Positions: what a host offers in a call."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from internships.errors import HostNotApproved, NoTerms, OutsideCallPeriod, PositionKnown
from internships.models import Host, Position
from internships.queries.access import require_manages
from internships.rules.terms import terms_from
from kernel.action import action, record
from kernel.actor import Actor
from programs.models import Call


@action
def open_position(
    actor: Actor,
    call_id: int,
    host_id: int,
    title: str,
    seats: int,
    *,
    place: str,
    address: str,
    work: str = "quality",
    first_day: date | None = None,
    last_day: date | None = None,
    **details: Any,
) -> Position:
    """Opens ``seats`` seats of one kind of work at one place; without days of its own it lasts as long as the call's.

    ``details`` are further fields of :class:`Position` (``duties``, ``starts_at``, ``ends_at``, ``break_minutes``,
    ``latitude``, ``longitude``, ``mentor``). Raises NotPermitted, HostNotApproved, NoTerms, OutsideCallPeriod,
    PositionKnown.
    """
    call = Call.objects.get(pk=call_id)
    require_manages(actor, call)
    # The lock keeps the approval standing until this is written.
    host = Host.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=host_id)
    if host.state != "approved":
        raise HostNotApproved(field="host", host=str(host))
    terms = terms_from(call.terms.settings)
    if terms.first_day is None or terms.last_day is None:
        raise NoTerms()
    first, last = first_day or terms.first_day, last_day or terms.last_day
    if not terms.covers(first, last):
        raise OutsideCallPeriod(field="first_day", first_day=terms.first_day, last_day=terms.last_day)
    try:
        with transaction.atomic():
            position = Position.objects.create(
                call=call,
                host=host,
                state="granted",
                title=title.strip(),
                work=work,
                seats=seats,
                place=place.strip(),
                address=address.strip(),
                first_day=first,
                last_day=last,
                **details,
            )
    except IntegrityError as error:
        raise PositionKnown(field="title") from error
    record(actor, "open_position", position, after={"host": host.pk, "call": call.pk, "seats": seats})
    return position
