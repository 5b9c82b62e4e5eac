"""What came to a wave after its areas were cut: what the list has near a place, and what was found there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from kernel.errors import NotVisible
from survey.models import Addition, Area, Assignment, Business, Case, CensusRecord, Dong, IndustryCode, Wave
from survey.queries.find import find_businesses
from survey.queries.frame import latest_loaded, standing
from survey.queries.work import with_assignee
from survey.rules.field.additions import Known, Likeness, Stop, looks_alike
from survey.rules.field.areas import Shop, metres
from survey.rules.korean import name_key, typed_pattern

DONGS_NEAR = 5  # dongs whose middle lies nearest; the shop next door may stand in another one
MOST_OFFERED = 12
_EAST = Coalesce("business__longitude", "business__dong__longitude")
_NORTH = Coalesce("business__latitude", "business__dong__latitude")


def dongs_near(wave: Wave, longitude: float, latitude: float, user: Any = None) -> list[str]:
    """Dongs in which a place may lie: the nearest by their middle, and those in which the person works, which may reach
    far. Two statements at most."""
    dongs = list(Dong.objects.filter(valid_to=None).values_list("code", "longitude", "latitude"))
    places = metres([(longitude, latitude), *((east, north) for _code, east, north in dongs)])
    away = ((places[1:] - places[0]) ** 2).sum(axis=1)
    found = {dongs[int(one)][0] for one in away.argsort()[:DONGS_NEAR]}
    if user is not None:
        mine = Assignment.objects.filter(wave=wave, enumerator=user, ended_at=None)
        found |= set(mine.values_list("area__dong_id", flat=True).distinct())
    return sorted(found)


def stops_in(wave: Wave, dongs: Collection[str]) -> list[Stop]:
    """The shops on the ways through the areas of some dongs; whose place is unknown is taken to be in the middle of its
    dong, what moved is left out. One statement."""
    found = Case.objects.filter(wave=wave, area__dong__in=dongs, moved_to="", business__merged_into=None)
    rows = found.annotate(east=_EAST, north=_NORTH).values_list("business_id", "area_id", "position", "east", "north")
    return [Stop(*row) for row in rows]


def known_in(wave: Wave, dongs: Collection[str]) -> list[Known]:
    """What the list has in some dongs: what stands in it, and what the wave has to settle. One statement."""
    in_wave = Case.objects.filter(wave=wave, business=OuterRef("pk"))
    found = Business.objects.filter(Q(missing_since=None) | Exists(in_wave), dong__in=dongs, merged_into=None)
    east, north = Coalesce("longitude", "dong__longitude"), Coalesce("latitude", "dong__latitude")
    return [Known(*row) for row in found.values_list("pk", "name_key", east, north)]


@dataclass(frozen=True)
class Candidate:
    """An entry that may be the business that was found: why, who visits it (empty: nobody), whether the reader does."""

    business: Business
    likeness: Likeness
    visitor: str
    is_mine: bool


def candidates(wave: Wave, likenesses: Sequence[Likeness], user: Any) -> list[Candidate]:
    """The entries behind likenesses, in their order. One statement."""
    mine = Assignment.objects.filter(wave=wave, business=OuterRef("pk"), ended_at=None, enumerator=user)
    found = with_assignee(Business.objects.filter(pk__in=[one.key for one in likenesses]), wave)
    rows: Any = found.annotate(is_mine=Exists(mine)).select_related("dong", "industry")
    by_key = {one.pk: one for one in rows}
    return [
        Candidate(by_key[one.key], one, by_key[one.key].enumerator_name or "", by_key[one.key].is_mine)
        for one in likenesses
        if one.key in by_key
    ]


def alike_of(addition: Addition) -> list[Candidate]:
    """Entries that an addition may be, for whoever decides about it. Three statements."""
    own = addition.business
    dongs = dongs_near(addition.wave, own.longitude or own.dong.longitude, own.latitude or own.dong.latitude)
    known = {one.key: one for one in known_in(addition.wave, {own.dong_id, *dongs})}
    found = known.pop(own.pk, None)
    return candidates(addition.wave, looks_alike(found, list(known.values())), None) if found is not None else []


def listed_newcomers(wave: Wave) -> QuerySet[Business]:
    """What stands in the list and has no case in the wave: it came with a later file."""
    return standing().exclude(Exists(Case.objects.filter(wave=wave, business=OuterRef("pk"))))


def shops_of(businesses: Iterable[Business]) -> list[Shop]:
    """Businesses at their places (with their dongs); whose place is unknown in the middle of its dong."""
    return [Shop(one.pk, one.longitude or one.dong.longitude, one.latitude or one.dong.latitude) for one in businesses]


def additions_of(wave: Wave, state: str) -> Any:  # annotated, which its type cannot say
    """Additions of a wave in a state (empty: all), latest first, each with the ``area_serial`` and ``step``
    of its case and whether a record of it was ``written``. One statement."""
    found = Addition.objects.filter(wave=wave, **({"state": state} if state else {}))
    return (
        found.select_related("business__industry", "business__dong", "found_by", "same_as")
        .annotate(
            here=FilteredRelation("business__cases", condition=Q(business__cases__wave=wave)),
            area_serial=F("here__area__serial"),
            step=F("here__step"),
            written=Exists(CensusRecord.objects.filter(wave=wave, business=OuterRef("business_id"))),
        )
        .order_by("-pk")
    )


def addition_of(wave: Wave, addition_id: int) -> Addition:
    """Raises NotVisible."""
    found = Addition.objects.filter(wave=wave, pk=addition_id)
    related = ("wave", "business__dong", "business__industry", "found_by", "same_as", "photo", "settled_by")
    addition = found.select_related(*related).first()
    if addition is None:
        raise NotVisible()
    return addition


def at_work(area: Area) -> dict[int, int]:
    """How many businesses of an area each person has. One statement."""
    held = Assignment.objects.filter(area=area, ended_at=None).values("enumerator_id").annotate(many=Count("pk"))
    return dict(held.order_by("enumerator_id").values_list("enumerator_id", "many"))


def visitors_of(wave: Wave, businesses: Collection[int]) -> dict[int, int]:
    """Who has each of some businesses. One statement."""
    found = Assignment.objects.filter(wave=wave, business_id__in=businesses, ended_at=None)
    return dict(found.values_list("business_id", "enumerator_id"))


def find_industries(typed: str) -> list[IndustryCode]:
    """Industries of the classification of the latest file whose name fits what is typed, also half-typed or by initial
    consonants. Two statements."""
    pattern = typed_pattern(typed)
    if pattern is None:
        return []
    return [one for one in industries() if re.search(pattern.expression, name_key(one.name))][:MOST_OFFERED]


def industries() -> QuerySet[IndustryCode]:
    """The classification of the latest file, by name. Two statements."""
    schemes = [latest.counts["taxonomy"] for latest in latest_loaded()[-1:]]
    return IndustryCode.objects.filter(scheme__in=schemes).order_by("name", "code")


def case_of(addition: Addition) -> Case:
    """The case of what was found, with its area. One statement."""
    return Case.objects.select_related("area__dong").get(wave=addition.wave_id, business=addition.business_id)


def visitor_of(addition: Addition) -> User | None:
    """Who visits what was found. One statement."""
    found = Assignment.objects.filter(wave=addition.wave_id, business=addition.business_id, ended_at=None)
    assignment = found.select_related("enumerator").first()
    return assignment.enumerator if assignment is not None else None


def find_in_wave(wave: Wave, typed: str) -> QuerySet[Business]:
    """Businesses of a wave that fit what is typed. One statement."""
    return find_businesses(Business.objects.filter(cases__wave=wave, merged_into=None), typed)
