"""Reference figures: a new value from a day on, with its source; the one before ends there."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from accounts.models import Role
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from programs.errors import FigureLiesBefore
from programs.models import ReferenceFigure


@action
def enter_figure(actor: Actor, name: str, value: Decimal, since: date, source: str) -> ReferenceFigure:
    """``name`` is ``value`` from ``since`` on; what was in force until then ends on that day.

    The same figure again is the one that is there. Raises NotPermitted for whom is no administrator, ReasonNeeded
    without a source, FigureLiesBefore when a later one is known: past computations keep what they were made with.
    """
    if not (actor.is_system or (actor.user and actor.user.has_role(Role.ADMINISTRATOR))):
        raise NotPermitted()
    if not source.strip():
        raise ReasonNeeded(field="source")
    rows = ReferenceFigure.objects.select_for_update().filter(name=name)
    there = rows.filter(since=since, value=value).first()
    if there is not None:
        return there
    if rows.filter(Q(since__gte=since) | Q(until__gt=since)).exists():
        raise FigureLiesBefore(name=name, since=since.isoformat())
    rows.filter(until=None).update(until=since)
    made = ReferenceFigure.objects.create(
        name=name, value=value, since=since, source=source.strip(), entered_by=actor.user, entered_at=clock.now()
    )
    record(actor, "enter_figure", made, after={"name": name, "value": str(value), "since": since, "source": source})
    return made
