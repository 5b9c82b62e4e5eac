"""The work log: what it must say, and whose silence is a matter for the manager."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from internships.rules.worklog import LogFault, LogLine, Silence, Told, faults, silences

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


def silent(past: list[date], **known: Any) -> list[tuple[Silence, date]]:
    """Flags of somebody of whose Monday this is known."""
    nothing: dict[str, Any] = {"due": {MONDAY}, "known": {MONDAY}, "attended": (), "handed_in": {}, "unanswered": (),
                               "asked": {}}  # fmt: skip
    return [(flag.silence, flag.day) for flag in silences(Told(**nothing | known), past)]


def test_a_day_without_a_log_is_flagged_after_the_next_day_of_work() -> None:
    assert silent([], attended={MONDAY}) == []
    assert silent(DAYS[:1], attended={MONDAY}) == []
    assert silent(DAYS[:2], attended={MONDAY}) == [(Silence.NO_LOG, MONDAY)]
    assert silent(DAYS, attended={MONDAY}, handed_in={MONDAY: MONDAY}) == []


def test_a_mentors_silence_is_flagged_after_three_days_of_work_from_handing_in() -> None:
    late = {"attended": {MONDAY}, "handed_in": {MONDAY: DAYS[1]}, "unanswered": {MONDAY}}  # written on Tuesday
    assert silent(DAYS[:4], **late) == []
    assert silent(DAYS, **late) == [(Silence.NO_ANSWER, MONDAY)]


def test_a_request_that_nobody_answers_is_flagged_like_a_log() -> None:
    assert silent(DAYS[:4], asked={MONDAY: DAYS[1]}) == []
    assert silent(DAYS, asked={MONDAY: DAYS[1]}) == [(Silence.NO_DECISION, MONDAY)]


def test_a_day_of_which_nothing_is_known_is_flagged_when_it_is_over() -> None:
    assert silent([], known=()) == []
    assert silent(DAYS[:1], known=()) == [(Silence.NO_WORK, MONDAY)]
    assert silent(DAYS[:1], due=(), known=()) == []
