"""Building a form: its parts put in, moved and taken away, and what does not hold together.

All functions give a new form. Keys are given by the caller: answers are kept under them, so none is used twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from programs.rules.form import FormSpec, Kind, Question, Section

Part = TypeVar("Part")
CHOOSES = frozenset({Kind.CHOICE, Kind.CHOICES})
COUNTED = frozenset({Kind.TEXT, Kind.LONG_TEXT})
FIGURES = frozenset({Kind.NUMBER, Kind.MONEY})


class Fault(StrEnum):
    """Why a form cannot be published; the texts stand in :mod:`programs.wording`."""

    EMPTY_SECTION = "empty_section"
    FEW_CHOICES = "few_choices"
    SAME_CHOICES = "same_choices"
    LENGTHS = "lengths"
    RANGE = "range"
    CONDITION_GONE = "condition_gone"  # the question that it names is gone, or offers no choices
    CONDITION_CHOICE = "condition_choice"  # a choice that it names is gone
    CONDITION_LATER = "condition_later"  # applicants would be asked before they have answered
    CONDITION_NESTED = "condition_nested"  # hangs on a question that is itself asked only sometimes


@dataclass(frozen=True)
class FormProblem:
    """``part`` is the key of the question (of the section for an empty one), ``label`` its text."""

    part: str
    label: str
    fault: Fault


def problems(form: FormSpec) -> list[FormProblem]:
    """Everything that does not hold together, in the order of the form."""
    found: list[FormProblem] = []
    asked: list[str] = []
    for section in form.sections:
        if not section.questions:
            found.append(FormProblem(section.key, section.title, Fault.EMPTY_SECTION))
        for question in section.questions:
            found += [FormProblem(question.key, question.label, fault) for fault in _faults(form, question, asked)]
            asked.append(question.key)
    return found


def _faults(form: FormSpec, question: Question, asked: list[str]) -> Iterator[Fault]:
    if question.kind in CHOOSES:
        if not question.choices:
            yield Fault.FEW_CHOICES
        labels = [choice.label for choice in question.choices]
        if len(set(labels)) < len(labels):
            yield Fault.SAME_CHOICES
    if question.kind in COUNTED and question.min_length > question.max_length:
        yield Fault.LENGTHS
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield Fault.RANGE
    yield from _condition_faults(form, question, asked)


def _condition_faults(form: FormSpec, question: Question, asked: list[str]) -> Iterator[Fault]:
    condition = question.condition
    if condition is None:
        return
    named = form.question(condition.key)
    if named is None or named.kind not in CHOOSES:
        yield Fault.CONDITION_GONE
        return
    if not set(condition.values) <= {choice.code for choice in named.choices}:
        yield Fault.CONDITION_CHOICE
    if condition.key not in asked:
        yield Fault.CONDITION_LATER
    if named.condition is not None:
        yield Fault.CONDITION_NESTED


def deciding(form: FormSpec, before: str | None) -> list[Question]:
    """The questions on whose choices another may hang: always asked, and standing before it (``before``; else all)."""
    found = []
    for _section, question in form.questions():
        if question.key == before:
            break
        if question.kind in CHOOSES and question.condition is None:
            found.append(question)
    return found


def section_of(form: FormSpec, key: str) -> Section | None:
    """The section that holds the question ``key``."""
    return next((section for section, question in form.questions() if question.key == key), None)


def put_section(form: FormSpec, section: Section) -> FormSpec:
    """In place of the one with its key, or at the end."""
    if any(one.key == section.key for one in form.sections):
        return FormSpec(tuple(section if one.key == section.key else one for one in form.sections))
    return FormSpec((*form.sections, section))


def put_question(form: FormSpec, home: str, question: Question) -> FormSpec:
    """In place of the one with its key where that stands in the section ``home``; else at the end of ``home``."""
    present = section_of(form, question.key)
    if present is not None and present.key == home:
        kept = tuple(question if one.key == question.key else one for one in present.questions)
        return put_section(form, replace(present, questions=kept))
    if present is not None:
        form = without_question(form, question.key)
    target = next(one for one in form.sections if one.key == home)
    return put_section(form, replace(target, questions=(*target.questions, question)))


def without_question(form: FormSpec, key: str) -> FormSpec:
    return FormSpec(
        tuple(replace(one, questions=tuple(q for q in one.questions if q.key != key)) for one in form.sections)
    )


def without_section(form: FormSpec, key: str) -> FormSpec:
    return FormSpec(tuple(one for one in form.sections if one.key != key))


def moved_section(form: FormSpec, key: str, by: int) -> FormSpec:
    """One place up (-1) or down (1); at the end it stays."""
    return FormSpec(moved(form.sections, [one.key for one in form.sections].index(key), by))


def moved_question(form: FormSpec, key: str, by: int) -> FormSpec:
    """One place up or down; over the edge of its section into the next one."""
    home = section_of(form, key)
    if home is None:
        return form
    place = [one.key for one in home.questions].index(key)
    if 0 <= place + by < len(home.questions):
        return put_section(form, replace(home, questions=moved(home.questions, place, by)))
    at = form.sections.index(home) + by
    if not 0 <= at < len(form.sections):
        return form
    question, neighbour = home.questions[place], form.sections[at]
    ordered = (*neighbour.questions, question) if by < 0 else (question, *neighbour.questions)
    return put_section(without_question(form, key), replace(neighbour, questions=ordered))


def moved(parts: tuple[Part, ...], place: int, by: int) -> tuple[Part, ...]:
    """The parts with the one at ``place`` one place up or down; at the end it stays."""
    target = place + by
    if not 0 <= target < len(parts):
        return parts
    order = list(parts)
    order[place], order[target] = order[target], order[place]
    return tuple(order)
