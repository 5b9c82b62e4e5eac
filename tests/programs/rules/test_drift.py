"""A reviewer on another scale is named with the figures, and one odd sheet does not make one."""

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rules.drift import DriftRules, Tendency, Total, drift


def panel(**distances: list[int]) -> list[Total]:
    """Ten applications of 60, 63 … 87 points and each reviewer's distances from them."""
    return [
        Total(number, name, Decimal(60 + 3 * number + distance), number)
        for name, given in distances.items()
        for number, distance in enumerate(given)
    ]


def lines(totals):
    return {line.reviewer: line for line in drift(totals)}


def test_a_severe_reviewer_is_named_with_the_distance():
    found = lines(panel(가=[0] * 10, 나=[1] * 10, 다=[-1] * 10, 라=[-8] * 10))
    # Of the application with 60: 라 gave 52, the others 60, 61, 59, whose median is 60.
    assert found["라"].bias == Decimal("-8.00")
    assert found["라"].tendencies == (Tendency.SEVERE,)
    assert found["가"].tendencies == ()


def test_one_odd_sheet_is_not_a_tendency():
    found = lines(panel(가=[0] * 10, 나=[0] * 10, 다=[0] * 9 + [-40]))
    assert found["다"].tendencies == ()


def test_who_was_given_the_better_applications_is_not_lenient():
    good = [Total(n, name, Decimal(90)) for n in range(10) for name in ("가", "나")]
    poor = [Total(n, name, Decimal(60)) for n in range(10, 20) for name in ("다", "라")]
    assert all(Tendency.LENIENT not in line.tendencies for line in drift(good + poor))


def test_a_reviewer_who_gives_everybody_the_same_is_narrow():
    flat = [13 - 3 * number for number in range(10)]
    assert Tendency.NARROW in lines(panel(가=[0] * 10, 나=[1] * 10, 다=flat))["다"].tendencies


def test_growing_severity_is_seen():
    assert lines(panel(가=[0] * 10, 나=[0] * 10, 다=[0] * 6 + [-6] * 4))["다"].tendencies == (Tendency.FALLING,)


def test_few_sheets_say_nothing():
    assert drift([Total(1, "가", Decimal(3)), Total(1, "나", Decimal(99))])[0].tendencies == (Tendency.TOO_FEW,)
    assert drift([]) == ()


TOTALS = st.lists(
    st.builds(Total, st.integers(0, 5), st.sampled_from("가나다"), st.integers(0, 100).map(Decimal)),
    unique_by=lambda total: (total.application, total.reviewer),
)


@settings(max_examples=80, deadline=None)
@given(TOTALS, st.randoms(use_true_random=False))
def test_order_makes_no_difference_and_points_for_all_move_only_the_means(totals, dice: Random):
    rules = DriftRules(least=2)
    before = drift(totals, rules)
    assert drift(dice.sample(totals, len(totals)), rules) == before
    more = drift([Total(t.application, t.reviewer, t.points + 5, t.turn) for t in totals], rules)
    assert [(line.bias, line.spread, line.tendencies) for line in more] == [
        (line.bias, line.spread, line.tendencies) for line in before
    ]
    assert [line.mean - 5 for line in more] == [line.mean for line in before]
