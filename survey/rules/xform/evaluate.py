"""An expression, an instance and a place in it → a value.

A tree is turned once into nested functions (:func:`compiled`), which is several times faster than looking at each node
of the tree again for each answer; where a number or a truth is asked for, into functions that come to just that
(:func:`as_number`, :func:`as_truth`). The semantics are those of ODK Collect's engine where it and XPath 1.0 differ,
and an outside judge decides (``docs/questionnaire.md``): a path from the root means, within a round of a repeat, that
very round; what is not relevant is not there; of several nodes where one value is needed nobody guesses.
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from survey.rules.xform.expressions import Expression
from survey.rules.xform.functions import FUNCTIONS
from survey.rules.xform.instance import Node
from survey.rules.xform.values import CannotEvaluate, Moment, Value, content, equal, number, single, text, truth

Step = tuple[str, tuple["Compiled", ...]]
SPECIAL = {
    "current": (0, 0), "position": (0, 1), "if": (3, 3), "once": (1, 1), "today": (0, 0), "now": (0, 0),
    "uuid": (0, 1), "random": (0, 0), "instance": (1, 1), "pulldata": (4, 4), "indexed-repeat": (3, 7),
    "jr:choice-name": (2, 2),
}  # fmt: skip
CHANGING = frozenset({"today", "now", "uuid", "random", "once"})  # come to something else each time


@dataclass(frozen=True)
class Surroundings:
    """What an expression may know besides the instance.

    ``now``: the clock on the wall where the form is filled in. ``lists``: choice lists and attached tables by their
    name, as nodes (``root/item/…``). ``label``: what a choice is called, by the path of its question and its code.
    ``fresh``: a new identifier; ``chance``: a number from 0 up to 1.
    """

    now: datetime
    lists: Mapping[str, Node] = field(default_factory=dict)
    label: Callable[[str, str], str] = lambda _path, code: code
    fresh: Callable[[int], str] = lambda length: "0" * length
    chance: Callable[[], float] = lambda: 0.0


class Scope(NamedTuple):
    """Where an expression is evaluated: ``here``, the node of ``.``; ``current``, that of ``current()``."""

    here: Node
    current: Node
    around: Surroundings
    position: int = 1


Compiled = Callable[[Scope], Value]
Figure = Callable[[Scope], float]
Verdict = Callable[[Scope], bool]


def evaluated(tree: Expression, node: Node, around: Surroundings) -> Value:
    """For a single use. Raises CannotEvaluate."""
    return compiled(tree)(Scope(node, node, around))


def compiled(tree: Expression) -> Compiled:
    """The tree as a function of its scope, which may raise CannotEvaluate. Raises KeyError for an unknown function
    or operator."""
    head = tree[0]
    if head in ("num", "str"):
        return partial(_constant, tree[1])
    if head == "path":
        return _path(tree)
    if head == "call":
        return _call(tree[1], tree[2])
    if head == "filter":
        return partial(_filtered, compiled(tree[1]), tuple(map(compiled, tree[2])))
    if head == "union":
        return partial(_union, compiled(tree[1]), compiled(tree[2]))
    if head in _TRUTHS:
        return as_truth(tree)
    if head in _FIGURES:
        return as_number(tree)
    raise KeyError(head)


def as_number(tree: Expression) -> Figure:
    """The tree as a function that comes to a number, as ``number()`` of its value would."""
    head = tree[0]
    if head == "num":
        figure: float = tree[1]
        return lambda _scope: figure
    if head == "neg":
        inner = as_number(tree[1])
        return lambda scope: -inner(scope)
    if head in _RECKONED:
        by, left, right = _RECKONED[head], as_number(tree[1]), as_number(tree[2])
        return lambda scope: by(left(scope), right(scope))
    value = compiled(tree)
    return lambda scope: number(value(scope))


def as_truth(tree: Expression) -> Verdict:
    """The tree as a function that comes to a truth, as ``boolean()`` of its value would."""
    head = tree[0]
    if head in ("or", "and"):
        one, other = as_truth(tree[1]), as_truth(tree[2])
        return (lambda scope: one(scope) or other(scope)) if head == "or" else lambda scope: one(scope) and other(scope)
    if head in _COMPARED:
        by, left, right = _COMPARED[head], as_number(tree[1]), as_number(tree[2])
        return lambda scope: by(left(scope), right(scope))
    if head in ("=", "!="):
        same = _same(tree[1], tree[2])
        return same if head == "=" else lambda scope: not same(scope)
    if head == "call" and tree[1] == "not" and len(tree[2]) == 1:
        inner = as_truth(tree[2][0])
        return lambda scope: not inner(scope)
    value = compiled(tree)
    return lambda scope: truth(value(scope))


def _same(left: Expression, right: Expression) -> Verdict:
    """Whether two sides are equal. Beside a text that stands in the form, as a code does, most answers are texts."""
    one, other = compiled(left), compiled(right)
    if right[0] != "str":
        return lambda scope: equal(one(scope), other(scope))
    wanted: str = right[1]

    def found(scope: Scope) -> bool:
        answer = single(one(scope))
        return answer == wanted if isinstance(answer, str) else equal(answer, wanted)

    return found


def _constant(value: Value, _scope: Scope) -> Value:
    return value


def _union(left: Compiled, right: Compiled, scope: Scope) -> Value:
    one, other = left(scope), right(scope)
    if not isinstance(one, list) or not isinstance(other, list):
        raise CannotEvaluate("only nodes can be put together by |")
    return [*one, *(node for node in other if node not in one)]


def _divided(one: float, other: float) -> float:
    if other == 0:
        return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1, other)
    return one / other


def _remainder(one: float, other: float) -> float:
    return math.nan if other == 0 or not math.isfinite(one) or math.isnan(other) else math.fmod(one, other)


_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_RECKONED: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divided,
    "mod": _remainder,
}
_TRUTHS = frozenset({"or", "and", "=", "!=", *_COMPARED})
_FIGURES = frozenset({"neg", *_RECKONED})


def _path(tree: Expression) -> Compiled:
    start, steps = tree[1], tuple((name, tuple(map(compiled, inside))) for name, inside in tree[2])
    if start == "root":
        return _from_root(steps)
    if start == "here":
        return partial(_from_here, steps) if steps else lambda scope: [scope.here]
    return partial(_from_value, compiled(start), steps)


def _from_here(steps: Sequence[Step], scope: Scope) -> Value:
    return _walked([scope.here], steps, scope)


def _from_value(start: Compiled, steps: Sequence[Step], scope: Scope) -> Value:
    nodes = start(scope)
    if not isinstance(nodes, list):
        raise CannotEvaluate("a path needs nodes to walk on from")
    return _walked(nodes, steps, scope)


def _from_root(steps: Sequence[Step]) -> Compiled:
    """As far as the path to what is meant leads by where the place stands, it means the same rounds of repeats; a
    repeat that is meant itself means all its rounds. How far that is depends on names alone, so for each place of a
    form it is found once: so many up, and down by these."""
    ways: dict[str, tuple[int, Sequence[Step]] | None] = {}

    def found(scope: Scope) -> Value:
        node = scope.current
        if node.path not in ways:
            ways[node.path] = _way([one.name for one in _line(node)], steps)
        way = ways[node.path]
        if way is None:
            return []
        up, down = way
        for _step in range(up):
            node = node.parent or node
        if len(down) == 1 and down[0][0] not in _SIGNS and not down[0][1]:
            return [child for child in node.children.get(down[0][0], ()) if child.relevant]
        return _walked([node], down, scope)

    return found


_SIGNS = ("..", ".", "*")  # names that are none


def _way(line: Sequence[str], steps: Sequence[Step]) -> tuple[int, Sequence[Step]] | None:
    """From a place, whose forebears have the names of ``line``, to what a path from the root means: how many to go up
    and which steps to go down; None when the path begins with another root."""
    if line[0] != steps[0][0]:
        return None
    shared = 1
    for (name, predicates), above in zip(steps[1:-1], line[1:], strict=False):
        if above != name or predicates:
            break
        shared += 1
    return len(line) - shared, steps[shared:]


def _line(node: Node) -> list[Node]:
    """The node's forebears from the root down to itself."""
    line = [node]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line[::-1]


def _walked(nodes: list[Node], steps: Sequence[Step], scope: Scope) -> list[Node]:
    for name, predicates in steps:
        if name == "..":
            nodes = list(dict.fromkeys(node.parent for node in nodes if node.parent is not None))
        elif name != ".":
            nodes = [
                child
                for node in nodes
                for child in (node.every() if name == "*" else node.children.get(name, ()))
                if child.relevant
            ]
        for predicate in predicates:
            nodes = _kept(nodes, predicate, scope)
    return nodes


def _kept(nodes: list[Node], predicate: Compiled, scope: Scope) -> list[Node]:
    kept = []
    for position, node in enumerate(nodes, 1):
        found = predicate(Scope(node, scope.current, scope.around, position))
        if found == position if isinstance(found, float) and not isinstance(found, bool) else truth(found):
            kept.append(node)
    return kept


def _filtered(start: Compiled, predicates: Sequence[Compiled], scope: Scope) -> Value:
    nodes = start(scope)
    if not isinstance(nodes, list):
        raise CannotEvaluate("only nodes can be chosen among by [ ]")
    for predicate in predicates:
        nodes = _kept(nodes, predicate, scope)
    return nodes


def _call(name: str, trees: Sequence[Expression]) -> Compiled:
    if name == "indexed-repeat":
        return _indexed_repeat(trees)
    arguments = tuple(map(compiled, trees))
    if name in _SPECIAL_CALLS:
        return partial(_SPECIAL_CALLS[name], arguments)
    call = FUNCTIONS[name].call
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: call(only(scope))
    if len(arguments) == 2:
        first, second = arguments
        return lambda scope: call(first(scope), second(scope))
    return lambda scope: call(*[argument(scope) for argument in arguments])


def _current(_arguments: Sequence[Compiled], scope: Scope) -> Value:
    return [scope.current]


def _position(arguments: Sequence[Compiled], scope: Scope) -> Value:
    """Without an argument which of the nodes in brackets it is; with one, which round of its repeat, from 1."""
    if not arguments:
        return float(scope.position)
    nodes = arguments[0](scope)
    if not isinstance(nodes, list) or not nodes:
        raise CannotEvaluate("position() of nothing")
    return float(nodes[0].round)


def _if(arguments: Sequence[Compiled], scope: Scope) -> Value:
    condition, then, otherwise = arguments
    return then(scope) if truth(condition(scope)) else otherwise(scope)


def _once(arguments: Sequence[Compiled], scope: Scope) -> Value:
    """What is there already stays."""
    return content(scope.current) or arguments[0](scope)


def _today(_arguments: Sequence[Compiled], scope: Scope) -> Value:
    return Moment(scope.around.now).midnight


def _now(_arguments: Sequence[Compiled], scope: Scope) -> Value:
    return Moment(scope.around.now)


def _uuid(arguments: Sequence[Compiled], scope: Scope) -> Value:
    return scope.around.fresh(int(number(arguments[0](scope))) if arguments else 36)


def _random(_arguments: Sequence[Compiled], scope: Scope) -> Value:
    return scope.around.chance()


def _list(name: str, scope: Scope) -> Node:
    if name not in scope.around.lists:
        raise CannotEvaluate(f"there is no list {name}")
    return scope.around.lists[name]


def _instance(arguments: Sequence[Compiled], scope: Scope) -> Value:
    return [_list(text(arguments[0](scope)), scope)]


def _pulldata(arguments: Sequence[Compiled], scope: Scope) -> Value:
    """``pulldata(table, column, key column, key)``: the column in the first row with that key; nothing without one."""
    table, column, key_column, key = (text(argument(scope)) for argument in arguments)
    for root in _list(table, scope).every():
        for row in root.every():
            cells = row.children
            if key_column in cells and cells[key_column][0].text == key:
                return cells[column][0].text if column in cells else ""
    return ""


def _choice_name(arguments: Sequence[Compiled], scope: Scope) -> Value:
    code, path = (text(argument(scope)) for argument in arguments)
    return scope.around.label(path.strip(), code)


_SPECIAL_CALLS: dict[str, Callable[[Sequence[Compiled], Scope], Value]] = {
    "current": _current,
    "position": _position,
    "if": _if,
    "once": _once,
    "today": _today,
    "now": _now,
    "uuid": _uuid,
    "random": _random,
    "instance": _instance,
    "pulldata": _pulldata,
    "jr:choice-name": _choice_name,
}


def _indexed_repeat(trees: Sequence[Expression]) -> Compiled:
    """``indexed-repeat(answer, repeat, round, …)``: the answer in that round, wherever the expression itself stands."""
    target = [name for name, _predicates in trees[0][2]]
    rounds = [
        ([name for name, _p in repeat[2]], compiled(which))
        for repeat, which in zip(trees[1::2], trees[2::2], strict=True)
    ]

    def found(scope: Scope) -> Value:
        wanted = {tuple(repeat): number(which(scope)) for repeat, which in rounds}
        nodes = [_line(scope.current)[0]]
        for depth, name in enumerate(target[1:], 2):
            nodes = [child for node in nodes for child in node.children.get(name, ()) if child.relevant]
            which = wanted.get(tuple(target[:depth]))
            if which is not None:
                nodes = [node for node in nodes if node.round == which]
        return nodes

    return found
