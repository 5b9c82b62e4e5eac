"""Outlines of the dongs, loaded from a boundary file."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.action import action, record
from kernel.actor import Actor
from survey.actions.frame import require_frame_manager
from survey.errors import NoBoundary
from survey.models import Dong, DongBoundary
from survey.rules.boundaries import read_boundaries


@dataclass(frozen=True)
class Loaded:
    """Dongs that have an outline now, dongs of today that the file lacks, and how many codes of the file are none of
    this city's."""

    dongs: int
    lacking: list[str]
    others: int


@action
def load_boundaries(actor: Actor, data: bytes, source: str, code_property: str = "code") -> Loaded:
    """Takes the place of every outline loaded before.

    Args:
        source: whose data it is and under which licence; the map shows it.
        code_property: the property of the file that holds the dong's code, of eight or ten digits.

    Raises NotPermitted, BoundariesUnreadable, NoBoundary when the file has no dong of this city.
    """
    require_frame_manager(actor)
    outlines = read_boundaries(data, code_property)
    dongs = {dong.code: dong for dong in Dong.objects.filter(code__in=outlines)}
    if not dongs:
        raise NoBoundary(name=code_property)
    DongBoundary.objects.all().delete()
    made = DongBoundary.objects.bulk_create(
        DongBoundary(dong=dong, rings=outlines[code], source=source.strip()[:200]) for code, dong in dongs.items()
    )
    lacking = [str(dong) for dong in Dong.objects.filter(valid_to=None).exclude(code__in=dongs)]
    facts = {"dongs": len(made), "source": made[0].source, "lacking": lacking}
    record(actor, "load_boundaries", made[0], after=facts)
    return Loaded(len(made), lacking, len(outlines) - len(dongs))
