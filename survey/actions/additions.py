"""Businesses that come to a wave after its areas were cut: found in the field, or new in a later file of the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from accounts.models import User
from files.models import StoredFile
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.numbering import next_number
from kernel.permissions import require
from kernel.queueing import enqueue
from kernel.transition import hold
from survey.actions import frame_sql
from survey.actions.areas import CUT_AT_ONCE, ways_of
from survey.actions.collection import give, locked_area
from survey.actions.record import require_open
from survey.errors import FrameBusy, NothingNew, OutsideTheCity, PerhapsThere, PlaceNeeded
from survey.models import Addition, Area, Business, Case, Wave
from survey.queries import additions as queries
from survey.queries.work import my_businesses, my_waves
from survey.rules.field.additions import Known, Likeness, Place, Stop, looks_alike, nearest_stop, placed, who_goes
from survey.rules.field.areas import Shop
from survey.rules.frame_rows import CITY_BOX
from survey.rules.korean import name_key, tidy_name

SERIES = "survey.found"  # of the numbers of what was found in the field
_LOCK_SPACE = 0x6E657773  # "news": keeps these advisory locks apart from those of other apps


@dataclass(frozen=True)
class Found:
    """What an enumerator tells of a business that the list lacks. ``place``: longitude and latitude, and by how many
    metres they may be off; else ``beside`` names the business of theirs next to which it is. ``number``: the shop
    number that a device gave it, empty for the next of ours."""

    name: str
    industry_id: int
    address: str = ""
    sells: str = ""
    place: tuple[float, float] | None = None
    accuracy: int | None = None
    beside: int | None = None
    number: str = ""


@action
def add_found(
    actor: Actor,
    wave_id: int,
    found: Found,
    *,
    client_id: str,
    seen: Collection[int] = (),
    photo: StoredFile | None = None,
) -> Addition:
    """A business that was found in the field: into the area of the nearest shop, behind it on the way, and to whoever
    works there. The same ``client_id`` again changes nothing.

    Args:
        seen: entries of the list of which the person said that it is none of them.

    Raises NotVisible for whom nothing is given in the wave, EntryClosed, FrameBusy, PlaceNeeded, OutsideTheCity,
    and PerhapsThere with what the list has of that name or in that place, as long as the person has not
    seen all of it. Two who find the same shop at once meet there: the second is asked about the first one's.
    """
    wave = my_waves(actor.user).filter(pk=wave_id).first() if actor.user is not None else None
    if wave is None or actor.user is None:
        raise NotVisible()
    _hold_additions(wave)
    earlier = Addition.objects.filter(client_id=client_id, found_by=actor.user).first()
    if earlier is not None:
        return earlier
    require_open(wave)
    here = _near(actor.user, wave, found)
    if any(one.key not in seen for one in here.alike):
        raise PerhapsThere(alike=here.alike)
    addition = Addition(wave=wave, found_by=actor.user, client_id=client_id[:100], photo=photo)
    return _added(actor, addition, found, here, seen)


def add_unasked(
    actor: Actor, wave: Wave, finder: User, found: Found, *, client_id: str, seen: Collection[int]
) -> Addition:
    """The same inside an action for what was found without a network, when nobody can be asked any more: it is added
    whatever the list has there, and the office is told that the person did not see all of that (``unseen``). It goes to
    whoever found it, wherever they work: their visit and record of it may be under way. Raises PlaceNeeded,
    OutsideTheCity."""
    frame_sql.wait_for_frame()
    hold(_LOCK_SPACE, wave.pk)
    here = _near(finder, wave, found)
    unseen = any(one.key not in seen for one in here.alike)
    addition = Addition(wave=wave, found_by=finder, client_id=client_id, unseen=unseen)
    return _added(actor, addition, found, here, seen, stays=True)


def _hold_additions(wave: Wave) -> None:
    """One addition to a wave at a time, and none while a file is loaded. Raises FrameBusy."""
    if not frame_sql.frame_is_free():
        raise FrameBusy()
    hold(_LOCK_SPACE, wave.pk)


@dataclass(frozen=True)
class _Near:
    """A place with the dongs in which it may lie, and what the list has there."""

    longitude: float
    latitude: float
    dongs: list[str]
    alike: list[Likeness]


def _near(user: User, wave: Wave, found: Found) -> _Near:
    """Raises PlaceNeeded, OutsideTheCity."""
    longitude, latitude = _place_of(user, wave, found)
    dongs = queries.dongs_near(wave, longitude, latitude, user)
    here = Known(0, name_key(found.name), longitude, latitude)
    known = [one for one in queries.known_in(wave, dongs) if one.key != found.beside]
    return _Near(longitude, latitude, dongs, looks_alike(here, known))


def _added(
    actor: Actor, addition: Addition, found: Found, here: _Near, seen: Collection[int], *, stays: bool = False
) -> Addition:
    """The business in the list and on a way, the addition kept with it. Raises OutsideTheCity."""
    wave, longitude, latitude = addition.wave, here.longitude, here.latitude
    stops = queries.stops_in(wave, here.dongs)
    if not stops:
        raise OutsideTheCity(field="beside")
    area = locked_area(nearest_stop(Shop(0, longitude, latitude), stops).area)
    business = _listed(found, area.dong_id, longitude, latitude)
    stops = queries.stops_in(wave, [area.dong_id])
    _take_in(actor, wave, [business], Case.Added.FIELD, stops, finder=addition.found_by_id, stays=stays)
    addition.business = business
    addition.sells = found.sells.strip()[:200]
    addition.accuracy = found.accuracy if found.place == (longitude, latitude) else None
    addition.save(force_insert=True)
    record(actor, "add_found", addition, after={"business": business.pk, "area": area.pk, "not": sorted(seen)})
    return addition


def _place_of(user: User, wave: Wave, found: Found) -> tuple[float, float]:
    """Longitude and latitude of the device, else (also where the device is lost) of the business next door. Raises
    PlaceNeeded, OutsideTheCity."""
    if found.place is not None and _is_in_the_city(*found.place):
        return found.place
    beside = my_businesses(user, wave).filter(pk=found.beside).select_related("dong").first()
    if beside is None:
        raise PlaceNeeded(field="beside") if found.place is None else OutsideTheCity(field="beside")
    (shop,) = queries.shops_of([beside])
    return shop.longitude, shop.latitude


def _is_in_the_city(longitude: float, latitude: float) -> bool:
    west, south, east, north = CITY_BOX
    return west <= longitude <= east and south <= latitude <= north


def _listed(found: Found, dong_code: str, longitude: float, latitude: float) -> Business:
    """The business in the list, under its number or the next of ours."""
    is_free = found.number and not Business.objects.filter(taxonomy=Business.OWN, source_id=found.number).exists()
    business = Business.objects.create(
        taxonomy=Business.OWN,
        source_id=found.number if is_free else f"F{next_number(SERIES):06d}",
        name=tidy_name(found.name)[:200],
        name_key=name_key(found.name)[:200],
        dong_id=dong_code,
        industry_id=found.industry_id,
        road_address=found.address.strip()[:300],
        longitude=longitude,
        latitude=latitude,
    )
    frame_sql.mark_repeats_of(business.dong_id, business.name_key)
    return business


# -- new in a later file -----------------------------------------------------------------------------------------------


def take_in_or_queue(actor: Actor, wave_id: int) -> int | None:
    """Takes in a few newcomers at once and says how many; leaves many to the worker (None)."""
    wave = Wave.objects.get(pk=wave_id)
    many = queries.listed_newcomers(wave).count()
    if many <= CUT_AT_ONCE:
        return take_in_listed(actor, wave_id)
    require(actor, "manage_wave", wave)
    enqueue("survey.tasks.take_in_listed", wave_id, actor.user_id, key=f"take-in-{wave_id}-{many}")
    return None


@action
def take_in_listed(actor: Actor, wave_id: int) -> int:
    """What a later file brought comes into the areas of the wave: each business into the area of its dong in which the
    nearest shop lies, behind it on the way, and to whoever works there. A dong that had no business gets areas.

    Returns:
        how many businesses came.

    Raises NotPermitted, FrameBusy, NothingNew (also while the wave is not cut: cutting takes all of the list).
    """
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave)
    _hold_additions(wave)
    newcomers = list(queries.listed_newcomers(wave).select_related("dong").order_by("dong_id", "pk"))
    if not newcomers or not wave.areas.exists():
        raise NothingNew()
    for dong_code, group in groupby(newcomers, key=lambda one: one.dong_id):
        businesses = list(group)
        areas = Area.objects.filter(wave=wave, dong=dong_code).order_by("pk")
        held = list(areas.select_for_update(of=("self",), no_key=True))
        stops = queries.stops_in(wave, [dong_code]) if held else []
        if stops:
            _take_in(actor, wave, businesses, Case.Added.LIST, stops)
        else:
            _new_areas(wave, dong_code, businesses)
    record(actor, "take_in_listed", wave, after={"businesses": len(newcomers)})
    return len(newcomers)


def _new_areas(wave: Wave, dong_code: str, businesses: Sequence[Business]) -> None:
    """Areas for a dong in which there is nothing on any way; nobody works in them yet."""
    first = wave.areas.filter(dong=dong_code).count() + 1
    for serial, way in enumerate(ways_of(businesses), start=first):
        area = Area.objects.create(wave=wave, dong_id=dong_code, serial=serial)
        Case.objects.bulk_create(
            Case(wave=wave, area=area, business_id=key, position=position, added=Case.Added.LIST)
            for position, key in enumerate(way, start=1)
        )


# -- both --------------------------------------------------------------------------------------------------------------


def _take_in(
    actor: Actor,
    wave: Wave,
    businesses: Iterable[Business],
    added: Case.Added,
    stops: Sequence[Stop],
    finder: int | None = None,
    *,
    stays: bool = False,
) -> None:
    """Cases at their places between the stops of (locked) areas, given to whoever works there."""
    for area_id, places in placed(queries.shops_of(businesses), stops).items():
        make_room(area_id, places)
        Case.objects.bulk_create(
            Case(wave=wave, area_id=area_id, business_id=one.key, position=one.position, added=added) for one in places
        )
        _give(actor, wave, Area.objects.get(pk=area_id), places, finder, stays=stays)


def make_room(area_id: int, places: Sequence[Place]) -> None:
    """Moves the shops of an area on along the way, so that newcomers fit in at their places."""
    after = [one.after.position for one in places]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE survey_case SET position = position + (SELECT count(*) FROM unnest(%(after)s::int[]) AS a "
            "WHERE a < position) WHERE area_id = %(area)s AND position > %(first)s",
            {"after": after, "area": area_id, "first": min(after)},
        )


def _give(actor: Actor, wave: Wave, area: Area, places: Sequence[Place], finder: int | None, *, stays: bool) -> None:
    at_work = queries.at_work(area)
    visitors = queries.visitors_of(wave, {one.after.key for one in places})
    shares = defaultdict[int, list[int]](list)
    for one in places:
        person = who_goes(at_work, neighbour=visitors.get(one.after.key), finder=finder, stays=stays)
        if person is not None:
            shares[person].append(one.key)
    for enumerator in User.objects.filter(pk__in=shares):
        give(actor, area, enumerator, shares[enumerator.pk])
