"""Response rates by hand, from the formulas of the Standard Definitions."""

from fractions import Fraction

import pytest

from survey.rules.field.response_rates import Cases, add_up, cases, response_rates
from survey.rules.visit_results import VisitResult


def test_rates_of_a_frame_by_hand() -> None:
    # I 500, P 50, R 100, NC 200, O 50: eligible 900; not eligible 100; U 40 + 60 unvisited = 100; e = 900/1000
    rates = response_rates(Cases(500, 50, 100, 200, 50, 40, 100, 60))
    assert rates.rr1 == Fraction(500, 1000)
    assert rates.rr2 == Fraction(550, 1000)
    assert rates.eligible_share == Fraction(9, 10)
    assert rates.rr3 == Fraction(500, 990)
    assert rates.rr4 == Fraction(550, 990)
    assert rates.rr5 == Fraction(500, 900)
    assert rates.rr6 == Fraction(550, 900)


def test_results_of_visits_become_cases_and_what_was_not_visited_is_unknown() -> None:
    counted = cases(
        {
            VisitResult.COMPLETED: 5, VisitResult.PARTIAL: 1, VisitResult.REFUSED: 2, VisitResult.ABSENT: 3,
            VisitResult.MOVED_IN: 1, VisitResult.OTHER: 1, VisitResult.UNKNOWN: 2, VisitResult.CLOSED: 4,
            VisitResult.MOVED_OUT: 1, VisitResult.NOT_TARGET: 1, VisitResult.DUPLICATE: 1,
        },
        frame=30,
    )  # fmt: skip
    assert counted == Cases(
        complete=5, partial=1, refusal=2, non_contact=4, other=1, unknown=2, not_eligible=7, unvisited=8
    )
    assert counted.all == 30
    assert response_rates(counted).rr1 == Fraction(5, 23)


def test_what_nobody_knows_counts_in_full_while_nothing_is_known() -> None:
    rates = response_rates(Cases(unvisited=10))
    assert (rates.rr1, rates.rr3, rates.rr5, rates.eligible_share) == (0, 0, None, None)
    nothing = response_rates(Cases())
    assert (nothing.rr1, nothing.rr6) == (None, None)


def test_areas_add_up() -> None:
    assert add_up([Cases(complete=1, refusal=2), Cases(complete=3, unvisited=4)]) == Cases(4, 0, 2, 0, 0, 0, 0, 4)


def test_more_results_than_businesses_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more results"):
        cases({VisitResult.COMPLETED: 3}, frame=2)
