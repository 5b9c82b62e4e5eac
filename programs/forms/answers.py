"""The form of a call as a Django form: a draft, so nothing is required here and nothing typed is ever refused. What is
needed for handing in is marked all the same."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.rendering import Counter
from programs.rules.form import FormSpec, Kind, Question, Section, parse_answer
from programs.rules.merging import mark


def as_typed(question: Question, answer: Any) -> Any:
    """A kept answer as its field shows it (and as autosave compares it)."""
    if question.kind is Kind.CONSENT:
        return "on" if answer is True else ""
    if question.kind is Kind.CHOICES:
        return answer if isinstance(answer, list) else []
    if question.kind in {Kind.MONEY, Kind.NUMBER} and isinstance(answer, int):
        return f"{answer:,}" if question.kind is Kind.MONEY else str(answer)
    return "" if answer is None else answer


def marks_of(spec: FormSpec, answers: Mapping[str, Any]) -> dict[str, str]:
    """A mark of every answer as the page shows it: sent back with the whole page, it tells what was touched."""
    return {q.key: mark(parse_answer(q, as_typed(q, answers.get(q.key)))) for _s, q in spec.questions()}


class LookupInput(forms.TextInput):
    """Text with suggestions from a register; without scripts an ordinary field."""

    input_type = "search"
    template_name = "programs/_lookup.html"

    def __init__(self, source: str, label: Any) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.source, self.label = source, label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"source": reverse(self.source), "label": self.label}


class AnswersForm(forms.Form):
    """One form for all sections; ``fields_of`` gives the bound fields of one."""

    hide_error_summary = True

    def __init__(self, spec: FormSpec, answers: Mapping[str, Any], *, locked: bool = False) -> None:
        initial = {q.key: as_typed(q, answers.get(q.key)) for _s, q in spec.questions()}
        super().__init__(initial=initial)
        self.needed = {q.key: q.needed(answers) for _s, q in spec.questions() if q.required}
        for _section, question in spec.questions():
            field = _field(question)
            field.disabled = locked
            self.fields[question.key] = field

    def fields_of(self, section: Section) -> list[forms.BoundField]:
        return [self[question.key] for question in section.questions]


def _field(question: Question) -> forms.Field:
    label = _(question.label)
    if question.unit:
        label = f"{label} ({_(question.unit)})"
    if not question.required:
        label = f"{label} ({_('optional')})"
    options: dict[str, Any] = {
        "label": label,
        "required": False,
        "help_text": _(question.help) if question.help else "",
    }
    choices = [(choice.code, _(choice.label)) for choice in question.choices]
    match question.kind:
        case Kind.CHOICE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
        case Kind.CONSENT:
            return forms.BooleanField(**options)
        case Kind.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **options)
        case Kind.LONG_TEXT:
            field = forms.CharField(widget=forms.Textarea(attrs={"rows": 7}), **options)
            return _counted(field, question)
    line = forms.CharField(widget=_line(question, label), **options)
    return _counted(line, question) if question.kind is Kind.TEXT else line


def _counted(field: forms.CharField, question: Question) -> forms.CharField:
    """With a counter as the check before handing in counts; the browser must not cut what is pasted."""
    field.counter = Counter(question.max_length, question.max_words, late=question.kind is Kind.TEXT)  # type: ignore[attr-defined]
    return field


def _line(question: Question, label: str) -> forms.TextInput:
    """A field of one line, with the keyboard that its kind of answer wants."""
    if question.kind is Kind.LOOKUP and question.source:
        return LookupInput(question.source, label)
    attributes = {"inputmode": "numeric"} if question.kind in {Kind.MONEY, Kind.NUMBER} else {}
    if question.kind is Kind.EMAIL:
        attributes = {"inputmode": "email", "autocomplete": "email"}
    if question.kind is Kind.PHONE:
        attributes = {"inputmode": "tel", "autocomplete": "tel"}
    return forms.TextInput(attrs=attributes)
