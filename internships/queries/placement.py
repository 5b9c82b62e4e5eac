"""Reading hosts, positions and placements: bounded statements, whatever the number of rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from internships import lifecycles
from internships.models import Host, Placement, Position
from internships.queries.access import manages, mentors
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Application, Call


def to_place(call: Call, text: str = "") -> QuerySet[Application]:
    """Selected applicants who hold no seat, best score first; ``withdrawn`` counts the places taken from them."""
    seated = Placement.objects.filter(application=OuterRef("pk"), state__in=lifecycles.SEATED)
    found = Application.objects.filter(~Exists(seated), call=call, state="selected").select_related("user")
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(receipt_number__icontains=text.strip()))
    return found.annotate(withdrawn=Count("placements")).order_by(F("score").desc(nulls_last=True), "receipt_serial")


def placements(call: Call, state: str = "", text: str = "") -> QuerySet[Placement]:
    """The placements of a call, by host and person."""
    found = Placement.objects.filter(position__call=call).select_related(
        "person", "application", "position__host__organisation", "position__call"
    )
    if state:
        found = found.filter(state=state)
    if text.strip():
        term = text.strip()
        found = found.filter(
            Q(person__name__icontains=term)
            | Q(position__title__icontains=term)
            | Q(position__host__organisation__name__icontains=term)
        )
    return found.order_by("position__host__organisation__name", "person__name", "pk")


def state_counts(call: Call) -> dict[str, int]:
    """Placements of the call by state."""
    counted = Placement.objects.filter(position__call=call).values_list("state").annotate(Count("pk")).order_by()
    return dict(counted)


def seat_totals(call: Call) -> dict[str, int]:
    """``seats``, ``taken`` and the number of granted ``positions`` of the call."""
    return Position.objects.filter(call=call, state="granted").aggregate(
        seats=Coalesce(Sum("seats"), Value(0)), taken=Coalesce(Sum("taken"), Value(0)), positions=Count("pk")
    )


def whole() -> QuerySet[Placement]:
    """Placements with what every page and paper of one needs."""
    return Placement.objects.select_related(
        "person", "application", "position__host__organisation", "position__call", "position__mentor"
    )


def placement_for(actor: Actor, placement_id: int) -> Placement:
    """A placement for those who may see it: the person, the host's mentors, the call's managers. Raises NotVisible."""
    placement = whole().filter(pk=placement_id).first()
    if placement is None:
        raise NotVisible()
    if actor.user_id == placement.person_id or manages(actor, placement) or mentors(actor, placement):
        return placement
    raise NotVisible()


def current_placement(user: User) -> Placement | None:
    """The person's place: the active one, else the latest that was completed or left."""
    return _current(_places(user))


def place_on(user: User, day: date) -> Placement | None:
    """The person's place on a day, be it over; on a day of none where they are now. One statement."""
    mine = _places(user)
    return next(_between(mine, day, day), None) or _current(mine)


def places_in(user: User, first: date, last: date) -> list[Placement]:
    """The places that the person had from one day to another, the latest first; one statement."""
    return list(_between(_places(user), first, last))


def _between(places: Iterable[Placement], first: date, last: date) -> Iterator[Placement]:
    return (one for one in places if one.answered_at and one.first_day <= last and first <= last_worked(one))


def _places(user: User) -> list[Placement]:
    return list(whole().filter(person=user).exclude(state__in=("declined", "lapsed")).order_by("-pk")[:10])


def _current(mine: Sequence[Placement]) -> Placement | None:
    return next((one for one in mine if one.state in lifecycles.ACTIVE), mine[0] if mine else None)


def ended_on(placement: Placement) -> date | None:
    """The last day in the programme of somebody whose place ended before its time; None for everybody else."""
    if placement.state not in lifecycles.CUT_SHORT or placement.ended_at is None:
        return None
    return min(placement.last_day, placement.ended_at.astimezone(clock.SEOUL).date())


def last_worked(placement: Placement) -> date:
    """The last day on which the person was to work: of who left, the day on which it ended."""
    return ended_on(placement) or placement.last_day


def keeps_attendance(placement: Placement) -> bool:
    """Whether attendance is still written: of who is to come or works, and of who worked, while the records are kept:
    a click can reach us, and a mistake be found, after the end."""
    over = placement.keep_until is not None and clock.today() < placement.keep_until
    return over or placement.state in lifecycles.GOING_ON


def with_attendance(user: User) -> list[Placement]:
    """A person's places of which attendance is still written (:func:`keeps_attendance`), the first one first; one
    statement."""
    return [one for one in whole().filter(person=user).order_by("first_day", "pk") if keeps_attendance(one)]


def offers(user: User) -> Any:
    """Places that wait for the person's answer."""
    return whole().filter(person=user, state="proposed")


def held(call: Call) -> QuerySet[Placement]:
    """Places of the call whose person has accepted, by host, work and person."""
    return _in_order(whole().filter(position__call=call, state__in=lifecycles.HELD))


def coming_to(host: Host, call: Call | None = None) -> QuerySet[Placement]:
    """The people who come to or are at the host, once they have accepted: before that their name is not told to it."""
    found = whole().filter(position__host=host, state__in=lifecycles.HELD)
    return _in_order(found.filter(position__call=call) if call else found)


def people_by_call(host: Host) -> list[tuple[Call, list[Placement]]]:
    """:func:`coming_to` the host in calls that are not over, the first to begin first; one statement."""
    found = coming_to(host).filter(last_day__gte=clock.today()).order_by("first_day", "position__title", "person__name")
    by_call: dict[Call, list[Placement]] = {}
    for placement in found:
        by_call.setdefault(placement.position.call, []).append(placement)
    return list(by_call.items())


def _in_order(found: QuerySet[Placement]) -> QuerySet[Placement]:
    return found.order_by("position__host__organisation__name", "position__title", "person__name", "pk")


def account_hold(user: User) -> str:
    """Why the person's account cannot be closed now: a place that they hold; empty when there is none."""
    if Placement.objects.filter(person=user, state__in=lifecycles.ACTIVE).exists():
        return _("You have a place in the youth data internship. Decline it or end it with the person in charge first.")
    return ""
