"""What a matching looks at: people with their wishes, positions with their seats. Plain values, frozen with a run."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

RULE = "deferred-acceptance-1"  # named in what is kept; another rule gets another name


@dataclass(frozen=True)
class Wish:
    """One position that a person asked for. ``minutes``: estimated way there (None: not known), ``fit``: points that
    this position adds to the person's score."""

    position: int
    minutes: int | None = None
    fit: Decimal = Decimal(0)


@dataclass(frozen=True)
class Person:
    """Somebody to be placed. ``wishes`` dearest first; ``longest``: minutes one way that they accept (None: any);
    ``lot``: decides among equals, smallest first."""

    key: int
    score: Decimal
    lot: str
    wishes: tuple[Wish, ...] = ()
    longest: int | None = None
    groups: frozenset[str] = frozenset()

    def within_way(self, wish: Wish) -> bool:
        """The longest way is a hard limit; a way that is not known keeps nobody away."""
        return self.longest is None or wish.minutes is None or wish.minutes <= self.longest


@dataclass(frozen=True)
class Kept:
    """Seats of a position that members of ``group`` have first."""

    group: str
    seats: int


@dataclass(frozen=True)
class Place:
    """A position with its free ``seats``, of which ``kept`` go to groups first, in this order."""

    key: int
    seats: int
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class Market:
    """Everybody and everything. Raises ValueError for two of one key and for a position wished for twice by one."""

    people: tuple[Person, ...]
    places: tuple[Place, ...]

    def __post_init__(self) -> None:
        for keys in ([one.key for one in self.people], [one.key for one in self.places]):
            if len(set(keys)) != len(keys):
                raise ValueError("two of one key")
        for person in self.people:
            if len({wish.position for wish in person.wishes}) != len(person.wishes):
                raise ValueError(f"person {person.key} wishes for one position twice")


def lot(seed: str, receipt: str) -> str:
    """The lot of an application: SHA-256 of ``seed/receipt``, in hexadecimal; anybody can compute it again."""
    return hashlib.sha256(f"{seed}/{receipt}".encode()).hexdigest()


Standing = tuple[Decimal, str, int]


def standing(person: Person, wish: Wish) -> Standing:
    """Where a person stands at a position, smallest first: score and fit, then the lot. The key only keeps the order
    total where two lots are the same."""
    return (-(person.score + wish.fit), person.lot, person.key)


def with_more(market: Market, seats: Mapping[int, int], minutes: int = 0) -> Market:
    """The market with so many more (or fewer) ``seats`` at positions and ``minutes`` more of longest way for all."""
    places = tuple(replace(one, seats=max(0, one.seats + seats.get(one.key, 0))) for one in market.places)
    people = tuple(
        one if one.longest is None else replace(one, longest=max(0, one.longest + minutes)) for one in market.people
    )
    return Market(people, places)


# -- kept with a run -----------------------------------------------------------------------------------------------


def to_json(market: Market) -> str:
    """Canonical JSON: the same market gives the same text, whatever order it was gathered in."""
    people = [
        {
            "key": one.key,
            "score": str(one.score),
            "lot": one.lot,
            "longest": one.longest,
            "groups": sorted(one.groups),
            "wishes": [[wish.position, wish.minutes, str(wish.fit)] for wish in one.wishes],
        }
        for one in sorted(market.people, key=lambda one: one.key)
    ]
    places = [
        {"key": one.key, "seats": one.seats, "kept": [[kept.group, kept.seats] for kept in one.kept]}
        for one in sorted(market.places, key=lambda one: one.key)
    ]
    return json.dumps(
        {"rule": RULE, "people": people, "places": places}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def from_json(text: str) -> Market:
    """The market that :func:`to_json` wrote. Raises ValueError for the text of another rule."""
    values: dict[str, Any] = json.loads(text)
    if values["rule"] != RULE:
        raise ValueError(f"written by {values['rule']}")
    return Market(
        tuple(
            Person(
                one["key"],
                Decimal(one["score"]),
                one["lot"],
                tuple(Wish(position, minutes, Decimal(fit)) for position, minutes, fit in one["wishes"]),
                one["longest"],
                frozenset(one["groups"]),
            )
            for one in values["people"]
        ),
        tuple(
            Place(one["key"], one["seats"], tuple(Kept(group, seats) for group, seats in one["kept"]))
            for one in values["places"]
        ),
    )
