"""A form of the call's own goes along with what the programme needs.

The programme makes its standard form from the settings of a call: a call that funds in part asks for the least sum, one
without a register for the supplier's name. A manager changes that form for the call. When the settings change later,
what changed between the standard form before and after is done to the call's own form as well, and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from programs.rules.form import DocumentKind, FormSpec, Question, Section

Part = TypeVar("Part", Question, DocumentKind)
WORDING = frozenset({"label", "help", "label_en", "help_en"})  # what was reworded stays reworded


def follow_form(own: FormSpec, before: FormSpec, after: FormSpec) -> FormSpec:
    """``own`` with the questions that came into the standard form, without those that left it, and with the kind,
    choices and limits that it changed. Questions keep section and place; what a manager deleted does not come back."""
    if before == after:
        return own
    if own == before:
        return after
    old = {question.key: question for _section, question in before.questions()}
    new = {question.key: question for _section, question in after.questions()}
    kept = tuple(
        replace(
            section,
            questions=tuple(
                _brought(question, old.get(question.key), new.get(question.key))
                for question in section.questions
                if question.key in new or question.key not in old
            ),
        )
        for section in own.sections
    )
    emptied = {section.key for section in own.sections if section.questions}
    form = FormSpec(tuple(section for section in kept if section.questions or section.key not in emptied))
    for section in after.sections:
        for place, question in enumerate(section.questions):
            if question.key not in old and form.question(question.key) is None:
                form = _with(form, after, section, question, section.questions[:place])
    return form


def follow_documents(
    own: Iterable[DocumentKind], before: Iterable[DocumentKind], after: Iterable[DocumentKind]
) -> tuple[DocumentKind, ...]:
    """The same for the documents."""
    old, new = {kind.code: kind for kind in before}, {kind.code: kind for kind in after}
    kept = [
        _brought(kind, old.get(kind.code), new.get(kind.code))
        for kind in own
        if kind.code in new or kind.code not in old
    ]
    listed = list(new)
    for code in listed:
        if code not in old and code not in {kind.code for kind in kept}:
            kept.insert(_place([kind.code for kind in kept], listed[: listed.index(code)]), new[code])
    return tuple(kept)


def _brought(own: Part, before: Part | None, after: Part | None) -> Part:
    """``own`` with what changed between the two."""
    if before is None or after is None or before == after:
        return own
    changed = {one.name for one in fields(own) if getattr(before, one.name) != getattr(after, one.name)}
    reworded = {name for name in WORDING if getattr(own, name) != getattr(before, name)}
    return replace(own, **{name: getattr(after, name) for name in changed - reworded})


def _with(form: FormSpec, after: FormSpec, home: Section, question: Question, ahead: Sequence[Question]) -> FormSpec:
    """The question behind those that stand before it in the standard form; in a section of its own where the call's
    form has none of them."""
    for section in form.sections:
        keys = [one.key for one in section.questions]
        if section.key == home.key or any(one.key in keys for one in ahead):
            place = _place(keys, [one.key for one in ahead])
            questions = (*section.questions[:place], question, *section.questions[place:])
            filled = replace(section, questions=questions)
            return FormSpec(tuple(filled if one.key == section.key else one for one in form.sections))
    keys = [one.key for one in form.sections]
    order = [one.key for one in after.sections]
    place = _place(keys, order[: order.index(home.key)])
    return FormSpec((*form.sections[:place], replace(home, questions=(question,)), *form.sections[place:]))


def _place(present: Sequence[str], ahead: Sequence[str]) -> int:
    """Behind the last of ``ahead`` that is present; else first."""
    return max((present.index(key) + 1 for key in ahead if key in present), default=0)
