"""How an entry went: what the page measures while a record is typed (``static/js/entry/paradata.js``), for the work on
the questionnaire. Times and counts, no contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from survey.rules.record import storable

MOST_WINDOWS, MOST_QUESTIONS = 200, 2_000
MOST = 7 * 24 * 3_600_000  # of whatever is counted; a week in milliseconds
MOST_NAME = 300  # characters


def measured(given: Mapping[Any, Any]) -> dict[str, Any]:
    """What pages measured, by window, whatever was sent: anything that is no measurement is left out or counts 0."""
    return {_name(window): _window(told) for window, told in _maps(given, MOST_WINDOWS)}


def _window(told: Mapping[Any, Any]) -> dict[str, Any]:
    questions, modes = (told.get(name) for name in ("questions", "modes"))
    return {
        "questions": {
            _name(address): {"ms": _count(one.get("ms")), "edits": _count(one.get("edits"))}
            for address, one in _maps(questions, MOST_QUESTIONS)
        },
        "keys": _count(told.get("keys")),
        "clicks": _count(told.get("clicks")),
        "modes": {_name(mode): _count(ms) for mode, ms in islice(modes.items(), 10)} if isinstance(modes, dict) else {},
    }


def _maps(given: Any, most: int) -> list[tuple[Any, Mapping[Any, Any]]]:
    """The pairs whose value is a map itself, at most so many."""
    pairs = given.items() if isinstance(given, Mapping) else ()
    return list(islice(((key, value) for key, value in pairs if isinstance(value, Mapping)), most))


def _name(key: Any) -> str:
    return storable(str(key))[:MOST_NAME]


def _count(value: Any) -> int:
    """A whole number from 0 to MOST; what is no number, or none that can be, counts 0."""
    return int(value) if isinstance(value, int | float) and 0 <= value <= MOST else 0


@dataclass(frozen=True)
class Spent:
    """Seconds at a question, and how often somebody came and changed its answer."""

    address: str
    seconds: int
    edits: int


@dataclass(frozen=True)
class Course:
    """All windows together. ``seconds`` at the questions (a pause counts at most five minutes), the ``ways`` of entry
    by the time spent, ``longest`` the questions that took longest: address and seconds; ``questions`` all of them."""

    seconds: int
    keys: int
    clicks: int
    ways: tuple[str, ...]
    longest: tuple[tuple[str, int], ...]
    questions: tuple[Spent, ...]


def course_of(kept: Mapping[str, Any], longest: int = 3) -> Course | None:
    """None where nothing was measured: other clients measure nothing that we know of."""
    windows = list(measured(kept).values())
    spent, edits, ways = Counter[str](), Counter[str](), Counter[str]()
    for window in windows:
        spent.update({address: one["ms"] for address, one in window["questions"].items()})
        edits.update({address: one["edits"] for address, one in window["questions"].items()})
        ways.update(window["modes"])
    if not spent.total():
        return None
    return Course(
        seconds=round(spent.total() / 1000),
        keys=sum(window["keys"] for window in windows),
        clicks=sum(window["clicks"] for window in windows),
        ways=tuple(way for way, _ms in ways.most_common()),
        longest=tuple((address, round(ms / 1000)) for address, ms in spent.most_common(longest) if ms >= 500),
        questions=tuple(Spent(address, round(ms / 1000), edits[address]) for address, ms in spent.items()),
    )
