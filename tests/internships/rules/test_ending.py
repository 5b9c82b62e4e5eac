"""What completes an internship, and what may still come out: counted by hand, and by hypothesis."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules.aftercare import due_kinds
from internships.rules.completion import Completion
from internships.rules.ending import Needs, Outlook, Part, evaluation_points, forecast, judge, needs_from
from internships.rules.retention import keep_until

EIGHTY = Decimal(80)
ALL_NEEDS = Needs(EIGHTY, minutes_trained=3360, points=60)


def attended(credited: int, due: int = 9600, percent: Decimal = EIGHTY) -> Completion:
    return Completion(due // 480, credited // 480, due, credited, percent)


@pytest.mark.parametrize(
    ("credited", "minutes", "points", "lacking"),
    [
        (7680, 3360, 60, []),  # each exactly at its value
        (7679, 3360, 60, [Part.ATTENDANCE]),
        (7680, 3359, 60, [Part.TRAINING]),
        (7680, 3360, 59, [Part.EVALUATION]),
        (7680, 3360, None, [Part.EVALUATION]),
        (0, 0, None, [Part.ATTENDANCE, Part.TRAINING, Part.EVALUATION]),
    ],
)
def test_each_need_is_met_at_its_value(credited: int, minutes: int, points: int | None, lacking: list[Part]) -> None:
    verdict = judge(ALL_NEEDS, attended(credited), minutes, points)
    assert [one.part for one in verdict.lacking] == lacking
    assert verdict.met == (not lacking)


def test_what_a_call_does_not_ask_for_is_not_looked_at() -> None:
    verdict = judge(needs_from({}, EIGHTY), attended(7680), 0, None)
    assert verdict.met and [one.part for one in verdict.findings] == [Part.ATTENDANCE]


def test_a_call_asks_in_hours_and_points() -> None:
    assert needs_from({"training_hours": 56, "evaluation_points": 60}, EIGHTY) == ALL_NEEDS


@pytest.mark.parametrize(
    ("marks", "points"), [([5] * 5, 100), ([1] * 5, 20), ([3] * 5, 60), ([5, 4, 4], 86), ([1, 2], 30)]
)
def test_marks_become_points_of_a_hundred_rounded_down(marks: list[int], points: int) -> None:
    assert evaluation_points(marks) == points


@pytest.mark.parametrize("marks", [[], [0, 5], [6]])
def test_a_mark_that_is_none_is_refused(marks: list[int]) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        evaluation_points(marks)


@pytest.mark.parametrize(
    ("credited", "so_far", "left", "outlook", "spare"),
    [
        (8 * 480, 8 * 480, 2 * 480, Outlook.REACHED, 2 * 480),  # 8 of 10 days: the rest may be missed
        (7 * 480, 8 * 480, 2 * 480, Outlook.ON_THE_WAY, 480),
        (6 * 480, 8 * 480, 2 * 480, Outlook.TIGHT, 0),
        (6 * 480 - 1, 8 * 480, 2 * 480, Outlook.LOST, 0),
        (0, 0, 10 * 480, Outlook.ON_THE_WAY, 2 * 480),
    ],
)
def test_what_may_still_come_out(credited: int, so_far: int, left: int, outlook: Outlook, spare: int) -> None:
    found = forecast(attended(credited, so_far), left)
    assert (found.outlook, found.spare) == (outlook, spare)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 100), st.data())
def test_the_outlook_is_what_the_end_would_say(over: int, left: int, percent: int, data: st.DataObject) -> None:
    """Attending all that is left completes exactly where it is not lost; missing all of it exactly where reached."""
    credited = data.draw(st.integers(0, over * 480))
    share = Decimal(percent)
    found = forecast(attended(credited, over * 480, share), left * 480)
    due = (over + left) * 480
    if not due:
        return
    assert attended(credited + left * 480, due, share).met == (found.outlook is not Outlook.LOST)
    assert attended(credited, due, share).met == (found.outlook is Outlook.REACHED)
    if found.outlook is not Outlook.LOST:
        assert attended(credited + left * 480 - found.spare, due, share).met


@pytest.mark.parametrize(
    ("ended", "until"),
    [
        (date(2026, 12, 18), date(2029, 12, 19)),
        (date(2026, 12, 31), date(2030, 1, 1)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2027, 2, 28), date(2030, 3, 1)),
    ],
)
def test_records_are_kept_three_years_from_the_day_after_the_last(ended: date, until: date) -> None:
    assert keep_until(ended) == until


def test_people_are_asked_three_six_and_twelve_months_after_and_not_long_after() -> None:
    last = date(2026, 12, 18)  # three months from 19 December end on 18 March
    assert due_kinds(last, date(2027, 3, 17)) == []
    assert due_kinds(last, date(2027, 3, 18)) == ["after_3"]
    assert due_kinds(last, date(2027, 6, 18)) == ["after_6"]
    assert due_kinds(last, date(2027, 12, 18)) == ["after_12"]
    assert due_kinds(last, date(2028, 2, 17)) == []
