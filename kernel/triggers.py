"""The last guard: database triggers generated from the same declarations as the code."""

from typing import Any

import pgtrigger
from django.db import connections

from kernel.lifecycle import LifeCycle
from kernel.trigger_sql import NEVER_IGNORED


def ignore_none(using: str, **_signal: Any) -> None:
    """After every migration: one that makes a trigger brings back pgtrigger's own answer to whether it is ignored."""
    with connections[using].cursor() as cursor:
        cursor.execute(NEVER_IGNORED)


def life_cycle_trigger(cycle: LifeCycle, field: str = "state") -> pgtrigger.Trigger:
    """A trigger that refuses any change of ``field`` which the life-cycle table does not know."""
    return pgtrigger.FSM(name=f"{cycle.name}_{field}"[:40].replace("-", "_"), field=field, transitions=cycle.pairs)


BLANKING = "hanbat_may_erase(to_jsonb(OLD), to_jsonb(NEW))"
# Opens the function of a trigger on deletions: rows go under an approved order of destruction.
REMOVING = "IF TG_OP = 'DELETE' AND hanbat_may_erase('{}'::jsonb, '{}'::jsonb) THEN RETURN OLD; END IF; "


def append_only_triggers(
    *, erasable: bool = False, removable: bool = False, unless: str = ""
) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE (SQLSTATE 55000, so that no caller takes it for a conflict).

    ``erasable`` tables let through an update that only blanks, ``removable`` ones the deletion of rows, under an
    approved order of destruction (:mod:`kernel.erasure`); ``unless`` is another condition, in SQL, under which an
    update is let through.
    """
    unless = BLANKING if erasable else unless
    opening = f"IF TG_OP = 'UPDATE' AND {unless} THEN RETURN NEW; END IF; " if unless else ""
    opening += REMOVING if removable else ""
    refusal = "RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '55000';"
    return [
        pgtrigger.Trigger(
            name="append_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=opening + refusal,
        ),
        pgtrigger.Trigger(
            name="no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refusal,
        ),
    ]
