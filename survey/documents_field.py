"""The boards of field work as tables."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from survey.models import Wave
from survey.queries import field

COUNTED = [
    ("all", _("Businesses")),
    ("unvisited", _("Not visited")),
    ("complete", _("Interview completed")),
    ("partial", _("Partly")),
    ("refusal", _("Refused")),
    ("non_contact", _("Nobody there")),
    ("other", _("Other")),
    ("unknown", _("Shop not found")),
    ("not_eligible", _("Not in the census")),
]
RATES = ("rr1", "rr2", "rr3", "rr4", "rr5", "rr6")


def _may_see(actor: Actor, params: Params) -> bool:
    wave = Wave.objects.filter(pk=params.get("wave") or 0).first()
    return wave is not None and may(actor, "manage_wave", wave)


def _build(params: Params, progress: Progress) -> Workbook:
    wave = Wave.objects.get(pk=params["wave"])
    board = field.board(wave.pk, params["by"])
    columns = [
        Column(_("Name"), width=30),
        *(Column(label, Kind.WHOLE) for _name, label in COUNTED),
        *(Column(rate.upper(), Kind.PERCENT) for rate in RATES),
    ]
    rows = [*board, field.total(board, str(_("In all"))), *field.added(wave.pk)]
    return Workbook([Sheet(_("Field work"), columns, _cells(rows), expected=len(rows))], title=wave.title)


def _cells(rows: list[field.BoardRow]) -> Iterator[list[Any]]:
    for row in rows:
        counted = [getattr(row.cases, name) for name, _label in COUNTED]
        yield [row.name or _("not given out"), *counted, *(_share(getattr(row.rates, rate)) for rate in RATES)]


def _share(rate: Fraction | None) -> float | None:
    return None if rate is None else float(rate)


def register() -> None:
    """Called when the app is ready."""
    register_document(
        Document(code="survey.field", title=_("Field work"), formats=("xlsx", "csv"), may=_may_see, build=_build)
    )
