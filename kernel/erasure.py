"""Erasing what was kept long enough: which fields of which tables are personal or free text, and blanking them.

An upper app declares what hangs on a case (:class:`Erasable`) and erases it in small batches, each a transaction that
may be cut off and repeated. Append-only tables whose triggers are ``erasable`` let nothing but such blanking through,
and only while an order of destruction that two people decided on is being carried out (``hanbat_may_erase``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Q

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


def _empty(blank: Any) -> Any:
    """A text that never was one is nothing to be erased."""
    return "" if blank == GONE else blank


def erase_some(what: Erasable, case: Any, most: int) -> int:
    """Blanks up to ``most`` rows inside the running transaction; how many. Append-only ones need ``under_order``."""
    keys = list(what.left(case).order_by("pk").values_list("pk", flat=True)[:most])
    if keys:
        what.model._base_manager.filter(pk__in=keys).update(**what.blanks)
    return len(keys)


def under_order(order_id: int) -> None:
    """Names the order of destruction to the database, up to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hanbat.destruction', %s, true)", [str(order_id)])
