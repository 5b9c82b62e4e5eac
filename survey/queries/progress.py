"""How far a wave is: by dong and by enumerator. Each is one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.db import connection


def share(done: int, whole: int) -> int:
    """Whole per cent, rounded half up; 100 only when all is done."""
    if not whole:
        return 0
    return 100 if done >= whole else min(99, (200 * done + whole) // (2 * whole))


STATES = ("draft", "submitted", "returned", "approved")


@dataclass(frozen=True)
class AreaProgress:
    """Figures of one area; ``handed_in`` counts submitted and approved records."""

    area_id: int
    serial: int
    dong: str
    gu: str
    tile_column: int
    tile_row: int
    businesses: int = 0
    assigned: int = 0
    draft: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0

    @property
    def name(self) -> str:
        return f"{self.dong}-{self.serial}"

    @property
    def handed_in(self) -> int:
        return self.submitted + self.approved

    @property
    def percent(self) -> int:
        return share(self.handed_in, self.assigned)

    @property
    def step(self) -> int:
        """Shade of the tile: 0 nothing assigned, 1 assigned, 2 to 5 by quarters of the work handed in."""
        if not self.assigned:
            return 0
        return 1 if not self.handed_in else 2 + min(3, self.percent // 25)


# What is kept of each area (:class:`survey.models.tally.Tally`); businesses beside the frame are few and looked up.
_BY_AREA = """
SELECT a.id, a.serial, d.name, d.gu, d.tile_column, d.tile_row,
    (coalesce(t.frame, 0) + coalesce(f.n, 0))::bigint, coalesce(t.given, 0), coalesce(t.draft, 0),
    coalesce(t.submitted, 0), coalesce(t.returned, 0), coalesce(t.approved, 0)
FROM survey_area a JOIN survey_dong d ON d.code = a.dong_id
LEFT JOIN (SELECT key::bigint AS area_id, sum(n) FILTER (WHERE board = 'area')::bigint AS frame,
        sum(n) FILTER (WHERE board = 'given')::bigint AS given,
        sum(n) FILTER (WHERE board = 'record' AND result = 'draft')::bigint AS draft,
        sum(n) FILTER (WHERE board = 'record' AND result = 'submitted')::bigint AS submitted,
        sum(n) FILTER (WHERE board = 'record' AND result = 'returned')::bigint AS returned,
        sum(n) FILTER (WHERE board = 'record' AND result = 'approved')::bigint AS approved
    FROM survey_tally WHERE wave_id = %(wave)s AND board IN ('area', 'given', 'record') GROUP BY 1) t
    ON t.area_id = a.id
LEFT JOIN (SELECT c.area_id, count(*) AS n FROM survey_case c
        JOIN survey_business b ON b.id = c.business_id AND b.merged_into_id IS NULL
    WHERE c.wave_id = %(wave)s AND c.added <> '' GROUP BY 1) f ON f.area_id = a.id
WHERE a.wave_id = %(wave)s ORDER BY d.code, a.serial
"""


def progress_by_area(wave_id: int) -> list[AreaProgress]:
    """Every area of the wave in the order of dong codes, also those where nothing has begun. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_AREA, {"wave": wave_id})
        return [AreaProgress(*row) for row in cursor.fetchall()]


def total(areas: Iterable[AreaProgress], name: str = "") -> AreaProgress:
    """Areas added up under a name."""
    figures = ("businesses", "assigned", *STATES)
    listed = list(areas)
    sums = {figure: sum(getattr(area, figure) for area in listed) for figure in figures}
    return replace(AreaProgress(0, 0, name, name, 0, 0), **sums)


def by_dong(areas: Iterable[AreaProgress]) -> list[AreaProgress]:
    """The areas of each dong added up, under the first of them; areas of a dong stand together."""
    groups = [list(group) for _place, group in groupby(areas, key=lambda area: (area.tile_column, area.tile_row))]
    return [
        replace(total(group), area_id=group[0].area_id, dong=group[0].dong, gu=group[0].gu,
                tile_column=group[0].tile_column, tile_row=group[0].tile_row)
        for group in groups
    ]  # fmt: skip


@dataclass(frozen=True)
class EnumeratorProgress:
    """Figures of one enumerator, in a wave or one of its areas."""

    user_id: int
    name: str
    assigned: int
    draft: int
    submitted: int
    returned: int
    approved: int

    @property
    def handed_in(self) -> int:
        return self.submitted + self.approved

    @property
    def percent(self) -> int:
        return share(self.handed_in, self.assigned)


# What is kept of each person (:class:`survey.models.tally.Tally`).
_BY_ENUMERATOR = """
SELECT u.id, u.name, p.assigned, p.draft, p.submitted, p.returned, p.approved
FROM (SELECT key::bigint AS person, sum(n)::bigint AS assigned,
        coalesce(sum(n) FILTER (WHERE result = 'draft'), 0)::bigint AS draft,
        coalesce(sum(n) FILTER (WHERE result = 'submitted'), 0)::bigint AS submitted,
        coalesce(sum(n) FILTER (WHERE result = 'returned'), 0)::bigint AS returned,
        coalesce(sum(n) FILTER (WHERE result = 'approved'), 0)::bigint AS approved
    FROM survey_tally WHERE wave_id = %(wave)s AND board = 'work' GROUP BY 1 HAVING sum(n) <> 0) p
JOIN accounts_user u ON u.id = p.person ORDER BY u.name, u.id
"""
_IN_AREA = """
SELECT u.id, u.name, p.assigned, p.draft, p.submitted, p.returned, p.approved
FROM (SELECT s.enumerator_id, count(*) AS assigned, count(*) FILTER (WHERE r.state = 'draft') AS draft,
        count(*) FILTER (WHERE r.state = 'submitted') AS submitted,
        count(*) FILTER (WHERE r.state = 'returned') AS returned,
        count(*) FILTER (WHERE r.state = 'approved') AS approved
    FROM survey_assignment s
    LEFT JOIN survey_censusrecord r ON r.wave_id = s.wave_id AND r.business_id = s.business_id
    WHERE s.area_id = %(area)s AND s.ended_at IS NULL
    GROUP BY 1) p
JOIN accounts_user u ON u.id = p.enumerator_id ORDER BY u.name, u.id
"""


def progress_by_enumerator(wave_id: int) -> list[EnumeratorProgress]:
    """Everybody who has work in the wave, by name. One statement."""
    return _enumerators(_BY_ENUMERATOR, {"wave": wave_id})


def progress_in_area(area_id: int) -> list[EnumeratorProgress]:
    """Everybody who has work in an area, by name, counted from its few hundred businesses. One statement."""
    return _enumerators(_IN_AREA, {"area": area_id})


def _enumerators(statement: str, values: dict[str, int]) -> list[EnumeratorProgress]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [EnumeratorProgress(*row) for row in cursor.fetchall()]
