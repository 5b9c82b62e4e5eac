"""What comes next for an application, by its state and the days of its call."""

from datetime import date, datetime
from typing import Any

import pytest

from programs.rules.schedule import Step, ahead, closing_day
from programs.rules.terms import ChoosingTerms, Plan, from_json, to_json

CLOSING = date(2026, 3, 31)  # a Tuesday
PLAN = Plan(screening=10, review=24, results=30)


def no_holiday(_day: date) -> bool:
    return False


def steps(state: str, **changes: Any) -> list[tuple[str, date | None, bool]]:
    options: dict[str, Any] = {
        "closing_day": CLOSING,
        "closed": False,
        "plan": PLAN,
        "appeal_days": 10,
        "results_on": None,
        "today": date(2026, 3, 20),
        "is_holiday": no_holiday,
    }
    return [(one.step.value, one.until, one.now) for one in ahead(state, **options | changes)]


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_before_the_closing_everything_still_lies_ahead(state: str) -> None:
    assert steps(state) == [
        ("closing", CLOSING, True),
        ("screening", date(2026, 4, 10), False),
        ("review", date(2026, 4, 24), False),
        ("results", date(2026, 4, 30), False),
        ("appeal", date(2026, 5, 11), False),  # the tenth of May is a Sunday (민법 §161)
    ]


def test_after_the_closing_the_screening_is_next_also_while_something_is_corrected() -> None:
    for state in ("submitted", "correcting"):
        assert [(step, now) for step, _day, now in steps(state, closed=True)] == [
            ("screening", True), ("review", False), ("results", False), ("appeal", False),
        ]  # fmt: skip


def test_eligible_and_under_review_look_the_same_to_the_applicant() -> None:
    assert steps("eligible", closed=True) == steps("in_review", closed=True)
    assert steps("eligible", closed=True)[0] == ("review", date(2026, 4, 24), True)


def test_a_call_that_plans_no_days_promises_none() -> None:
    assert {day for _step, day, _now in steps("submitted", plan=Plan(), closed=True)} == {None}


def test_a_call_without_objections_has_no_such_step() -> None:
    assert "appeal" not in {step for step, _day, _now in steps("submitted", appeal_days=0)}
    assert steps("rejected", appeal_days=0, results_on=date(2026, 4, 30)) == []


@pytest.mark.parametrize("state", ["rejected", "reserve", "ineligible"])
def test_after_the_results_the_term_of_objection_runs_to_the_end_of_its_last_day(state: str) -> None:
    out = {"results_on": date(2026, 4, 30), "closed": True}
    assert steps(state, **out, today=date(2026, 5, 11)) == [("appeal", date(2026, 5, 11), True)]
    assert steps(state, **out, today=date(2026, 5, 12)) == []


@pytest.mark.parametrize("state", ["withdrawn", "given_up", "selected"])
def test_nothing_lies_ahead_of_a_case_that_ended_or_was_selected(state: str) -> None:
    assert steps(state) == []
    assert steps(state, results_on=date(2026, 4, 30), today=date(2026, 5, 1)) == []


def test_a_draft_that_missed_the_closing_has_nothing_before_it() -> None:
    assert steps("draft", closed=True) == []


def test_a_call_that_closes_at_midnight_closes_the_day_before() -> None:
    assert closing_day(datetime(2026, 4, 1)) == CLOSING
    assert closing_day(datetime(2026, 3, 31, 18)) == CLOSING


def test_the_plan_is_kept_with_the_terms_and_older_terms_have_none() -> None:
    terms = ChoosingTerms(plan=PLAN)
    assert from_json(to_json(terms)) == terms
    older = to_json(ChoosingTerms())
    del older["plan"]
    assert from_json(older).plan == Plan()


def test_every_step_is_told_in_the_order_of_the_enumeration() -> None:
    assert [step for step, _day, _now in steps("draft")] == [one.value for one in Step]
