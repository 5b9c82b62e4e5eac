"""From what was typed to answers: each text read by its question's kind, and refused where it cannot be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from survey.rules.edit_rules import Finding, Severity, month_of
from survey.rules.questionnaire import QUESTIONS, Answer, Kind, Question

Typed = Mapping[str, str | list[str]]
_MONTH = re.compile(r"(\d{4})\s*[-./년]?\s*(\d{1,2})\s*월?")


def read_answers(typed: Typed) -> tuple[dict[str, Answer], list[Finding]]:
    """Answers by question, empty ones left out, and what could not be read.

    Numbers may carry thousands separators and full-width digits; months are understood as 2019-03, 2019.3,
    201903 or 2019년 3월.
    """
    answers: dict[str, Answer] = {}
    unread: list[Finding] = []
    for question in QUESTIONS.values():
        text = typed.get(question.name, "")
        if isinstance(text, str):
            text = unicodedata.normalize("NFKC", text).strip()
        if not text:
            continue
        answer = _read(question, text)
        if answer is None:
            unread.append(Finding(f"not_{question.kind}", Severity.HARD, (question.name,), {"text": str(text)[:40]}))
        else:
            answers[question.name] = answer
    return answers, unread


def _read(question: Question, text: str | list[str]) -> Answer:
    if question.kind is Kind.MANY:
        return [text] if isinstance(text, str) else list(text)
    if isinstance(text, list):
        return None
    if question.kind is Kind.WHOLE:
        digits = text.replace(",", "").replace(" ", "")
        return int(digits) if re.fullmatch(r"[-+]?\d{1,15}", digits) else None
    if question.kind is Kind.DECIMAL:
        return _decimal(text.replace(",", ""))
    if question.kind is Kind.MONTH:
        return _month(text)
    return text


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None


def _month(text: str) -> str | None:
    match = _MONTH.fullmatch(text)
    month = f"{match[1]}-{int(match[2]):02d}" if match else ""
    return month if month and month_of(month) else None


def as_stored(answers: Mapping[str, Answer]) -> dict[str, str | int | list[str]]:
    """Answers as JSON keeps them: decimals as text, so that nothing becomes a float."""
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in answers.items()
        if value is not None
    }
