"""The fields of a position that its host writes: read, set, compared, kept as versions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from accounts.models import User
from accounts.queries.organisation import is_member
from internships.errors import NoMentorOfHost, OutsideCallPeriod, PositionKnown, SeatsHeld
from internships.models import Position, PositionChange, PositionVersion
from internships.queries.host import mentors_of
from internships.rules.plan import rows_from
from internships.rules.position import Gap, Offer, gaps
from internships.rules.terms import Terms, terms_from
from kernel import clock
from kernel.actor import Actor

WRITTEN = (
    "title", "work", "duties", "seats", "skills", "equipment", "place", "address", "dong", "latitude", "longitude",
    "ease", "ease_note", "first_day", "last_day", "starts_at", "ends_at", "break_minutes", "mentor_id", "plan",
)  # fmt: skip


def values_of(position: Position) -> dict[str, Any]:
    """What is written now."""
    return {name: getattr(position, name) for name in WRITTEN}


def plain(value: Any) -> Any:
    """A value as JSON holds it: a day or a time as text, degrees with all their digits."""
    if isinstance(value, Decimal):
        return f"{value:.6f}"
    return value if isinstance(value, (str, int, list, type(None))) else DjangoJSONEncoder().default(value)


def from_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values as the fields take them."""
    return {name: _field(name).to_python(value) for name, value in values.items()}


def _field(name: str) -> Any:
    field = Position._meta.get_field(name.removesuffix("_id"))
    return field.target_field if name.endswith("_id") else field  # type: ignore[union-attr]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """``{field: [before, after]}`` of what became something else, as JSON values."""
    pairs = {name: [plain(before[name]), plain(after[name])] for name in after}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def with_values(position: Position, values: Mapping[str, Any]) -> Position:
    """The same position with other values, not saved."""
    for name, value in values.items():
        setattr(position, name, value)
    return position


def wished(position: Position, change: PositionChange) -> Position:
    """The position as ``change`` would make it, not saved."""
    return with_values(position, from_plain(change.values))


def terms_of(position: Position) -> Terms:
    return terms_from(position.call.terms.settings)


def gaps_of(position: Position, terms: Terms) -> list[Gap]:
    """What the position lacks before it can be asked for."""
    coming, going = (datetime.combine(position.first_day, at) for at in (position.starts_at, position.ends_at))
    point = None
    if position.latitude is not None and position.longitude is not None:
        point = (position.latitude, position.longitude)
    return gaps(
        Offer(
            duties=position.duties,
            place=position.place,
            address=position.address,
            point=point,
            first_day=position.first_day,
            last_day=position.last_day,
            in_period=terms.covers(position.first_day, position.last_day),
            present_minutes=int((going - coming).total_seconds() // 60),
            break_minutes=position.break_minutes,
            has_mentor=position.mentor_id is not None,
            plan=rows_from(position.plan),
        )
    )


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
