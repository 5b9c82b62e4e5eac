"""What somebody says of their safety on a device, with or without a network, and what of it still counts on arrival."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from survey.rules.offline import ItemUnreadable, Position, digest, moment_of, position_of


class Said(StrEnum):
    """What was said."""

    OUT = "out"
    WELL = "well"
    HELP = "help"
    BACK = "back"


@dataclass(frozen=True)
class Word:
    """One word. ``made_at`` by the device's own clock; ``until`` and ``every`` (minutes) of a round that begins."""

    said: Said
    wave: str
    made_at: datetime
    place: str
    position: Position | None
    until: datetime | None
    every: int


def read_word(text: str, sha256: str) -> Word:
    """A word as it was said. A call for help is never unreadable for its place. Raises ItemUnreadable."""
    if digest(text) != sha256:
        raise ItemUnreadable("another hash")
    try:
        told = json.loads(text)
        said = Said(told["said"])
        until = moment_of(told["until"]) if said is Said.OUT else None
        every = int(told["every"]) if said is Said.OUT else 0
        made_at = moment_of(told["made_at"])
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as fault:
        raise ItemUnreadable(str(fault)[:200]) from fault
    try:
        position = position_of(told.get("position"))
    except (ValueError, KeyError, TypeError, OverflowError):
        position = None
    return Word(said, str(told.get("wave", "")), made_at, str(told.get("place") or ""), position, until, every)


def is_overtaken(at: datetime, last_word_at: datetime, help_at: datetime | None) -> bool:
    """Whether a word said at ``at`` came after a later one of the same person: "I am well" from before a call for help
    does not answer it."""
    return at <= last_word_at or (help_at is not None and at <= help_at)
