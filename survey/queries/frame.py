"""The frame as it stands, and the files that made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from kernel.errors import NotVisible
from survey.models import Business, Dong, FrameChange, FrameFault, FrameImport, IndustryCode, RepeatVerdict
from survey.queries.find import looks_like_number, name_fits, number_fits


@dataclass(frozen=True)
class GuFrame:
    """A gu's part of the frame; ``missing`` are those that the latest file no longer held."""

    gu_code: str
    gu: str
    dongs: int
    businesses: int
    missing: int
    repeats: int


_BY_GU = """
SELECT d.gu_code, d.gu, count(*)::int, coalesce(sum(b.present), 0)::int, coalesce(sum(b.missing), 0)::int,
    coalesce(sum(b.repeats), 0)::int
FROM survey_dong d
LEFT JOIN (SELECT dong_id, count(*) FILTER (WHERE missing_since_id IS NULL) AS present,
        count(missing_since_id) AS missing,
        count(*) FILTER (WHERE possible_repeat AND missing_since_id IS NULL) AS repeats
    FROM survey_business WHERE merged_into_id IS NULL GROUP BY 1) b ON b.dong_id = d.code
WHERE d.valid_to IS NULL GROUP BY 1, 2 ORDER BY 1
"""


def frame_by_gu() -> list[GuFrame]:
    """The frame in figures by gu. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_GU)
        return [GuFrame(*row) for row in cursor.fetchall()]


def businesses(*, dong: str = "", gu: str = "", typed: str = "", show: str = "") -> QuerySet[Business]:
    """The frame's list; ``show`` is "repeats", "missing" or "merged", else what stands in the latest file. A shop
    number finds its business, also that of an entry which was merged."""
    found = Business.objects.select_related("dong", "industry", "merged_into")
    found = found.annotate(was_changed=Exists(FrameChange.objects.filter(business=OuterRef("pk"))))
    by_number = looks_like_number(typed)
    found = found.filter(number_fits(typed.strip()) if by_number else name_fits(typed))
    if dong:
        found = found.filter(dong_id=dong)
    elif gu:
        found = found.filter(dong__gu_code=gu)
    if show == "merged":
        return found.exclude(merged_into=None).order_by("dong_id", "name_key", "pk")
    found = found.filter(merged_into=None)
    if show == "missing":
        return found.exclude(missing_since=None).order_by("dong_id", "name_key", "pk")
    found = found.filter(missing_since=None)
    if show == "repeats":
        found = found.filter(possible_repeat=True)
    return found.order_by("dong_id", "name_key", "pk")


def standing() -> QuerySet[Business]:
    """Each business that can be visited, once: in the latest file, and not merged into another entry."""
    return Business.objects.filter(missing_since=None, merged_into=None)


def repeats_of(business_id: int) -> list[Business]:
    """The entries of this one's name in its dong, also those that are missing from the file or were merged, each with
    ``records`` (how many) and its standing verdict; the entry kept first. Raises NotVisible."""
    one = Business.objects.filter(pk=business_id).first()
    if one is None:
        raise NotVisible()
    standing_verdicts = RepeatVerdict.objects.filter(undone_at=None).select_related("made_by")
    found = (
        Business.objects.filter(dong_id=one.dong_id, name_key=one.name_key)
        .select_related("dong", "industry", "merged_into")
        .prefetch_related(Prefetch("verdicts", standing_verdicts, to_attr="standing_verdicts"))
        .annotate(records_kept=Count("records"))
    )
    return list(found.order_by(F("merged_into").asc(nulls_first=True), "pk"))


@dataclass(frozen=True)
class Former:
    """What an entry was until a file changed it: the fields that differ since by their names, dong and industry by
    theirs."""

    business: Business
    frame_import: FrameImport
    before: Mapping[str, Any]


def former_of(businesses: Sequence[Business]) -> list[Former]:
    """What some entries were before, the latest change first. Three statements at most."""
    found = FrameChange.objects.filter(business__in=businesses).select_related("business", "frame_import")
    changes = list(found)
    dongs = Dong.objects.in_bulk({one.before["dong"] for one in changes if "dong" in one.before})
    industries = IndustryCode.objects.in_bulk({one.before["industry"] for one in changes if "industry" in one.before})
    named: dict[str, Mapping[Any, Dong] | Mapping[Any, IndustryCode]] = {"dong": dongs, "industry": industries}
    return [
        Former(
            one.business,
            one.frame_import,
            {name: str(named[name][value]) if name in named else value for name, value in one.before.items()},
        )
        for one in changes
    ]


def imports() -> QuerySet[FrameImport]:
    """Latest first."""
    return FrameImport.objects.select_related("made_by").order_by("-pk")


def latest_loaded() -> list[FrameImport]:
    """The latest loaded file of each taxonomy: what the frame shows."""
    loaded = FrameImport.objects.filter(state="loaded").order_by("counts__taxonomy", "-loaded_at", "-pk")
    return list(loaded.distinct("counts__taxonomy"))


def import_of(import_id: int) -> FrameImport:
    """Raises NotVisible."""
    found = FrameImport.objects.select_related("made_by", "progress").filter(pk=import_id).first()
    if found is None:
        raise NotVisible()
    return found


def faults_of(frame_import: FrameImport) -> QuerySet[FrameFault]:
    """In the order of the file."""
    return frame_import.faults.order_by("row", "pk")
