"""When a session ends for want of use."""

TOUCH_EVERY = 30
"""Seconds: a session's last use is written at most so often, so that reading pages does not write rows."""


def seconds_left(last_seen: float, now: float, idle_seconds: int) -> int:
    """Whole seconds until a session ends that was last used at ``last_seen`` (both in epoch seconds); 0 when over.

    What may have gone unwritten since (:data:`TOUCH_EVERY`) is given to the person.
    """
    return max(0, int(last_seen + idle_seconds + TOUCH_EVERY - now))


def should_touch(last_seen: float, now: float) -> bool:
    """Whether the session's last use is worth writing again."""
    return now - last_seen >= TOUCH_EVERY
