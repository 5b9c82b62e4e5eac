"""Own share and support in whole won, worked by hand."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.contribution import (
    ANY,
    ContributionTable,
    Exemption,
    NoRow,
    Rounding,
    Shares,
    contribution,
    from_json,
    is_youth,
    to_json,
)
from tests.programs.rules.oracles import contribution as oracle

TABLE = ContributionTable(
    rows={
        ("micro", ANY): Shares(Decimal("0.05"), Decimal("0.05")),
        ("small", ANY): Shares(Decimal("0.10"), Decimal("0.10")),
        ("small", "ai"): Shares(Decimal("0.10"), Decimal("0.15")),
        (ANY, "buy"): Shares(Decimal("0.10")),
    },
    caps={"buy": 10_000_000, "ai": 60_000_000},
    exemptions=(Exemption("youth"), Exemption("region", Shares(Decimal("0.05")))),
)


def test_the_row_that_names_most_counts():
    divided = contribution(40_000_000, size="small", track="ai", table=TABLE)
    assert (divided.cash, divided.in_kind, divided.support) == (4_000_000, 6_000_000, 30_000_000)
    divided = contribution(40_000_000, size="small", track="general", table=TABLE)
    assert (divided.cash, divided.in_kind, divided.support) == (4_000_000, 4_000_000, 32_000_000)
    assert contribution(1_000_000, size="medium", track="buy", table=TABLE).own == 100_000
    with pytest.raises(NoRow):
        contribution(1, size="medium", track="ai", table=TABLE)


def test_what_the_cap_does_not_cover_is_borne_in_money():
    divided = contribution(12_000_000, size="medium", track="buy", table=TABLE)
    # 10% of 12,000,000 are 1,200,000; of the other 10,800,000 the cap pays 10,000,000.
    assert (divided.support, divided.cash, divided.over_cap) == (10_000_000, 2_000_000, 800_000)


def test_the_exemption_that_leaves_least_counts():
    groups = frozenset({"youth", "region"})
    divided = contribution(10_000_000, size="micro", track="buy", table=TABLE, groups=groups)
    assert (divided.own, divided.exemption) == (0, "youth")
    divided = contribution(10_000_000, size="micro", track="buy", table=TABLE, groups=frozenset({"region"}))
    assert (divided.own, divided.exemption) == (500_000, "region")


@pytest.mark.parametrize(
    ("rounding", "unit", "cash"),
    [
        (Rounding.DOWN, 1, 123_456),  # 10% of 1,234,565 are 123,456.5
        (Rounding.HALF_UP, 1, 123_457),
        (Rounding.UP, 1, 123_457),
        (Rounding.DOWN, 1_000, 123_000),
        (Rounding.UP, 1_000, 124_000),
        (Rounding.HALF_UP, 1_000, 123_000),
    ],
)
def test_a_share_is_rounded_as_the_call_names_it(rounding, unit, cash):
    table = ContributionTable({(ANY, ANY): Shares(Decimal("0.1"))}, rounding=rounding, unit=unit)
    assert contribution(1_234_565, size="small", track="buy", table=table).cash == cash


SIZES, TRACK_CODES, GROUPS = ["micro", "small"], ["buy", "ai"], ["youth", "region"]
THOUSANDTHS = st.integers(0, 500).map(lambda n: Decimal(n) / 1000)
ANY_SHARES = st.builds(Shares, THOUSANDTHS, THOUSANDTHS)


@st.composite
def tables(draw) -> ContributionTable:
    keys = st.tuples(st.sampled_from([*SIZES, ANY]), st.sampled_from([*TRACK_CODES, ANY]))
    rows = draw(st.dictionaries(keys, ANY_SHARES, max_size=6)) | {(ANY, ANY): draw(ANY_SHARES)}
    exemptions = draw(st.lists(st.builds(Exemption, st.sampled_from(GROUPS), ANY_SHARES), max_size=3))
    caps = draw(st.dictionaries(st.sampled_from(TRACK_CODES), st.integers(0, 10**8)))
    unit = draw(st.sampled_from([1, 10, 1_000, 10_000]))
    return ContributionTable(rows, caps, tuple(exemptions), draw(st.sampled_from(Rounding)), unit)


@given(
    st.integers(0, 10**9),
    st.sampled_from(SIZES),
    st.sampled_from(TRACK_CODES),
    tables(),
    st.sets(st.sampled_from(GROUPS)),
)
def test_the_division_is_the_oracles(cost, size, track, table, groups):
    made = contribution(cost, size=size, track=track, table=table, groups=frozenset(groups))
    expected = oracle.divided(cost, size, track, table, frozenset(groups))
    assert {name: getattr(made, name) for name in expected} == expected


@given(tables())
def test_a_table_is_kept_as_json_without_loss(table):
    assert from_json(json.loads(json.dumps(to_json(table))), table.caps) == table


SHARES = st.integers(0, 50).map(lambda n: Decimal(n) / 100)


@given(
    st.integers(0, 10**12),
    st.builds(Shares, SHARES, SHARES),
    st.none() | st.integers(0, 10**11),
    st.sampled_from(Rounding),
    st.sampled_from([1, 10, 1_000]),
)
def test_nothing_of_the_cost_is_lost_and_the_cap_holds(cost, shares, cap, rounding, unit):
    table = ContributionTable({(ANY, ANY): shares}, {} if cap is None else {"t": cap}, rounding=rounding, unit=unit)
    divided = contribution(cost, size="s", track="t", table=table)
    assert divided.support + divided.cash + divided.in_kind == cost
    assert min(divided.support, divided.cash, divided.in_kind, divided.over_cap) >= 0
    assert cap is None or divided.support <= cap
    more = contribution(cost + 10_000, size="s", track="t", table=table)
    assert more.support >= divided.support - 2 * unit


def test_youth_ends_with_the_fortieth_birthday():
    assert is_youth(date(1986, 3, 3), date(2026, 3, 2))
    assert not is_youth(date(1986, 3, 2), date(2026, 3, 2))
    assert not is_youth(date(2027, 1, 1), date(2026, 3, 2))
