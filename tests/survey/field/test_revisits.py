from datetime import datetime

import pytest

from survey.rules.field.revisits import (
    Attempt,
    Next,
    PartOfDay,
    Ruled,
    Step,
    next_step,
    part_of_day,
    result_of,
)
from survey.rules.visit_results import VisitResult

MORNING, AFTERNOON, EVENING = PartOfDay.MORNING, PartOfDay.AFTERNOON, PartOfDay.EVENING


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute)


def test_a_closed_door_is_tried_on_another_day_at_another_part_of_the_day_three_times() -> None:
    first = Attempt(at(5, 10), VisitResult.ABSENT)
    assert next_step([first]) == Next(Step.AGAIN, at(6, 12), (AFTERNOON, EVENING))
    second = Attempt(at(6, 13), VisitResult.ABSENT)
    assert next_step([first, second]) == Next(Step.AGAIN, at(7, 17), (EVENING,))
    assert next_step([second, first, Attempt(at(7, 18), VisitResult.ABSENT)]) == Next(Step.DONE)


def test_who_was_always_missed_in_the_morning_is_tried_later() -> None:
    doors = [Attempt(at(5, 9), VisitResult.ABSENT), Attempt(at(6, 11, 59), VisitResult.ABSENT)]
    assert next_step(doors).parts == (AFTERNOON, EVENING)


@pytest.mark.parametrize(
    ("result", "step"),
    [
        (VisitResult.COMPLETED, Step.DONE), (VisitResult.PARTIAL, Step.KEY_ITEMS),
        (VisitResult.REFUSED, Step.SUPERVISOR), (VisitResult.OTHER, Step.ANOTHER_WAY),
        (VisitResult.UNKNOWN, Step.LOOK_UP), (VisitResult.CLOSED, Step.DONE),
        (VisitResult.MOVED_OUT, Step.DONE), (VisitResult.NOT_TARGET, Step.DONE),
        (VisitResult.DUPLICATE, Step.DONE), (VisitResult.MOVED_IN, Step.ELSEWHERE),
    ],
)  # fmt: skip
def test_what_comes_after_each_result(result: VisitResult, step: Step) -> None:
    assert next_step([Attempt(at(5, 10), result)]) == Next(step)


def test_an_appointment_goes_before_everything_but_the_end() -> None:
    made = Attempt(at(5, 10), VisitResult.REFUSED, appointment=at(9, 15))
    assert next_step([made]) == Next(Step.APPOINTMENT, at(9, 15))
    assert next_step([made, Attempt(at(9, 15), VisitResult.COMPLETED)]) == Next(Step.DONE)
    assert next_step([made, Attempt(at(9, 15), VisitResult.ABSENT)]).step is Step.AGAIN


def test_nobody_has_been_there() -> None:
    assert next_step([]) == Next(Step.VISIT)


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [
        (8, 59, None), (9, 0, MORNING), (11, 59, MORNING), (12, 0, AFTERNOON), (17, 0, EVENING), (19, 59, EVENING),
        (20, 0, None),
    ],
)  # fmt: skip
def test_parts_of_the_day_at_their_edges(hour: int, minute: int, part: PartOfDay | None) -> None:
    assert part_of_day(at(5, hour, minute)) is part


REFUSED = Attempt(at(5, 10), VisitResult.REFUSED)
ONCE_MORE, FINAL = Ruled(at(5, 18), again=True), Ruled(at(5, 18), again=False)


def test_whom_a_supervisor_sends_once_more_goes_not_before_they_said() -> None:
    assert next_step([REFUSED], [ONCE_MORE]) == Next(Step.AGAIN, at(5, 18))
    assert next_step([REFUSED], [Ruled(at(5, 18), True, at(7, 14))]) == Next(Step.AGAIN, at(7, 14))


def test_after_a_ruling_everything_begins_anew() -> None:
    refused_again = Attempt(at(6, 10), VisitResult.REFUSED)
    assert next_step([REFUSED, refused_again], [ONCE_MORE]) == Next(Step.SUPERVISOR)
    assert next_step([REFUSED, refused_again], [ONCE_MORE, Ruled(at(6, 18), again=False)]) == Next(Step.DONE)
    closed = [Attempt(at(day, 10), VisitResult.ABSENT) for day in (2, 3, 6)]
    assert next_step([*closed[:2], REFUSED, closed[2]], [ONCE_MORE]).step is Step.AGAIN  # the first door since


def test_what_is_final_stays_so_but_for_an_interview() -> None:
    assert next_step([REFUSED], [FINAL]) == Next(Step.DONE)
    assert next_step([REFUSED, Attempt(at(6, 10), VisitResult.ABSENT)], [FINAL]) == Next(Step.DONE)
    assert next_step([REFUSED, Attempt(at(6, 10), VisitResult.PARTIAL)], [FINAL]) == Next(Step.KEY_ITEMS)
    assert next_step([REFUSED, Attempt(at(6, 10), VisitResult.COMPLETED)], [ONCE_MORE]) == Next(Step.DONE)


def test_a_visit_that_is_sent_after_the_ruling_but_was_made_before_it_changes_nothing() -> None:
    assert next_step([Attempt(at(5, 9), VisitResult.ABSENT), REFUSED], [ONCE_MORE]).step is Step.AGAIN


def test_a_closed_door_does_not_undo_a_refusal_but_everything_else_counts_as_found_last() -> None:
    closed, answered = Attempt(at(6, 10), VisitResult.ABSENT), Attempt(at(7, 10), VisitResult.COMPLETED)
    assert result_of([closed, REFUSED]) is VisitResult.REFUSED
    assert result_of([answered, closed, REFUSED]) is VisitResult.COMPLETED
    assert result_of([REFUSED, Attempt(at(6, 10), VisitResult.CLOSED)]) is VisitResult.CLOSED
    assert result_of([Attempt(at(4, 10), VisitResult.OTHER), closed]) is VisitResult.ABSENT
