"""Whether people may be visited or rung now, as a wave permits."""

from __future__ import annotations

from datetime import datetime

from kernel import clock
from survey.models import Case, Wave
from survey.rules.field.hours import Hours, needs_reason
from survey.rules.field.revisits import Step


def not_permitted_now(wave: Wave) -> dict[str, Hours]:
    """The hours that do not hold now: "visits", "calls"."""
    now = _wall(clock.now())
    hours = {"visits": wave.permitted.visits, "calls": wave.permitted.calls}
    return {name: one for name, one in hours.items() if not one.hold(now)}


def hour_needs_reason(case: Case, channel: str, at: datetime) -> bool:
    """Whether an attempt at a case needs a reason for its hour."""
    appointment = case.not_before if case.step == Step.APPOINTMENT else None
    return needs_reason(case.wave.permitted, channel, _wall(at), appointment and _wall(appointment))


def _wall(moment: datetime) -> datetime:
    """What the clock on the wall in Seoul shows."""
    return moment.astimezone(clock.SEOUL).replace(tzinfo=None)
