"""The hours at which people may be visited and rung: set for each wave, nine to eight unless it says otherwise.

No law sets them for a survey; an enumerator at the door at night frightens people, and the police were called for it.
Outside them an attempt needs a reason, which an appointment for about that hour is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

PHONES = frozenset({"phone", "telephone"})  # of a visit, and of the question ``channel`` of a questionnaire
DOORS = frozenset({"visit", "field"})
ABOUT = timedelta(hours=1)  # from the hour of an appointment


@dataclass(frozen=True)
class Hours:
    """From ``begins`` up to, not including, ``ends``, every day."""

    begins: time
    ends: time

    def hold(self, moment: datetime) -> bool:
        return self.begins <= moment.time() < self.ends


DAY = Hours(time(9), time(20))


@dataclass(frozen=True)
class PermittedHours:
    """When people may be visited and when they may be rung."""

    visits: Hours = DAY
    calls: Hours = DAY

    def of(self, channel: str) -> Hours | None:
        """The hours for a way of asking; None for one that disturbs nobody (paper, the web)."""
        if channel in PHONES:
            return self.calls
        return self.visits if channel in DOORS else None


def needs_reason(permitted: PermittedHours, channel: str, at: datetime, appointment: datetime | None = None) -> bool:
    """Whether an attempt at a moment needs a reason for its hour; moments on the wall clock of Seoul."""
    hours = permitted.of(channel)
    if hours is None or hours.hold(at):
        return False
    return appointment is None or abs(at - appointment) > ABOUT
