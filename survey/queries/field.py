"""Field work in figures and lists: areas without anybody, a person's day, boards by whatever they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from survey.errors import NotAssignedToYou
from survey.models import Area, Assignment, Case, CensusRecord, Dong, DongBoundary, Wave
from survey.queries.work import OPEN_STATES
from survey.rules.boundaries import WIDTH, boundary_map
from survey.rules.field.areas import metres
from survey.rules.field.response_rates import Cases, Rates, add_up, cases, response_rates
from survey.rules.visit_results import VisitResult


@dataclass(frozen=True)
class FreeArea:
    """An area in which nobody works: how many businesses are open, and its middle in metres east and north."""

    area: Area
    open_cases: int
    middle: tuple[float, float]

    @property
    def pk(self) -> int:
        return self.area.pk


def free_areas(wave: Wave) -> list[FreeArea]:
    """Areas with open businesses of which none is given out. One statement."""
    given = Assignment.objects.filter(wave=wave, area=OuterRef("pk"), ended_at=None)
    found = list(
        Area.objects.filter(~Exists(given), wave=wave)
        .annotate(
            open_cases=Count("cases", filter=~Q(cases__step="done") & Q(cases__business__merged_into=None)),
            longitude=Avg("cases__business__longitude"),
            latitude=Avg("cases__business__latitude"),
        )
        .filter(open_cases__gt=0)
        .select_related("dong")
        .order_by("dong_id", "serial")
    )
    if not found:
        return []
    degrees = [(area.longitude or area.dong.longitude, area.latitude or area.dong.latitude) for area in found]
    return [
        FreeArea(area, area.open_cases, (float(east), float(north)))
        for area, (east, north) in zip(found, metres(degrees), strict=True)
    ]


def free_cases(area: Area) -> list[int]:
    """Businesses of an area that are not given out and not settled, or of which a record is begun or came back, in
    walking order. One statement."""
    here = {"wave_id": area.wave_id, "business_id": OuterRef("business_id")}
    given = Assignment.objects.filter(**here, ended_at=None)
    begun = CensusRecord.objects.filter(**here, state__in=OPEN_STATES)
    of_area = Case.objects.filter(area=area, business__merged_into=None)
    open_cases = of_area.filter(~Exists(given), ~Q(step="done") | Exists(begun))
    return list(open_cases.order_by("position").values_list("business_id", flat=True))


@dataclass(frozen=True)
class BoardRow:
    """One line of a board: cases of the frame by disposition, and the rates."""

    key: str
    name: str
    cases: Cases

    @cached_property
    def rates(self) -> Rates:
        return response_rates(self.cases)

    @property
    def visited(self) -> int:
        return self.cases.all - self.cases.unvisited


# A line of a board is the sum of what is kept of it (:class:`survey.models.tally.Tally`).
_BOARD = """
SELECT {key}::text, {name}, t.result, sum(t.n)::bigint, {order}
FROM (SELECT key, result, sum(n) AS n FROM survey_tally WHERE wave_id = %(wave)s AND board = '{kept}'
    AND (%(only)s::text[] IS NULL OR key = ANY(%(only)s::text[])) GROUP BY 1, 2 HAVING sum(n) <> 0) t {join}
GROUP BY 1, 2, 3, 5 ORDER BY 5, 1
"""
_DONG = "JOIN survey_dong d ON d.code = t.key"
_BOARDS: dict[str, dict[str, str]] = {
    "gu": {"kept": "dong", "key": "d.gu_code", "name": "d.gu", "order": "d.gu_code", "join": _DONG},
    "dong": {"kept": "dong", "key": "d.code", "name": "d.gu || ' ' || d.name", "order": "d.code", "join": _DONG},
    "area": {
        "kept": "area", "key": "a.id", "name": "d.gu || ' ' || d.name || '-' || a.serial",
        "order": "d.code || lpad(a.serial::text, 5, '0')",
        "join": "JOIN survey_area a ON a.id = t.key::bigint JOIN survey_dong d ON d.code = a.dong_id",
    },
    "industry": {
        "kept": "industry", "key": "t.key", "name": "i.name", "order": "i.code",
        "join": "JOIN survey_industrycode i ON i.id = t.key::bigint",
    },
    "person": {
        "kept": "person", "key": "t.key", "name": "coalesce(u.name, '')", "order": "coalesce(u.name, '')",
        "join": "LEFT JOIN accounts_user u ON u.id = t.key::bigint",
    },
}  # fmt: skip
BOARDS = tuple(_BOARDS)


def board(wave_id: int, by: str, only: Iterable[int] | None = None) -> list[BoardRow]:
    """A wave by gu, dong, area, industry or person, in the order of their codes or names: the frame as it was cut,
    without entries that were found to be the same as another one, and without what came later (``added``); of areas
    (industries, people) those asked for. One statement. Raises KeyError."""
    wanted = None if only is None else [str(key) for key in only]
    counted: dict[tuple[str, str], dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BOARD.format(**_BOARDS[by]), {"wave": wave_id, "only": wanted})
        for key, name, result, many, _order in cursor.fetchall():
            counted.setdefault((key, name), {})[result] = many
    return [BoardRow(key, name, _cases(results)) for (key, name), results in counted.items()]


_ADDED = """
SELECT c.added, c.result, count(*) FROM survey_case c
WHERE c.wave_id = %(wave)s AND c.added <> ''
    AND c.business_id NOT IN (SELECT id FROM survey_business WHERE merged_into_id IS NOT NULL)
GROUP BY 1, 2
"""


def added(wave_id: int) -> list[BoardRow]:
    """What came beside the frame, by how it came, counted as boards count: response rates of the frame do not know it.
    One statement."""
    counted: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, {"wave": wave_id})
        for way, result, many in cursor.fetchall():
            counted.setdefault(way, {})[result] = many
    return [
        BoardRow(way.value, str(way.label), _cases(counted[way.value])) for way in Case.Added if way.value in counted
    ]


def total(rows: Iterable[BoardRow], name: str) -> BoardRow:
    """Lines added up."""
    return BoardRow("", name, add_up(row.cases for row in rows))


def _cases(by_result: dict[str, int]) -> Cases:
    visited = {VisitResult(result): many for result, many in by_result.items() if result}
    return cases(visited, sum(by_result.values()))


@dataclass(frozen=True)
class DayRow:
    """Visits of a day and how many businesses were settled by them, as it stands now."""

    day: date
    visits: int
    interviews: int
    settled: int


_BY_DAY = """
SELECT key::date, coalesce(sum(n) FILTER (WHERE board = 'visited'), 0)::bigint,
    coalesce(sum(n) FILTER (WHERE board = 'visited' AND result IN ('completed', 'partial')), 0)::bigint,
    coalesce(sum(n) FILTER (WHERE board = 'settled'), 0)::bigint
FROM survey_tally WHERE wave_id = %(wave)s AND board IN ('visited', 'settled') GROUP BY 1 ORDER BY 1 DESC
"""


def by_day(wave_id: int) -> list[DayRow]:
    """Visits day by day, the latest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"wave": wave_id})
        return [DayRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Tile:
    """A dong on the map of squares."""

    code: str
    dong: str
    gu: str
    column: int
    row: int
    cases: Cases

    @property
    def visited_percent(self) -> int:
        """Whole per cent of its businesses that were visited, rounded down."""
        return 100 * (self.cases.all - self.cases.unvisited) // self.cases.all

    @property
    def shade(self) -> int:
        """0 nothing visited, 1 to 5 by fifths of what was."""
        return 0 if self.cases.all == self.cases.unvisited else 1 + min(4, self.visited_percent // 20)


def tiles(rows: Iterable[BoardRow]) -> list[Tile]:
    """The board by dong on the map of squares. One statement."""
    by_code = {row.key: row.cases for row in rows}
    return [
        Tile(dong.code, dong.name, dong.gu, dong.tile_column, dong.tile_row, by_code[dong.code])
        for dong in Dong.objects.filter(code__in=by_code)
    ]


@dataclass(frozen=True)
class Shape:
    """A dong on the map of outlines; ``is_named``: there is room for its name where that would stand."""

    tile: Tile
    path: str
    x: int
    y: int
    is_named: bool


@dataclass(frozen=True)
class ShapeMap:
    """The dongs of a board by their outlines, and whose data these are."""

    width: int
    height: int
    shapes: list[Shape]
    source: str


# What a name and the figure below it take in units of the map: half a letter, above the line of the name, below it.
HALF_LETTER, ABOVE, BELOW = 7, 14, 19
SHORTEST = 4  # letters: "100%"


def shapes(tiles: Iterable[Tile]) -> ShapeMap | None:
    """The map of outlines; None while one of the dongs has none: then the map of squares shows them all. One
    statement."""
    by_code = {tile.code: tile for tile in tiles}
    found = list(DongBoundary.objects.filter(dong__in=by_code).select_related("dong"))
    if not found or len(found) < len(by_code):
        return None
    drawn = boundary_map({one.dong_id: one.rings for one in found})
    listed = []
    for one in found:
        outline = drawn.dongs[one.dong_id]
        x, y = drawn.at(one.dong.longitude, one.dong.latitude)
        half = HALF_LETTER * max(len(one.dong.name), SHORTEST)
        is_named = outline.has_room(x - half, y - ABOVE, x + half, y + BELOW)
        listed.append(Shape(by_code[one.dong_id], outline.path, x, y, is_named))
    return ShapeMap(WIDTH, drawn.height, listed, found[0].source)


def my_case(user: Any, wave: Wave, business_id: int) -> Case:
    """Raises NotAssignedToYou."""
    case = my_cases(user, wave).filter(business_id=business_id).first()
    if case is None:
        raise NotAssignedToYou()
    return case


def my_cases(user: Any, wave: Wave) -> QuerySet[Case]:
    """The cases of the businesses that are assigned to a person."""
    mine = Assignment.objects.filter(wave=wave, business_id=OuterRef("business_id"), enumerator=user, ended_at=None)
    return Case.objects.filter(Exists(mine), wave=wave).select_related("business__dong", "business__industry", "area")
