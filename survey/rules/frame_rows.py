"""A row of the business file becomes a frame record, or says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from survey.rules.frame_columns import Layout
from survey.rules.frame_file import FrameFile
from survey.rules.frame_problems import BadCell, CellProblem
from survey.rules.korean import name_key, tidy_name


class Taxonomy(StrEnum):
    """Which 상권업종 classification a file uses. Ids changed with it: old and new never link."""

    OLD = "old"
    NEW = "new"


# New: I2 / I202 / I20201 (10/75/247 classes). Old: Q / Q08 / Q08A03.
_SMALL_CODE = {Taxonomy.NEW: re.compile(r"[A-Z]\d{5}"), Taxonomy.OLD: re.compile(r"[A-Z]\d{2}[A-Z]\d{2}")}
_PARENT_LENGTHS = {Taxonomy.NEW: (2, 4), Taxonomy.OLD: (1, 3)}
_KSIC = re.compile(r"([A-U]?)(\d{2,5})")
CITY_BOX = (127.0, 36.0, 127.8, 36.7)  # west, south, east, north of the city, in degrees
_DEGREES_OF_KOREA = ((124.0, 132.0), (33.0, 39.5))
_LIMITS = {
    "source_id": 40,
    "name": 200,
    "branch": 100,
    "legal_dong_code": 10,
    "building_number": 40,
    "postcode": 10,
    "floor": 20,
    "room": 20,
    "lot_address": 300,
    "road_address": 300,
    "building_name": 200,
}
_KEPT = (
    "legal_dong_code",
    "lot_address",
    "road_address",
    "building_number",
    "building_name",
    "postcode",
    "floor",
    "room",
)
CITY = "30"


class FrameRow(NamedTuple):
    """One business as the file tells it, in the order in which it is sent to the database."""

    row: int
    source_id: str
    taxonomy: str
    name: str
    name_key: str
    branch: str
    dong_code: str
    industry_code: str
    ksic_revision: int | None
    ksic_code: str
    legal_dong_code: str
    lot_address: str
    road_address: str
    building_number: str
    building_name: str
    postcode: str
    floor: str
    room: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True)
class DongBook:
    """The dongs that count: 10-digit codes by their first eight digits, and by gu and dong name."""

    by_code: Mapping[str, str]
    by_name: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, dongs: Sequence[tuple[str, str, str]]) -> DongBook:
        """Make a book from (10-digit code, gu name, dong name)."""
        return cls({code[:8]: code for code, _, _ in dongs}, {(gu, name): code for code, gu, name in dongs})


@dataclass(frozen=True)
class ReadingRules:
    """What the reader must know from outside: the dongs, the KSIC revision in which the file's codes are
    written, the taxonomy (None: as the first row shows), and the box in which the city lies, in degrees."""

    dongs: DongBook
    ksic_revision: int = 10
    taxonomy: Taxonomy | None = None
    city_box: tuple[float, float, float, float] = CITY_BOX


@dataclass
class FrameReading:
    """Reads a file once, row by row; what it gathered on the way can be asked afterwards."""

    file: FrameFile
    rules: ReadingRules
    taxonomy: Taxonomy | None = None
    industries: dict[str, str] = field(default_factory=dict)
    ksic_names: dict[str, str] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)
    bad_rows: int = 0
    read_rows: int = 0
    without_point: int = 0
    other_cities: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[FrameRow]:
        """Good rows, in the file's order. Bad ones gather in ``bad``; those of other cities are counted."""
        self.taxonomy = self.rules.taxonomy
        reader = _RowReader(self)
        seen: dict[str, int] = {}
        for number, cells in self.file.rows:
            self.read_rows += 1
            found = reader.read(number, cells)
            if found is None:
                continue
            first = seen.setdefault(found.source_id, number) if isinstance(found, FrameRow) else number
            if first != number and isinstance(found, FrameRow):
                found = [reader.bad("source_id", CellProblem.REPEATED_ID, found.source_id, first_row=first)]
            if isinstance(found, FrameRow):
                self.without_point += found.longitude is None
                yield found
            else:
                self.bad.extend(found)
                self.bad_rows += 1


class _RowReader:
    """Positions looked up once, then applied to every row: 80,000 rows must take about a second."""

    def __init__(self, reading: FrameReading) -> None:
        self.reading = reading
        self.layout: Layout = reading.file.layout
        self.number = 0
        self.cells: Sequence[str] = ()
        at = self.layout.positions
        self.kept = tuple(at.get(name) for name in _KEPT)
        self.limited = tuple((name, at[name], limit) for name, limit in _LIMITS.items() if name in at)

    def get(self, name: str) -> str:
        position = self.layout.positions.get(name)
        return self.cells[position].strip() if position is not None else ""

    def bad(self, name: str, problem: CellProblem, value: str = "", **facts: object) -> BadCell:
        return BadCell(self.number, self.layout.title(name), problem, value[:80], facts)

    def read(self, number: int, cells: Sequence[str]) -> FrameRow | list[BadCell] | None:
        self.number, self.cells = number, cells
        if len(cells) != self.layout.width:
            facts = {"found": len(cells), "expected": self.layout.width}
            return [BadCell(number, "", CellProblem.CELL_COUNT, "", facts)]
        if self._elsewhere():
            return None
        problems: list[BadCell] = []
        source_id, name = self.get("source_id"), tidy_name(self.get("name"))
        self._check_texts(problems, source_id, name)
        dong = self._dong(problems)
        industry = self._industry(problems)
        revision, ksic = self._ksic(problems)
        longitude, latitude = self._point(problems)
        if problems:
            return problems
        kept = [cells[position].strip() if position is not None else "" for position in self.kept]
        known = (number, source_id, str(self.reading.taxonomy), name, name_key(name), tidy_name(self.get("branch")))
        return FrameRow._make((*known, dong, industry, revision, ksic, *kept, longitude, latitude))

    def _elsewhere(self) -> bool:
        """Rows of another city or province are not wrong, only not ours: national files hold them all."""
        code = self.get("dong_code") or self.get("city_code")
        if not code[:2].isdigit() or code[:2] == CITY:
            return False
        city = self.get("city_name") or code[:2]
        self.reading.other_cities[city] = self.reading.other_cities.get(city, 0) + 1
        return True

    def _check_texts(self, problems: list[BadCell], source_id: str, name: str) -> None:
        if not source_id:
            problems.append(self.bad("source_id", CellProblem.REQUIRED))
        if not name:
            problems.append(self.bad("name", CellProblem.REQUIRED))
        for field_name, position, limit in self.limited:
            value = self.cells[position]
            if len(value) > limit:
                problems.append(self.bad(field_name, CellProblem.TOO_LONG, value, limit=limit))
            elif "\n" in value.strip():
                problems.append(self.bad(field_name, CellProblem.LINE_BREAK, value))

    def _dong(self, problems: list[BadCell]) -> str:
        dongs, code = self.reading.rules.dongs, self.get("dong_code")
        if code:
            found = dongs.by_code.get(code[:8]) if len(code) in (8, 10) else None
        else:
            code = f"{self.get('gu_name')} {self.get('dong_name')}".strip()
            found = dongs.by_name.get((self.get("gu_name"), self.get("dong_name")))
        if found is None:
            problem = CellProblem.UNKNOWN_DONG if code else CellProblem.REQUIRED
            problems.append(self.bad("dong_code", problem, code))
        return found or ""

    def _industry(self, problems: list[BadCell]) -> str:
        code = self.get("small_code").upper()
        if code in self.reading.industries:
            return code
        taxonomy = next((t for t, pattern in _SMALL_CODE.items() if pattern.fullmatch(code)), None)
        if taxonomy is None:
            problem = CellProblem.INDUSTRY_CODE if code else CellProblem.REQUIRED
            problems.append(self.bad("small_code", problem, code))
            return code
        self.reading.taxonomy = self.reading.taxonomy or taxonomy
        if taxonomy is not self.reading.taxonomy:
            expected = self.reading.taxonomy.value
            problems.append(self.bad("small_code", CellProblem.OTHER_TAXONOMY, code, expected=expected))
            return code
        major, middle = _PARENT_LENGTHS[taxonomy]
        names = self.reading.industries
        names.setdefault(code[:major], self.get("major_name"))
        names.setdefault(code[:middle], self.get("middle_name"))
        names[code] = self.get("small_name")
        return code

    def _ksic(self, problems: list[BadCell]) -> tuple[int | None, str]:
        """A code without its revision says nothing: 56191 is a bakery in the 10th, a snack bar in the 11th."""
        raw = self.get("ksic_code").upper()
        if not raw:
            return None, ""
        match = _KSIC.fullmatch(raw)
        if match is None:
            problems.append(self.bad("ksic_code", CellProblem.KSIC_CODE, raw))
            return None, ""
        self.reading.ksic_names.setdefault(match[2], self.get("ksic_name"))
        return self.reading.rules.ksic_revision, match[2]

    def _point(self, problems: list[BadCell]) -> tuple[float | None, float | None]:
        raw = (self.get("longitude"), self.get("latitude"))
        if raw == ("", ""):
            return None, None
        if "" in raw:
            problems.append(self.bad("latitude" if raw[0] else "longitude", CellProblem.HALF_POINT))
            return None, None
        values: list[float] = []
        for field_name, text in zip(("longitude", "latitude"), raw, strict=True):
            try:
                values.append(float(text))
            except ValueError:
                problems.append(self.bad(field_name, CellProblem.NOT_A_NUMBER, text))
                return None, None
        west, south, east, north = self.reading.rules.city_box
        if west <= values[0] <= east and south <= values[1] <= north:
            return values[0], values[1]
        problems.append(self.bad("longitude", _why_outside(values[0], values[1]), ", ".join(raw)))
        return None, None


def _why_outside(x: float, y: float) -> CellProblem:
    (west, east), (south, north) = _DEGREES_OF_KOREA
    if west <= y <= east and south <= x <= north:
        return CellProblem.SWAPPED_POINT
    if west <= x <= east and south <= y <= north:
        return CellProblem.OUTSIDE_CITY
    return CellProblem.NOT_DEGREES
