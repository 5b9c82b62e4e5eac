"""The work log: what it must say, and what of it is a matter for the manager."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from internships.rules.worklog import LogFault, LogLine, Matter, Told, faults, to_look_into

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


def test_who_had_no_work_writes_none() -> None:
    assert faults([], idle=True) == []
    assert faults([LogLine("자료 정비", 480)], idle=True) == [LogFault.IDLE]


def silent(past: list[date], **known: Any) -> list[tuple[Matter, date]]:
    """Flags of somebody of whose Monday this is known."""
    nothing: dict[str, Any] = {"due": {MONDAY}, "known": {MONDAY}, "attended": (), "handed_in": {}, "unanswered": (),
                               "asked": {}, "weeks": {}, "idle": ()}  # fmt: skip
    return [(flag.matter, flag.day) for flag in to_look_into(Told(**nothing | known), past)]


def test_a_day_without_a_log_is_flagged_after_the_next_day_of_work() -> None:
    assert silent([], attended={MONDAY}) == []
    assert silent(DAYS[:1], attended={MONDAY}) == []
    assert silent(DAYS[:2], attended={MONDAY}) == [(Matter.NO_LOG, MONDAY)]
    assert silent(DAYS, attended={MONDAY}, handed_in={MONDAY: MONDAY}) == []


def test_a_mentors_silence_is_flagged_after_three_days_of_work_from_handing_in() -> None:
    late = {"attended": {MONDAY}, "handed_in": {MONDAY: DAYS[1]}, "unanswered": {MONDAY}}  # written on Tuesday
    assert silent(DAYS[:4], **late) == []
    assert silent(DAYS, **late) == [(Matter.NO_ANSWER, MONDAY)]


def test_a_request_that_nobody_answers_is_flagged_like_a_log() -> None:
    assert silent(DAYS[:4], asked={MONDAY: DAYS[1]}) == []
    assert silent(DAYS, asked={MONDAY: DAYS[1]}) == [(Matter.NO_DECISION, MONDAY)]


def test_a_day_of_which_nothing_is_known_is_flagged_when_it_is_over() -> None:
    assert silent([], known=()) == []
    assert silent(DAYS[:1], known=()) == [(Matter.NOTHING_KNOWN, MONDAY)]
    assert silent(DAYS[:1], due=(), known=()) == []


def test_a_day_without_work_is_told_at_once_and_the_log_of_it_is_no_silence() -> None:
    handed_in = {"attended": {MONDAY}, "handed_in": {MONDAY: MONDAY}}
    assert silent([], **handed_in, idle={MONDAY}) == [(Matter.NO_WORK, MONDAY)]


def test_a_summary_that_the_mentor_does_not_answer_is_flagged_like_a_log() -> None:
    """Written on Friday of the week before: due on Wednesday."""
    friday = MONDAY - timedelta(days=3)
    week = {"weeks": {MONDAY - timedelta(days=7): friday}}
    assert silent(DAYS[:2], **week) == []
    assert silent(DAYS[:3], **week) == [(Matter.NO_WEEK_ANSWER, MONDAY - timedelta(days=7))]
