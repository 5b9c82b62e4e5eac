"""What comes next for an application: the steps of its call with the days by which they are meant to be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from programs.rules.deadlines import last_day
from programs.rules.terms import Plan

HANDED_IN = {"submitted", "correcting"}
JUDGED = {"eligible", "in_review"}


class Step(StrEnum):
    """In the order in which an application meets them."""

    CLOSING = "closing"
    SCREENING = "screening"
    REVIEW = "review"
    RESULTS = "results"
    APPEAL = "appeal"


@dataclass(frozen=True)
class Ahead:
    """A step to come or under way (``now``); ``until``: its last day as planned, None where the call names none."""

    step: Step
    until: date | None
    now: bool = False


def ahead(
    state: str,
    *,
    closing_day: date,
    closed: bool,
    plan: Plan,
    appeal_days: int,
    results_on: date | None,
    today: date,
    is_holiday: Callable[[date], bool],
) -> tuple[Ahead, ...]:
    """The steps that still lie before an application in ``state``, the nearest first.

    Before the results the days are those that the call plans, counted from its closing day; after the results the term
    of appeal is counted as the law does (민법 §157, §161). A draft that was not handed in has nothing before it.
    """
    if results_on is not None:
        return _after_results(state, appeal_days, results_on, today, is_holiday)
    if state not in HANDED_IN | JUDGED | {"draft"} or (state == "draft" and closed):
        return ()
    results = _planned(closing_day, plan.results)
    appeal = last_day(results, appeal_days, is_holiday) if results and appeal_days else None
    steps = [
        Ahead(Step.CLOSING, closing_day, now=True),
        Ahead(Step.SCREENING, _planned(closing_day, plan.screening)),
        Ahead(Step.REVIEW, _planned(closing_day, plan.review)),
        Ahead(Step.RESULTS, results),
        *([Ahead(Step.APPEAL, appeal)] if appeal_days else []),
    ]
    return tuple(_from(steps, _present(state, closed)))


def _after_results(
    state: str, appeal_days: int, results_on: date, today: date, is_holiday: Callable[[date], bool]
) -> tuple[Ahead, ...]:
    """Whoever was not selected may object within the term."""
    if not appeal_days or state not in {"rejected", "reserve", "ineligible"}:
        return ()
    last = last_day(results_on, appeal_days, is_holiday)
    return (Ahead(Step.APPEAL, last, now=True),) if today <= last else ()


def planned_days(closing_day: date, plan: Plan) -> dict[Step, date]:
    """The days that the call names, counted from its closing day."""
    days = {Step.SCREENING: plan.screening, Step.REVIEW: plan.review, Step.RESULTS: plan.results}
    return {step: closing_day + timedelta(days=count) for step, count in days.items() if count}


def _planned(closing_day: date, days: int) -> date | None:
    return closing_day + timedelta(days=days) if days else None


def _present(state: str, closed: bool) -> Step:
    if not closed and state in {"draft", "submitted"}:
        return Step.CLOSING
    return Step.REVIEW if state in JUDGED else Step.SCREENING


def _from(steps: list[Ahead], present: Step) -> list[Ahead]:
    first = next(number for number, one in enumerate(steps) if one.step is present)
    return [Ahead(one.step, one.until, now=one.step is present) for one in steps[first:]]


def closing_day(closes_at: datetime) -> date:
    """The last day on which applications are taken, in the zone of ``closes_at``; a call that closes at midnight closes
    the day before."""
    return (closes_at - timedelta(microseconds=1)).date()
