"""The own share written a second time from the words of docs/choosing.md: in steps of the unit, in fractions."""

from collections.abc import Mapping
from fractions import Fraction

from programs.rules.contribution import ANY, ContributionTable, Rounding, Shares


def shares_for(table: ContributionTable, size: str, track: str, groups: frozenset[str]) -> Shares:
    """The most particular row, unless an exemption of one of the groups asks for less."""
    best = {}
    for (named_size, named_track), shares in table.rows.items():
        if named_size in (size, ANY) and named_track in (track, ANY):
            best[(named_size != ANY) * 2 + (named_track != ANY)] = shares
    chosen = best[max(best)]
    for one in table.exemptions:
        if one.group in groups and one.shares.cash + one.shares.in_kind < chosen.cash + chosen.in_kind:
            chosen = one.shares
    return chosen


def rounded(exact: Fraction, unit: int, way: Rounding) -> int:
    """Climbs in steps of ``unit`` from below: down is the last step under it, up the first one that reaches it."""
    low = exact.numerator // exact.denominator // unit * unit
    if low == exact or way is Rounding.DOWN:
        return low
    if way is Rounding.UP or exact - low >= low + unit - exact:
        return low + unit
    return low


def divided(cost: int, size: str, track: str, table: ContributionTable, groups: frozenset[str]) -> Mapping[str, int]:
    shares = shares_for(table, size, track, groups)
    cash = min(rounded(Fraction(shares.cash) * cost, table.unit, table.rounding), cost)
    in_kind = min(rounded(Fraction(shares.in_kind) * cost, table.unit, table.rounding), cost - cash)
    support = cost - cash - in_kind
    over = max(0, support - table.caps[track]) if track in table.caps else 0
    return {"support": support - over, "cash": cash + over, "in_kind": in_kind, "over_cap": over}
