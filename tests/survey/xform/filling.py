"""Filled-in forms made by chance: mostly right, some with each kind of mistake, the same for the same seed."""

from collections.abc import Sequence
from random import Random

from survey.rules.xform.check import nodes_at, problems, settle
from survey.rules.xform.evaluate import Surroundings
from survey.rules.xform.form import Form, Item
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import begin, blank, written

DAYS = ("2019-12-31", "2020-02-29", "2024-03-05", "2026-11-26", "2031-01-01", "1899-12-31")
WORDS = (
    "두꺼비 상회(가상)",
    "a",
    "x y",
    "12",
    "0",
    "-1",
    "해당 없음",
    "가" * 60,
    "<&>",
    "a@b",
    "010-0000-0000",
    "I56111",
)
FIGURES = (0, 1, 2, 3, 5, 10, 17, 120, 1990, 5_000, 100_000, 99_999_999, -1)


class Filler:
    """``strange``: how often an answer is left out, or typed anew when the instance is already right; ``rounds``: of a
    repeat, one of them by chance."""

    def __init__(
        self,
        form: Form,
        seed: int,
        around: Surroundings,
        strange: float = 0.15,
        rounds: Sequence[int] = (0, 1, 1, 2, 3),
    ) -> None:
        self.form, self.around, self.strange, self.rounds = form, around, strange, rounds
        self.chance = Random(seed)

    def instance(self) -> bytes:
        """Every third as it falls; the others typed again until nothing is wrong, most of them then spoilt a little."""
        root = blank(self.form)
        self._fill(self.form.root, root)
        if self.chance.random() < 0.67:
            self._mend(root)
            for node in self._answers(root):
                if self.chance.random() < self.strange / 5:
                    node.text = self._answer(self.form.items[node.path])
        for path in self.form.items:  # JavaRosa has to find out itself what is relevant
            for node in nodes_at(root, path):
                node.relevant = True
        return written(self.form, root)

    def _fill(self, item: Item, node: Node) -> None:
        for inner in self.form.inside[item.path]:
            if inner.kind == "repeat":
                for _round in range(self.chance.choice(self.rounds)):
                    begun = Node(inner.name, node, "repeat")
                    begin(self.form, inner, begun)
                    self._fill(inner, begun)
            for child in node.children.get(inner.name, ()):
                if inner.holds_answer:
                    child.text = self._answer(inner) if inner.control else ""
                elif inner.kind == "group":
                    self._fill(inner, child)

    def _mend(self, root: Node) -> None:
        for _try in range(40):
            settle(self.form, root, self.around)
            wrong = {one.address for one in problems(self.form, root, self.around)}
            if not wrong:
                return
            for node in self._answers(root):
                if node.address in wrong:
                    node.text = self._answer(self.form.items[node.path])

    def _answers(self, root: Node) -> list[Node]:
        return [
            node
            for path, item in self.form.items.items()
            if item.control and item.holds_answer
            for node in nodes_at(root, path)
        ]

    def _answer(self, item: Item) -> str:
        if self.chance.random() < self.strange:
            return ""
        if item.choices is not None:
            return self._chosen(item)
        if item.kind in ("int", "decimal"):
            return self._figure(item)
        if item.kind == "date":
            return self.chance.choice(DAYS)
        if item.kind == "dateTime":
            return f"{self.chance.choice(DAYS)}T08:15:00.000+09:00"
        if item.kind == "time":
            return "08:15:00.000+09:00"
        if item.kind == "geopoint":
            return "36.35 127.38 0.0 5.0"
        return "" if item.kind in ("geotrace", "geoshape") else self.chance.choice(WORDS)

    def _chosen(self, item: Item) -> str:
        codes = [row["name"] for row in self.form.lists[item.choices.source]] if item.choices else []
        if not codes or item.control == "select1":
            return self.chance.choice(codes) if codes else ""
        return " ".join(self.chance.sample(codes, self.chance.randint(1, min(4, len(codes)))))

    def _figure(self, item: Item) -> str:
        if item.control == "range" and item.least is not None and item.most is not None:
            return str(int(self.chance.choice((item.least, item.most))))
        figure = self.chance.choice(FIGURES)
        return str(figure) if item.kind == "int" else f"{figure}.{self.chance.choice((0, 5, 25))}"
