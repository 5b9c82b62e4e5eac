"""Windows and due dates of a person, for the calendar page and for calendar programs that subscribe to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something at a moment, or on a ``day`` (then at its beginning in Seoul); ``key`` is the same for the same thing
    for ever: calendars move it when it moves."""

    key: str
    at: datetime
    title: str
    url: str
    detail: str = ""
    day: bool = False


Source = Callable[[Any, datetime, datetime], Iterable[Event]]
_sources: list[Source] = []


def register_calendar(source: Source) -> None:
    """Dates of one kind: ``source(user, since, until)``. From ``AppConfig.ready``; programmes add theirs."""
    if source not in _sources:
        _sources.append(source)


def events(user: Any, since: datetime, until: datetime) -> list[Event]:
    """Everything of the person from ``since`` up to, not including, ``until``, in the order of time."""
    found = [event for source in _sources for event in source(user, since, until)]
    return sorted({event.key: event for event in found}.values(), key=lambda event: (event.at, event.key))
