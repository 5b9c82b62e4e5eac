"""Brute force over small markets, written from the definitions and knowing nothing of the rule it judges.

A matching is stable when everybody is at a position they asked for within their way or nowhere, no position holds
more than its seats, and no person would rather be at a position that would take them. A position would take somebody
when it has a free seat, or when its best crew of those there and the new one includes the new one. The best crew is
found by trying every crew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from internships.rules.matching import Market, Person, Place

Placed = dict[int, int]


def reachable(person: Person) -> list[int]:
    """Positions of a person's wishes within their way, dearest first."""
    return [
        wish.position
        for wish in person.wishes
        if person.longest is None or wish.minutes is None or not wish.minutes > person.longest
    ]


def order_at(place: Place, person: Person) -> tuple[object, ...]:
    wish = next(wish for wish in person.wishes if wish.position == place.key)
    return (-(person.score + wish.fit), person.lot, person.key)


def best_crew(place: Place, asking: list[Person]) -> frozenset[int]:
    """Tries every crew: first more kept seats in their order by better people, then better people in the rest."""
    ordered = sorted(asking, key=lambda one: order_at(place, one))
    size = min(place.seats, len(ordered))
    best: tuple[object, ...] | None = None
    crew: frozenset[int] = frozenset()
    for chosen in combinations(range(len(ordered)), size):
        value = _worth(place, ordered, chosen)
        if value is not None and (best is None or value < best):
            best, crew = value, frozenset(ordered[at].key for at in chosen)
    return crew


def _worth(place: Place, ordered: list[Person], chosen: tuple[int, ...]) -> tuple[object, ...] | None:
    """How good a crew is, smaller is better; None when it leaves a kept seat to nobody although a member asks."""
    left, value = list(chosen), []
    taken: set[int] = set()
    free = place.seats
    for kept in place.kept:
        members = [at for at, person in enumerate(ordered) if kept.group in person.groups and at not in taken]
        due = min(kept.seats, free, len(members))
        here = [at for at in members if at in left][:due]
        if len(here) < due:
            return None
        value.append(tuple(here))
        taken |= set(here)
        free -= due
    value.append(tuple(at for at in left if at not in taken))
    return tuple(value)


def stable(market: Market, placed: Mapping[int, int]) -> bool:
    people = {one.key: one for one in market.people}
    places = {one.key: one for one in market.places}
    crews: dict[int, list[Person]] = {key: [] for key in places}
    for key, position in placed.items():
        if position not in reachable(people[key]) or position not in places:
            return False
        crews[position].append(people[key])
    if any(len(crew) > places[key].seats for key, crew in crews.items()):
        return False
    for person in market.people:
        for position in reachable(person):
            if placed.get(person.key) == position:
                break
            if position not in places or places[position].seats == 0:
                continue
            if person.key in best_crew(places[position], [*crews[position], person]):
                return False
    return True


def every_stable(market: Market) -> Iterator[Placed]:
    """Every stable matching of a small market."""
    open_places = {one.key for one in market.places}
    options = [[None, *(at for at in reachable(one) if at in open_places)] for one in market.people]
    for chosen in product(*options):
        placed = {one.key: at for one, at in zip(market.people, chosen, strict=True) if at is not None}
        if stable(market, placed):
            yield placed


def rank_of(person: Person, placed: Mapping[int, int]) -> int:
    """How dear a person's place is to them; the end of the list for none."""
    wishes = [wish.position for wish in person.wishes]
    return wishes.index(placed[person.key]) if person.key in placed else len(wishes)
