"""Records of a wave as its manager reads and exports them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from kernel.errors import NotVisible
from survey.models import Business, CensusRecord, Wave
from survey.queries.find import name_fits


def records_of(
    wave: Wave, *, state: str = "", gu: str = "", typed: str = "", entered_by: int | None = None
) -> QuerySet[CensusRecord]:
    """Records that were handed in at least once, latest first, narrowed as asked."""
    found = CensusRecord.objects.filter(wave=wave).exclude(receipt="")
    if state:
        found = found.filter(state=state)
    if gu:
        found = found.filter(area__dong__gu_code=gu)
    if entered_by is not None:
        found = found.filter(entered_by_id=entered_by)
    if typed.strip():
        by_name = Business.objects.filter(name_fits(typed)).values("pk")
        found = found.filter(Q(receipt__iexact=typed.strip()) | Q(business_id__in=by_name))
    return found.select_related("business", "area__dong", "entered_by").order_by("-submitted_at", "-pk")


def record_of(wave: Wave, record_id: int) -> CensusRecord:
    """One record of this wave with all that its page shows. Raises NotVisible."""
    found = (
        CensusRecord.objects.select_related("business__dong", "business__industry", "entered_by", "wave")
        .filter(wave=wave, pk=record_id)
        .exclude(receipt="")
        .first()
    )
    if found is None:
        raise NotVisible()
    return found


def export_rows(wave_id: int) -> Iterator[CensusRecord]:
    """Every handed-in record in the order of receipts, streamed in batches so that memory stays flat."""
    found = CensusRecord.objects.filter(wave_id=wave_id).exclude(receipt="").order_by("receipt")
    return found.select_related("business__dong", "business__industry", "entered_by").iterator(chunk_size=1000)


def export_count(wave_id: int) -> int:
    """How many rows ``export_rows`` gives."""
    return CensusRecord.objects.filter(wave_id=wave_id).exclude(receipt="").count()
