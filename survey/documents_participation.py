"""Letters with participation numbers, all of an area in one file, in the order of the way."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.permissions import may
from programs.rules.deadlines import last_minute
from reports.content import Bundle, Page
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from reports.rendering.qr import qr_data
from survey.models import Area
from survey.queries.participation import letters

DAYS = 30  # the file is kept: it holds what opens questionnaires


def _may(actor: Actor, params: Params) -> bool:
    area = Area.objects.select_related("wave").filter(pk=params.get("area") or 0).first()
    return area is not None and may(actor, "manage_wave", area.wave)


def _build(params: Params, progress: Progress) -> Bundle:
    area = Area.objects.select_related("dong", "wave").get(pk=params["area"])
    found = letters(area)
    return Bundle(_pages(area), found.count())


def _pages(area: Area) -> Iterator[Page]:
    address = f"{settings.PUBLIC_URL}{reverse('survey:answer_number')}"
    shared = {"wave": area.wave, "address": address, "qr": qr_data(address), "until": last_minute(area.wave.closes_at)}
    for given in letters(area):
        context = shared | {"business": given.business, "number": given.printed}
        yield Page("survey/documents/participation.html", context, name=given.business.source_id)


LETTERS = Document(
    code="survey.participation_letters",
    title=_("Letters with participation numbers"),
    formats=("pdf",),
    may=_may,
    build=_build,
    keep_days=DAYS,
)


def register() -> None:
    """Called when the app is ready."""
    register_document(LETTERS)
