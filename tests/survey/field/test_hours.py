from datetime import datetime, time

import pytest

from survey.rules.field.hours import Hours, PermittedHours, needs_reason

LATE_CALLS = PermittedHours(calls=Hours(time(10), time(21)))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, 5, hour, minute)


@pytest.mark.parametrize(
    ("hour", "minute", "asked"), [(8, 59, True), (9, 0, False), (19, 59, False), (20, 0, True), (23, 0, True)]
)
def test_a_visit_outside_the_hours_needs_a_reason(hour: int, minute: int, asked: bool) -> None:
    assert needs_reason(PermittedHours(), "visit", at(hour, minute)) is asked
    assert needs_reason(PermittedHours(), "field", at(hour, minute)) is asked


def test_calls_have_hours_of_their_own() -> None:
    assert not needs_reason(LATE_CALLS, "phone", at(20, 30)) and needs_reason(LATE_CALLS, "telephone", at(9, 30))
    assert needs_reason(LATE_CALLS, "visit", at(20, 30)) and not needs_reason(LATE_CALLS, "visit", at(9, 30))


def test_paper_and_the_web_disturb_nobody() -> None:
    assert not needs_reason(PermittedHours(), "paper", at(3)) and not needs_reason(PermittedHours(), "web", at(3))


def test_an_appointment_for_about_that_hour_is_reason_enough() -> None:
    assert not needs_reason(PermittedHours(), "visit", at(21), at(20, 30))
    assert not needs_reason(PermittedHours(), "visit", at(21), at(22))
    assert needs_reason(PermittedHours(), "visit", at(21), at(19, 59))
