"""Edit rules (내검) of the census: what an answer may not say, alone or beside another.

A hard finding must be mended before the record can be submitted; a soft one may be kept with a reason. Each
rule sees the answers and the facts of the visit, and names the questions at which the person should look. The
table is data, in the order in which findings are shown; an XLSForm's constraints will add rows of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from survey.rules.questionnaire import QUESTIONS, Answers, Kind, Question
from survey.rules.visit_results import VisitResult, has_answers, needs_memo

YOUNGEST_FOUNDER = 15
UNIT_SLIP_FACTOR = 100


class Severity(StrEnum):
    """Hard blocks; soft asks for a reason."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Finding:
    """One rule that the record breaks: its code, the questions it concerns (the message stands at the first)."""

    rule: str
    severity: Severity
    questions: tuple[str, ...]
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class VisitFacts:
    """What rules may know besides the answers.

    ``usual_sales`` is the middle yearly sales of the shop's industry in 만원 (None: not known);
    ``worker_limit`` the number of regular workers from which a firm of its industry is no small business
    (소상공인기본법 시행령 §3: 10 in mining, manufacturing, construction and transport, 5 elsewhere).
    """

    visited_on: date
    result: VisitResult
    memo: str = ""
    usual_sales: int | None = None
    worker_limit: int = 5


@dataclass(frozen=True)
class EditRule:
    """A check across fields: it returns None when all is well, else the facts that its message needs."""

    code: str
    severity: Severity
    questions: tuple[str, ...]
    check: Callable[[Answers, VisitFacts], dict[str, object] | None]


def check_record(answers: Answers, facts: VisitFacts) -> list[Finding]:
    """Everything that is wrong with a record, in the order of the questionnaire; nothing when all is well.

    A record whose visit brought no answers is only asked for its memo. A partial record need not have the key
    questions, but what it has must be right.
    """
    found: list[Finding] = []
    if needs_memo(facts.result) and not facts.memo.strip():
        found.append(Finding("memo_needed", Severity.HARD, ("memo",)))
    if not has_answers(facts.result):
        return found
    for question in QUESTIONS.values():
        found.extend(_check_alone(question, answers, facts))
    for rule in EDIT_RULES:
        broken = rule.check(answers, facts)
        if broken is not None:
            found.append(Finding(rule.code, rule.severity, rule.questions, broken))
    return found


def open_findings(findings: Iterable[Finding], reasons: dict[str, str]) -> list[Finding]:
    """Findings that still stand in the way: hard ones, and soft ones kept without a reason (by rule code)."""
    return [f for f in findings if f.severity is Severity.HARD or not reasons.get(f.rule, "").strip()]


def _check_alone(question: Question, answers: Answers, facts: VisitFacts) -> Iterable[Finding]:
    value = answers.get(question.name)
    if value is None or value == "" or value == []:
        if question.key and facts.result is VisitResult.COMPLETED:
            yield Finding("key_missing", Severity.HARD, (question.name,))
        return
    if isinstance(value, int | Decimal):
        low, high = question.minimum, question.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            yield Finding("out_of_range", Severity.HARD, (question.name,), {"low": low, "high": high})
    elif question.codes:
        chosen = value if isinstance(value, list) else [value]
        strange = [code for code in chosen if code not in question.codes]
        if strange:
            yield Finding("unknown_code", Severity.HARD, (question.name,), {"codes": ", ".join(map(str, strange))})
    elif question.kind is Kind.MONTH and month_of(value) is None:
        yield Finding("not_a_month", Severity.HARD, (question.name,))


def month_of(value: object) -> date | None:
    """The first day of a month written 2019-03; None when it is no month."""
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        return None


def _number(answers: Answers, name: str) -> int | Decimal | None:
    value = answers.get(name)
    return value if isinstance(value, int | Decimal) else None


def _founded_in_future(answers: Answers, facts: VisitFacts) -> dict[str, object] | None:
    founded = month_of(answers.get("founded_month"))
    return {"visited_on": facts.visited_on} if founded and founded > facts.visited_on else None


def _founder_too_young(answers: Answers, facts: VisitFacts) -> dict[str, object] | None:
    founded, born = month_of(answers.get("founded_month")), _number(answers, "owner_birth_year")
    if founded is None or born is None or founded.year - born >= YOUNGEST_FOUNDER:
        return None
    return {"age": int(founded.year - born), "youngest": YOUNGEST_FOUNDER}


def _rent_without_lease(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    rented = answers.get("tenure") in ("monthly", "deposit_monthly")
    pays = (_number(answers, "monthly_rent") or 0) > 0
    return {} if pays and answers.get("tenure") and not rented else None


def _lease_without_rent(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    rented = answers.get("tenure") in ("monthly", "deposit_monthly")
    return {} if rented and not (_number(answers, "monthly_rent") or 0) else None


def _deposit_on_own_property(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    owned = answers.get("tenure") in ("owned", "free")
    return {} if owned and (_number(answers, "deposit") or 0) > 0 else None


_STAFF_PARTS = ("staff_self_employed", "staff_family", "staff_regular", "staff_temporary")


def _staff_sum(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    parts, total = [_number(answers, name) for name in _STAFF_PARTS], _number(answers, "staff_total")
    known = [part for part in parts if part is not None]
    if total is None or not known or sum(known) == total:
        return None
    return {"sum": sum(known), "total": total}


def _no_small_business(answers: Answers, facts: VisitFacts) -> dict[str, object] | None:
    regular = _number(answers, "staff_regular")
    return {"limit": facts.worker_limit} if regular is not None and regular >= facts.worker_limit else None


def _profit_sum(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    sales, costs, profit = (_number(answers, name) for name in ("sales", "costs", "profit"))
    if sales is None or costs is None or profit is None or sales - costs == profit:
        return None
    return {"difference": sales - costs, "profit": profit}


def _unit_slip(answers: Answers, facts: VisitFacts) -> dict[str, object] | None:
    sales, usual = _number(answers, "sales"), facts.usual_sales
    if not sales or not usual or usual / UNIT_SLIP_FACTOR < sales < usual * UNIT_SLIP_FACTOR:
        return None
    return {"sales": sales, "usual": usual}


def _hours(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    hours = _number(answers, "opening_hours")
    return {} if hours is not None and not 0 <= hours <= 24 else None


def _none_beside_others(answers: Answers, _: VisitFacts) -> dict[str, object] | None:
    chosen = answers.get("digital_tools")
    return {} if isinstance(chosen, list) and "none" in chosen and len(chosen) > 1 else None


EDIT_RULES: tuple[EditRule, ...] = (
    EditRule("founded_in_future", Severity.HARD, ("founded_month",), _founded_in_future),
    EditRule("founder_too_young", Severity.HARD, ("owner_birth_year", "founded_month"), _founder_too_young),
    EditRule("rent_without_lease", Severity.HARD, ("monthly_rent", "tenure"), _rent_without_lease),
    EditRule("lease_without_rent", Severity.SOFT, ("monthly_rent", "tenure"), _lease_without_rent),
    EditRule("deposit_on_own", Severity.HARD, ("deposit", "tenure"), _deposit_on_own_property),
    EditRule("hours_of_day", Severity.HARD, ("opening_hours",), _hours),
    EditRule("staff_sum", Severity.HARD, ("staff_total", *_STAFF_PARTS), _staff_sum),
    EditRule("no_small_business", Severity.SOFT, ("staff_regular",), _no_small_business),
    EditRule("profit_sum", Severity.HARD, ("profit", "sales", "costs"), _profit_sum),
    EditRule("unit_slip", Severity.SOFT, ("sales",), _unit_slip),
    EditRule("none_beside_others", Severity.HARD, ("digital_tools",), _none_beside_others),
)
