"""The work log: what it must say, and whose silence is a matter for the manager."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from internships.rules.worklog import LogFault, LogLine, Silence, faults, silences

MONDAY = date(2026, 9, 7)
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], [LogFault.NOTHING]),
        ([LogLine("자료 정비", 480, "정비 결과표")], []),
        ([LogLine(" ", 60)], [LogFault.NO_TASK]),
        ([LogLine("자료 정비", 0)], [LogFault.NO_TIME]),
        ([LogLine("자료 정비", 1440)], []),
        ([LogLine("자료 정비", 1440), LogLine("회의", 1)], [LogFault.TOO_LONG]),
    ],
)
def test_a_log_says_what_was_done_and_how_long(lines: list[LogLine], found: list[LogFault]) -> None:
    assert faults(lines) == found


def test_a_day_without_a_log_is_flagged_after_the_next_day_of_work() -> None:
    assert silences({MONDAY}, {}, (), []) == []
    assert silences({MONDAY}, {}, (), DAYS[:1]) == []
    (flag,) = silences({MONDAY}, {}, (), DAYS[:2])
    assert (flag.silence, flag.day) == (Silence.NO_LOG, MONDAY)
    assert silences({MONDAY}, {MONDAY: MONDAY}, (), DAYS) == []


def test_a_mentors_silence_is_flagged_after_three_days_of_work_from_handing_in() -> None:
    late = {MONDAY: DAYS[1]}  # written on Tuesday
    assert silences({MONDAY}, late, {MONDAY}, DAYS[:4]) == []
    (flag,) = silences({MONDAY}, late, {MONDAY}, DAYS)
    assert (flag.silence, flag.day) == (Silence.NO_ANSWER, MONDAY)
