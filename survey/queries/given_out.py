"""Who had how much of an area, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F
from django.db.models.functions import TruncDate

from survey.models import Assignment


@dataclass(frozen=True)
class GivenOut:
    """So many businesses of an area that somebody was given on a day, and until when (None: they still have them)."""

    name: str
    since: date
    until: date | None
    businesses: int


def given_out_of(area_id: int) -> list[GivenOut]:
    """Every share of an area, the first first. One statement."""
    found = Assignment.objects.filter(area=area_id)
    days = found.annotate(since=TruncDate("assigned_at"), until=TruncDate("ended_at"))
    lines = days.values_list("enumerator__name", "since", "until").annotate(many=Count("pk"))
    return [GivenOut(*line) for line in lines.order_by("since", F("until").asc(nulls_last=True), "enumerator__name")]
