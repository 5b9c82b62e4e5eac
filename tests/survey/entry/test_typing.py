"""What is typed at a field is understood in every way people type it, and nothing is rounded."""

import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from survey.rules.korean import name_key, typed_pattern
from tests.survey.entry.scripts import asked

KOREAN: list[dict[str, Any]] = json.loads(Path(__file__).with_name("korean.json").read_text(encoding="utf-8"))
UNITS = {4: Decimal(10_000), 3: Decimal(1_000), 0: Decimal(1)}


@pytest.mark.parametrize("vector", KOREAN, ids=lambda one: one["typed"])
def test_typed_korean_finds_what_the_vector_says(vector: dict[str, Any]) -> None:
    pattern = typed_pattern(vector["typed"])
    assert pattern is not None
    found = [name for name in vector["finds"] + vector["not"] if re.search(pattern.expression, name_key(name))]
    assert found == vector["finds"]


def test_the_browser_finds_as_the_server_does() -> None:
    names = [name for one in KOREAN for name in one["finds"] + one["not"]]
    keys = asked("hangul", "nameKey", [[name] for name in names])
    assert keys == [name_key(name) for name in names]
    sources = asked("hangul", "typedPattern", [[one["typed"]] for one in KOREAN])
    for vector, source in zip(KOREAN, sources, strict=True):
        found = {name for name in names if re.search(source, name_key(name))}
        pattern = typed_pattern(vector["typed"])
        assert pattern is not None
        assert found == {name for name in names if re.search(pattern.expression, name_key(name))}, vector["typed"]
    assert asked("hangul", "typedPattern", [["  "]]) == [None]


SUMS: list[tuple[str, int, str | None]] = [
    ("12,000", 4, "12000"), ("12000", 3, "1200"), ("120000000", 0, "12000"), ("1234567", 0, "123.4567"),
    ("1억 2,000만원", 4, "12000"), ("1억2천", 4, "12000"), ("1억 2000", 4, "12000"), ("1억2000", 0, "10000.2"),
    ("1.2억", 0, "12000"), ("3천", 4, "3000"), ("3천원", 4, "0.3"), ("500천원", 4, "50"), ("2천만", 0, "2000"),
    ("만", 4, "1"), ("억", 0, "10000"), ("십만원", 0, "10"), ("1조 5억", 4, "100050000"), ("0", 3, "0"),
    ("-300", 4, "-300"), ("△300", 4, "-300"), ("-1억", 4, "-10000"), ("１２０", 4, "120"), (".5", 4, "0.5"),
    ("1만1억", 4, None), ("많이", 4, None), ("1e3", 4, None), ("", 4, None), ("--3", 4, None), ("원", 4, None),
]  # fmt: skip


def test_a_sum_is_read_in_the_unit_or_in_words() -> None:
    said = asked("money", "readAmount", [[typed, scale] for typed, scale, _kept in SUMS])
    assert list(zip(SUMS, said, strict=True)) == [(one, one[2]) for one in SUMS]


def test_no_sum_changes_by_being_shown_in_another_unit() -> None:
    """Four thousand sums by chance; the oracle is decimal arithmetic of Python."""
    chance = Random(7)
    sums = [(str(chance.randint(-(10**12), 10**12)), chance.choice(list(UNITS))) for _each in range(4_000)]
    kept = asked("money", "readAmount", [[figure, scale] for figure, scale in sums])
    assert [Decimal(one) for one in kept] == [Decimal(figure) * UNITS[scale] / 10_000 for figure, scale in sums]
    shown = asked("money", "shownAmount", [[one, scale] for one, (_figure, scale) in zip(kept, sums, strict=True)])
    assert shown == [f"{int(figure):,}" for figure, _scale in sums]


WORDS: list[tuple[str, str, str]] = [
    ("12000", "1억 2,000만원", "120,000,000 won"), ("120.5", "120만 5,000원", "1,205,000 won"),
    ("0", "0원", "0 won"), ("-300", "-300만원", "-3,000,000 won"), ("100000000", "1조원", "1,000,000,000,000 won"),
    ("10000", "1억원", "100,000,000 won"), ("0.0001", "1원", "1 won"), ("abc", "", ""),
    ("123456789", "1조 2,345억 6,789만원", "1,234,567,890,000 won"),
]  # fmt: skip


def test_a_sum_stands_in_words_beside_its_field() -> None:
    assert asked("money", "inWords", [[kept, True] for kept, _korean, _english in WORDS]) == [one[1] for one in WORDS]
    assert asked("money", "inWords", [[kept, False] for kept, _korean, _english in WORDS]) == [one[2] for one in WORDS]


def test_a_sum_that_is_not_whole_is_offered_rounded_never_taken_so() -> None:
    given = [["123.4567"], ["123.5"], ["-0.5"], ["-0.4"], ["7"]]
    assert asked("money", "wholeAmount", given) == ["123", "124", "-1", "0", "7"]


DAYS: list[tuple[str, str, str | None]] = [
    ("2019-03", "month", "2019-03-01"), ("201903", "month", "2019-03-01"), ("2019년 3월", "month", "2019-03-01"),
    ("2019.3", "month", "2019-03-01"), ("19.3", "month", "2019-03-01"), ("1903", "month", "2019-03-01"),
    ("98/12", "month", "1998-12-01"), ("2019-03-15", "month", "2019-03-01"), ("2019-13", "month", None),
    ("2019", "month", None), ("2019", "year", "2019-01-01"), ("2019년", "year", "2019-01-01"),
    ("2026-11-05", "day", "2026-11-05"), ("20261105", "day", "2026-11-05"), ("261105", "day", "2026-11-05"),
    ("2026년 11월 5일", "day", "2026-11-05"), ("11/5", "day", "2026-11-05"), ("1105", "day", "2026-11-05"),
    ("12.24", "day", "2025-12-24"), ("오늘", "day", "2026-11-26"), ("어제", "day", "2026-11-25"),
    ("yesterday", "month", "2026-11-01"), ("2026-02-29", "day", None), ("2024. 2. 29.", "day", "2024-02-29"),
    ("곧", "day", None), ("", "day", None), ("123", "day", None), ("2019-03-", "day", None),
    ("２０１９０３", "month", "2019-03-01"),
]  # fmt: skip


def test_a_day_is_read_as_people_type_it() -> None:
    said = asked("days", "readDay", [[typed, span, "2026-11-26"] for typed, span, _day in DAYS])
    assert list(zip(DAYS, said, strict=True)) == [(one, one[2]) for one in DAYS]


HOURS: list[tuple[str, str | None]] = [
    ("9:05", "09:05"), ("0905", "09:05"), ("905", "09:05"), ("9", "09:00"), ("9시", "09:00"), ("9시 5분", "09:05"),
    ("오후 3시 20분", "15:20"), ("3:20 pm", "15:20"), ("오전 12시", "00:00"), ("25:00", None), ("오후 13시", None),
    ("12:60", None),
]  # fmt: skip


def test_an_hour_is_read_as_people_type_it() -> None:
    said = asked("days", "readTime", [[typed] for typed, _time in HOURS])
    expected = [f"{time}:00.000+09:00" if time else None for _typed, time in HOURS]
    assert list(zip(HOURS, said, strict=True)) == list(zip(HOURS, expected, strict=True))


def test_days_and_hours_are_shown_as_they_are_typed() -> None:
    assert asked("days", "shownDay", [["2019-03-01", "month"], ["2019-03-01", "year"], ["2019-0", "day"]]) == [
        "2019-03", "2019", "2019-0",
    ]  # fmt: skip
    assert asked("days", "readMoment", [["2026-11-05 9:05", "2026-11-26"], ["어제 오후 3시", "2026-11-26"]]) == [
        "2026-11-05T09:05:00.000+09:00",
        "2026-11-25T15:00:00.000+09:00",
    ]
    assert asked("days", "shownMoment", [["2026-11-05T09:05:00.000+09:00"]]) == ["2026-11-05 09:05"]
