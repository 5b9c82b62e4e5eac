"""Means and ranking, against figures worked by hand and a slow oracle."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from programs.rules.scoring import Proposal, Scored, rank, trimmed_mean

POINTS = st.decimals(0, 100, places=2)
FIELDS = st.lists(st.lists(POINTS, max_size=5), max_size=12)
LINE = {"cut_off": Decimal(60), "drop_extremes": True}


def scored(lists: list[list[Decimal]]) -> list[Scored]:
    return [Scored(number, tuple(totals), {}) for number, totals in enumerate(lists)]


def test_means_worked_by_hand() -> None:
    totals = [Decimal(value) for value in ("70", "81.5", "90.25", "60")]
    assert trimmed_mean(totals, drop_extremes=False) == Decimal("75.44")  # 301.75 / 4 = 75.4375
    assert trimmed_mean(totals, drop_extremes=True) == Decimal("75.75")  # (70 + 81.5) / 2
    assert trimmed_mean([Decimal("80.005")], drop_extremes=False) == Decimal("80.01")
    assert trimmed_mean([Decimal(10), Decimal(20)], drop_extremes=True) == Decimal(15)
    assert trimmed_mean([], drop_extremes=True) is None


@given(st.lists(POINTS, min_size=1, max_size=9), st.booleans())
def test_the_mean_equals_an_exact_one(totals: list[Decimal], drop: bool) -> None:
    kept = sorted(totals)
    if drop and len(kept) > 2:
        kept.remove(max(kept))
        kept.remove(min(kept))
    exact = sum(map(Fraction, kept)) / len(kept)
    mean = trimmed_mean(totals, drop_extremes=drop)
    assert mean is not None
    assert abs(Fraction(mean) - exact) <= Fraction(1, 200)


@given(FIELDS, st.integers(0, 5), st.integers(0, 3))
def test_a_better_score_never_ranks_lower_and_nobody_is_lost(
    lists: list[list[Decimal]], seats: int, spare: int
) -> None:
    places = rank(scored(lists), seats=seats, reserves=spare, **LINE)
    assert sorted(place.application for place in places) == list(range(len(lists)))
    ranked = [place for place in places if place.score is not None]
    for better, worse in pairwise(ranked):
        assert better.score >= worse.score and better.rank <= worse.rank
        order = [Proposal.SELECTED, Proposal.RESERVE, Proposal.REJECTED]
        assert order.index(better.proposal) <= order.index(worse.proposal)
    assert sum(place.proposal is Proposal.SELECTED for place in places) <= seats
    assert all(place.score >= 60 for place in places if place.proposal in order_of_taken())


def order_of_taken() -> set[Proposal]:
    return {Proposal.SELECTED, Proposal.RESERVE}


@given(FIELDS, st.randoms())
def test_the_order_of_the_input_does_not_matter(lists: list[list[Decimal]], shuffle: object) -> None:
    first = scored(lists)
    second = list(first)
    shuffle.shuffle(second)  # type: ignore[attr-defined]
    assert rank(first, seats=3, reserves=1, **LINE) == rank(second, seats=3, reserves=1, **LINE)


def test_ties_are_parted_by_the_named_criteria_and_else_share_a_rank() -> None:
    totals = (Decimal(80),)
    one = Scored(1, totals, {"use": Decimal(20), "need": Decimal(9)})
    two = Scored(2, totals, {"use": Decimal(25), "need": Decimal(1)})
    three = Scored(3, totals, {"use": Decimal(20), "need": Decimal(9)})
    line = {"seats": 2, "reserves": 0, **LINE}
    parted = rank([one, two, three], tie_break=("use", "need"), **line)
    assert [(p.application, p.rank) for p in parted] == [(2, 1), (1, 2), (3, 2)]
    # The two that stay equal do not both fit: a person decides, the rule takes neither.
    assert [p.proposal for p in parted] == [Proposal.SELECTED, Proposal.REJECTED, Proposal.REJECTED]
