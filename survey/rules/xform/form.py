"""A questionnaire as it was compiled at publication: what the server checks by and the browser fills in by.

It is kept as JSON beside the XForm it came from. Expressions are trees (``expressions``); a text for people is, by
language, a list of pieces: words, or the tree of a value that is shown in their midst.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from typing import Any

from survey.rules.xform.evaluate import CHANGING, Compiled, Scope, Verdict, as_truth, compiled
from survey.rules.xform.expressions import Expression, called
from survey.rules.xform.instance import Node
from survey.rules.xform.values import kept_text

Text = dict[str, list[str | Expression]]

ANSWERS = frozenset({
    "string", "int", "decimal", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape", "barcode", "binary",
    "boolean",
})  # fmt: skip
CHOOSING = ("select1", "select", "rank")


def whole_list(name: str) -> Expression:
    """The expression for all rows of a list."""
    return ["path", ["call", "instance", [["str", name]]], [["root", []], ["item", []]]]


@dataclass(frozen=True)
class Choices:
    """Where the answers of a question come from: rows of a list, chosen by an expression or all of them.

    ``nodes`` walks from the place of the question to the rows; ``value`` and ``label`` name their columns.
    """

    source: str
    nodes: Expression
    value: str
    label: str


@dataclass(frozen=True)
class Item:
    """One element of the form, by its path: a group, a repeat, a question, or a value that is worked out.

    ``soft`` is an edit rule that may be broken with a reason. ``default`` stands there from the beginning, ``initial``
    is worked out once when the form or the round is begun.
    """

    path: str
    kind: str
    control: str = ""
    appearance: str = ""
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    default: str = ""
    initial: Expression | None = None
    preload: str = ""
    required: Expression | None = None
    required_message: Text = field(default_factory=dict)
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text = field(default_factory=dict)
    calculation: Expression | None = None
    readonly: Expression | None = None
    choices: Choices | None = None
    count: Expression | None = None
    soft: Expression | None = None
    soft_message: Text = field(default_factory=dict)
    unit: str = ""
    personal: bool = False
    least: float | None = None
    most: float | None = None
    step: float | None = None
    mediatype: str = ""

    @cached_property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def keeps(self) -> bool:
        """Whether its calculation comes to something else each time, so that what was sent stays."""
        return self.calculation is not None and bool(called(self.calculation) & CHANGING)

    @property
    def parent(self) -> str:
        return self.path.rpartition("/")[0]

    @cached_property
    def holds_answer(self) -> bool:
        return self.kind not in ("group", "repeat")

    @cached_property
    def is_required(self) -> Verdict | None:
        return as_truth(self.required) if self.required else None

    @cached_property
    def is_relevant(self) -> Verdict | None:
        return as_truth(self.relevant) if self.relevant else None

    @cached_property
    def is_met(self) -> Verdict | None:
        return as_truth(self.constraint) if self.constraint else None

    @cached_property
    def is_likely(self) -> Verdict | None:
        return as_truth(self.soft) if self.soft else None

    @cached_property
    def calculated(self) -> Callable[[Scope], str] | None:
        """What its calculation comes to, as the instance holds it."""
        if not self.calculation:
            return None
        value, kind = compiled(self.calculation), self.kind
        return lambda scope: kept_text(value(scope), kind)

    @cached_property
    def offered(self) -> Compiled | None:
        return compiled(self.choices.nodes) if self.choices else None


@dataclass(frozen=True)
class Form:
    """The whole questionnaire.

    ``items`` in the order of the form; ``order``: paths whose relevance or value is worked out, each after those it
    depends on; ``asked``: paths of the questions in the order in which they are asked; ``lists``: rows of the choice
    lists and attached tables; ``labels``: words of translated choices by their key.
    """

    id: str
    version: str
    title: str
    languages: list[str]
    items: dict[str, Item]
    order: list[str]
    asked: list[str]
    lists: dict[str, list[dict[str, str]]]
    labels: dict[str, Text]
    namespace: str = ""

    @property
    def root(self) -> Item:
        return next(iter(self.items.values()))

    @cached_property
    def inside(self) -> dict[str, list[Item]]:
        """Children by the path of their parent."""
        found: dict[str, list[Item]] = {path: [] for path in self.items}
        for item in self.items.values():
            if item.parent in found:
                found[item.parent].append(item)
        return found

    @cached_property
    def named(self) -> dict[str, Item]:
        """Questions and values by their name, the first of it; what stands in a repeat is not meant."""
        found: dict[str, Item] = {}
        repeats = tuple(f"{item.path}/" for item in self.items.values() if item.kind == "repeat")
        for item in self.items.values():
            if item.holds_answer and not item.path.startswith(repeats or ("//",)):
                found.setdefault(item.name, item)
        return found

    @cached_property
    def codes(self) -> dict[str, frozenset[str]]:
        """The codes that a question may take, by its path, where its whole list is offered."""
        found = {}
        for path, item in self.items.items():
            choices = item.choices
            if choices is not None and choices.nodes == whole_list(choices.source):
                rows = self.lists[choices.source]
                found[path] = frozenset(row[choices.value] for row in rows if choices.value in row)
        return found

    @cached_property
    def list_nodes(self) -> dict[str, Node]:
        """The lists as nodes, ``root/item/…``, for expressions to walk over; nobody changes them."""
        found = {}
        for name, rows in self.lists.items():
            top = Node("instance")
            root = Node("root", top)
            for row in rows:
                item = Node("item", root)
                for column, cell in row.items():
                    Node(column, item, "string", cell)
            found[name] = top
        return found

    def to_json(self) -> dict[str, Any]:
        """As it is kept and sent to the browser; what is empty is left out."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "items"}
        items = [
            {key: value for key, value in asdict(item).items() if value not in ("", None, {}, False)}
            for item in self.items.values()
        ]
        return {**kept, "items": items}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Form":
        items = {}
        for one in kept["items"]:
            choices = Choices(**one["choices"]) if one.get("choices") else None
            items[one["path"]] = Item(**{**one, "choices": choices})
        return cls(**{**kept, "items": items})
