"""Which reference figures there are: registered by the programme that computes with them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class FigureKind:
    """``percent``: kept as a part of one, typed and shown in per cent. ``most``: the largest value that can be meant,
    as kept. ``needed``: whether a computation stops without it."""

    name: str
    label: Text
    help: Text
    percent: bool = False
    most: Decimal = Decimal(10**9)
    needed: bool = True

    def shown(self, value: Decimal) -> str:
        """5% for 0.05, else the number."""
        text = f"{(value * 100 if self.percent else value).normalize():f}"
        return f"{text}%" if self.percent else text


_kinds: dict[str, FigureKind] = {}


def register_figures(*kinds: FigureKind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def figure_kinds() -> list[FigureKind]:
    return list(_kinds.values())


def figure_kind(name: str) -> FigureKind | None:
    return _kinds.get(name)
