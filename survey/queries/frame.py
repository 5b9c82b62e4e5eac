"""The frame as it stands, and the files that made it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from kernel.errors import NotVisible
from survey.models import Business, Dong, FrameFault, FrameImport
from survey.queries.find import name_fits


def frame_by_gu() -> list[dict[str, Any]]:
    """Gu, dongs, businesses, missing from the latest file, possible repeats. One statement."""
    return list(
        Dong.objects.filter(valid_to=None)
        .values("gu_code", "gu")
        .annotate(
            dongs=Count("code", distinct=True),
            businesses=Count("businesses", filter=Q(businesses__missing_since=None)),
            missing=Count("businesses", filter=~Q(businesses__missing_since=None)),
            repeats=Count("businesses", filter=Q(businesses__possible_repeat=True)),
        )
        .order_by("gu_code")
    )


def businesses(*, dong: str = "", gu: str = "", typed: str = "", show: str = "") -> QuerySet[Business]:
    """The frame's list; ``show`` is "repeats" or "missing", else what stands in the latest file."""
    found = Business.objects.select_related("dong", "industry").filter(name_fits(typed))
    if dong:
        found = found.filter(dong_id=dong)
    elif gu:
        found = found.filter(dong_id__startswith=gu)
    if show == "missing":
        return found.exclude(missing_since=None).order_by("dong_id", "name_key", "pk")
    found = found.filter(missing_since=None)
    if show == "repeats":
        found = found.filter(possible_repeat=True)
    return found.order_by("dong_id", "name_key", "pk")


def imports() -> QuerySet[FrameImport]:
    """Latest first."""
    return FrameImport.objects.select_related("made_by").order_by("-pk")


def import_of(import_id: int) -> FrameImport:
    """Raises NotVisible."""
    found = FrameImport.objects.select_related("made_by", "progress").filter(pk=import_id).first()
    if found is None:
        raise NotVisible()
    return found


def faults_of(frame_import: FrameImport) -> QuerySet[FrameFault]:
    """In the order of the file."""
    return frame_import.faults.order_by("row", "pk")


def fault_kinds(frame_import: FrameImport) -> list[dict[str, Any]]:
    """Kinds of fault by column, most frequent first."""
    kinds = frame_import.faults.values("column", kind=F("problem")).annotate(n=Count("pk"))
    return list(kinds.order_by("-n", "column"))
