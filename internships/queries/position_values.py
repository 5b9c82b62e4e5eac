"""The fields of a position that its host writes: read, set, compared, and what they lack. Nothing is saved here."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from internships.models import Position, PositionChange
from internships.rules.plan import rows_from
from internships.rules.position import Gap, Offer, gaps
from internships.rules.terms import Terms, terms_from

WRITTEN = (
    "title", "work", "duties", "seats", "skills", "equipment", "place", "address", "dong", "latitude", "longitude",
    "ease", "ease_note", "first_day", "last_day", "starts_at", "ends_at", "break_minutes", "mentor_id", "plan",
)  # fmt: skip
FIELDS = {field.attname: field for field in Position._meta.concrete_fields}


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
    return {name: FIELDS[name].to_python(value) for name, value in values.items()}


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


def missing(position: Position, terms: Terms) -> list[Gap]:
    """What its host still has to write before it can ask for the position; nothing when it is not being written."""
    return gaps_of(position, terms) if position.being_written else []
