"""Merging what several people (or one person in two windows) type into one draft, field by field."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed since the sender last saw it: nothing of the two versions is thrown away,
    the kept one is told with its revision and the sender's stays on the sender's page."""

    field: str
    kept: Any
    revision: int


@dataclass(frozen=True)
class Merged:
    values: dict[str, Any]
    revisions: dict[str, int]
    changed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def merge(
    values: Mapping[str, Any], revisions: Mapping[str, int], incoming: Mapping[str, Any], base: Mapping[str, int]
) -> Merged:
    """Takes each incoming field whose ``base`` revision is the present one (or whose value is already there).

    Revisions start at 0 for a field that nobody has filled in. The same request sent twice changes nothing the
    second time.
    """
    new_values, new_revisions = dict(values), dict(revisions)
    changed, conflicts = [], []
    for field, value in incoming.items():
        present = revisions.get(field, 0)
        if field in values and values[field] == value:
            continue
        if base.get(field, 0) != present:
            conflicts.append(Conflict(field, values.get(field), present))
            continue
        new_values[field] = value
        new_revisions[field] = present + 1
        changed.append(field)
    return Merged(new_values, new_revisions, tuple(changed), tuple(conflicts))


def newer(values: Mapping[str, Any], revisions: Mapping[str, int], known: Mapping[str, Any]) -> dict[str, Any]:
    """What others wrote since a page with the revisions ``known`` was shown: field → value. A field that ``known`` does
    not name counts as never filled in."""
    return {field: values.get(field) for field, revision in revisions.items() if known.get(field, 0) != revision}


def mark(value: Any) -> str:
    """A short mark of a value, equal for equal values: a page sent whole is told by it from one that was touched."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def touched(
    incoming: Mapping[str, Any], marks: Mapping[str, Any], revisions: Mapping[str, int], base: Mapping[str, Any]
) -> dict[str, Any]:
    """Of a page that was sent whole, the fields that count as typed. One that still is as it was shown (``marks``)
    while somebody else changed it was not typed by the sender, and nothing is asked about it."""
    return {
        field: value
        for field, value in incoming.items()
        if base.get(field, 0) == revisions.get(field, 0) or marks.get(field) != mark(value)
    }
