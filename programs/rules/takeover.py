"""What an earlier application can give to a new one, so that nobody types again what is known."""

from collections.abc import Mapping
from typing import Any

from programs.rules.form import FormSpec, Kind, Question, empty


def takeable(
    form: FormSpec, answers: Mapping[str, Any], earlier_form: FormSpec, earlier: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Section → field → earlier answer, for questions of ``form`` that are still empty and were answered before.

    Only where both forms ask for the same kind of answer under the same key. Choices that this form no longer offers
    are left out, and so are consents: each is given anew (개인정보보호법 §22).
    """
    found = {}
    for section in form.sections:
        fields = {}
        for question in section.questions:
            before = earlier_form.question(question.key)
            value = earlier.get(question.key)
            if before is not None and _fits(question, before, value) and empty(answers.get(question.key)):
                fields[question.key] = value
        if fields:
            found[section.key] = fields
    return found


def _fits(question: Question, before: Question, value: Any) -> bool:
    if question.kind is Kind.CONSENT or question.kind is not before.kind or empty(value):
        return False
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        given = value if isinstance(value, list) else [value]
        return set(given) <= {choice.code for choice in question.choices}
    return True
