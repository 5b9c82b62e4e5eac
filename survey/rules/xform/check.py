"""What the server thinks of a filled-in form: the same verdict as the form itself would give in the field.

After ``reading.read`` has fitted an instance into the form, :func:`settle` works out what is relevant and what is
calculated and :func:`problems` says what is wrong. What is not relevant is no fault: ``reading.written`` leaves it out.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from survey.rules.xform.evaluate import Scope, Surroundings, Verdict
from survey.rules.xform.form import CHOOSING, Form, Item
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Fault, Problem
from survey.rules.xform.values import CannotEvaluate, day_of, moment_of

Answer = TypeVar("Answer")


def settle(form: Form, root: Node, around: Surroundings) -> list[Problem]:
    """Works out what is relevant and what is calculated, in the order of what depends on what.

    A value that comes to something else each time (the moment of entry, a new identifier) stays as it was sent.
    """
    found: list[Problem] = []
    placed = by_path(root)
    for path in form.order:
        item = form.items[path]
        for node in placed.get(path, ()):
            if node.parent is not None:
                node.relevant = node.parent.relevant
            if node.relevant and item.is_relevant is not None:
                node.relevant = bool(_asked(item.is_relevant, node, around, found))
            if item.calculated is not None and node.relevant and not (item.keeps and node.text):
                node.text = _asked(item.calculated, node, around, found) or ""
            if not node.relevant:
                _hide(node)
    return found


def _asked(
    expression: Callable[[Scope], Answer], node: Node, around: Surroundings, found: list[Problem]
) -> Answer | None:
    """What an expression says of a node; None, and a problem more, where it cannot be evaluated."""
    try:
        return expression(Scope(node, node, around))
    except (CannotEvaluate, RecursionError) as fault:
        found.append(Problem(Fault.CANNOT_EVALUATE, node.address, {"why": str(fault)}))
        return None


def _hide(node: Node) -> None:
    for child in node.every():
        child.relevant = False
        _hide(child)


def by_path(root: Node) -> dict[str, list[Node]]:
    """Every node by its path; those of one path, in all rounds of all repeats, in the order of the instance."""
    found = {root.path: [root]}
    _place(root, found)
    return found


def _place(node: Node, found: dict[str, list[Node]]) -> None:
    for same in node.children.values():
        if not same:  # a repeat whose rounds were all taken away
            continue
        found.setdefault(same[0].path, []).extend(same)
        for child in same:
            if child.children:
                _place(child, found)


def nodes_at(root: Node, path: str) -> list[Node]:
    """Every node of a path, in all rounds of all repeats."""
    nodes = [root]
    for name in path.split("/")[2:]:
        nodes = [child for node in nodes for child in node.children.get(name, ())]
    return nodes


def problems(form: Form, root: Node, around: Surroundings) -> list[Problem]:
    """Everything that is wrong with a settled instance, in the order in which it is asked."""
    found: list[Problem] = []
    _walk(form, form.root, root, around, found)
    return found


def _walk(form: Form, item: Item, node: Node, around: Surroundings, found: list[Problem]) -> None:
    for inner in form.inside[item.path]:
        for child in node.children.get(inner.name, ()):
            if not child.relevant:
                continue
            if inner.holds_answer:
                _judge(form, inner, child, around, found)
            else:
                _walk(form, inner, child, around, found)


def _judge(form: Form, item: Item, node: Node, around: Surroundings, found: list[Problem]) -> None:
    if node.text == "":
        if item.control and item.is_required is not None and _asked(item.is_required, node, around, found):
            found.append(Problem(Fault.REQUIRED, node.address))
        return
    if not fits(item, node.text):
        found.append(Problem(Fault.WRONG_TYPE, node.address, {"kind": item.kind}))
        return
    if item.choices is not None:
        found.extend(_unknown_choices(form, item, node, around))
    said = len(found)
    if item.control and item.is_met is not None and _says_no(item.is_met, node, around, found, said):
        found.append(Problem(Fault.CONSTRAINT, node.address))
    elif item.is_likely is not None and _says_no(item.is_likely, node, around, found, said):
        found.append(Problem(Fault.UNLIKELY, node.address))


def _says_no(rule: Verdict, node: Node, around: Surroundings, found: list[Problem], said: int) -> bool:
    """Whether an answer breaks a rule; of one of which a rule could not be evaluated (more is found than the ``said``
    before) nothing else is said."""
    return not _asked(rule, node, around, found) and len(found) == said


def _unknown_choices(form: Form, item: Item, node: Node, around: Surroundings) -> Iterator[Problem]:
    given = [node.text] if item.control == "select1" else node.text.split()
    try:
        known = form.codes.get(item.path) or _offered(item, node, around)
    except CannotEvaluate as fault:
        yield Problem(Fault.CANNOT_EVALUATE, node.address, {"why": str(fault)})
        return
    strange = [code for code in given if code not in known]
    if strange:
        yield Problem(Fault.UNKNOWN_CHOICE, node.address, {"codes": " ".join(strange)})


def _offered(item: Item, node: Node, around: Surroundings) -> frozenset[str]:
    """The codes of the rows that an expression chooses. Raises CannotEvaluate."""
    choices = item.choices
    rows = item.offered(Scope(node, node, around)) if item.offered is not None else []
    if choices is None or not isinstance(rows, list):
        return frozenset()
    return frozenset(row.children[choices.value][0].text for row in rows if choices.value in row.children)


_FIGURE = re.compile(r"-?(\d{1,15}\.?\d{0,15}|\.\d{1,15})", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_POINT = re.compile(r"-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}", re.ASCII)


def fits(item: Item, answer: str) -> bool:
    """Whether a text is an answer of the item's type."""
    kind = item.kind
    if item.control in CHOOSING:
        return True
    if kind == "int":
        return _WHOLE.fullmatch(answer) is not None and _within(item, float(answer))
    if kind == "decimal":
        return _FIGURE.fullmatch(answer) is not None and _within(item, float(answer))
    if kind == "date":
        return len(answer) >= 8 and day_of(answer) is not None and (len(answer) <= 10 or moment_of(answer) is not None)
    if kind == "dateTime":
        return moment_of(answer) is not None
    if kind == "time":
        return _TIME.fullmatch(answer) is not None
    if kind == "geopoint":
        return _is_point(answer)
    if kind in ("geotrace", "geoshape"):
        return all(_is_point(one.strip()) for one in answer.strip("; ").split(";"))
    if kind == "boolean":
        return answer in ("true", "false", "1", "0")
    return True


def _within(item: Item, figure: float) -> bool:
    """Whether a figure lies on the scale of a range."""
    if item.control != "range" or item.least is None or item.most is None:
        return True
    low, high = sorted((item.least, item.most))
    steps = (figure - item.least) / item.step if item.step else 0.0
    return low <= figure <= high and math.isclose(steps, round(steps), abs_tol=1e-9)


def _is_point(answer: str) -> bool:
    if not _POINT.fullmatch(answer):
        return False
    north, east = map(float, answer.split()[:2])
    return abs(north) <= 90 and abs(east) <= 180


def surroundings(form: Form, now: datetime, **more: Any) -> Surroundings:
    """What the expressions of a form may know: its lists, its words for choices, the clock."""
    return Surroundings(now=now, lists=form.list_nodes, label=lambda path, code: label_of(form, path, code), **more)


def label_of(form: Form, path: str, code: str, language: str = "") -> str:
    """What a choice of a question is called; its code where the form says nothing."""
    item = form.items.get(path)
    if item is None or item.choices is None:
        return code
    for row in form.lists[item.choices.source]:
        if row.get(item.choices.value) == code:
            return words(form, row.get(item.choices.label, code), language)
    return code


def words(form: Form, key: str, language: str = "") -> str:
    """A label of a list: translated words by their key, or the words themselves."""
    if key not in form.labels:
        return key
    spoken = form.labels[key]
    pieces = spoken.get(language) or next(iter(spoken.values()), [])
    return "".join(piece for piece in pieces if isinstance(piece, str)).strip()
