"""Surveys: what counts as an answer, and tables from which nobody is known again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.survey import Ask, Question, plan_from_json, plan_to_json, read_answers, response_rate, tally
from vouchers.rules.survey import STANDARD

SCALE, NUMBER = Question("help", "…", Ask.SCALE), Question("sales", "…", Ask.NUMBER)
YES, TEXT = Question("again", "…", Ask.YES_NO), Question("wish", "…", Ask.TEXT)
ALL = (SCALE, NUMBER, YES, TEXT)


@pytest.mark.parametrize("kind", STANDARD)
def test_a_plan_is_the_same_after_it_was_kept(kind: str) -> None:
    assert plan_from_json(plan_to_json(STANDARD[kind])) == STANDARD[kind]


def test_only_texts_may_be_left_out_and_nothing_else_is_kept() -> None:
    whole: dict[str, Any] = {"help": "4", "sales": "-1,200,000", "again": "yes", "wish": "", "name": "홍길동"}
    assert read_answers(ALL, whole) == ({"help": 4, "sales": -1_200_000, "again": "yes"}, ())
    assert read_answers(ALL, {"help": "6", "sales": "많이", "again": "maybe"})[1] == ("help", "sales", "again")


def test_figures_by_hand() -> None:
    answers = [{"help": mark, "sales": won} for mark, won in ((5, 100), (4, 0), (4, 50))]
    scale, number = tally((SCALE, NUMBER), answers)
    assert (scale.mean, scale.middle, dict(scale.counts)) == (Decimal("4.33"), 4, {1: 0, 2: 0, 3: 0, 4: 2, 5: 1})
    assert (number.total, number.mean, number.middle) == (150, Decimal("50.00"), 50)
    assert response_rate(8, 3) == Decimal("37.5")
    assert response_rate(0, 0) is None


@given(st.lists(st.fixed_dictionaries({"help": st.integers(1, 5), "wish": st.text(min_size=1)}), max_size=6))
def test_fewer_than_three_answers_show_nothing_and_the_order_tells_nothing(answers: list[dict[str, Any]]) -> None:
    shown = tally((SCALE, TEXT), answers)
    if len(answers) < 3:
        assert shown == ()
        return
    assert shown == tally((SCALE, TEXT), answers[::-1])
    assert sum(shown[0].counts.values()) == len(answers)
