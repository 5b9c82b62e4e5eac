from fractions import Fraction

from survey.rules.field.best_hour import KNOCKED, OPENED, Doors, best_part
from survey.rules.field.revisits import PartOfDay
from survey.rules.visit_results import VisitResult

MORNING, AFTERNOON, EVENING = PartOfDay.MORNING, PartOfDay.AFTERNOON, PartOfDay.EVENING


def test_the_best_part_of_the_day_is_where_most_of_the_doors_opened() -> None:
    assert best_part({MORNING: Doors(5, 20), AFTERNOON: Doors(15, 30), EVENING: Doors(4, 10)}) is AFTERNOON


def test_few_doors_say_nothing() -> None:
    assert best_part({MORNING: Doors(5, 20), AFTERNOON: Doors(14, 30)}) is None  # 19 opened
    assert best_part({MORNING: Doors(5, 20), AFTERNOON: Doors(15, 30)}) is AFTERNOON
    assert best_part({}) is None


def test_one_lucky_knock_in_the_evening_is_not_the_best_hour() -> None:
    assert best_part({MORNING: Doors(12, 30), AFTERNOON: Doors(10, 40), EVENING: Doors(9, 9)}) is MORNING


def test_without_another_part_to_compare_with_there_is_no_best_one() -> None:
    assert best_part({AFTERNOON: Doors(40, 60)}) is None


def test_of_equal_parts_the_one_with_more_knocks_is_better_known() -> None:
    assert best_part({MORNING: Doors(10, 20), EVENING: Doors(20, 40)}) is EVENING


def test_a_door_opens_when_somebody_is_there_whatever_they_say() -> None:
    assert {VisitResult.COMPLETED, VisitResult.PARTIAL, VisitResult.REFUSED, VisitResult.OTHER} == OPENED
    assert {VisitResult.ABSENT} == KNOCKED - OPENED
    assert Doors(1, 3).rate == Fraction(1, 3) and Doors().rate is None
