"""Reading the trail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, models

from kernel.models import AuditEntry, ChainHead
from kernel.models.audit import ChainedRow

ERASED = "erase_lines"  # the verb of the lines that hold the seals of lines whose words were taken away


@dataclass(frozen=True)
class ChainResult:
    """What a walk over a chain found; ``fault`` is empty when it is whole."""

    rows: int
    head: str
    first_bad: int | None = None
    fault: str = ""


def verify_chain(model: type[ChainedRow]) -> ChainResult:
    """Recomputes every hash in Python, in order, with flat memory; stops at the first row that does not fit."""
    expected_id, previous, seals = 0, "", seals_of(model)
    for row in model._default_manager.order_by("id").iterator(chunk_size=2000):
        expected_id += 1
        if row.id != expected_id:
            return ChainResult(expected_id - 1, previous, expected_id, "the row is missing")
        if row.previous_hash != previous:
            return ChainResult(row.id - 1, previous, row.id, "it is not linked to the row before it")
        if not _intact(row, seals):
            return ChainResult(row.id - 1, previous, row.id, "its content does not give its hash")
        previous = row.hash
    head = ChainHead.objects.get(chain=model.CHAIN)
    if (head.last_id, head.last_hash) != (expected_id, previous):
        return ChainResult(expected_id, previous, expected_id + 1, "rows were cut off at the end")
    return _check_guards(model, ChainResult(expected_id, previous))


def _intact(row: ChainedRow, seals: Mapping[int, str]) -> bool:
    """Whether the line is what was written, or what an order of destruction left of it."""
    return row.expected_hash() == row.hash or (row.erased_by is not None and seals.get(row.id) == row.seal())


def seals_of(model: type[ChainedRow]) -> dict[int, str]:
    """Line → seal, of the lines whose words were taken away; the lines that hold the seals are links of the chain."""
    seals: dict[int, str] = {}
    for after in AuditEntry.objects.filter(verb=ERASED).order_by("id").values_list("after", flat=True).iterator():
        seals |= {int(line): seal for line, seal in json.loads(after).get(model.CHAIN, {}).items()}
    return seals


def wrong_lines(rows: Sequence[ChainedRow]) -> list[int]:
    """The numbers of those that are not what was written; one more statement where words of some were taken away."""
    seals = seals_of(type(rows[0])) if any(row.erased_by is not None for row in rows) else {}
    return [row.id for row in rows if not _intact(row, seals)]


def _check_guards(model: type[ChainedRow], result: ChainResult) -> ChainResult:
    """The chain is only as good as its triggers: they must be there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O' AND NOT tgisinternal",
            [model._meta.db_table],
        )
        (enabled,) = cursor.fetchone()
    if enabled < 3:  # link_row, append_only, no_truncate
        return ChainResult(result.rows, result.head, None, "a protecting trigger is missing or switched off")
    return result


def history_of(row: models.Model) -> models.QuerySet[AuditEntry]:
    """The trail of one record, oldest first."""
    return AuditEntry.objects.filter(entity=row._meta.label_lower, entity_id=str(row.pk)).order_by("id")
