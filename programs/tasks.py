"""What the worker does for calls."""

from kernel import clock
from kernel.actor import Actor, Channel
from programs.actions import close_when_over
from programs.queries.calls import calls_over


def close_calls() -> int:
    """Every minute: closes published calls whose window has passed. Whether an application is in time hangs on the
    window alone, never on this. Each call is closed in a transaction of its own, and looked at again under its lock:
    the task may run twice, late, or be killed half-way."""
    actor = Actor.system("programs.close_calls", Channel.TASK)
    return sum(close_when_over(actor, call_id) for call_id in calls_over(clock.database_now()))
