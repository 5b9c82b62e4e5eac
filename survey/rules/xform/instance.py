"""A filled-in form as nodes: what expressions walk over and what a verdict is about."""

from collections.abc import Iterator


class Node:
    """One element of an instance: a group, one round of a repeat, or an answer.

    ``kind`` is the type of its answer (``string``, ``int``, ``date``, …) or ``group`` or ``repeat``, ``relevant``
    whether it and everything above it is asked for. Rounds of one repeat are neighbours under one name.
    """

    __slots__ = ("children", "kind", "name", "parent", "path", "relevant", "text")

    def __init__(
        self, name: str, parent: "Node | None" = None, kind: str = "group", text: str = "", path: str = ""
    ) -> None:
        """``path``: the same as of all others of its place, where that is at hand: it need not be put together."""
        self.name, self.parent, self.kind, self.text = name, parent, kind, text
        self.children: dict[str, list[Node]] = {}
        self.relevant = True
        self.path: str = path or (f"/{name}" if parent is None else f"{parent.path}/{name}")
        if parent is None:
            return
        if name in parent.children:
            parent.children[name].append(self)
        else:
            parent.children[name] = [self]

    def every(self) -> Iterator["Node"]:
        """Its children, in the order of the form."""
        for same in self.children.values():
            yield from same

    @property
    def round(self) -> int:
        """Which of its name it is, from 1."""
        if self.parent is None:
            return 1
        same = self.parent.children[self.name]
        return 1 if len(same) == 1 else same.index(self) + 1

    @property
    def address(self) -> str:
        """Its path with the round of each repeat: ``/data/worker[2]/age``."""
        own = f"{self.name}[{self.round}]" if self.kind == "repeat" else self.name
        return f"{self.parent.address}/{own}" if self.parent else f"/{own}"

    def __repr__(self) -> str:
        return f"<{self.address} {self.text!r}>"
