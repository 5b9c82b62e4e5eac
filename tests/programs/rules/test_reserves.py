"""Who of the reserve list is called: by rank, within places, money and quotas; against an oracle of its own."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.rules.ranking.inputs import Misfit, Quota, QuotaOf
from programs.rules.reserves import Holder, Next, Nobody, Room, Waiting, Why, next_reserve, room_of
from programs.rules.terms import TrackTerms

YOUTH = frozenset({"youth"})


def holders(count: int, won: int = 10, groups: frozenset[str] = frozenset()) -> list[Holder]:
    return [Holder(won, groups)] * count


def test_the_first_of_the_list_is_called_for_a_free_place() -> None:
    waiting = [Waiting(8, 5, 10), Waiting(7, 4, 10), Waiting(9, 6, 10)]
    assert next_reserve(TrackTerms(places=3), holders(2), waiting) == Next(7, 10)


def test_nobody_is_called_while_every_place_is_taken_or_offered() -> None:
    assert next_reserve(TrackTerms(places=2), holders(2), [Waiting(1, 3)]) == Nobody(Why.NO_PLACE)


def test_a_list_that_is_used_up_says_so() -> None:
    assert next_reserve(TrackTerms(places=2), holders(1), []) == Nobody(Why.NO_RESERVE)


def test_what_does_not_fit_into_the_money_left_is_passed_over_or_ends_the_list() -> None:
    waiting = [Waiting(1, 4, 30), Waiting(2, 5, 20)]
    track = TrackTerms(places=3, budget=45)
    assert next_reserve(track, holders(2), waiting) == Next(2, 20)
    stopping = TrackTerms(places=3, budget=45, misfit=Misfit.STOP)
    assert next_reserve(stopping, holders(2), waiting) == Nobody(Why.NO_MONEY)


def test_funding_in_part_offers_what_is_left_if_the_project_can_be_done_with_it() -> None:
    track = TrackTerms(places=3, budget=45, partial=True)
    assert next_reserve(track, holders(2), [Waiting(1, 4, 30, least=25)]) == Next(1, 25)
    assert next_reserve(track, holders(2), [Waiting(1, 4, 30, least=26)]) == Nobody(Why.NO_MONEY)


def test_a_quota_that_is_no_longer_reached_goes_first() -> None:
    track = TrackTerms(places=4, quotas=(Quota("youth", Decimal("0.5")),))
    waiting = [Waiting(1, 5, 10), Waiting(2, 6, 10, groups=YOUTH)]
    assert next_reserve(track, [*holders(2), *holders(1, groups=YOUTH)], waiting) == Next(2, 10, "youth")
    assert next_reserve(track, [*holders(1), *holders(2, groups=YOUTH)], waiting) == Next(1, 10)
    assert next_reserve(track, holders(3), waiting[:1]) == Next(1, 10)  # nobody of the group is left


def test_equals_are_chosen_among_by_a_person_unless_there_is_room_for_all() -> None:
    waiting = [Waiting(3, 4, 10), Waiting(2, 4, 10)]
    track = TrackTerms(places=3)
    assert next_reserve(track, holders(2), waiting) == Nobody(Why.EQUAL, (2, 3))
    assert next_reserve(track, holders(2), waiting, chosen=3) == Next(3, 10)
    assert next_reserve(track, holders(2), waiting, chosen=99) == Nobody(Why.EQUAL, (2, 3))
    assert next_reserve(track, holders(1), waiting) == Next(2, 10)


def test_the_call_as_a_whole_bounds_its_tracks() -> None:
    waiting = [Waiting(1, 4, 10)]
    assert next_reserve(TrackTerms(), holders(2), waiting, room=Room(0, None)) == Nobody(Why.NO_PLACE)
    assert next_reserve(TrackTerms(), holders(2), waiting, room=Room(1, 9)) == Nobody(Why.NO_MONEY)


def test_without_money_the_list_goes_by_places_alone() -> None:
    assert next_reserve(TrackTerms(places=3), [Holder()] * 2, [Waiting(1, 4)]) == Next(1, None)


# -- properties ----------------------------------------------------------------------------------------------------

GROUPS = st.frozensets(st.sampled_from(["youth", "region"]))
HOLDERS = st.lists(st.builds(Holder, st.integers(0, 30), GROUPS), max_size=6)
QUOTAS = st.lists(
    st.builds(Quota, st.sampled_from(["youth", "region"]), st.sampled_from([Decimal("0.2"), Decimal("0.5")])),
    max_size=2,
    unique_by=lambda quota: quota.group,
)
TRACKS = st.builds(
    TrackTerms,
    places=st.integers(1, 8),
    budget=st.one_of(st.none(), st.integers(0, 150)),
    quotas=QUOTAS.map(tuple),
    partial=st.booleans(),
    misfit=st.sampled_from(Misfit),
)


@st.composite
def lists(draw: st.DrawFn) -> list[Waiting]:
    ranks = draw(st.lists(st.integers(1, 12), max_size=8, unique=True))
    return [
        Waiting(number, rank, asked, draw(st.integers(0, asked)), draw(GROUPS))
        for number, rank in enumerate(ranks)
        for asked in [draw(st.integers(0, 40))]
    ]


def oracle(track: TrackTerms, taken: list[Holder], waiting: list[Waiting]) -> int | None:
    """Written from docs/choosing.md a second time: whoever is called, by trying each in turn. Ranks differ here."""
    left = None if track.budget is None else max(0, track.budget - sum(one.won or 0 for one in taken))

    def gets(one: Waiting) -> int | None:
        if left is None or (one.asked or 0) <= left:
            return one.asked
        return left if track.partial and left > 0 and (one.least or 0) <= left else None

    def first(among: list[Waiting]) -> int | None:
        for one in sorted(among, key=lambda one: one.rank or 0):
            if gets(one) is not None:
                return one.application
            if track.misfit is Misfit.STOP:
                return None
        return None

    if len(taken) >= (track.places or 0):
        return None
    for quota in track.quotas:
        mine = [one for one in taken if quota.group in one.groups]
        short = ceil(quota.share * (track.places or 0)) > len(mine)
        found = first([one for one in waiting if quota.group in one.groups]) if short else None
        if found is not None:
            return found
    return first(waiting)


@settings(deadline=None, max_examples=400)
@given(TRACKS, HOLDERS, lists())
def test_the_rule_agrees_with_an_oracle_and_never_gives_more_than_there_is(
    track: TrackTerms, taken: list[Holder], waiting: list[Waiting]
) -> None:
    found = next_reserve(track, taken, waiting)
    assert (found.application if isinstance(found, Next) else None) == oracle(track, taken, waiting)
    assert next_reserve(track, taken, waiting[::-1]) == found  # the order in which it was gathered means nothing
    if isinstance(found, Next):
        before = room_of(track.places, track.budget, taken)
        assert before.places is None or before.places >= 1
        assert before.won is None or (found.won or 0) <= before.won


@settings(deadline=None, max_examples=200)
@given(TRACKS, lists())
def test_calling_until_nobody_is_left_fills_no_more_than_places_and_budget(
    track: TrackTerms, waiting: list[Waiting]
) -> None:
    taken: list[Holder] = []
    called: list[int] = []
    rest = list(waiting)
    while isinstance(found := next_reserve(track, taken, rest), Next):
        one = next(one for one in rest if one.application == found.application)
        called.append(one.application)
        taken.append(Holder(found.won, one.groups))
        rest.remove(one)
    assert len(set(called)) == len(called) <= (track.places or 0)
    assert track.budget is None or sum(one.won or 0 for one in taken) <= track.budget
    assert found.why in {Why.NO_PLACE, Why.NO_RESERVE, Why.NO_MONEY}


def test_a_quota_of_money_is_counted_in_won() -> None:
    track = TrackTerms(places=4, budget=100, quotas=(Quota("youth", Decimal("0.3"), QuotaOf.MONEY),))
    waiting = [Waiting(1, 5, 10), Waiting(2, 6, 10, groups=YOUTH)]
    assert next_reserve(track, [Holder(29, YOUTH)], waiting) == Next(2, 10, "youth")
    assert next_reserve(track, [Holder(30, YOUTH)], waiting) == Next(1, 10)
