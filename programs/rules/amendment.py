"""What of a published call may still change, and what an amendment makes of its terms.

A published call binds the city towards everybody who relied on it (신뢰보호, 행정기본법 §12): nothing is taken away
from those who have applied, and nothing by which they are judged is changed under them. What it promises goes by keys:
``title``, ``budget``, ``track:<code>:places``, ``deadlines:appeal``, ``plan:results``, ``marking:cut_off``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from programs.rules.amendment_parts import Unfair, is_part, unfair
from programs.rules.terms import ChoosingTerms, TrackTerms

MONEY_AND_PLACES = ("places", "reserves", "budget")


class Law(StrEnum):
    """How a value may change after publication."""

    FREE = "free"  # a text, a planned day: until the results are out
    BEFORE_OPENING = "before_opening"
    ONLY_MORE = "only_more"  # more until there is a ranking; less only while nobody has applied
    LONGER = "longer"  # a term in days: longer until the results, shorter only while nobody has applied
    UNTIL_APPLIED = "until_applied"  # only while nobody has applied
    FAIR = "fair"  # a part of the terms: anything while nobody has applied, then only what is fair, until the ranking


class Why(StrEnum):
    """Why a change is refused."""

    OPENED = "opened"
    APPLIED = "applied"
    LESS = "less"
    SHORTER = "shorter"
    RANKED = "ranked"
    FIXED = "fixed"
    ASKED = Unfair.ASKED.value
    JUDGED = Unfair.JUDGED.value
    MARKED = Unfair.MARKED.value
    LESS_CAREFUL = Unfair.LESS_CAREFUL.value


@dataclass(frozen=True)
class Standing:
    """Where the call is: whether its window has opened, how many have handed in, whether a sheet has been handed in,
    whether there is a ranking."""

    opened: bool = False
    applied: int = 0
    ranked: bool = False
    marked: bool = False


def law_of(key: str) -> Law | None:
    """None for what no amendment changes. Keys of parts are those of :mod:`programs.rules.amendment_parts`."""
    head, *rest = key.split(":")
    if key in {"title", "summary", "notice", "files"} or head == "plan":
        return Law.FREE
    if key == "opens_at":
        return Law.BEFORE_OPENING
    if key in {"seats", "reserves", "budget"} or (head == "track" and len(rest) > 1 and rest[-1] in MONEY_AND_PLACES):
        return Law.ONLY_MORE
    if head == "deadlines":
        return Law.LONGER
    if (head == "track" and len(rest) > 1 and rest[-1] == "cap") or key == "marking:cut_off":
        return Law.UNTIL_APPLIED
    return Law.FAIR if is_part(key) else None


def refusal(key: str, before: Any, after: Any, standing: Standing) -> Why | None:
    """Why ``key`` may not change from ``before`` to ``after``; None where it may. A number left open (None) is without
    bound."""
    law = law_of(key)
    if law is None:
        return Why.FIXED
    if law is Law.BEFORE_OPENING:
        return Why.OPENED if standing.opened else None
    if law is Law.ONLY_MORE:
        if standing.ranked:
            return Why.RANKED
        return Why.LESS if standing.applied and _less(before, after) else None
    if law is Law.LONGER:
        return Why.SHORTER if standing.applied and _less(before, after) else None
    if law is Law.UNTIL_APPLIED:
        return Why.APPLIED if standing.applied else None
    if law is Law.FAIR and standing.applied:
        return _fair(key, before, after, standing)
    return None


def _fair(key: str, before: Any, after: Any, standing: Standing) -> Why | None:
    if standing.ranked and key.startswith("panel:"):
        return Why.RANKED
    found = unfair(key, before, after, marked=standing.marked)
    return Why(found.value) if found else None


def _less(before: int | None, after: int | None) -> bool:
    if after is None:
        return False
    return before is None or after < before


def refusals(before: Mapping[str, Any], after: Mapping[str, Any], standing: Standing) -> dict[str, Why]:
    """Every change that is refused, by its key; ``before`` and ``after`` hold the changed values only."""
    found = {key: refusal(key, before.get(key), after[key], standing) for key in after}
    return {key: why for key, why in found.items() if why is not None}


def values_of(terms: ChoosingTerms) -> dict[str, Any]:
    """What of the terms an amendment can name, as plain values: numbers, None, and points as text."""
    found: dict[str, Any] = {}
    for track in terms.tracks:
        found |= {f"track:{track.code}:{name}": getattr(track, name) for name in (*MONEY_AND_PLACES, "cap")}
    found |= {f"deadlines:{name}": days for name, days in vars(terms.deadlines).items()}
    found |= {f"plan:{name}": days for name, days in vars(terms.plan).items()}
    found["marking:cut_off"] = format(terms.marking.cut_off.normalize(), "f")
    return found


def with_values(terms: ChoosingTerms, changes: Mapping[str, Any]) -> ChoosingTerms:
    """The terms with ``changes`` (keys as in :func:`values_of`; others are left alone)."""
    parts: dict[str, dict[str, Any]] = {"deadlines": {}, "plan": {}, "marking": {}}
    tracks: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        head, *rest = key.split(":")
        if head == "track":
            tracks.setdefault(":".join(rest[:-1]), {})[rest[-1]] = value
        elif head in parts:
            parts[head][rest[0]] = Decimal(value) if key == "marking:cut_off" else value
    return replace(
        terms,
        tracks=tuple(_track(one, tracks.get(one.code, {})) for one in terms.tracks),
        deadlines=replace(terms.deadlines, **parts["deadlines"]),
        plan=replace(terms.plan, **parts["plan"]),
        marking=replace(terms.marking, **parts["marking"]),
    )


def _track(track: TrackTerms, changes: Mapping[str, Any]) -> TrackTerms:
    return replace(track, **changes) if changes else track


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that differ, old and new; what ``after`` does not name stays."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def moment_json(moment: datetime) -> str:
    """As it is kept and compared: in UTC, whatever the zone in which it was typed."""
    return moment.astimezone(UTC).isoformat()


def changed_lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of a text that went (``old``) and came (``new``), in their order; blank ones say nothing."""
    old, new = before.splitlines(), after.splitlines()
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (("old", line) for line in old[first:last] if line.strip())
            yield from (("new", line) for line in new[start:end] if line.strip())
