"""Applicant-proposing deferred acceptance (Gale & Shapley 1962) over positions with seats kept for groups.

Each person asks their dearest position first; a position holds the best of those who ask and sends the others on to
their next wish, until nobody moves any more. How a position chooses:

1. each kept seat, in the order of the position, goes to the best of its group who is not yet chosen;
2. every other seat, those that no member asked for included, goes to the best of the rest.

Such a choice is substitutable (a sequential choice whose seats move on when they stay empty: Aygün & Turhan 2020), so
the result is stable, the best stable one for every person at once, the same in whatever order people ask, and nobody
gains by wishing otherwise than they mean.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from internships.rules.matching.market import Market, Person, Place, Standing, standing


@dataclass(frozen=True)
class Matching:
    """``placed``: position of each person who has one; ``rank``: which wish it is, counted from 1."""

    placed: Mapping[int, int]
    rank: Mapping[int, int]


@dataclass(frozen=True)
class Candidate:
    """A person as a position sees them."""

    standing: Standing
    key: int
    groups: frozenset[str]


def candidate(person: Person, rank: int) -> Candidate:
    """The person at their wish number ``rank`` (from 0)."""
    return Candidate(standing(person, person.wishes[rank]), person.key, person.groups)


def choose(place: Place, asking: Iterable[Candidate]) -> list[Candidate]:
    """Whom a position takes of those who ask; never more than its seats."""
    rest = sorted(asking, key=lambda one: one.standing)
    chosen: list[Candidate] = []
    for kept in place.kept:
        members = [one for one in rest if kept.group in one.groups]
        chosen += members[: min(kept.seats, place.seats - len(chosen))]
        rest = [one for one in rest if one not in chosen]
    return chosen + rest[: place.seats - len(chosen)]


def match(market: Market) -> Matching:
    """Places everybody. Pure and deterministic: the same market gives the same matching."""
    places = {one.key: one for one in market.places}
    people = {one.key: one for one in market.people}
    held: dict[int, list[Candidate]] = {key: [] for key in places}
    rank = dict.fromkeys(people, -1)  # the wish that each last asked for
    waiting = sorted(people, reverse=True)
    while waiting:
        person = people[waiting.pop()]
        following = _next(person, rank[person.key], places)
        if following is None:
            continue
        rank[person.key] = following
        position = person.wishes[following].position
        asking = [*held[position], candidate(person, following)]
        kept = choose(places[position], asking)
        held[position] = kept
        staying = {one.key for one in kept}
        waiting += [one.key for one in asking if one.key not in staying]
    placed = {one.key: position for position, holding in held.items() for one in holding}
    return Matching(placed, {key: rank[key] + 1 for key in placed})


def _next(person: Person, rank: int, places: Mapping[int, Place]) -> int | None:
    """The next wish that can be asked for: an open position within the longest way."""
    for following in range(rank + 1, len(person.wishes)):
        wish = person.wishes[following]
        if wish.position in places and person.within_way(wish):
            return following
    return None
