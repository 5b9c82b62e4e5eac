"""The form in the language of its reader: English texts that a manager typed stand in place of the Korean ones."""

from collections.abc import Iterable
from dataclasses import replace

from programs.rules.form import DocumentKind, FormSpec, Question, Section


def form_in_english(form: FormSpec) -> FormSpec:
    """Texts without an English one stay as they are: message ids are translated by the page, typed ones are Korean."""
    return FormSpec(tuple(map(_section, form.sections)))


def documents_in_english(kinds: Iterable[DocumentKind]) -> tuple[DocumentKind, ...]:
    return tuple(replace(kind, label=kind.label_en or kind.label, help=kind.help_en or kind.help) for kind in kinds)


def _section(section: Section) -> Section:
    return replace(
        section,
        title=section.title_en or section.title,
        help=section.help_en or section.help,
        questions=tuple(map(_question, section.questions)),
    )


def _question(question: Question) -> Question:
    return replace(
        question,
        label=question.label_en or question.label,
        help=question.help_en or question.help,
        choices=tuple(replace(choice, label=choice.label_en or choice.label) for choice in question.choices),
    )
