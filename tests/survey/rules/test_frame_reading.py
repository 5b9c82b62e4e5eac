"""Business files of every guise, and what is said about broken ones."""

import io

import openpyxl
import pytest

from survey.rules.frame_columns import COLUMN_NAMES, OFFICIAL_NAME
from survey.rules.frame_file import open_frame_file
from survey.rules.frame_problems import CellProblem, FileProblem, UnreadableFile
from survey.rules.frame_rows import DongBook, FrameReading, FrameRow, ReadingRules, Taxonomy
from survey.rules.sample_frame import SampleDong, sample_frame
from tests.survey.factories import frame_bytes

DONGS = DongBook.of([("3014053500", "중구", "은행선화동"), ("3011051500", "동구", "중앙동")])
ODD = [{"name": name} for name in ("떡, 방앗간", "차&<커피>", "바이크樂", "141", "업소명없음", '"빵"집')]


def read(data: bytes, **rules: object) -> tuple[list[FrameRow], FrameReading]:
    reading = FrameReading(open_frame_file(io.BytesIO(data)), ReadingRules(DONGS, **rules))
    return list(reading.rows()), reading


@pytest.mark.parametrize("delimiter", [",", "|", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_names_survive_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    shops = [{"name": name["name"]} for name in ODD[:5]]
    rows, reading = read(frame_bytes(*shops, encoding=encoding, delimiter=delimiter))
    assert [row.name for row in rows] == [shop["name"] for shop in shops]
    assert reading.bad == []


def test_names_are_kept_in_nfc_and_with_single_spaces() -> None:
    rows, _ = read(frame_bytes({"name": "\u1102\u1161\u1105\u1161  \u1100\u1161\u1100\u1166"}))
    assert rows[0].name == "나라 가게"
    assert rows[0].name_key == "나라가게"


@pytest.mark.parametrize("place", range(2))
def test_columns_are_found_by_official_and_by_api_name(place: int) -> None:
    header = ",".join(names[place] for names in COLUMN_NAMES.values())
    body = frame_bytes({"name": "가게"}).split(b"\r\n", 1)[1]
    rows, _ = read(header.encode() + b"\r\n" + body)
    assert (rows[0].name, rows[0].dong_code, rows[0].longitude) == ("가게", "3014053500", 127.4273)


def test_a_shortened_file_knows_the_dong_by_eight_digits_or_by_its_names() -> None:
    short = "업소번호,상호,상권업종소분류코드,행정동코드8,lon,lat\n1,가게,I20101,30140535,127.4,36.3\n"
    assert read(short.encode())[0][0].dong_code == "3014053500"
    named = "업소번호,상호,상권업종소분류코드,시군구명,행정동명\n1,가게,I20101,중구,은행선화동\n"
    row = read(named.encode())[0][0]
    assert (row.dong_code, row.longitude) == ("3014053500", None)


def test_old_and_new_taxonomies_are_told_apart_and_not_mixed() -> None:
    rows, reading = read(frame_bytes({"small_code": "Q01A01", "source_id": "20169459"}, {"small_code": "I20101"}))
    assert (rows[0].taxonomy, reading.taxonomy) == ("old", Taxonomy.OLD)
    assert [bad.problem for bad in reading.bad] == [CellProblem.OTHER_TAXONOMY]
    _, asked = read(frame_bytes({"small_code": "Q01A01"}), taxonomy=Taxonomy.NEW)
    assert [bad.problem for bad in asked.bad] == [CellProblem.OTHER_TAXONOMY]


def test_an_industry_code_is_kept_with_the_revision_in_which_it_is_written() -> None:
    rows, _ = read(frame_bytes({"ksic_code": "I56191"}), ksic_revision=11)
    assert (rows[0].ksic_revision, rows[0].ksic_code) == (11, "56191")


@pytest.mark.parametrize(
    ("fault", "column", "problem"),
    [
        ({"source_id": ""}, "상가업소번호", CellProblem.REQUIRED),
        ({"name": "  "}, "상호명", CellProblem.REQUIRED),
        ({"name": "가" * 201}, "상호명", CellProblem.TOO_LONG),
        ({"name": "가게\n둘"}, "상호명", CellProblem.LINE_BREAK),
        ({"dong_code": "3014099900"}, "행정동코드", CellProblem.UNKNOWN_DONG),
        ({"small_code": "음식"}, "상권업종소분류코드", CellProblem.INDUSTRY_CODE),
        ({"ksic_code": "음식점"}, "표준산업분류코드", CellProblem.KSIC_CODE),
        ({"longitude": "동경"}, "경도", CellProblem.NOT_A_NUMBER),
        ({"longitude": "36.3", "latitude": "127.4"}, "경도", CellProblem.SWAPPED_POINT),
        ({"longitude": "126.97", "latitude": "37.56"}, "경도", CellProblem.OUTSIDE_CITY),
        ({"longitude": "nan"}, "경도", CellProblem.NOT_DEGREES),
        ({"latitude": ""}, "위도", CellProblem.HALF_POINT),
    ],
)
def test_a_bad_row_is_named_with_number_column_and_reason(fault: dict, column: str, problem: CellProblem) -> None:
    rows, reading = read(frame_bytes({"name": "좋은가게"}, fault))
    assert [row.name for row in rows] == ["좋은가게"]
    assert [(bad.row, bad.column, bad.problem) for bad in reading.bad] == [(3, column, problem)]


def test_a_repeated_shop_number_names_the_row_where_it_stood_first() -> None:
    rows, reading = read(frame_bytes({"source_id": "1"}, {"source_id": "2"}, {"source_id": "1"}))
    assert len(rows) == 2
    assert (reading.bad[0].row, reading.bad[0].facts) == (4, {"first_row": 2})


def test_a_row_with_a_cell_too_few_is_bad_and_the_next_is_read() -> None:
    data = b"\xec\x97\x85\xec\x86\x8c\xeb\xb2\x88\xed\x98\xb8,\xec\x83\x81\xed\x98\xb8,indsSclsCd,adongCd\n"
    rows, reading = read(data + "1,가게,I20101\n2,나게,I20101,30140535\n".encode())
    assert [row.name for row in rows] == ["나게"]
    assert (reading.bad[0].row, reading.bad[0].problem) == (2, CellProblem.CELL_COUNT)


def test_shops_of_other_cities_are_counted_and_are_no_faults() -> None:
    rows, reading = read(frame_bytes({"dong_code": "4677042000", "city_name": "전라남도"}, {}))
    assert (len(rows), reading.bad, reading.other_cities) == (1, [], {"전라남도": 1})


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    return caught.value


def test_a_missing_column_is_named_and_a_likely_one_suggested() -> None:
    data = frame_bytes({}).replace(OFFICIAL_NAME["name"].encode(), "상호이름".encode())
    problem = refused(data)
    assert problem.problem is FileProblem.MISSING_COLUMNS
    assert problem.facts["missing"] == ["상호명"]


def test_a_file_in_neither_encoding_names_the_line() -> None:
    problem = refused(frame_bytes({}, {}) + b"\xff\xfe\xfa,\x81\n")
    assert (problem.problem, problem.facts["row"]) == (FileProblem.WRONG_ENCODING, 4)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"%PDF-1.7 x", FileProblem.NOT_A_TABLE),
        (b"a\x00b,c\n", FileProblem.NOT_A_TABLE),
        ("이름,나이\n홍길동,20\n".encode(), FileProblem.NO_HEADER),
        (b"PK\x03\x04 broken", FileProblem.BROKEN_WORKBOOK),
    ],
)
def test_what_is_no_business_file_is_refused_with_its_reason(data: bytes, problem: FileProblem) -> None:
    assert refused(data).problem is problem


def test_a_workbook_gives_its_codes_back_as_codes() -> None:
    book = openpyxl.Workbook()
    book.active.append(["상가업소번호", "상호명", "상권업종소분류코드", "행정동코드", "경도", "위도"])
    book.active.append([20169459, "가게", "I20101", 30140535, 127.4, 36.3])
    kept = io.BytesIO()
    book.save(kept)
    row = read(kept.getvalue())[0][0]
    assert (row.source_id, row.dong_code, row.longitude) == ("20169459", "3014053500", 127.4)


def test_the_sample_frame_is_the_same_for_a_seed_and_reads_without_fault() -> None:
    dongs = [SampleDong("3014053500", "중구", "은행선화동", 127.42, 36.33)]
    assert sample_frame(dongs, seed=1) == sample_frame(dongs, seed=1) != sample_frame(dongs, seed=2)
    rows, reading = read(sample_frame(dongs))
    assert (len(rows), reading.bad) == (500, [])
