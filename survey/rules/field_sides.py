"""What a field of a filled-in form holds: an answer, or those of the rounds of a repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.rules.xform.check import nodes_at
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node


@dataclass(frozen=True)
class Side:
    """One answer; ``round`` from 1 within a repeat, 0 outside of one."""

    path: str
    text: str
    round: int = 0


def sides(form: Form, root: Node, field: str) -> list[Side]:
    """The answers of a field, those that are empty left out."""
    repeats = form.items[field].kind == "repeat"
    found: list[Side] = []
    for number, node in enumerate(nodes_at(root, field), 1):
        found.extend(Side(leaf.path, leaf.text, number if repeats else 0) for leaf in _leaves(form, node) if leaf.text)
    return found


def _leaves(form: Form, node: Node) -> Iterator[Node]:
    if form.items[node.path].holds_answer:
        yield node
    for inner in node.every():
        yield from _leaves(form, inner)
