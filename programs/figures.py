"""Which reference figures there are: registered by the programme that computes with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


class Lasts(Enum):
    """How long a value holds that is entered from a day on: until another comes, or to an end of its own, after which
    none holds until one is entered."""

    ON = "on"
    YEAR = "year"  # set anew for each year
    JULY = "july"  # set anew each July
    DAY = "day"  # of one day alone

    def until(self, since: date) -> date | None:
        """The first day on which it holds no more."""
        if self is Lasts.DAY:
            return since + timedelta(days=1)
        if self is Lasts.JULY and since.month < 7:
            return date(since.year, 7, 1)
        ends = {Lasts.YEAR: date(since.year + 1, 1, 1), Lasts.JULY: date(since.year + 1, 7, 1)}
        return ends.get(self)


@dataclass(frozen=True)
class FigureKind:
    """``percent``: kept as a part of one, typed and shown in per cent. ``most``: the largest value that can be meant,
    as kept. ``needed``: whether a computation stops without it. A yes or no (``yes_no``) is kept as 1 or 0."""

    name: str
    label: Text
    help: Text
    percent: bool = False
    most: Decimal = Decimal(10**9)
    needed: bool = True
    lasts: Lasts = Lasts.ON
    yes_no: bool = False

    def admits(self, value: Decimal) -> bool:
        return 0 <= value <= (1 if self.yes_no else self.most) and not (self.yes_no and value % 1)

    def shown(self, value: Decimal) -> str:
        """5% for 0.05, else the number."""
        if self.yes_no:
            return _("yes") if value else _("no")
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
