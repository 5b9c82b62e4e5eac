"""Columns of the 상가(상권)정보 file by any of their names.

The official file has 39 Korean columns (data.go.kr 15083033); its API calls them ``bizesId`` and so on
(15012005); names change between years and shortened copies drop columns. Columns are found by header, never
by position.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from survey.rules.frame_problems import FileProblem, UnreadableFile

# Our field: official name, API name, then other names seen or likely. Compared by ``_header_key``.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "source_id": ("상가업소번호", "bizesId", "업소번호", "상가업소 ID", "사업장관리번호"),
    "name": ("상호명", "bizesNm", "상호", "업소명", "사업체명"),
    "branch": ("지점명", "brchNm"),
    "major_code": ("상권업종대분류코드", "indsLclsCd", "업종대분류코드", "대분류코드"),
    "major_name": ("상권업종대분류명", "indsLclsNm", "업종대분류명", "대분류명"),
    "middle_code": ("상권업종중분류코드", "indsMclsCd", "업종중분류코드", "중분류코드"),
    "middle_name": ("상권업종중분류명", "indsMclsNm", "업종중분류명", "중분류명"),
    "small_code": ("상권업종소분류코드", "indsSclsCd", "업종소분류코드", "소분류코드"),
    "small_name": ("상권업종소분류명", "indsSclsNm", "업종소분류명", "소분류명"),
    "ksic_code": ("표준산업분류코드", "ksicCd", "한국표준산업분류코드", "산업분류코드"),
    "ksic_name": ("표준산업분류명", "ksicNm", "한국표준산업분류명", "산업분류명"),
    "city_code": ("시도코드", "ctprvnCd"),
    "city_name": ("시도명", "ctprvnNm"),
    "gu_code": ("시군구코드", "signguCd"),
    "gu_name": ("시군구명", "signguNm", "자치구명", "구명"),
    "dong_code": ("행정동코드", "adongCd", "행정동코드8", "행정동코드10"),
    "dong_name": ("행정동명", "adongNm", "행정동"),
    "legal_dong_code": ("법정동코드", "ldongCd"),
    "legal_dong_name": ("법정동명", "ldongNm"),
    "lot_code": ("지번코드", "lnoCd"),
    "plot_kind_code": ("대지구분코드", "plotSctCd"),
    "plot_kind_name": ("대지구분명", "plotSctNm"),
    "lot_main": ("지번본번지", "lnoMnno"),
    "lot_sub": ("지번부번지", "lnoSlno"),
    "lot_address": ("지번주소", "lnoAdr"),
    "road_code": ("도로명코드", "rdnmCd"),
    "road_name": ("도로명", "rdnm"),
    "building_main": ("건물본번지", "bldMnno"),
    "building_sub": ("건물부번지", "bldSlno"),
    "building_number": ("건물관리번호", "bldMngNo"),
    "building_name": ("건물명", "bldNm"),
    "road_address": ("도로명주소", "rdnmAdr", "주소"),
    "old_postcode": ("구우편번호", "oldZipcd"),
    "postcode": ("신우편번호", "newZipcd", "우편번호"),
    "block": ("동정보", "dongNo"),
    "floor": ("층정보", "flrNo", "층"),
    "room": ("호정보", "hoNo", "호"),
    "longitude": ("경도", "lon", "longitude", "lng"),
    "latitude": ("위도", "lat", "latitude"),
}
OFFICIAL_NAME = {field: names[0] for field, names in COLUMN_NAMES.items()}
REQUIRED = ("source_id", "name", "small_code")
# A dong is known by its code, or where a file has none, by the names of gu and dong together.
_RECOGNISABLE = 3


def _header_key(text: str) -> str:
    """A header without what varies: letter case, spaces, quotes, underscores, remarks in brackets."""
    plain = unicodedata.normalize("NFKC", text.lstrip("\ufeff")).casefold()
    return re.sub(r"\([^)]*\)|[\s\"'_\-·.]", "", plain)


_FIELD_BY_KEY = {_header_key(name): field for field, names in COLUMN_NAMES.items() for name in names}


@dataclass(frozen=True)
class Layout:
    """Where each field stands in a row, what its column is called there, and what nobody knows."""

    width: int
    positions: dict[str, int]
    titles: dict[str, str]
    unknown: tuple[str, ...]

    def title(self, field: str) -> str:
        """The column's name in this file; the official one when the file lacks it."""
        return self.titles.get(field, OFFICIAL_NAME[field])


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether enough cells are known column names; a file may begin with a title line."""
    return sum(_header_key(cell) in _FIELD_BY_KEY for cell in cells) >= _RECOGNISABLE


def read_header(cells: Sequence[str]) -> Layout:
    """Map a header row to fields.

    Raises:
        UnreadableFile: a required column is missing, or one field appears under two columns.
    """
    positions: dict[str, int] = {}
    titles: dict[str, str] = {}
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        title = cell.strip().lstrip("\ufeff")
        field = _FIELD_BY_KEY.get(_header_key(title))
        if field is None:
            unknown.append(title)
        elif field in positions:
            raise UnreadableFile(FileProblem.REPEATED_COLUMN, first=titles[field], second=title)
        else:
            positions[field], titles[field] = position, title
    missing = missing_columns(positions)
    if missing:
        raise UnreadableFile(
            FileProblem.MISSING_COLUMNS,
            missing=[OFFICIAL_NAME[field] for field in missing],
            found=[cell.strip() for cell in cells],
            guesses={OFFICIAL_NAME[field]: _closest(field, unknown) for field in missing},
        )
    return Layout(len(cells), positions, titles, tuple(unknown))


def missing_columns(fields: dict[str, int]) -> list[str]:
    """Fields without which a row cannot become a frame record."""
    missing = [field for field in REQUIRED if field not in fields]
    if "dong_code" not in fields and not {"gu_name", "dong_name"} <= fields.keys():
        missing.append("dong_code")
    return missing


def _closest(field: str, unknown: Sequence[str]) -> str:
    keys = {_header_key(title): title for title in unknown if title}
    for name in COLUMN_NAMES[field]:
        match = difflib.get_close_matches(_header_key(name), keys, n=1, cutoff=0.6)
        if match:
            return keys[match[0]]
    return ""
