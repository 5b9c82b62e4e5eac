"""Cutting a wave into areas, and giving them to enumerators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import Count, Q

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require, scope_group
from kernel.queueing import enqueue
from kernel.transition import lock
from survey.actions.collection import give, locked_area, require_enumerator
from survey.errors import NothingToAssign, WorkBegun
from survey.models import Area, Assignment, Business, Case, CensusRecord, Wave
from survey.queries.additions import shops_of
from survey.queries.field import free_areas, free_cases
from survey.queries.frame import standing
from survey.queries.work import OPEN_STATES
from survey.rules.field.areas import cut
from survey.rules.field.walking import walking_order
from survey.rules.field.workload import AreaLoad, share_out

BATCH = 5_000  # rows of one statement
CUT_AT_ONCE = 3_000  # businesses; more are cut by the worker


def cut_or_queue(actor: Actor, wave_id: int) -> int | None:
    """Cuts a small frame at once and says how many areas it has; leaves a large one to the worker (None)."""
    if standing().count() <= CUT_AT_ONCE:
        return cut_areas(actor, wave_id)
    require_uncut(actor, Wave.objects.get(pk=wave_id))
    enqueue("survey.tasks.cut_areas", wave_id, actor.user_id, key=f"cut-areas-{wave_id}")
    return None


@action
def cut_areas(actor: Actor, wave_id: int) -> int:
    """Cuts every dong into areas (조사구) and lays the way through each; whatever was cut before gives way.

    Returns:
        how many areas there are.

    Raises NotPermitted, and WorkBegun once businesses were given out: then areas stay as they are.
    """
    wave: Wave = lock(Wave, wave_id)
    require_uncut(actor, wave)
    Area.objects.filter(wave=wave).delete()
    shops = standing().select_related("dong").order_by("dong_id", "pk")
    pieces = [
        (dong_id, serial, piece)
        for dong_id, of_dong in groupby(shops.iterator(chunk_size=BATCH), key=lambda shop: shop.dong_id)
        for serial, piece in enumerate(ways_of(list(of_dong)), start=1)
    ]
    areas = Area.objects.bulk_create(Area(wave=wave, dong_id=dong, serial=serial) for dong, serial, _piece in pieces)
    cases = (
        Case(wave=wave, area=area, business_id=business, position=position)
        for area, (_dong, _serial, piece) in zip(areas, pieces, strict=True)
        for position, business in enumerate(piece, start=1)
    )
    Case.objects.bulk_create(cases, batch_size=BATCH)
    record(actor, "cut_areas", wave, after={"areas": len(areas), "businesses": sum(len(piece[2]) for piece in pieces)})
    return len(areas)


def require_uncut(actor: Actor, wave: Wave) -> None:
    """Raises NotPermitted, and WorkBegun once businesses were given out or recorded."""
    require(actor, "manage_wave", wave)
    if Assignment.objects.filter(wave=wave).exists() or CensusRecord.objects.filter(wave=wave).exists():
        raise WorkBegun()


def ways_of(businesses: Sequence[Business]) -> Iterable[list[int]]:
    """The businesses of each area of a dong in walking order; whose place is unknown is looked for in the middle."""
    shops = {shop.key: shop for shop in shops_of(businesses)}
    return (walking_order([shops[key] for key in area]) for area in cut(list(shops.values())))


@action
def hand_out(actor: Actor, wave_id: int, people: Sequence[int]) -> dict[int, int]:
    """Shares the areas that nobody works in among some people: loads alike, areas of one person near one another.

    Returns:
        how many businesses each of them was given.

    Raises NotPermitted, NoEnumerator, NothingToAssign.
    """
    wave: Wave = lock(Wave, wave_id)
    require(actor, "manage_wave", wave)
    areas = {area.pk: area for area in free_areas(wave)}
    if not areas or not people:
        raise NothingToAssign()
    enumerators = {person: require_enumerator(person) for person in people}
    loads = [AreaLoad(area.pk, area.open_cases, *area.middle) for area in areas.values()]
    given = {
        person: sum(give_area(actor, areas[key].area, enumerators[person]) for key in keys)
        for person, keys in share_out(loads, list(people)).items()
    }
    record(
        actor, "hand_out", wave, after={"people": len(people), "areas": len(areas), "businesses": sum(given.values())}
    )
    return given


@action
def hand_over(actor: Actor, area_id: int, enumerator_id: int) -> int:
    """Gives all that is open in an area to another person, also records that came back; what is handed in stays with
    whoever handed it in, with its history.

    Returns:
        how many businesses went over.

    Raises NotPermitted, NoEnumerator, NothingToAssign.
    """
    area = locked_area(area_id)
    require(actor, "manage_wave", area.wave)
    person = require_enumerator(enumerator_id)
    theirs = CensusRecord.objects.filter(area=area).exclude(state__in=OPEN_STATES).values("business_id")
    held = Assignment.objects.filter(area=area, ended_at=None).exclude(enumerator=person)
    held.exclude(business_id__in=theirs).update(ended_at=clock.now())
    moved = give_area(actor, area, person)
    if not moved:
        raise NothingToAssign()
    take_rights(area)
    record(actor, "hand_over", area, after={"enumerator": person.pk, "businesses": moved})
    return moved


def give_area(actor: Actor, area: Area, person: User) -> int:
    """Every business of the area that is open and nobody's, to one person."""
    return give(actor, area, person, free_cases(area))


def take_rights(area: Area) -> None:
    """Who has nothing left in an area may no longer collect there."""
    group = scope_group(area, "enumerator", ["collect_area"])
    there = Q(census_assignments__area=area, census_assignments__ended_at=None)
    idle = group.user_set.annotate(left=Count("census_assignments", filter=there)).filter(left=0)
    group.user_set.remove(*idle)
