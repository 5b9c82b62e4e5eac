"""How fast a wave gets on, and whose work deserves a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from kernel import clock
from programs.queries.deadlines import is_holiday
from survey.models import Case, Wave
from survey.rules.field.pace import Forecast, Work, Worth, forecast, worth_a_look

_SETTLED = """
SELECT (visited_at AT TIME ZONE 'Asia/Seoul')::date, count(*) FROM survey_case
WHERE wave_id = %(wave)s AND step = 'done' GROUP BY 1
"""


def pace_of(wave: Wave) -> Forecast:
    """The pace of the last working days carried on. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, {"wave": wave.pk})
        settled: dict[date, int] = dict(cursor.fetchall())
    left = Case.objects.filter(wave=wave).exclude(step="done").count()
    return forecast(settled, left, clock.today(), works)


def works(day: date) -> bool:
    """Whether enumerators are out on a day: neither weekend nor a holiday of public offices."""
    return day.weekday() < 5 and not is_holiday(day)


@dataclass(frozen=True)
class LookedAt:
    """Somebody whose work deserves a look, and why."""

    person: int
    name: str
    last_visit: date | None
    open: int
    worth: Sequence[Worth]


_WORK = """
SELECT u.id, u.name, w.open, v.last, coalesce(r.seconds, '{}')
FROM (SELECT s.enumerator_id, count(*) FILTER (WHERE c.step <> 'done') AS open
    FROM survey_assignment s JOIN survey_case c ON c.wave_id = s.wave_id AND c.business_id = s.business_id
    WHERE s.wave_id = %(wave)s AND s.ended_at IS NULL GROUP BY 1) w
JOIN accounts_user u ON u.id = w.enumerator_id
LEFT JOIN (SELECT v.by_id, (max(v.at) AT TIME ZONE 'Asia/Seoul')::date AS last
    FROM survey_visit v JOIN survey_case c ON c.id = v.case_id WHERE c.wave_id = %(wave)s GROUP BY 1) v
    ON v.by_id = u.id
LEFT JOIN (SELECT entered_by_id, array_agg(extract(epoch FROM submitted_at - started_at)::float) AS seconds
    FROM survey_censusrecord WHERE wave_id = %(wave)s AND result = 'completed' AND version = 1 GROUP BY 1) r
    ON r.entered_by_id = u.id
"""


def looked_at(wave: Wave) -> list[LookedAt]:
    """People who are stuck or far faster than the others, by name. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK, {"wave": wave.pk})
        rows = cursor.fetchall()
    everybody = [Work(person, last, seconds, left) for person, _name, left, last, seconds in rows]
    found = worth_a_look(everybody, clock.today(), works)
    people = [
        LookedAt(person, name, last, left, found[person]) for person, name, left, last, _s in rows if person in found
    ]
    return sorted(people, key=lambda one: (one.name, one.person))
