"""An item of the field app as its page shows it: what was made on the device beside what the server has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from survey.rules.field_sides import Side, sides
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.wording import answer_text, label_with_unit
from survey.wording_record import HIDDEN


@dataclass(frozen=True)
class Pair:
    """A field with its answer on the device and that of the server, in words. ``number`` names it in the page's form;
    ``hidden``: personal, and not the reader's own record."""

    number: int
    path: str
    label: str
    mine: str
    theirs: str


def pairs(form: Form, mine: Node, theirs: Node, fields: Iterable[str], *, own: bool) -> list[Pair]:
    """Fields side by side, in the order of the form. Personal answers are hidden from whose record it is not."""
    place = {path: number for number, path in enumerate(form.items)}
    found = []
    for path in sorted(fields, key=lambda one: place.get(one, len(place))):
        label = label_with_unit(form.items[path])
        here, there = (_words(form, sides(form, root, path), own) for root in (mine, theirs))
        found.append(Pair(place[path], path, label, here, there))
    return found


def _words(form: Form, found: Iterable[Side], own: bool) -> str:
    """The answers of a field one after the other, the rounds of a repeat each on a line of its own."""
    lines: dict[int, list[str]] = {}
    for one in found:
        item = form.items[one.path]
        text = HIDDEN if item.personal and not own else answer_text(form, item, one.text)
        lines.setdefault(one.round, []).append(text)
    return "\n".join(f"{number}. {', '.join(texts)}" if number else ", ".join(texts) for number, texts in lines.items())
