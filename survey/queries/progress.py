"""How far a wave is: by dong and gu, by area, by enumerator. Each is one statement, read from what is kept
(:class:`survey.models.tally.Tally`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection


def share(done: int, whole: int) -> int:
    """Whole per cent, rounded half up; 100 only when all is done."""
    if not whole:
        return 0
    return 100 if done >= whole else min(99, (200 * done + whole) // (2 * whole))


@dataclass(frozen=True)
class Work:
    """Businesses given to somebody, and records by their state."""

    assigned: int
    draft: int
    submitted: int
    returned: int
    approved: int

    @property
    def handed_in(self) -> int:
        """Submitted and approved records."""
        return self.submitted + self.approved

    @property
    def percent(self) -> int:
        return share(self.handed_in, self.assigned)


@dataclass(frozen=True)
class Progress(Work):
    """Figures of some part of the city."""

    businesses: int

    @property
    def step(self) -> int:
        """Shade of the tile: 0 nothing assigned, 1 assigned, 2 to 5 by quarters of the work handed in."""
        if not self.assigned:
            return 0
        return 1 if not self.handed_in else 2 + min(3, self.percent // 25)


@dataclass(frozen=True)
class DongProgress(Progress):
    """Figures of one dong, its tile on the map, and the first of its areas."""

    dong: str
    gu_code: str
    gu: str
    tile_column: int
    tile_row: int
    area_id: int


@dataclass(frozen=True)
class AreaProgress(Progress):
    """Figures of one area."""

    area_id: int
    dong: str
    serial: int

    @property
    def name(self) -> str:
        return f"{self.dong}-{self.serial}"


@dataclass(frozen=True)
class GuProgress(Progress):
    """Figures of one gu."""

    code: str
    name: str


# Sums of each place that is ``counted``. Businesses beside the frame are few: they are looked up.
_PLACES = """
SELECT coalesce(t.assigned, 0), coalesce(t.draft, 0), coalesce(t.submitted, 0), coalesce(t.returned, 0),
    coalesce(t.approved, 0), coalesce(t.businesses, 0), {names}
FROM {places}
LEFT JOIN (SELECT place, sum(n) FILTER (WHERE board = 'given')::bigint AS assigned,
        sum(n) FILTER (WHERE board = 'record' AND result = 'draft')::bigint AS draft,
        sum(n) FILTER (WHERE board = 'record' AND result = 'submitted')::bigint AS submitted,
        sum(n) FILTER (WHERE board = 'record' AND result = 'returned')::bigint AS returned,
        sum(n) FILTER (WHERE board = 'record' AND result = 'approved')::bigint AS approved,
        sum(n) FILTER (WHERE board NOT IN ('given', 'record'))::bigint AS businesses
    FROM ({counted} UNION ALL
        SELECT {beside}, 'beside', '', 1 FROM survey_case c
        JOIN survey_business b ON b.id = c.business_id AND b.merged_into_id IS NULL
        JOIN survey_area a ON a.id = c.area_id WHERE c.wave_id = %(wave)s AND c.added <> '') k
    GROUP BY 1) t ON t.place = {place}
ORDER BY {order}
"""
_BY_DONG = _PLACES.format(
    names="d.name, d.gu_code, d.gu, d.tile_column, d.tile_row, f.id",
    places="""(SELECT DISTINCT ON (dong_id) dong_id, id FROM survey_area WHERE wave_id = %(wave)s
        ORDER BY dong_id, serial) f JOIN survey_dong d ON d.code = f.dong_id""",
    place="d.code",
    order="d.code",
    counted="""
        SELECT key AS place, board, result, n FROM survey_tally WHERE wave_id = %(wave)s AND board = 'dong'
        UNION ALL
        SELECT a.dong_id, t.board, t.result, t.n FROM survey_tally t JOIN survey_area a ON a.id = t.key::bigint
        WHERE t.wave_id = %(wave)s AND t.board IN ('given', 'record')""",
    beside="a.dong_id",
)
_BY_AREA = _PLACES.format(
    names="a.id, d.name, a.serial",
    places="""(SELECT id, dong_id, serial FROM survey_area WHERE wave_id = %(wave)s AND id = ANY(%(areas)s::bigint[])) a
        JOIN survey_dong d ON d.code = a.dong_id""",
    place="a.id::text",
    order="d.code, a.serial",
    counted="""
        SELECT key AS place, board, result, n FROM survey_tally
        WHERE wave_id = %(wave)s AND board IN ('area', 'given', 'record') AND key = ANY(%(areas)s::text[])""",
    beside="a.id::text",
)


def progress_by_dong(wave_id: int) -> list[DongProgress]:
    """Every dong that has areas in the wave, in the order of their codes. One statement."""
    return [DongProgress(*row) for row in _rows(_BY_DONG, wave=wave_id)]


def progress_by_area(wave_id: int, areas: Iterable[int]) -> list[AreaProgress]:
    """Some areas of the wave in the order of dong codes, also those where nothing has begun. One statement."""
    return [AreaProgress(*row) for row in _rows(_BY_AREA, wave=wave_id, areas=[str(area) for area in areas])]


def progress_by_gu(dongs: Iterable[DongProgress]) -> list[GuProgress]:
    """The dongs of each gu added up; dongs of a gu stand together."""
    groups = groupby(dongs, key=lambda dong: (dong.gu_code, dong.gu))
    return [GuProgress(*_sums(group), code, name) for (code, name), group in groups]


def total(places: Iterable[Progress]) -> Progress:
    """Places added up."""
    return Progress(*_sums(places))


def _sums(places: Iterable[Progress]) -> tuple[int, int, int, int, int, int]:
    """Figures of some places, in their order."""
    assigned = draft = submitted = returned = approved = businesses = 0
    for one in places:
        assigned += one.assigned
        draft += one.draft
        submitted += one.submitted
        returned += one.returned
        approved += one.approved
        businesses += one.businesses
    return assigned, draft, submitted, returned, approved, businesses


@dataclass(frozen=True)
class EnumeratorProgress(Work):
    """Figures of one enumerator, in a wave or one of its areas."""

    user_id: int
    name: str


_BY_ENUMERATOR = """
SELECT p.assigned, p.draft, p.submitted, p.returned, p.approved, u.id, u.name
FROM (SELECT key::bigint AS person, sum(n)::bigint AS assigned,
        coalesce(sum(n) FILTER (WHERE result = 'draft'), 0)::bigint AS draft,
        coalesce(sum(n) FILTER (WHERE result = 'submitted'), 0)::bigint AS submitted,
        coalesce(sum(n) FILTER (WHERE result = 'returned'), 0)::bigint AS returned,
        coalesce(sum(n) FILTER (WHERE result = 'approved'), 0)::bigint AS approved
    FROM survey_tally WHERE wave_id = %(wave)s AND board = 'work' GROUP BY 1 HAVING sum(n) <> 0) p
JOIN accounts_user u ON u.id = p.person ORDER BY u.name, u.id
"""
_IN_AREA = """
SELECT p.assigned, p.draft, p.submitted, p.returned, p.approved, u.id, u.name
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
    return [EnumeratorProgress(*row) for row in _rows(_BY_ENUMERATOR, wave=wave_id)]


def progress_in_area(area_id: int) -> list[EnumeratorProgress]:
    """Everybody who has work in an area, by name, counted from its few hundred businesses. One statement."""
    return [EnumeratorProgress(*row) for row in _rows(_IN_AREA, area=area_id)]


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
