"""Who of the reserve list is called when a place is free (예비 승계).

The walk is that of the ranking (``ranking/line.py``), for one place: a quota that its holders no longer reach goes
first, down the list among its own group; otherwise the list has its turn by rank. What does not fit into the money
that is left is passed over or ends the list, as the track says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from programs.rules.ranking.inputs import Misfit, Quota, QuotaOf
from programs.rules.terms import TrackTerms

LAST = 10**9  # whoever has no rank stands behind everybody who has one


@dataclass(frozen=True)
class Holder:
    """A place that is taken: by somebody selected, or offered to a reserve who has not answered. ``won``: its money
    (None in programmes without)."""

    won: int | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """An application of the reserve list that can be called. ``asked`` and ``least`` in won, as in the ranking."""

    application: int
    rank: int | None
    asked: int | None = None
    least: int | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Room:
    """What is left: places, and won. None is without end."""

    places: int | None = None
    won: int | None = None

    def within(self, other: "Room") -> "Room":
        """The narrower of both, each by itself."""
        return Room(_least(self.places, other.places), _least(self.won, other.won))


class Why(StrEnum):
    """Why nobody is called."""

    NO_PLACE = "no_place"  # every place is taken or offered
    NO_RESERVE = "no_reserve"  # the list is used up
    NO_MONEY = "no_money"  # what is left does not pay for the next, or for anybody
    EQUAL = "equal"  # more stand equal than there is room for: a person chooses among them


@dataclass(frozen=True)
class Next:
    """Who is called, with how much (won; None without money), and the group of the quota that it serves (empty: by
    rank)."""

    application: int
    won: int | None
    quota: str = ""


@dataclass(frozen=True)
class Nobody:
    why: Why
    equals: tuple[int, ...] = ()


def room_of(places: int | None, budget: int | None, holders: Sequence[Holder]) -> Room:
    """What ``holders`` leave of a number of places and of a budget in won; never below nothing."""
    spent = sum(one.won or 0 for one in holders)
    return Room(
        None if places is None else max(0, places - len(holders)),
        None if budget is None else max(0, budget - spent),
    )


def next_reserve(
    track: TrackTerms,
    holders: Sequence[Holder],
    waiting: Iterable[Waiting],
    *,
    room: Room | None = None,
    chosen: int | None = None,
) -> Next | Nobody:
    """Who is called for one free place of ``track``, or why nobody.

    ``holders`` are those of this track; ``room`` bounds it further (what the call as a whole has left). ``chosen``:
    whom a person chose among equals; without meaning otherwise.
    """
    left = room_of(track.places, track.budget, holders).within(room or Room())
    order = sorted(waiting, key=lambda one: (_place(one), one.application))
    if left.places == 0:
        return Nobody(Why.NO_PLACE)
    if not order:
        return Nobody(Why.NO_RESERVE)
    for quota in track.quotas:
        if _given(quota, holders) < quota.need(_whole(track, quota) or 0):
            found = _down(track, left, [one for one in order if quota.group in one.groups], quota.group, chosen)
            if not (isinstance(found, Nobody) and found.why is not Why.EQUAL):
                return found
    return _down(track, left, order, "", chosen)


def _down(track: TrackTerms, left: Room, order: list[Waiting], quota: str, chosen: int | None) -> Next | Nobody:
    for _rank, together in groupby(order, key=_place):
        equals = list(together)
        able = [one for one in equals if _offer(track, left, one) is not None or one.asked is None]
        if len(able) < len(equals) and track.misfit is Misfit.STOP:
            return Nobody(Why.NO_MONEY)
        if not able:
            continue
        if len(able) > 1 and not _all(left, able):
            able = [one for one in able if one.application == chosen] or able
            if len(able) > 1:
                return Nobody(Why.EQUAL, tuple(one.application for one in able))
        return Next(able[0].application, _offer(track, left, able[0]), quota)
    return Nobody(Why.NO_MONEY)


def _offer(track: TrackTerms, left: Room, one: Waiting) -> int | None:
    """The sum in won that it would get now; None when it does not fit, or asks for none."""
    if one.asked is None or left.won is None or one.asked <= left.won:
        return one.asked
    least = one.asked if one.least is None else one.least
    return left.won if track.partial and 0 < left.won >= least else None


def _all(left: Room, equals: list[Waiting]) -> bool:
    """Whether there is room for all of them, so that the order among them takes nothing from anybody."""
    if left.places is not None and len(equals) > left.places:
        return False
    return left.won is None or sum(one.asked or 0 for one in equals) <= left.won


def _given(quota: Quota, holders: Sequence[Holder]) -> int:
    mine = [one for one in holders if quota.group in one.groups]
    return len(mine) if quota.of is QuotaOf.PLACES else sum(one.won or 0 for one in mine)


def _whole(track: TrackTerms, quota: Quota) -> int | None:
    return track.places if quota.of is QuotaOf.PLACES else track.budget


def _place(one: Waiting) -> int:
    return LAST if one.rank is None else one.rank


def _least(first: int | None, second: int | None) -> int | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
