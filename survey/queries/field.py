"""Field work in figures and lists: areas without anybody, a person's day, boards by whatever they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from survey.errors import NotAssignedToYou
from survey.models import Area, Assignment, Case, Dong, DongBoundary, Wave
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
    """Businesses of an area that are not settled and not given out, in walking order. One statement."""
    given = Assignment.objects.filter(wave_id=area.wave_id, business_id=OuterRef("business_id"), ended_at=None)
    open_cases = Case.objects.filter(~Exists(given), area=area, business__merged_into=None).exclude(step="done")
    return list(open_cases.order_by("position").values_list("business_id", flat=True))


@dataclass(frozen=True)
class BoardRow:
    """One line of a board: cases of the frame by disposition, and the rates."""

    key: str
    name: str
    cases: Cases
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", response_rates(self.cases))

    @property
    def visited(self) -> int:
        return self.cases.all - self.cases.unvisited


_BOARD = """
SELECT {key}::text, {name}, c.result, count(*) FROM survey_case c {join}
WHERE c.wave_id = %(wave)s AND c.added = ''
    AND c.business_id NOT IN (SELECT id FROM survey_business WHERE merged_into_id IS NOT NULL)
GROUP BY 1, 2, 3
"""
_DONG = "JOIN survey_area a ON a.id = c.area_id JOIN survey_dong d ON d.code = a.dong_id"
_BOARDS: dict[str, tuple[str, str, str]] = {
    "gu": ("d.gu_code", "d.gu", _DONG),
    "dong": ("d.code", "d.gu || ' ' || d.name", _DONG),
    "area": ("a.id", "d.gu || ' ' || d.name || '-' || a.serial", _DONG),
    "industry": (
        "b.industry_id", "i.name",
        "JOIN survey_business b ON b.id = c.business_id JOIN survey_industrycode i ON i.id = b.industry_id",
    ),
    "person": (
        "coalesce(s.enumerator_id, 0)", "coalesce(u.name, '')",
        "LEFT JOIN survey_assignment s ON s.wave_id = c.wave_id AND s.business_id = c.business_id "
        "AND s.ended_at IS NULL LEFT JOIN accounts_user u ON u.id = s.enumerator_id",
    ),
}  # fmt: skip
BOARDS = tuple(_BOARDS)


def board(wave_id: int, by: str) -> list[BoardRow]:
    """A wave by gu, dong, area, industry or person, in the order of their keys: the frame as it was cut, without
    entries that were found to be the same as another one, and without what came later (``added``). One statement.
    Raises KeyError."""
    key, name, join = _BOARDS[by]
    counted: dict[tuple[str, str], dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BOARD.format(key=key, name=name, join=join), {"wave": wave_id})
        for one, called, result, many in cursor.fetchall():
            counted.setdefault((one, called), {})[result] = many
    return [BoardRow(one, called, _cases(counted[one, called])) for one, called in sorted(counted)]


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
    """Visits of a day and how many businesses they settled."""

    day: date
    visits: int
    interviews: int
    settled: int


_BY_DAY = """
SELECT (v.at AT TIME ZONE 'Asia/Seoul')::date, count(*), count(*) FILTER (WHERE v.result IN ('completed', 'partial')),
    count(*) FILTER (WHERE c.step = 'done' AND v.number = c.visits)
FROM survey_visit v JOIN survey_case c ON c.id = v.case_id WHERE c.wave_id = %(wave)s GROUP BY 1 ORDER BY 1 DESC
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
    """A dong on the map of outlines; ``is_wide``: there is room for its name."""

    tile: Tile
    path: str
    x: int
    y: int
    is_wide: bool


@dataclass(frozen=True)
class ShapeMap:
    """The dongs of a board by their outlines, and whose data these are."""

    width: int
    height: int
    shapes: list[Shape]
    source: str


NAME_ROOM = (70, 34)  # units of the map that a name takes, across and down


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
        is_wide = outline.width >= NAME_ROOM[0] and outline.height >= NAME_ROOM[1]
        listed.append(Shape(by_code[one.dong_id], outline.path, x, y, is_wide))
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
