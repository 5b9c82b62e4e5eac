"""What a correction (보완) opens, and that nothing else is changed by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programs.rules.form import FormSpec, Gap

Content = Mapping[str, Any]  # applicant, answers, documents: as a version that was handed in keeps them


@dataclass(frozen=True)
class Item:
    """One thing to be corrected: ``kind`` is question or document, ``key`` names it, ``note`` says what is wanted."""

    kind: str
    key: str
    note: str = ""


def with_followers(form: FormSpec, questions: Iterable[str]) -> list[str]:
    """The questions, and those that are asked depending on their answers: whoever corrects the one may have to answer
    the other. In the form's order."""
    opened = set(questions)
    while True:
        more = {q.key for _section, q in form.questions() if q.condition and q.condition.key in opened} - opened
        if not more:
            return [question.key for _section, question in form.questions() if question.key in opened]
        opened |= more


def corrected_answers(
    form: FormSpec, before: Mapping[str, Any], typed: Mapping[str, Any], opened: set[str]
) -> dict[str, Any]:
    """The answers of ``before`` with those that were ``opened`` as they are typed now, of them only what is asked then.
    All others stay to the letter."""
    merged = {**before, **{key: value for key, value in typed.items() if key in opened}}
    asked = {question.key for _section, question in form.questions() if question.asked(merged)}
    return {key: value for key, value in merged.items() if key in asked or key not in opened}


def strays(before: Content, after: Content, questions: set[str], documents: set[str]) -> list[str]:
    """What differs between two versions beyond the named items; empty for a correction that may be taken."""
    found = [] if before["applicant"] == after["applicant"] else ["applicant"]
    keys = (before["answers"].keys() | after["answers"].keys()) - questions
    nothing = object()
    found += [key for key in sorted(keys) if before["answers"].get(key, nothing) != after["answers"].get(key, nothing)]
    kept, sent = (_unnamed(one["documents"], documents) for one in (before, after))
    return found if kept == sent else [*found, "documents"]


def _unnamed(documents: Sequence[Mapping[str, Any]], named: set[str]) -> list[tuple[str, str, str]]:
    return sorted((one["kind"], one["file"], one["sha256"]) for one in documents if one["kind"] not in named)


def gaps_of_items(gaps: Iterable[Gap], questions: set[str], documents: set[str]) -> list[Gap]:
    """Only the gaps that the applicant can close now."""
    fields = questions | {f"document-{code}" for code in documents}
    return [gap for gap in gaps if gap.field in fields]
