"""What a host wrote of a position: checked, saved, kept as versions."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from accounts.models import User
from accounts.queries.organisation import is_member
from internships.errors import NoMentorOfHost, OutsideCallPeriod, PositionIncomplete, PositionKnown, SeatsHeld
from internships.models import Position, PositionVersion
from internships.queries.host import mentors_of
from internships.queries.position_values import gaps_of, terms_of
from internships.rules.terms import Terms
from internships.wording import gap_texts
from kernel import clock
from kernel.actor import Actor


def check(position: Position) -> None:
    """What holds in every state. Raises OutsideCallPeriod, SeatsHeld, NoMentorOfHost."""
    terms = terms_of(position)
    if not terms.covers(position.first_day, position.last_day):
        raise OutsideCallPeriod(field="first_day", first_day=terms.first_day, last_day=terms.last_day)
    held = max(position.taken, position.reserved.aggregate(kept=Sum("seats"))["kept"] or 0) if position.pk else 0
    if position.seats < held:
        raise SeatsHeld(field="seats", taken=held)
    if position.mentor_id is not None:
        person = User.objects.get(pk=position.mentor_id)
        if not is_member(person, position.host.organisation) and not mentors_of(position.host).contains(person):
            raise NoMentorOfHost(field="mentor")


def require_whole(position: Position, terms: Terms) -> None:
    """Raises PositionIncomplete, naming what is still to be written."""
    missing = gaps_of(position, terms)
    if missing:
        raise PositionIncomplete(missing=", ".join(gap_texts(missing)))


def save(position: Position, names: list[str] | None = None) -> None:
    """Raises PositionKnown when the host has another of the same name in the call."""
    try:
        with transaction.atomic():
            position.save(update_fields=names)
    except IntegrityError as error:
        if "one_position_of_a_title" not in str(error):
            raise
        raise PositionKnown(field="title") from error


def keep_version(
    actor: Actor, position: Position, verb: str, changes: Mapping[str, list[Any]] | None = None, reason: str = ""
) -> None:
    """Notes what became of the position; its row is locked or new."""
    last = position.versions.aggregate(last=Max("number"))["last"] or 0
    PositionVersion.objects.create(
        position=position,
        number=last + 1,
        verb=verb,
        changes=dict(changes or {}),
        reason=reason,
        at=clock.now(),
        by=actor.user,
    )
