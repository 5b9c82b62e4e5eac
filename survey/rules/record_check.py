"""A whole record as it was typed: read, checked by every rule, and what still stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.rules.edit_rules import Finding, Severity, VisitFacts, check_record, open_findings
from survey.rules.entry import as_stored, read_answers
from survey.rules.reference_figures import USUAL_SALES, figure_of, worker_limit
from survey.rules.visit_results import VisitResult, has_answers

REASON_PREFIX = "reason_"  # the field in which a soft finding is kept with a reason: reason_<rule>
_RESULTS = {result.value: result for result in VisitResult}


@dataclass(frozen=True)
class CheckedRecord:
    """What would be kept of a record; ``blocking`` is what must be mended or given a reason first."""

    result: VisitResult | None
    visited_on: date
    memo: str
    answers: dict[str, str | int | list[str]]
    reasons: dict[str, str]
    findings: tuple[Finding, ...]
    blocking: tuple[Finding, ...]


def check_typed(typed: Mapping[str, Any], ksic_code: str, today: date) -> CheckedRecord:
    """Read and check what was typed. Answers beside a visit without an interview are not kept."""
    visited_on, findings = _visit_day(str(typed.get("visited_on", "")), today)
    memo = str(typed.get("memo", "")).strip()[:500]
    result = _RESULTS.get(str(typed.get("result", "")))
    answers, unread = read_answers(typed) if result and has_answers(result) else ({}, [])
    if result is None:
        findings.append(Finding("no_result", Severity.HARD, ("result",)))
    else:
        usual = figure_of(USUAL_SALES, visited_on)
        facts = VisitFacts(visited_on, result, memo, usual.value if usual else None, worker_limit(ksic_code))
        unreadable = {question for finding in unread for question in finding.questions}
        checked = check_record(answers, facts)
        findings += unread
        findings += [f for f in checked if f.rule != "key_missing" or f.questions[0] not in unreadable]
    given = {f.rule: str(typed.get(REASON_PREFIX + f.rule, "")).strip()[:500] for f in findings}
    reasons = {rule: reason for rule, reason in given.items() if reason}
    blocking = tuple(open_findings(findings, reasons))
    return CheckedRecord(result, visited_on, memo, as_stored(answers), reasons, tuple(findings), blocking)


def _visit_day(text: str, today: date) -> tuple[date, list[Finding]]:
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        return today, [Finding("not_a_day", Severity.HARD, ("visited_on",))]
    if day > today:
        return today, [Finding("visit_in_future", Severity.HARD, ("visited_on",))]
    return day, []
