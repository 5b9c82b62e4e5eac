"""The expressions of a questionnaire: XForms' subset of XPath 1.0 as text, and as the tree both interpreters read.

The tree is plain JSON, so that the server and the browser read the very same one. A node is a list whose first item
says what it is:

==================================  =====================================================
``["num", 3.5]``       a number
``["str", "yes"]``     a text
``["path", from, [step, …]]``  ``from`` is ``"root"``, ``"here"`` or a node whose value is walked on from
``["filter", value, [predicate, …]]``  those of the value's nodes that meet the predicates
``["call", name, [argument, …]]``  a function
``["or", a, b]`` …     an operator: or and = != < <= > >= + - * div mod union
``["neg", a]``         minus in front
==================================  =====================================================

A step is ``[name, [predicate, …]]`` with an element's name, ``"*"``, ``"."`` or ``".."``. Axes other than child, self
and parent, ``//``, attributes and node tests are no part of the subset: a form that has them is refused.
"""

from collections.abc import Iterator
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

Expression = list[Any]

GRAMMAR = r"""
?start: either
?either: both | either "or" both                    -> either
?both: equality | both "and" equality               -> both
?equality: relation | equality EQUAL relation       -> binary
?relation: sum | relation RELATION sum              -> binary
?sum: product | sum (PLUS | MINUS) product          -> binary
?product: negation | product (TIMES | DIV | MOD) negation -> binary
?negation: union | MINUS negation                   -> negative
?union: walk | union "|" walk                       -> union
?walk: "/" steps                                    -> from_root
     | steps                                        -> from_here
     | value
     | value predicate+ ("/" steps)?                -> filtered
     | value "/" steps                              -> filtered
?value: NUMBER                                      -> number
      | TEXT                                        -> text
      | "(" either ")"
      | NAME "(" [either ("," either)*] ")"         -> call
steps: step ("/" step)*
step: (NAME | ANY | SELF | PARENT) predicate*
predicate: "[" either "]"

EQUAL: "=" | "!="
RELATION: "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES.2: "*"
DIV.2: "div"
MOD.2: "mod"
ANY: "*"
SELF: "."
PARENT: ".."
NUMBER: /\d+(\.\d*)?|\.\d+/
TEXT: /"[^"]*"|'[^']*'/
NAME: /[^\W\d][\w.\-]*(:[^\W\d][\w.\-]*)?/
%ignore /[ \t\r\n]+/
"""


class FaultyExpression(ValueError):
    """The text is no expression of the subset. ``at`` is the place in the text, from 0; ``found`` what stands there."""

    def __init__(self, text: str, at: int, found: str) -> None:
        super().__init__(f"{found!r} at {at + 1} of {text!r}")
        self.text, self.at, self.found = text, at, found


@v_args(inline=True)
class _Tree(Transformer[Token, Expression]):
    """From what lark found to our own tree."""

    def number(self, token: Token) -> Expression:
        return ["num", float(token)]

    def text(self, token: Token) -> Expression:
        return ["str", str(token)[1:-1]]

    def either(self, left: Expression, right: Expression) -> Expression:
        return ["or", left, right]

    def both(self, left: Expression, right: Expression) -> Expression:
        return ["and", left, right]

    def binary(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return [str(operator), left, right]

    def union(self, left: Expression, right: Expression) -> Expression:
        return ["union", left, right]

    def negative(self, _minus: Token, value: Expression) -> Expression:
        return ["neg", value]

    def from_root(self, steps: list[Any]) -> Expression:
        return ["path", "root", steps[1]]

    def from_here(self, steps: list[Any]) -> Expression:
        return ["path", "here", steps[1]]

    def filtered(self, value: Expression, *rest: Any) -> Expression:
        predicates = [one[1] for one in rest if one[0] == "predicate"]
        start = ["filter", value, predicates] if predicates else value
        return ["path", start, rest[-1][1]] if rest[-1][0] == "steps" else start

    def call(self, name: Token, *arguments: Expression | None) -> Expression:
        return ["call", str(name), [one for one in arguments if one is not None]]

    def steps(self, *steps: Any) -> list[Any]:
        return ["steps", list(steps)]

    def step(self, name: Token, *predicates: Any) -> list[Any]:
        return [str(name), [one[1] for one in predicates]]

    def predicate(self, inside: Expression) -> list[Any]:
        return ["predicate", inside]


_lark = Lark(GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)
_tree = _Tree()
MOST_CHARACTERS = 20_000
MOST_DEPTH = 120


def parse(text: str) -> Expression:
    """The tree of an expression. Raises FaultyExpression."""
    if len(text) > MOST_CHARACTERS:
        raise FaultyExpression(text[:60], MOST_CHARACTERS, "more than can be read")
    try:
        found: Expression = _tree.transform(_lark.parse(text))
    except UnexpectedCharacters as fault:
        at = fault.pos_in_stream or 0
        raise FaultyExpression(text, at, text[at]) from fault
    except UnexpectedToken as fault:
        raise FaultyExpression(text, fault.token.start_pos or len(text), str(fault.token) or "the end") from fault
    except (UnexpectedInput, RecursionError) as fault:
        raise FaultyExpression(text, 0, text[:20]) from fault
    if _depth(found) > MOST_DEPTH:
        raise FaultyExpression(text[:60], 0, "nested too deeply")
    return found


def _depth(tree: Any) -> int:
    return 1 + max((_depth(one) for one in tree), default=0) if isinstance(tree, list) else 0


def walk(tree: Expression) -> Iterator[Expression]:
    """The node and every node inside it."""
    head, *rest = tree
    yield tree
    if head == "call":
        parts = rest[1]
    elif head == "filter":
        parts = [rest[0], *rest[1]]
    elif head == "path":
        parts = [one for _name, predicates in rest[1] for one in predicates]
        parts = [rest[0], *parts] if isinstance(rest[0], list) else parts
    else:
        parts = [one for one in rest if isinstance(one, list)]
    for part in parts:
        yield from walk(part)


def called(tree: Expression) -> set[str]:
    """Names of the functions in it."""
    return {one[1] for one in walk(tree) if one[0] == "call"}
