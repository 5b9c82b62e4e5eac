"""A census record by its form: read, judged, flattened, and two windows' work put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from survey.rules.frame_checks import FrameFacts, frame_problems
from survey.rules.visit_results import RESULT_CODES
from survey.rules.xform.check import nodes_at, problems, settle, surroundings
from survey.rules.xform.form import Form, Item
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Fault, Problem
from survey.rules.xform.values import day_of

NEEDED = ("result", "visited_on")  # what a census has to ask
INSTANCE_ID, DEPRECATED_ID = "instanceID", "deprecatedID"
Answers = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """What the system itself reads of a record: empty where the form does not ask it or nothing fits."""

    result: str = ""
    visited_on: date | None = None
    channel: str = ""


@dataclass(frozen=True)
class Judged:
    """A whole record and what was said of it, in the order in which it is asked."""

    root: Node
    answers: Answers
    visit: Visit
    problems: tuple[Problem, ...]


def judged(form: Form, root: Node, unfit: Iterable[Problem], now: datetime, frame: FrameFacts) -> Judged:
    """The verdict on a filled-in form: that of its own rules, and that of the frame.

    Args:
        root, unfit: the instance as it was read, and what of it did not fit into the form.
        now: the clock on the wall in Seoul.
    """
    around = surroundings(form, now)
    found = [*unfit]
    found += settle(form, root, around)
    found += problems(form, root, around)
    found += frame_problems(form, root, frame)
    return Judged(root, answers_of(form, form.root, root), visit_of(form, root), tuple(found))


def hard(found: Iterable[Problem]) -> list[Problem]:
    """What has to be mended."""
    return [one for one in found if one.fault is not Fault.UNLIKELY]


def standing_in_the_way(found: Iterable[Problem], reasons: Mapping[str, str]) -> list[Problem]:
    """What has to be mended, and what is unlikely and has no reason at its address."""
    return [one for one in found if one.fault is not Fault.UNLIKELY or not reasons.get(one.address, "").strip()]


def unexplained(kept: Iterable[Mapping[str, Any]], reasons: Mapping[str, str]) -> list[str]:
    """The addresses at which something unlikely is kept (as :func:`as_json` has it) without a reason."""
    unlikely = dict.fromkeys(one["address"] for one in kept if one["fault"] == Fault.UNLIKELY)
    return [address for address in unlikely if not reasons.get(address, "").strip()]


def as_json(found: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as they are kept and sent."""
    return [{"fault": str(one.fault), "address": one.address, "facts": dict(one.facts)} for one in found]


def answers_of(form: Form, item: Item, node: Node) -> Answers:
    """What is relevant and answered, by path; a repeat as a list of such. What the device keeps for itself (``meta``)
    is left out."""
    found: Answers = {}
    for inner in form.inside[item.path]:
        same = node.children.get(inner.name)
        if not same or inner.name == "meta":
            continue
        if inner.kind == "repeat":
            rounds = [answers_of(form, inner, one) for one in same if one.relevant]
            if rounds:
                found[inner.path] = rounds
        elif same[0].relevant:
            if not inner.holds_answer:
                found |= answers_of(form, inner, same[0])
            elif same[0].text:
                found[inner.path] = same[0].text
    return found


def file_names(form: Form, answers: Answers) -> list[str]:
    """The files that the answers speak of."""
    found: list[str] = []
    for path, answer in answers.items():
        if isinstance(answer, list):
            found.extend(name for one in answer for name in file_names(form, one))
        elif form.items[path].control == "upload":
            found.append(answer)
    return found


def named_text(form: Form, root: Node, name: str) -> str:
    """The answer to the question of this name; empty where there is none or it is not relevant."""
    item = form.named.get(name)
    found = nodes_at(root, item.path) if item else []
    return found[0].text if found and found[0].relevant else ""


def visit_of(form: Form, root: Node) -> Visit:
    result = named_text(form, root, "result")
    day = day_of(named_text(form, root, "visited_on")[:10])
    return Visit(
        result if result in RESULT_CODES else "",
        day.at.date() if day else None,
        named_text(form, root, "channel")[:20],
    )


def field_of(address: str) -> str:
    """What two windows are told apart by: a question by its path; a repeat, with all its rounds, is one field."""
    return address.partition("[")[0]


def fields_of(form: Form) -> list[str]:
    """The fields of a form: its questions, and its outermost repeats."""
    found: list[str] = []
    repeats: tuple[str, ...] = ()
    for path, item in form.items.items():
        if repeats and path.startswith(repeats):
            continue
        if item.kind == "repeat":
            repeats = (*repeats, f"{path}/")
        if item.kind == "repeat" or item.holds_answer:
            found.append(path)
    return found


def is_typed(form: Form, field: str) -> bool:
    """Whether people fill the field in; what is worked out or kept by the device is nobody's to lose."""
    item = form.items[field]
    return item.kind == "repeat" or item.control != ""


def different_fields(form: Form, one: Node, other: Node) -> set[str]:
    """Fields that hold something else in one instance than in the other."""
    return {path for path in fields_of(form) if _held(one, path) != _held(other, path)}


def _held(root: Node, path: str) -> list[Any]:
    return [_plain(node) for node in nodes_at(root, path)]


def _plain(node: Node) -> Any:
    if not node.children:
        return node.text
    return [(child.name, _plain(child)) for child in node.every()]


def put(into: Node, source: Node, field: str) -> None:
    """Gives a field of one instance what it holds in the other, a repeat with all its rounds."""
    above, _slash, name = field.rpartition("/")
    for parent in nodes_at(into, above):
        given = nodes_at(source, field)
        parent.children[name] = given
        for node in given:
            node.parent = parent


def set_named(form: Form, root: Node, name: str, text: str) -> None:
    """Writes the answer to the question of this name, where the form has it."""
    item = form.named.get(name)
    for node in nodes_at(root, item.path) if item else []:
        node.text = text


def lacking(form: Form) -> list[str]:
    """The names of questions that a census needs and the form lacks."""
    return [name for name in NEEDED if name not in form.named]


def storable(text: str) -> str:
    """Text that the database takes: without characters of number 0 and halves of letters (lone surrogates)."""
    return text.replace("\x00", "").encode(errors="ignore").decode()
