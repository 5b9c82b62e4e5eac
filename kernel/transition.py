"""Moving a row along its life cycle."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import connection, models

from kernel.action import record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, TransitionRefused
from kernel.lifecycle import LifeCycle, State, Transition


class Staged(models.Model):
    """A row with a life cycle: give ``LIFE_CYCLE``, a ``state`` field with its choices, and its trigger in Meta."""

    LIFE_CYCLE: ClassVar[LifeCycle]
    state: "models.CharField[str, str]"

    class Meta:
        abstract = True

    @property
    def stage(self) -> State:
        return self.LIFE_CYCLE.state(self.state)

    @property
    def next_verbs(self) -> list[Transition]:
        return self.LIFE_CYCLE.verbs(self.state)


S = TypeVar("S", bound=Staged)


def lock(model: type[models.Model], pk: Any) -> Any:
    """The row of ``model`` with ``pk``, locked until the transaction ends (``SELECT … FOR UPDATE OF self``)."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)


def hold(space: int, number: int) -> None:
    """Until the transaction ends nobody else holds ``number`` of ``space``, which keeps the numbers of one purpose
    apart from those of others (an advisory lock: no row is locked)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, number])


def advance(
    row: S, verb: str, actor: Actor, *, reason: str = "", fields: Mapping[str, Any] | None = None, **changes: Any
) -> S:
    """Moves ``row`` by ``verb``, sets the other ``changes`` with it and writes the audit line, for ``reason``.
    ``fields`` are further changes, of fields that share a name with this function's arguments.

    Raises TransitionRefused when the table has no such arrow from the present state, ChangedMeanwhile when another
    transaction moved the row first.
    """
    arrow = row.LIFE_CYCLE.arrow(row.state, verb)
    if arrow is None:
        raise TransitionRefused(verb=row.LIFE_CYCLE.named(verb).label, state=row.stage.label)
    changes |= fields or {}
    before = {"state": row.state, **{name: getattr(row, name) for name in changes}}
    updated = type(row)._base_manager.filter(pk=row.pk, state=row.state).update(state=arrow.target, **changes)
    if not updated:
        raise ChangedMeanwhile()
    row.state = arrow.target
    for name, value in changes.items():
        setattr(row, name, value)
    record(actor, verb, row, before=before, after={"state": arrow.target, **changes}, reason=reason)
    return row


def advance_all(rows: Sequence[S], verb: str, actor: Actor, *, reason: str = "", **changes: Any) -> None:
    """Moves every row by ``verb`` with the same ``changes``, as :func:`advance` does one by one, but in one statement
    for each thousand; the audit trail has a line for each.

    Raises TransitionRefused when the table has no such arrow for one of them, ChangedMeanwhile when one was moved.
    """
    for start in range(0, len(rows), 1000):
        _advance_some(rows[start : start + 1000], verb, actor, reason, changes)


def _advance_some(rows: Sequence[S], verb: str, actor: Actor, reason: str, changes: dict[str, Any]) -> None:
    targets = set()
    for row in rows:
        arrow = row.LIFE_CYCLE.arrow(row.state, verb)
        if arrow is None:
            raise TransitionRefused(verb=row.LIFE_CYCLE.named(verb).label, state=row.stage.label)
        targets.add(arrow.target)
    (target,) = targets  # a verb leads to one state
    present = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows], state__in={row.state for row in rows})
    if present.update(state=target, **changes) != len(rows):
        raise ChangedMeanwhile()
    for row in rows:
        before = {"state": row.state, **{name: getattr(row, name) for name in changes}}
        row.state = target
        for name, value in changes.items():
            setattr(row, name, value)
        record(actor, verb, row, before=before, after={"state": target, **changes}, reason=reason)
