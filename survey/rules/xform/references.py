"""What the expressions of a form refer to: whether it is there, and in which order values have to be worked out."""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from survey.rules.xform.evaluate import SPECIAL
from survey.rules.xform.expressions import Expression, walk
from survey.rules.xform.faults import Fault, Reason
from survey.rules.xform.form import Item
from survey.rules.xform.functions import FUNCTIONS, pattern
from survey.rules.xform.values import CannotEvaluate

PARTS = ("relevant", "calculation", "required", "constraint", "readonly", "initial", "count", "soft")
Lists = Mapping[str, list[dict[str, str]]]
WORKED_OUT = ("relevant", "calculation")
_BEYOND_PATTERNS = re.compile(
    r"\(\?<|\(\?P|\(\?\(|\\[AZpP]|[*+?}]\+"
)  # what Python, Java and JavaScript read differently


def expressions_of(item: Item) -> Iterator[tuple[str, Expression]]:
    """Every expression of an item with the part it stands in."""
    for part in PARTS:
        tree = getattr(item, part)
        if tree is not None:
            yield part, tree
    if item.choices is not None:
        yield "choices", item.choices.nodes


def paths_in(tree: Expression, here: str | None) -> Iterator[str]:
    """Absolute paths that an expression at ``here`` refers to; ``here`` is None where rows of a list are meant."""
    head = tree[0]
    if head == "path":
        yield from _paths_of_path(tree, here)
    elif head == "call":
        for argument in tree[2]:
            yield from paths_in(argument, here)
    elif head == "filter":
        yield from paths_in(tree[1], here)
        for predicate in tree[2]:
            yield from paths_in(predicate, None)
    elif head not in ("num", "str"):
        for operand in tree[1:]:
            yield from paths_in(operand, here)


def _paths_of_path(tree: Expression, here: str | None) -> Iterator[str]:
    start, steps = tree[1], tree[2]
    place: str | None
    if start == "root":
        place = ""
    elif start == "here" or start[:2] == ["call", "current"]:
        place = here
    else:
        place = None
        yield from paths_in(start, here)
    for name, predicates in steps:
        if place is not None and name == "..":
            place = place.rpartition("/")[0]
        elif place is not None and name != ".":
            place = f"{place}/{name}"
        for predicate in predicates:
            yield from _inside(predicate, place, here)
    if place is not None:
        yield place


def _inside(predicate: Expression, place: str | None, here: str | None) -> Iterator[str]:
    """Within brackets ``.`` is the node that is tried, ``current()`` stays where the whole expression stands."""
    for node in walk(predicate):
        if node[0] != "path":
            continue
        if node[1] == "here":
            yield from _paths_of_path(node, place) if place is not None else ()
        else:
            yield from _paths_of_path(node, here)


def faults_of(item: Item, items: Mapping[str, Item], lists: Lists) -> Iterator[Fault]:
    """What is wrong with the expressions of an item."""
    for part, tree in expressions_of(item):
        yield from _calls(item, part, tree, lists)
        yield from (
            Fault(Reason.NO_SUCH_COLUMN, item.path, part, {"list": name, "name": column})
            for name, column in _columns(item, tree)
            if lists.get(name) and not any(column in row for row in lists[name])
        )
        for path in paths_in(tree, item.path):
            if "*" not in path and path not in items:
                yield Fault(Reason.NO_SUCH_QUESTION, item.path, part, {"named": path})
        if part == "calculation" and _may_be_empty(tree, item, items):
            yield Fault(Reason.EMPTY_SUM, item.path, part)


def _columns(item: Item, tree: Expression) -> Iterator[tuple[str, str]]:
    """Lists and the columns of theirs that are meant: ``instance('list')/root/item/column``, value and label."""
    for node in walk(tree):
        if node[0] == "path" and node[1][:2] == ["call", "instance"] and node[1][2][0][0] == "str":
            yield from ((node[1][2][0][1], name) for name, _predicates in node[2][2:3])
    if item.choices is not None and tree is item.choices.nodes:
        yield from ((item.choices.source, column) for column in (item.choices.value, item.choices.label))


def _calls(item: Item, part: str, tree: Expression, lists: Lists) -> Iterator[Fault]:
    for node in walk(tree):
        if node[0] != "call":
            continue
        name, arguments = node[1], node[2]
        function = FUNCTIONS.get(name)
        least, most = SPECIAL.get(name) or ((function.least, function.most) if function else (0, 0))
        if function is None and name not in SPECIAL:
            yield Fault(Reason.UNKNOWN_FUNCTION, item.path, part, {"name": name})
        elif len(arguments) < least or (most is not None and len(arguments) > most):
            yield Fault(
                Reason.WRONG_ARGUMENTS,
                item.path,
                part,
                {"name": name, "given": len(arguments), "least": least, "most": most},
            )
        elif name in ("instance", "pulldata") and arguments[0][0] == "str" and arguments[0][1] not in lists:
            yield Fault(Reason.NO_SUCH_LIST, item.path, part, {"name": arguments[0][1]})
        elif name == "regex" and not _is_pattern(arguments[1]):
            yield Fault(
                Reason.BAD_PATTERN, item.path, part, {"pattern": arguments[1][1] if arguments[1][0] == "str" else ""}
            )


def _is_pattern(tree: Expression) -> bool:
    """A pattern has to be written out, and be read alike on both sides."""
    if tree[0] != "str" or _BEYOND_PATTERNS.search(tree[1]):
        return False
    try:
        pattern(tree[1])
    except CannotEvaluate:
        return False
    return True


def _may_be_empty(tree: Expression, item: Item, items: Mapping[str, Item]) -> bool:
    """Whether something is added to an answer that may be missing: nothing plus 1 is no number."""
    for node in walk(tree):
        if node[0] in ("+", "-", "*", "div"):
            for operand in node[1:]:
                if operand[0] == "path":
                    for path in _paths_of_path(operand, item.path):
                        meant = items.get(path)
                        if meant is not None and meant.control and meant.required is None and not meant.default:
                            return True
    return False


def working_order(items: Mapping[str, Item]) -> tuple[list[str], Fault | None]:
    """Paths in an order in which each comes after what it depends on, or the circle that makes this impossible.

    What a path depends on: what its relevance and its calculation name, the relevance of everything above that, and
    of everything above itself.
    """
    position = {path: place for place, path in enumerate(items)}
    graph: dict[str, list[str]] = {}
    for path, item in items.items():
        needed = {above for above in _above(path) if above in items}
        for part in WORKED_OUT:
            tree = getattr(item, part)
            if tree is not None:
                for named in paths_in(tree, path):
                    needed |= set(_meant(named, items))
        graph[path] = sorted(needed - {path}, key=position.__getitem__)
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as circle:
        around = list(circle.args[1])
        return [], Fault(Reason.IN_A_CIRCLE, around[0], "", {"around": around})
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=position.__getitem__)
        order.extend(ready)
        sorter.done(*ready)
    worked = {path for path, item in items.items() if item.relevant or item.calculation}
    below = {path for path in items if any(above in worked for above in _above(path))}
    return [path for path in order if path in worked | below], None


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(2, len(parts))]


def _meant(named: str, items: Mapping[str, Item]) -> list[str]:
    """Paths that a reference depends on: itself, or with a ``*`` all that fit."""
    if "*" not in named:
        return [named] if named in items else []
    fit = re.compile("/".join("[^/]+" if one == "*" else re.escape(one) for one in named.split("/")))
    return [path for path in items if fit.fullmatch(path)]
