"""When somebody who is out in the field has to give word, and when their silence is told."""

from __future__ import annotations

from datetime import datetime, timedelta

EVERY = (30, 60, 90, 120)  # minutes between two words, to choose from
LONGEST = timedelta(hours=14)  # of a round
GRACE = timedelta(minutes=10)  # after a word was due: most of them come late because somebody is talking at a door
TOLD_AGAIN = timedelta(minutes=30)  # while nobody looks after it


def next_word(last: datetime, every: int, until: datetime) -> datetime:
    """When the next word is due after the last one, ``every`` so many minutes: at the latest when the round was to end.
    Who stays out longer gives word as before."""
    due = last + timedelta(minutes=every)
    return min(due, until) if last < until else due


def is_missed(due_at: datetime, now: datetime) -> bool:
    return now >= due_at + GRACE
