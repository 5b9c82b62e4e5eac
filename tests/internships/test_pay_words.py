"""How an amount came about, in English words that fit their numbers: one hour, 1.5 hours."""

from __future__ import annotations

import pytest
from django.utils import translation

from internships.pay_words import formula
from internships.rules.pay import Line, earnings, tax
from internships.rules.pay.lines import Part


def said(text: str, **values: str) -> str:
    with translation.override("en"):
        return formula(Line("base", Part.EARNING, 0, text, values, ""))


@pytest.mark.parametrize(
    ("hours", "words"),
    [("1", "1 hour × 10,320 won"), ("1.5", "1.5 hours × 10,320 won"), ("160", "160 hours × 10,320 won")],
)
def test_hours_are_counted_in_words(hours: str, words: str) -> None:
    assert said(earnings.BY_HOURS, hours=hours, rate="10,320", share="") == words


def test_what_lifts_one_hour_to_the_minimum_wage_is_said_of_one() -> None:
    values = {"minimum": "10,320", "paid": "10,000"}
    words = "{} × minimum wage 10,320 won − 10,000 won paid for {}"
    assert said(earnings.LIFTED, hours="1", **values) == words.format("1 hour", "it")
    assert said(earnings.LIFTED, hours="7.5", **values) == words.format("7.5 hours", "them")


def test_weeks_and_people_are_counted_in_words() -> None:
    assert said(earnings.WEEKLY, weeks="1", hours="8", rate="10,320") == "1 full week × 8 hours × 10,320 won"
    assert said(earnings.WEEKLY, weeks="4", hours="8", rate="10,320") == "4 full weeks × 8 hours × 10,320 won"
    table = {"since": "2026-01-01", "pay": "2,156,880", "tax": "20,000", "percent": "100"}
    words = "table of 2026-01-01 for 2,156,880 won, {}: 20,000 won × 100%"
    assert said(tax.BY_TABLE, people="1", **table) == words.format("1 person")
    assert said(tax.BY_TABLE, people="3", **table) == words.format("3 people")
