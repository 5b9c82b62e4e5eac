"""Life cycles, written down once per entity: the code enforces them, buttons appear from them, diagrams show them.

Pure: no Django beyond lazily translated labels. :func:`kernel.transition.advance` applies a table to a row, and
:func:`kernel.triggers.life_cycle_trigger` makes the database refuse any other change of state.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class State:
    """A place in the life cycle. ``tone`` (neutral, info, success, warning, danger) colours its badge."""

    code: str
    label: Text
    tone: str = "neutral"


@dataclass(frozen=True)
class Transition:
    """One arrow: in any of ``sources``, ``verb`` leads to ``target``. ``who`` and ``guard`` are words for readers;
    the action named after the verb checks both."""

    verb: str
    label: Text
    sources: tuple[str, ...]
    target: str
    who: Text
    guard: Text = ""


@dataclass(frozen=True)
class LifeCycle:
    """The table of one entity. Raises ValueError at import when an arrow names an unknown state or is ambiguous."""

    name: str
    title: Text
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    initial: str
    _by_code: dict[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {state.code: state for state in self.states}
        object.__setattr__(self, "_by_code", by_code)
        seen: set[tuple[str, str]] = set()
        for arrow in self.transitions:
            unknown = {*arrow.sources, arrow.target} - by_code.keys()
            if unknown:
                raise ValueError(f"{self.name}: {arrow.verb} names unknown states {sorted(unknown)}")
            for source in arrow.sources:
                if (source, arrow.verb) in seen:
                    raise ValueError(f"{self.name}: two arrows for {arrow.verb} from {source}")
                seen.add((source, arrow.verb))
        if self.initial not in by_code:
            raise ValueError(f"{self.name}: unknown initial state {self.initial}")
        if self.name in REGISTRY and REGISTRY[self.name] != self:
            raise ValueError(f"two life cycles are named {self.name}")
        REGISTRY[self.name] = self

    @property
    def choices(self) -> list[tuple[str, Text]]:
        return [(state.code, state.label) for state in self.states]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every permitted (from, to)."""
        return sorted({(source, arrow.target) for arrow in self.transitions for source in arrow.sources})

    def state(self, code: str) -> State:
        return self._by_code[code]

    def arrow(self, state: str, verb: str) -> Transition | None:
        """The transition that ``verb`` makes from ``state``, or None when there is none."""
        return next((t for t in self.transitions if t.verb == verb and state in t.sources), None)

    def named(self, verb: str) -> Transition:
        return next(t for t in self.transitions if t.verb == verb)

    def verbs(self, state: str) -> list[Transition]:
        """What can happen next from ``state``, in the order of the table."""
        return [t for t in self.transitions if state in t.sources]


REGISTRY: dict[str, LifeCycle] = {}
