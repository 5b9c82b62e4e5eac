"""Who reviews what: by field and load, without conflicts of interest.

Every application gets ``each`` reviewers, of whom ``experts`` come from its field. An assignment is a flow from
applications to reviewers. A place is filled along a path that may move other applications to other reviewers, so it
stays empty only when no rearrangement can fill it; then loads are evened out along such paths until none is left. For
``experts`` = 0 the result is the most even of all assignments: a flow with convex costs is best when no path leads from
a load to one that is lower by two. With experts it is the most even that such paths can reach.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from programs.rules.conflicts import Kind


@dataclass(frozen=True)
class Reviewer:
    """``limit`` is the most applications that they take on (None: no limit)."""

    reviewer: int
    fields: frozenset[str] = frozenset()
    limit: int | None = None


@dataclass(frozen=True)
class Case:
    application: int
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shortage:
    """An application with ``missing`` places unfilled, and among those in its field ``missing_experts``."""

    application: int
    missing: int
    missing_experts: int


@dataclass(frozen=True)
class Assignment:
    """``reviewers`` of each application; ``experts`` those of them who were asked for their field; ``excluded`` says
    who could not be asked and why; ``loads`` counts each reviewer's applications."""

    reviewers: Mapping[int, tuple[int, ...]]
    experts: Mapping[int, tuple[int, ...]]
    excluded: Mapping[int, Mapping[int, tuple[Kind, ...]]]
    loads: Mapping[int, int]
    shortages: tuple[Shortage, ...] = field(default=())


def assign(
    cases: Iterable[Case],
    reviewers: Iterable[Reviewer],
    *,
    each: int,
    experts: int = 0,
    conflicts: Mapping[int, Mapping[int, tuple[Kind, ...]]] | None = None,
    seed: str = "",
) -> Assignment:
    """The same input gives the same assignment, in whatever order it comes; ``seed`` mixes who sits with whom.

    Raises ValueError when more experts than reviewers are asked for.
    """
    if not 0 <= experts <= each:
        raise ValueError("of the reviewers of an application some, none or all are of its field")
    desk = _Desk(
        sorted(cases, key=lambda case: case.application),
        sorted(reviewers, key=lambda reviewer: reviewer.reviewer),
        conflicts or {},
        seed,
    )
    desk.fill(experts, expert=True)
    desk.fill(each - experts, expert=False)
    desk.even_out()
    return desk.result()


Slot = tuple[int, bool]  # an application, and whether the place is kept for its field


class _Desk:
    """Reviewers are counted 0, 1, 2 … in here; ``held[r]`` are the places that r sits on."""

    def __init__(
        self,
        cases: list[Case],
        reviewers: list[Reviewer],
        conflicts: Mapping[int, Mapping[int, tuple[Kind, ...]]],
        seed: str,
    ) -> None:
        self.cases, self.reviewers, self.conflicts = cases, reviewers, conflicts
        self.held: list[dict[Slot, None]] = [{} for _ in reviewers]
        self.panel: dict[int, set[int]] = {case.application: set() for case in cases}
        self.limits = [len(cases) if one.limit is None else one.limit for one in reviewers]
        self.free: dict[int, frozenset[int]] = {}
        self.matched: dict[int, frozenset[int]] = {}
        self.missing: dict[int, int] = dict.fromkeys(self.panel, 0)
        self.missing_experts: dict[int, int] = dict.fromkeys(self.panel, 0)
        self.salt = [_number(f"{seed}/reviewer/{one.reviewer}") for one in reviewers]
        self.pepper = {case.application: _number(f"{seed}/case/{case.application}") for case in cases}
        every = frozenset(range(len(reviewers)))
        by_fields: dict[frozenset[str], frozenset[int]] = {}
        for case in cases:
            if case.fields not in by_fields:
                matching = (place for place, one in enumerate(reviewers) if case.fields & one.fields)
                by_fields[case.fields] = frozenset(matching)
            barred = conflicts.get(case.application, {})
            open_ = frozenset(place for place in every if reviewers[place].reviewer not in barred) if barred else every
            self.free[case.application] = open_
            self.matched[case.application] = open_ & by_fields[case.fields]

    def allowed(self, slot: Slot) -> frozenset[int]:
        return self.matched[slot[0]] if slot[1] else self.free[slot[0]]

    def fill(self, count: int, *, expert: bool) -> None:
        """Gives every application ``count`` more reviewers, those with the fewest to choose from first. An expert's
        place that cannot be filled from the field is filled from the rest."""
        order = sorted(self.panel, key=lambda one: (len(self.allowed((one, expert))), self.pepper[one]))
        for application in order:
            for _ in range(count):
                if self._seat((application, expert)):
                    continue
                self.missing_experts[application] += expert
                self.missing[application] += not (expert and self._seat((application, False)))

    def _seat(self, slot: Slot) -> bool:
        application = slot[0]
        open_ = self.allowed(slot) - self.panel[application]
        roomy = [place for place in open_ if len(self.held[place]) < self.limits[place]]
        if roomy:
            spice = self.pepper[application]
            self._sit(slot, min(roomy, key=lambda place: (len(self.held[place]), _mix(self.salt[place], spice), place)))
            return True
        for start in sorted(open_):
            path = self._path(start)
            if path:
                self._move_along(path)
                self._sit(slot, start)
                return True
        return False

    def even_out(self) -> None:
        """Moves applications from the loaded to the idle along shortest paths while that evens loads out."""
        settled: set[int] = set()
        while len(settled) < len(self.held):
            start = max(
                (place for place in range(len(self.held)) if place not in settled),
                key=lambda place: (len(self.held[place]), -place),
            )
            load = len(self.held[start])
            path = self._path(start, below=load - 1)
            if path:
                self._move_along(path)
                settled.clear()
            else:
                settled.add(start)

    def _path(self, start: int, below: int | None = None) -> list[tuple[int, Slot, int]]:
        """Moves (from, place, to) that end at a reviewer with room (and a load below ``below``), or none."""
        came: dict[int, tuple[int, Slot]] = {}
        unseen = set(range(len(self.held))) - {start}
        queue = deque([start])
        while queue and unseen:
            here = queue.popleft()
            for slot in self.held[here]:
                for there in sorted((self.allowed(slot) - self.panel[slot[0]]) & unseen):
                    came[there] = here, slot
                    if self._room(there, below):
                        return _back(came, start, there)
                    unseen.discard(there)
                    queue.append(there)
                if not unseen:
                    break
        return []

    def _room(self, place: int, below: int | None) -> bool:
        load = len(self.held[place])
        return load < self.limits[place] and (below is None or load < below)

    def _move_along(self, path: list[tuple[int, Slot, int]]) -> None:
        for source, slot, target in path:
            del self.held[source][slot]
            self.panel[slot[0]].discard(source)
            self._sit(slot, target)

    def _sit(self, slot: Slot, place: int) -> None:
        self.held[place][slot] = None
        self.panel[slot[0]].add(place)

    def result(self) -> Assignment:
        names = [one.reviewer for one in self.reviewers]
        by_field: dict[int, list[int]] = {application: [] for application in self.panel}
        for place, slots in enumerate(self.held):
            for application, expert in slots:
                if expert:
                    by_field[application].append(names[place])
        known = set(names)
        return Assignment(
            {application: tuple(sorted(names[place] for place in panel)) for application, panel in self.panel.items()},
            {application: tuple(sorted(found)) for application, found in by_field.items()},
            {
                application: {name: kinds for name, kinds in self.conflicts[application].items() if name in known}
                for application in self.panel
                if application in self.conflicts
            },
            {name: len(self.held[place]) for place, name in enumerate(names)},
            tuple(
                Shortage(application, self.missing[application], self.missing_experts[application])
                for application in self.panel
                if self.missing[application] or self.missing_experts[application]
            ),
        )


def _back(came: Mapping[int, tuple[int, Slot]], start: int, end: int) -> list[tuple[int, Slot, int]]:
    """The moves from ``start`` to ``end``, the last one first, so that nobody is ever over their limit."""
    moves, here = [], end
    while here != start:
        source, slot = came[here]
        moves.append((source, slot, here))
        here = source
    return moves


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _mix(salt: int, pepper: int) -> int:
    """A well mixed number of both, cheap enough for every pair."""
    mixed = (salt ^ pepper) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 29)
