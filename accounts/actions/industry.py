"""Loading the industrial classification."""

from collections.abc import Iterable, Mapping

from accounts.models import IndustryCode
from kernel.action import action
from kernel.actor import Actor


@action
def load_industries(actor: Actor, rows: Iterable[Mapping[str, str]]) -> int:
    """Adds or renames codes; nothing is taken away, since cases refer to them. Returns how many rows were read.

    ``rows`` have ``revision``, ``code``, ``name_ko``, ``level`` and ``parent`` (the official file's columns).
    """
    codes = [
        IndustryCode(
            revision=int(row["revision"]),
            code=row["code"],
            name=row["name_ko"],
            level=int(row["level"]),
            parent=row["parent"],
        )
        for row in rows
    ]
    IndustryCode.objects.bulk_create(
        codes, update_conflicts=True, unique_fields=["revision", "code"], update_fields=["name", "level", "parent"]
    )
    return len(codes)
