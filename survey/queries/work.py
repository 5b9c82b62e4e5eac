"""What an enumerator has to do, and the record behind one business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import Role, User
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scopes
from survey.errors import NotAssignedToYou
from survey.models import Area, Assignment, Business, CensusRecord, Wave
from survey.queries.find import address_fits, find_businesses, name_fits
from survey.queries.questionnaire import HEAVY
from survey.rules.field.revisits import Step

OPEN_STATES = ("draft", "returned")  # of a record that lies with the enumerator
# Settled for the enumerator: handed in, or nothing more to be done there; never while a record lies with them.
DONE = Q(record_state__in=["submitted", "approved"]) | Q(record_state=None, step=Step.DONE)
TODO = Q(record_state__in=OPEN_STATES) | (Q(record_state=None) & ~Q(step=Step.DONE))


def managed_waves(user: Any) -> QuerySet[Wave]:
    """Waves that the person manages."""
    return scopes(user, "manage_wave", Wave)


def wave_for_manager(actor: Actor, code: str) -> Wave:
    """Raises NotVisible for everybody who does not manage it, whether it exists or not."""
    wave = Wave.objects.filter(code=code).first()
    if wave is None or not may(actor, "manage_wave", wave):
        raise NotVisible()
    return wave


def area_of(wave: Wave, area_id: int) -> Area:
    """An area of this wave. Raises NotVisible."""
    area = Area.objects.select_related("dong", "wave").filter(pk=area_id, wave=wave).first()
    if area is None:
        raise NotVisible()
    return area


def areas_of(wave: Wave) -> QuerySet[Area]:
    """All areas of a wave, from dong to dong."""
    return Area.objects.filter(wave=wave).order_by("dong_id", "serial")


def areas_beside(area: Area) -> QuerySet[Area]:
    """All areas of the same dong and wave, in their order."""
    return Area.objects.filter(wave_id=area.wave_id, dong_id=area.dong_id).select_related("dong").order_by("serial")


def businesses_of(area: Area) -> QuerySet[Business]:
    """The businesses that a wave has to settle in an area."""
    return Business.objects.filter(cases__area=area, merged_into=None)


def possible_enumerators() -> QuerySet[User]:
    """People to whom businesses can be assigned: interns and enumerators of today."""
    roles = [Role.INTERN, Role.ENUMERATOR]
    held = Q(role_grants__role__in=roles, role_grants__revoked_at=None)
    return User.objects.filter(held, is_active=True).distinct().order_by("name", "pk")


def enumerators_of(wave: Wave) -> QuerySet[User]:
    """Whoever entered a record of the wave."""
    entered = CensusRecord.objects.filter(wave=wave).values("entered_by_id")
    return User.objects.filter(pk__in=entered).order_by("name", "pk")


def my_waves(user: Any) -> QuerySet[Wave]:
    """Waves in which the person has businesses to visit."""
    mine = Assignment.objects.filter(enumerator=user, ended_at=None).values("wave_id")
    return Wave.objects.filter(pk__in=mine)


def my_wave(user: Any, code: str) -> Wave:
    """Raises NotVisible when the person has nothing to do in it."""
    wave = my_waves(user).filter(code=code).first()
    if wave is None:
        raise NotVisible()
    return wave


def my_businesses(user: Any, wave: Wave) -> Any:  # annotated, which its type cannot say
    """Businesses assigned to the person, each with the ``state`` of its record (empty: not begun)."""
    mine = Assignment.objects.filter(enumerator=user, wave=wave, ended_at=None).values("business_id")
    return with_state(Business.objects.filter(pk__in=mine), wave)


def with_state(businesses: QuerySet[Business], wave: Wave) -> Any:
    """Adds to each business the ``record_state`` of the wave's record, whether a respondent answers it alone
    (``by_respondent``), and how the wave's case stands (``step``, ``not_before``, ``area_serial``, ``position``,
    how it was ``added`` later, and where it ``moved_to``)."""
    return businesses.annotate(
        here=FilteredRelation("cases", condition=Q(cases__wave=wave)),
        written=FilteredRelation("records", condition=Q(records__wave=wave)),  # one in a wave, or none
        record_state=F("written__state"),
        by_respondent=Q(written__isnull=False, written__entered_by=None),
        step=F("here__step"),
        not_before=F("here__not_before"),
        area_serial=F("here__area__serial"),
        position=F("here__position"),
        added=F("here__added"),
        moved_to=F("here__moved_to"),
    )


def with_assignee(businesses: QuerySet[Business], wave: Wave) -> QuerySet[Business]:
    """Adds ``enumerator_name`` of the active assignment to each business."""
    of_business = Assignment.objects.filter(wave=wave, business=OuterRef("pk"), ended_at=None)
    return businesses.annotate(enumerator_name=Subquery(of_business.values("enumerator__name")[:1]))


@dataclass(frozen=True)
class MyCounts:
    """An enumerator's own figures in a wave; ``done`` are records handed in and businesses settled without one."""

    assigned: int
    begun: int
    returned: int
    done: int

    @property
    def todo(self) -> int:
        return self.assigned - self.done


def my_counts(user: Any, wave: Wave) -> MyCounts:
    """How far the person is. One statement."""
    figures = my_businesses(user, wave).aggregate(
        assigned=Count("pk"),
        begun=Count("pk", filter=Q(record_state="draft")),
        returned=Count("pk", filter=Q(record_state="returned")),
        done=Count("pk", filter=DONE),
    )
    return MyCounts(**figures)


@dataclass(frozen=True)
class BroughtIn:
    """Records of a wave that the person has handed in, by where they are now."""

    wave: Wave
    waiting: int
    returned: int
    approved: int

    @property
    def handed_in(self) -> int:
        return self.waiting + self.returned + self.approved


def brought_in(user: Any) -> list[BroughtIn]:
    """What the person has handed in, in waves where they work or have worked, the newest first. Two statements."""
    mine = CensusRecord.objects.filter(entered_by=user).exclude(state="draft").order_by()
    counts: dict[int, dict[str, int]] = {}
    for wave, state, count in mine.values_list("wave", "state").annotate(Count("pk")):
        counts.setdefault(wave, {})[state] = count
    waves = Wave.objects.filter(Q(pk__in=counts) | Q(pk__in=my_waves(user).values("pk"))).order_by("-opens_at", "-pk")
    states = ("submitted", "returned", "approved")
    return [BroughtIn(wave, *(counts.get(wave.pk, {}).get(state, 0) for state in states)) for wave in waves]


MY_LISTS = ("todo", "returned", "done")


def my_list(user: Any, wave: Wave, show: str, typed: str = "") -> Any:
    """The person's businesses (``MY_LISTS``): "done", "returned", or the day's work: what came back, what was begun,
    appointments of today, doors to try again now, then the way through the areas; what has to wait comes last."""
    fits = name_fits(typed) | address_fits(typed) if typed.strip() else Q()
    found = my_businesses(user, wave).select_related("dong", "industry").filter(fits)
    if show == "done":
        return found.filter(DONE).order_by("name_key", "pk")
    found = found.filter(Q(record_state="returned") if show == "returned" else TODO)
    now = clock.now()
    tonight = (now.astimezone(clock.SEOUL) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    urgency = Case(
        When(record_state="returned", then=Value(0)),
        When(record_state="draft", then=Value(1)),
        When(step=Step.APPOINTMENT, not_before__lt=tonight, then=Value(2)),
        When(step__in=[Step.AGAIN, Step.KEY_ITEMS], not_before__lte=now, then=Value(3)),
        When(step__in=[Step.VISIT, Step.KEY_ITEMS], then=Value(4)),
        default=Value(5),
    )
    return found.order_by(urgency, "not_before", "dong_id", "area_serial", "position", "pk")


def find_mine(user: Any, wave: Wave, typed: str) -> list[Business]:
    """The person's own businesses that fit what is typed, with their state. One statement."""
    return list(find_businesses(my_businesses(user, wave), typed, addresses=True))


def my_map(user: Any, wave: Wave, area_id: int | None) -> tuple[list[Area], Area | None, Any]:
    """The areas in which the person still has businesses to visit, one of them (the first unless another is asked for),
    and what is to do there, in the order of the way. Two statements."""
    todo = my_businesses(user, wave).filter(TODO, longitude__isnull=False)
    mine = todo.values("here__area")
    areas = list(Area.objects.filter(pk__in=mine).select_related("dong").order_by("dong_id", "serial"))
    chosen = next((area for area in areas if area.pk == area_id), areas[0] if areas else None)
    return areas, chosen, todo.filter(here__area=chosen).select_related("dong", "industry").order_by("position", "pk")


def entry_of(user: Any, wave: Wave, business_id: int) -> tuple[Business, CensusRecord | None]:
    """The business and its record, if begun, for the person to whom it is assigned. Raises NotAssignedToYou."""
    business = my_businesses(user, wave).select_related("dong", "industry").filter(pk=business_id).first()
    if business is None:
        raise NotAssignedToYou()
    records = CensusRecord.objects.select_related("form").defer(*(f"form__{name}" for name in HEAVY))
    return business, records.filter(wave=wave, business=business).first()


def shop_ids_of(business: Business) -> frozenset[str]:
    """The shop numbers under which the frame knows a business: its own, and those of entries merged into it."""
    merged = Business.objects.filter(merged_into=business).values_list("source_id", flat=True)
    return frozenset([business.source_id, *merged])
