"""Erasing what was kept long enough: which fields of which tables are personal or free text, and blanking them; which
rows are about a person from end to end, and removing them.

An upper app declares what hangs on a case (:class:`Erasable`, :class:`Removable`) and erases it in small batches, each
a transaction that may be cut off and repeated. Append-only tables whose triggers are ``erasable`` let nothing but such
blanking through, ``removable`` ones the removal, and only while an order of destruction that two people decided on is
being carried out (``hanbat_may_erase``).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Q

from kernel.action import record
from kernel.actor import Actor
from kernel.models import AccessEntry, AuditEntry
from kernel.models.audit import ChainedRow

GONE = "–"  # stands where a text was; tables that want a reason keep one


@dataclass(frozen=True)
class Erasable:
    """``blanks``: field → what stands there afterwards (``GONE``, an empty list or mapping, None); ``lookup`` leads
    from a row to the key of the case. ``kind`` is what the certificate calls it."""

    kind: str
    model: type[models.Model]
    lookup: str
    blanks: Mapping[str, Any]

    def left(self, case: Any) -> "models.QuerySet[Any]":
        """The rows of a case that still hold something."""
        full = Q()
        for name, blank in self.blanks.items():
            nothing = Q(**{f"{name}__isnull": True}) if blank is None else Q(**{name: blank})
            full |= ~nothing if blank is None else ~nothing & ~Q(**{name: _empty(blank)})
        return self.model._base_manager.filter(**{self.lookup: case}).filter(full)


@dataclass(frozen=True)
class Removable:
    """Rows that go as a whole; ``kind`` and ``lookup`` as above. What points to a row is declared before it."""

    kind: str
    model: type[models.Model]
    lookup: str

    def left(self, case: Any) -> "models.QuerySet[Any]":
        """The rows of a case that are still there."""
        return self.model._base_manager.filter(**{self.lookup: case})


def _empty(blank: Any) -> Any:
    """A text that never was one is nothing to be erased."""
    return "" if blank == GONE else blank


def erase_some(what: Erasable | Removable, keys: Collection[Any]) -> None:
    """Blanks or removes rows inside the running transaction. Append-only ones need ``under_order``."""
    rows = what.model._base_manager.filter(pk__in=keys)
    if isinstance(what, Removable):
        rows.delete()
    else:
        rows.update(**what.blanks)


def under_order(order_id: int) -> None:
    """Names the order of destruction to the database, up to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hanbat.destruction', %s, true)", [str(order_id)])


def lines_about(chain: type[ChainedRow], records: Mapping[str, Collection[Any]]) -> "models.QuerySet[Any]":
    """The lines of a chain about any of ``records`` (kind of record → keys) that still have their words."""
    about = Q(pk__in=[])
    for entity, keys in records.items():
        if keys:
            about |= Q(entity=entity, entity_id__in=[str(key) for key in keys])
    return chain._default_manager.filter(about, erased_by=None).order_by("id")


def erase_lines(
    actor: Actor, order: models.Model, records: Mapping[str, Collection[Any]], named: Collection[int], most: int | None
) -> int:
    """Takes the words of up to ``most`` lines (None: of all) of either chain away and seals what is left, inside an
    action that named its ``order`` (:func:`under_order`); how many. ``named``: numbers of the people whose name
    stays."""
    seals: dict[str, dict[int, str]] = {}
    for chain in (AuditEntry, AccessEntry):
        keys = list(lines_about(chain, records).values_list("id", flat=True)[:most])
        if keys:
            with connection.cursor() as cursor:
                cursor.execute("SELECT hanbat_erase_lines(%s, %s, %s)", [chain.CHAIN, keys, list(named)])
            seals[chain.CHAIN] = {line.id: line.seal() for line in chain._default_manager.filter(id__in=keys)}
    if seals:
        record(actor, "erase_lines", order, after=seals)
    return sum(map(len, seals.values()))
