"""What an applicant bears of its project's cost (민간부담금), by the table of the call.

No official table was found: shares, exemptions, caps and rounding are settings of each call, never constants.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from programs.rules.eligibility import age_on

ANY = "*"  # a row for every size class, or for every track


class Rounding(StrEnum):
    """How a share becomes won."""

    DOWN = "down"  # 절사: in favour of the applicant
    UP = "up"  # 절상: the least share is borne in full
    HALF_UP = "half_up"  # 반올림


WAYS = {Rounding.DOWN: ROUND_FLOOR, Rounding.UP: ROUND_CEILING, Rounding.HALF_UP: ROUND_HALF_UP}


class NoRow(LookupError):
    """The table says nothing of this size class and track."""


@dataclass(frozen=True)
class Shares:
    """Shares (0 to 1) of the cost that the applicant bears in money (현금) and in kind (현물)."""

    cash: Decimal = Decimal(0)
    in_kind: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if min(self.cash, self.in_kind) < 0 or self.cash + self.in_kind > 1:
            raise ValueError("shares are not negative and together at most the whole")


@dataclass(frozen=True)
class Exemption:
    """What those of ``group`` bear instead (youth: nothing), where that is less."""

    group: str
    shares: Shares = Shares()


@dataclass(frozen=True)
class ContributionTable:
    """``rows``: (size class, track) → shares, ``ANY`` standing for every size class or track. ``caps``: track → the
    most that is paid, in won. Each share is rounded to ``unit`` won by ``rounding``, cash first."""

    rows: Mapping[tuple[str, str], Shares]
    caps: Mapping[str, int] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()
    rounding: Rounding = Rounding.DOWN
    unit: int = 1

    def __post_init__(self) -> None:
        if self.unit < 1 or any(cap < 0 for cap in self.caps.values()):
            raise ValueError("rounding is to at least one won and a cap is not negative")

    @property
    def sizes(self) -> frozenset[str]:
        """The size classes that the table names; ``ANY`` among them when it has a row for every one."""
        return frozenset(size for size, _track in self.rows)

    def row(self, size: str, track: str) -> Shares:
        """The row that names most: both, the size class, the track, neither. Raises NoRow."""
        for key in ((size, track), (size, ANY), (ANY, track), (ANY, ANY)):
            if key in self.rows:
                return self.rows[key]
        raise NoRow(f"{size} × {track}")


@dataclass(frozen=True)
class Contribution:
    """A project's cost in won, divided: ``support`` + ``cash`` + ``in_kind`` = ``cost``. ``over_cap`` is the part of
    ``cash`` that is borne because the support is capped; ``exemption`` names the group whose row was used instead."""

    cost: int
    support: int
    cash: int
    in_kind: int
    over_cap: int = 0
    exemption: str = ""

    @property
    def own(self) -> int:
        """Everything the applicant bears."""
        return self.cash + self.in_kind


def contribution(
    cost: int, *, size: str, track: str, table: ContributionTable, groups: frozenset[str] = frozenset()
) -> Contribution:
    """Divides ``cost`` (won). Of several exemptions the one that leaves least to bear counts, the first of equals.

    What the cap does not cover is the applicant's own, in money. Raises NoRow, or ValueError for a negative cost.
    """
    if cost < 0:
        raise ValueError("a cost is not negative")
    shares, exemption = _shares(table, size, track, groups)
    cash = min(_won(cost, shares.cash, table), cost)
    in_kind = min(_won(cost, shares.in_kind, table), cost - cash)
    rest = cost - cash - in_kind
    support = min(rest, table.caps.get(track, rest))
    return Contribution(cost, support, cash + rest - support, in_kind, rest - support, exemption)


def _shares(table: ContributionTable, size: str, track: str, groups: frozenset[str]) -> tuple[Shares, str]:
    usual = table.row(size, track)
    offers = [(usual, "")] + [(one.shares, one.group) for one in table.exemptions if one.group in groups]
    return min(offers, key=lambda offer: offer[0].cash + offer[0].in_kind)


def _won(cost: int, share: Decimal, table: ContributionTable) -> int:
    return int((cost * share / table.unit).to_integral_value(WAYS[table.rounding])) * table.unit


# -- as JSON ---------------------------------------------------------------------------------------------------


def to_json(table: ContributionTable) -> dict[str, Any]:
    """As a call's settings keep it; shares as text, caps are the tracks' own and stand with them."""
    return {
        "rows": [{"size": size, "track": track, **_plain(shares)} for (size, track), shares in table.rows.items()],
        "exemptions": [{"group": one.group, **_plain(one.shares)} for one in table.exemptions],
        "rounding": table.rounding.value,
        "unit": table.unit,
    }


def from_json(data: Mapping[str, Any], caps: Mapping[str, int]) -> ContributionTable:
    """The inverse of :func:`to_json`. Raises KeyError or ValueError for what is not such a table."""
    return ContributionTable(
        rows={(row["size"], row["track"]): _shares_of(row) for row in data["rows"]},
        caps=caps,
        exemptions=tuple(Exemption(one["group"], _shares_of(one)) for one in data.get("exemptions", ())),
        rounding=Rounding(data.get("rounding", Rounding.DOWN)),
        unit=data.get("unit", 1),
    )


def _plain(shares: Shares) -> dict[str, str]:
    return {"cash": f"{shares.cash.normalize():f}", "in_kind": f"{shares.in_kind.normalize():f}"}


def _shares_of(row: Mapping[str, Any]) -> Shares:
    return Shares(Decimal(row["cash"]), Decimal(row["in_kind"]))


def is_youth(birth_date: date, on: date, *, up_to: int = 39) -> bool:
    """Whether a representative counts as youth (청년) on the day: ``up_to`` completed years at most."""
    return birth_date <= on and age_on(birth_date, on) <= up_to
