"""Whether a matching is what it should be, from the market and the matching alone, and why each is where they are.

Nothing here knows how the matching came about: a matching changed by hand is judged the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from internships.rules.matching.assign import Candidate, candidate, choose
from internships.rules.matching.market import Market, Person, Place, Wish


class Verdict(StrEnum):
    """What became of one wish."""

    PLACED = "placed"
    NOT_NEEDED = "not_needed"  # a dearer wish was met
    TOO_FAR = "too_far"
    CLOSED = "closed"  # the position has no seat in this matching
    OTHERS_BEFORE = "others_before"
    WOULD_FIT = "would_fit"  # they would be taken: the matching is not stable


@dataclass(frozen=True)
class Met:
    """One wish and its verdict."""

    position: int
    verdict: Verdict


@dataclass(frozen=True)
class KeptSeats:
    """Seats kept for a group at a position. ``taken``: by members placed there, at most ``seats``; ``asked``: members
    who would rather be there than where they are. Honoured when every kept seat is taken or nobody asks."""

    position: int
    group: str
    seats: int
    taken: int
    asked: int

    @property
    def honoured(self) -> bool:
        return self.taken >= self.seats or self.asked == 0


@dataclass(frozen=True)
class Proof:
    """``blocking``: (person, position) who would rather have each other; ``overfull`` positions; ``unwished``: people
    at a position that they never asked for; ``too_far``: people beyond their longest way."""

    people: int
    placed: int
    blocking: tuple[tuple[int, int], ...]
    overfull: tuple[int, ...]
    unwished: tuple[int, ...]
    too_far: tuple[int, ...]
    kept: tuple[KeptSeats, ...]

    @property
    def holds(self) -> bool:
        whole = not (self.blocking or self.overfull or self.unwished or self.too_far)
        return whole and all(one.honoured for one in self.kept)


def wishes_of(market: Market, placed: Mapping[int, int]) -> dict[int, tuple[Met, ...]]:
    """For each person what became of each wish, dearest first."""
    return _View(market, placed).met


def prove(market: Market, placed: Mapping[int, int]) -> Proof:
    """Checks a matching against its market. Positions in ``placed`` that the market does not know count as overfull."""
    view = _View(market, placed)
    blocking = []
    unwished = []
    too_far = []
    for person in market.people:
        if person.key in placed:
            at = view.rank(person)
            if at is None:
                unwished.append(person.key)
            elif not person.within_way(person.wishes[at]):
                too_far.append(person.key)
        blocking += [(person.key, met.position) for met in view.met[person.key] if met.verdict is Verdict.WOULD_FIT]
    overfull = [
        position
        for position, holding in view.holding.items()
        if len(holding) > (view.places[position].seats if position in view.places else 0)
    ]
    return Proof(
        len(market.people),
        len(placed),
        tuple(sorted(blocking)),
        tuple(sorted(overfull)),
        tuple(unwished),
        tuple(too_far),
        tuple(view.kept()),
    )


def passed_over(market: Market, placed: Mapping[int, int], person: int, position: int) -> tuple[int, ...]:
    """Whom a move of ``person`` to ``position`` by hand passes over: those who stand before them there and would rather
    be there than where they are. The person's own other wishes and way do not count, the move is not theirs."""
    people = tuple(_wishing_for(one, position) if one.key == person else one for one in market.people)
    blocking = prove(replace(market, people=people), {**placed, person: position}).blocking
    return tuple(key for key, at in blocking if at == position and key != person)


def _wishing_for(person: Person, position: int) -> Person:
    wish = next((one for one in person.wishes if one.position == position), Wish(position))
    return replace(person, wishes=(wish,), longest=None)


class _View:
    """A market and a matching side by side."""

    def __init__(self, market: Market, placed: Mapping[int, int]) -> None:
        self.market, self.placed = market, placed
        self.places: dict[int, Place] = {one.key: one for one in market.places}
        self.holding: dict[int, list[Candidate]] = {}
        for person in market.people:
            if person.key in placed:
                self.holding.setdefault(placed[person.key], []).append(self._here(person))
        self.met = {person.key: self._wishes(person) for person in market.people}

    def _here(self, person: Person) -> Candidate:
        at = self.rank(person)
        if at is not None:
            return candidate(person, at)
        return Candidate((-person.score, person.lot, person.key), person.key, person.groups)

    def rank(self, person: Person) -> int | None:
        """The wish (from 0) at which a person is placed."""
        at = self.placed.get(person.key)
        return next((number for number, wish in enumerate(person.wishes) if wish.position == at), None)

    def _wishes(self, person: Person) -> tuple[Met, ...]:
        at = self.rank(person)
        return tuple(Met(wish.position, self._verdict(person, number, at)) for number, wish in enumerate(person.wishes))

    def _verdict(self, person: Person, number: int, at: int | None) -> Verdict:
        wish = person.wishes[number]
        if number == at:
            return Verdict.PLACED
        if at is not None and number > at:
            return Verdict.NOT_NEEDED
        if not person.within_way(wish):
            return Verdict.TOO_FAR
        place = self.places.get(wish.position)
        if place is None or place.seats == 0:
            return Verdict.CLOSED
        asking = candidate(person, number)
        holding = self.holding.get(wish.position, [])
        if len(holding) >= place.seats and asking not in choose(place, [*holding, asking]):
            return Verdict.OTHERS_BEFORE
        return Verdict.WOULD_FIT

    def kept(self) -> list[KeptSeats]:
        """Kept seats of every position with the members who have them and those who would rather."""
        found = []
        members = self._asking_members()
        for place in self.market.places:
            left = place.seats
            for kept in place.kept:
                here = sum(kept.group in one.groups for one in self.holding.get(place.key, ()))
                seats = min(kept.seats, left)
                left -= seats
                asked = members.get((place.key, kept.group), 0)
                found.append(KeptSeats(place.key, kept.group, seats, min(here, seats), asked))
        return found

    def _asking_members(self) -> dict[tuple[int, str], int]:
        counted: dict[tuple[int, str], int] = {}
        for person in self.market.people:
            if not person.groups:
                continue
            for met in self.met[person.key]:
                if met.verdict in (Verdict.OTHERS_BEFORE, Verdict.WOULD_FIT):
                    for group in person.groups:
                        counted[met.position, group] = counted.get((met.position, group), 0) + 1
        return counted
