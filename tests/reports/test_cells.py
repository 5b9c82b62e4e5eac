"""Cells and sheet titles."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.rendering.values import native, plain
from reports.rules.cells import MAX_TEXT, all_harmless, cleaned, defused, display_width, sheet_title


@pytest.mark.parametrize("text", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u3000=1"])
def test_what_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert defused(text) == "'" + text


@given(st.text())
def test_no_text_of_a_csv_file_can_begin_a_formula(text: str) -> None:
    assert not defused(text).strip(" \u3000\xa0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_harmless_text_stays_as_it_is() -> None:
    assert defused("한밭떡집 (둔산점) = 본점") == "한밭떡집 (둔산점) = 본점"


@given(st.lists(st.text()))
@example(["가", "=1"])
@example(["가", "나\x00"])
@example(["가", "나" * (MAX_TEXT + 1)])
def test_a_column_that_is_harmless_has_no_text_to_defuse(texts: list[str]) -> None:
    assert not all_harmless(texts) or [defused(text) for text in texts] == texts


def test_an_empty_cell_makes_a_column_no_danger() -> None:
    assert all_harmless(["한밭떡집", "", "1"])


def test_text_fits_a_cell() -> None:
    assert cleaned("가\x00나\x0b다\ufffe") == "가나다"
    assert len(cleaned("가" * 40_000)) == 32_767
    assert defused("가\x00나") == "가나" and len(defused("가" * 40_000)) == 32_767


@given(st.lists(st.text(max_size=60), max_size=30))
def test_sheet_titles_are_what_excel_accepts(wanted: list[str]) -> None:
    taken: set[str] = set()
    titles = [sheet_title(title, taken) for title in wanted]
    assert len({title.lower() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert title[0] != "'" and title[-1] != "'"
        assert title.lower() != "history"


def test_the_continuation_of_a_long_sheet_says_so() -> None:
    taken: set[str] = set()
    long = "신청 목록 " * 8
    assert sheet_title("신청", taken) == "신청"
    assert sheet_title("신청", taken, 2) == "신청 (2)"
    assert sheet_title(long, taken, 2).endswith(" (2)")


def test_values_keep_their_nature_in_excel() -> None:
    assert native(1_000_000) == 1_000_000
    assert native(Decimal("87.25")) == Decimal("87.25")
    assert native(12345678901234567) == "12345678901234567"  # Excel would round it
    assert native(date(2026, 3, 1)) == date(2026, 3, 1)
    assert native(datetime(2026, 3, 1, 15, 0, tzinfo=UTC)) == datetime(2026, 3, 2, 0, 0)  # Seoul
    assert native(None) is None
    assert native(True) == "O"


def test_values_of_a_csv_file_are_plain() -> None:
    assert plain(1_000_000) == "1000000"
    assert plain(-5) == "-5"  # a number is no formula
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(datetime(2026, 3, 1, 15, 0, tzinfo=UTC)) == "2026-03-02 00:00:00"
    assert plain(None) == ""


def test_hangul_takes_two_columns() -> None:
    assert display_width("한밭 A1") == 7
    assert display_width("–…") == 2
