"""A position in words: its facts, its plan with the days of each week, what was changed from what to what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from accounts.models import User
from internships.models import Ease, Position, PositionChange, PositionVersion, Work
from internships.programme import period
from internships.rules.attendance import Schedule
from internships.rules.plan import days_of_week, rows_from
from internships.wording import group_text, version_text, weeks_text
from kernel.areas import DONGS

Pairs = list[tuple[str, Any]]


def area(dong: str) -> str:
    """유성구 노은2동, or nothing."""
    found = DONGS.get(dong)
    return f"{found.gu} {found.name}" if found else ""


def ease_text(position: Position) -> str:
    labels = [str(Ease(code).label) for code in Ease.values if code in position.ease]
    return ", ".join([*labels, *filter(None, [position.ease_note])])


def hours_text(hours: Schedule) -> str:
    """09:00 ~ 18:00, 60 minutes of them free."""
    return _("%(start)s ~ %(end)s, break %(minutes)s min") % {
        "start": f"{hours.starts_at:%H:%M}",
        "end": f"{hours.ends_at:%H:%M}",
        "minutes": hours.break_minutes,
    }


def work_facts(position: Position) -> Pairs:
    """What everybody may read."""
    return [
        (_("Host institution"), f"{position.host} ({position.host.get_kind_display()})"),
        (_("Kind of work"), position.get_work_display()),
        (_("What the intern does"), position.duties),
        (_("Seats"), position.seats),
        (_("Skills that help"), position.skills),
        (_("Equipment at hand"), position.equipment),
        (_("Period of work"), period(position.first_day, position.last_day)),
        (_("Hours"), hours_text(position.schedule)),
        (_("Place of work"), position.place),
        (_("Address"), " · ".join(filter(None, [position.address, area(position.dong)]))),
        (_("Accessibility"), ease_text(position)),
    ]


def office_facts(position: Position) -> Pairs:
    """What host and office read beyond that."""
    point = f"{position.latitude}, {position.longitude}" if position.latitude is not None else ""
    return [
        *work_facts(position),
        (_("Point on the map"), point),
        (_("Mentor"), position.mentor.name if position.mentor else ""),
    ]


def plan_weeks(position: Position) -> list[dict[str, Any]]:
    """The rows of the plan with the days that they cover."""
    shown = []
    for row in rows_from(position.plan):
        first = days_of_week(position.first_day, position.last_day, row.first)[0]
        last = days_of_week(position.first_day, position.last_day, row.last)[1]
        shown.append({"weeks": weeks_text(row.first, row.last), "days": period(first, last), "row": row})
    return shown


def changed_rows(changes: Mapping[str, Sequence[Any]]) -> list[dict[str, str]]:
    """Each changed field with its name, what it was and what it became."""
    people = _people(changes)
    return [
        {"name": _label(name), "before": _shown(name, pair[0], people), "after": _shown(name, pair[1], people)}
        for name, pair in changes.items()
    ]


def wanted_rows(position: Position, change: PositionChange, plain_now: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a change makes of a position, field by field."""
    return changed_rows({name: [plain_now[name], value] for name, value in change.values.items()})


def history(versions: Iterable[PositionVersion]) -> list[dict[str, Any]]:
    """The versions as events, newest first, each with its changed fields."""
    return [
        {
            "at": version.at,
            "title": version_text(version.verb),
            "who": version.by.name if version.by else _("the system"),
            "reason": version.reason,
            "rows": changed_rows(version.changes),
        }
        for version in versions
    ]


def _people(changes: Mapping[str, Sequence[Any]]) -> dict[int, str]:
    keys = [key for key in changes.get("mentor_id", ()) if key]
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _label(name: str) -> str:
    if name == "reserved":
        return _("Seats kept for groups")
    return str(Position._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def _shown(name: str, value: Any, people: Mapping[int, str]) -> str:
    """A kept value as people read it."""
    if value in (None, "", [], {}):
        return "–"
    if name == "mentor_id":
        return people.get(value, "–")
    if name == "work":
        return str(Work(value).label)
    if name == "dong":
        return area(value)
    if name == "ease":
        return ", ".join(str(Ease(code).label) for code in value)
    if name == "plan":
        return "\n".join(
            _("Week %(weeks)s: %(work)s") % {"weeks": weeks_text(row.first, row.last), "work": row.work}
            for row in rows_from(value)
        )
    if name == "reserved":
        return ", ".join(f"{group_text(group)} {seats}" for group, seats in value.items())
    return _plain_text(name, value)


def _plain_text(name: str, value: Any) -> str:
    day: date | None = parse_date(value) if name in {"first_day", "last_day"} else None
    clock_time: time | None = parse_time(value) if name in {"starts_at", "ends_at"} else None
    if day:
        return str(formats.date_format(day, "SHORT_DATE_FORMAT"))
    return f"{clock_time:%H:%M}" if clock_time else str(value)
