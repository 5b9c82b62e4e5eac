"""When doors open in a wave: by industry and dong for whoever goes there, counted every ten minutes; by part of the day
for the board, from what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

from survey.models import Business, Wave
from survey.rules.field.best_hour import KNOCKED, OPENED, Doors, best_part
from survey.rules.field.hours import DOORS
from survey.rules.field.revisits import BEGINS, VISITS_END, PartOfDay

LASTS = 600  # seconds for which people see the same: a day's visits change little of it

# A record that is handed in on another day than that of its visit knows the day only, and stands at noon sharp.
_DOORS = """
SELECT b.industry_id, b.dong_id,
    CASE WHEN w.shown < %(afternoon)s THEN 'morning' WHEN w.shown < %(evening)s THEN 'afternoon' ELSE 'evening' END,
    count(*) FILTER (WHERE v.result = ANY(%(opened)s)), count(*)
FROM survey_visit v JOIN survey_case c ON c.id = v.case_id JOIN survey_business b ON b.id = c.business_id
CROSS JOIN LATERAL (SELECT (v.at AT TIME ZONE 'Asia/Seoul')::time AS shown) w
WHERE c.wave_id = %(wave)s AND v.channel = ANY(%(doors)s) AND v.result = ANY(%(knocked)s)
    AND w.shown >= %(morning)s AND w.shown < %(ends)s AND w.shown <> '12:00'
GROUP BY 1, 2, 3
"""


def _counted(wave_id: int) -> Iterator[tuple[int, str, PartOfDay, Doors]]:
    """By industry, dong and part of the day. One statement."""
    asked: dict[str, Any] = {str(part): begins for part, begins in BEGINS.items()} | {
        "wave": wave_id, "ends": VISITS_END, "opened": sorted(OPENED), "knocked": sorted(KNOCKED),
        "doors": sorted(DOORS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, asked)
        for industry, dong, part, opened, knocked in cursor.fetchall():
            yield industry, dong, PartOfDay(part), Doors(opened, knocked)


_KEPT = """
SELECT key, coalesce(sum(n) FILTER (WHERE result = ANY(%(opened)s)), 0)::bigint, sum(n)::bigint FROM survey_tally
WHERE wave_id = %(wave)s AND board = 'door' AND result = ANY(%(knocked)s) GROUP BY 1
"""


def contacts_by_part(wave_id: int) -> dict[PartOfDay, Doors]:
    """Doors of the whole wave at each part of the day, also where nobody knocked. One statement."""
    found = dict.fromkeys(PartOfDay, Doors())
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, {"wave": wave_id, "opened": sorted(OPENED), "knocked": sorted(KNOCKED)})
        for part, opened, knocked in cursor.fetchall():
            found[PartOfDay(part)] = Doors(opened, knocked)
    return found


@dataclass(frozen=True)
class BestParts:
    """The best part of the day of each industry in a dong, and in the whole wave, as far as enough is known."""

    in_dong: Mapping[tuple[int, str], PartOfDay]
    anywhere: Mapping[int, PartOfDay]

    def of(self, business: Business) -> PartOfDay | None:
        """That of the same industry in the same dong, else anywhere; None while too little is known."""
        here = self.in_dong.get((business.industry_id, business.dong_id))
        return here or self.anywhere.get(business.industry_id)


def best_parts(wave: Wave) -> BestParts:
    """Ten minutes old at most; one statement when it is made anew."""
    key = f"survey.best_parts.{wave.pk}.{wave.made_at:%Y%m%d%H%M%S%f}"
    kept: BestParts | None = cache.get(key)
    if kept is None:
        kept = best_parts_now(wave)
        cache.set(key, kept, LASTS)
    return kept


def best_parts_now(wave: Wave) -> BestParts:
    """One statement."""
    here: dict[tuple[int, str], dict[PartOfDay, Doors]] = defaultdict(dict)
    anywhere: dict[int, dict[PartOfDay, Doors]] = defaultdict(dict)
    for industry, dong, part, doors in _counted(wave.pk):
        here[industry, dong][part] = doors
        anywhere[industry][part] = anywhere[industry].get(part, Doors()) + doors
    return BestParts(
        {place: best for place, doors in here.items() if (best := best_part(doors)) is not None},
        {industry: best for industry, doors in anywhere.items() if (best := best_part(doors)) is not None},
    )
