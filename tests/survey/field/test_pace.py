from datetime import date, timedelta

import pytest

from survey.rules.field.pace import Forecast, Work, Worth, forecast, worth_a_look

MONDAY = date(2026, 10, 12)


def works(day: date) -> bool:
    return day.weekday() < 5


def test_the_pace_of_ten_working_days_is_carried_on_over_weekends() -> None:
    settled = {MONDAY - timedelta(days=back): 50 for back in range(1, 15)}  # also on weekends, which do not count
    # 120 left at 50 a day: Monday 50, Tuesday 50, Wednesday the rest
    assert forecast(settled, 120, MONDAY, works) == Forecast(50.0, date(2026, 10, 14))
    # 300 left: six working days, Monday to Friday and the Monday after
    assert forecast(settled, 300, MONDAY, works).done_on == date(2026, 10, 19)


def test_a_pace_of_two_days_is_not_thinned_by_days_before_it_began() -> None:
    settled = {date(2026, 10, 8): 30, date(2026, 10, 9): 50}
    assert forecast(settled, 40, MONDAY, works) == Forecast(40.0, MONDAY)


def test_a_standstill_and_an_end() -> None:
    assert forecast({date(2026, 9, 1): 500}, 10, MONDAY, works) == Forecast(0.0, None)
    assert forecast({}, 10, MONDAY, works) == Forecast(0.0, None)
    assert forecast({date(2026, 10, 9): 10}, 0, MONDAY, works).done_on == MONDAY


@pytest.mark.parametrize(
    ("last", "open_", "stuck"),
    [
        (date(2026, 10, 7), 5, False),  # Thursday and Friday without a visit
        (date(2026, 10, 6), 5, True),  # Wednesday, Thursday, Friday
        (date(2026, 10, 6), 0, False),
        (None, 5, True),
    ],
)
def test_who_has_not_been_out_for_three_working_days_is_stuck(last: date | None, open_: int, stuck: bool) -> None:
    found = worth_a_look([Work(1, last, [], open_)], MONDAY, works)
    assert (found == {1: [Worth.STUCK]}) is stuck


def test_who_takes_less_than_two_fifths_of_the_usual_time_is_looked_at() -> None:
    steady = [Work(person, MONDAY, [600.0] * 20, 3) for person in (1, 2, 3)]
    assert worth_a_look([*steady, Work(4, MONDAY, [239.0] * 10, 3)], MONDAY, works) == {4: [Worth.TOO_FAST]}
    assert worth_a_look([*steady, Work(4, MONDAY, [240.0] * 10, 3)], MONDAY, works) == {}
    assert worth_a_look([*steady, Work(4, MONDAY, [10.0] * 9, 3)], MONDAY, works) == {}
