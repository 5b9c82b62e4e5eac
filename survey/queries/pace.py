"""How fast a wave gets on, and whose work deserves a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from kernel import clock
from programs.queries.deadlines import is_day_of_work
from survey.models import Wave
from survey.rules.field.pace import Forecast, Work, Worth, forecast, worth_a_look

_SETTLED = """
SELECT CASE board WHEN 'settled' THEN key::date END, sum(n)::bigint FROM survey_tally
WHERE wave_id = %(wave)s AND board IN ('settled', 'open') GROUP BY 1 HAVING sum(n) <> 0
"""


def pace_of(wave: Wave) -> Forecast:
    """The pace of the last working days carried on. One statement, and those that know the holidays."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, {"wave": wave.pk})
        settled: dict[date | None, int] = dict(cursor.fetchall())
    left = settled.pop(None, 0)
    return forecast({day: many for day, many in settled.items() if day}, left, clock.today(), is_day_of_work)


@dataclass(frozen=True)
class LookedAt:
    """Somebody whose work deserves a look, and why."""

    person: int
    name: str
    last_visit: date | None
    open: int
    worth: Sequence[Worth]


LATEST = 100  # records of a person whose time is compared
_WORK = """
SELECT u.id, u.name, w.open, (v.at AT TIME ZONE 'Asia/Seoul')::date, r.seconds
FROM (SELECT key::bigint AS person, coalesce(sum(n) FILTER (WHERE board = 'open'), 0)::bigint AS open
    FROM survey_tally WHERE wave_id = %(wave)s AND board IN ('person', 'open') AND key <> '0' GROUP BY 1
    HAVING sum(n) FILTER (WHERE board = 'person') > 0) w
JOIN accounts_user u ON u.id = w.person
LEFT JOIN LATERAL (SELECT v.at FROM survey_visit v JOIN survey_case c ON c.id = v.case_id AND c.wave_id = %(wave)s
    WHERE v.by_id = u.id ORDER BY v.at DESC LIMIT 1) v ON true
CROSS JOIN LATERAL (SELECT coalesce(array_agg(extract(epoch FROM took)::float), '{}') AS seconds
    FROM (SELECT submitted_at - started_at AS took FROM survey_censusrecord
        WHERE entered_by_id = u.id AND wave_id = %(wave)s AND result = 'completed' AND version = 1
        ORDER BY submitted_at DESC LIMIT %(latest)s) latest) r
"""


def looked_at(wave: Wave) -> list[LookedAt]:
    """People who are stuck or far faster than the others by their latest records, by name. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK, {"wave": wave.pk, "latest": LATEST})
        rows = cursor.fetchall()
    everybody = [Work(person, last, seconds, left) for person, _name, left, last, seconds in rows]
    found = worth_a_look(everybody, clock.today(), is_day_of_work)
    people = [
        LookedAt(person, name, last, left, found[person]) for person, name, left, last, _s in rows if person in found
    ]
    return sorted(people, key=lambda one: (one.name, one.person))
