"""Reading positions: a host's own, those of a call by state and kind with the quotas, those shown to everybody."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from internships.lifecycles import HELD, OPEN_CHANGE
from internships.models import Host, Placement, Position, PositionChange, PositionVersion
from internships.queries.access import PROGRAMME, belongs, require_writes
from internships.queries.priority import SEE
from internships.rules.position import KindSeats
from internships.rules.terms import Terms, terms_from
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may
from programs.models import Call

SHOWN_CALLS = ("published", "closed", "decided")


def whole() -> QuerySet[Position]:
    """Positions with what every page of one needs."""
    return Position.objects.select_related("host__organisation", "call", "mentor")


def takes_positions(call: Call) -> bool:
    """Whether hosts may ask for positions in the call today."""
    return call.state in SHOWN_CALLS and terms_from(call.terms.settings).takes_positions(clock.today())


def calls_to_ask_in() -> list[Call]:
    """The internship calls in which hosts may ask for positions, newest first; those in preparation are not told of."""
    found = Call.objects.filter(programme=PROGRAMME, state__in=SHOWN_CALLS).order_by("-opens_at", "-pk")[:20]
    return [call for call in found if takes_positions(call)]


def positions_of(host: Host) -> QuerySet[Position]:
    """The host's positions, the newest call's first; of ``asked_changes`` only an open one comes along."""
    waiting = Prefetch("asked_changes", PositionChange.objects.filter(state__in=OPEN_CHANGE))
    return (
        host.positions.select_related("host__organisation", "call", "mentor")
        .prefetch_related(waiting)
        .order_by("-call__opens_at", "-call_id", "title", "pk")
    )


@dataclass(frozen=True)
class HostFigures:
    """Seats of a host in calls that are not over: asked for and undecided, granted, with somebody who accepted,
    offered and not answered yet; changes that wait for the office."""

    asked: int
    granted: int
    held: int
    offered: int
    changes: int

    @property
    def free(self) -> int:
        return self.granted - self.held - self.offered


def figures_of(host: Host) -> HostFigures:
    """How the host stands now; three statements."""
    running = host.positions.filter(last_day__gte=clock.today())
    seats = running.aggregate(
        asked=Coalesce(Sum("seats", filter=Q(state="asked")), 0),
        granted=Coalesce(Sum("seats", filter=Q(state="granted")), 0),
    )
    placed = Placement.objects.filter(position__in=running.filter(state="granted")).aggregate(
        held=Count("pk", filter=Q(state__in=HELD)), offered=Count("pk", filter=Q(state="proposed"))
    )
    changes = PositionChange.objects.filter(position__in=running, state="asked").count()
    return HostFigures(**seats, **placed, changes=changes)


def position_for(actor: Actor, position_id: int) -> Position:
    """A position for those who write or decide on it: people of the host, managers of the call. Raises NotVisible."""
    position = whole().filter(pk=position_id).first()
    if position is None:
        raise NotVisible()
    require_writes(actor, position)
    return position


def decides(actor: Actor, position: Position) -> bool:
    """Whether the actor grants or returns this position: a manager of the call who is not of the host."""
    return may(actor, "manage_call", position.call) and not belongs(actor, position.host)


def open_change(position: Position) -> PositionChange | None:
    """What is being changed of a granted position."""
    return position.asked_changes.filter(state__in=OPEN_CHANGE).first()


def sees_groups(actor: Actor, position: Position) -> bool:
    """Whether the actor sets and reads for which groups seats of the position are kept: who decides on it and may see
    priority groups. With the names of who was placed there it tells everybody else who belongs to one."""
    return decides(actor, position) and may(actor, SEE, position.call)


def kept_seats(position: Position) -> int:
    """How many of its seats are kept for groups, of whichever."""
    return int(position.reserved.aggregate(kept=Sum("seats"))["kept"] or 0)


def versions_of(position: Position, *, groups: bool) -> QuerySet[PositionVersion]:
    """Every change of the position, newest first; those of seats kept for ``groups`` only to who sees them."""
    rows = position.versions.select_related("by").order_by("-number")
    return rows if groups else rows.exclude(verb="reserve_seats")


def positions_in(
    call: Call, state: str = "", kind: str = "", work: str = "", district: str = "", text: str = ""
) -> QuerySet[Position]:
    """The positions of a call for the office, those that wait first; ``changes_waiting`` counts changes asked for."""
    found = whole().filter(call=call)
    chosen = {"state": state, "host__kind": kind, "work": work}
    found = found.filter(**{name: value for name, value in chosen.items() if value})
    return (
        _narrowed(found, district, text)
        .annotate(changes_waiting=Count("asked_changes", filter=Q(asked_changes__state="asked")))
        .order_by("host__organisation__name", "title", "pk")
    )


def _narrowed(found: QuerySet[Position], district: str, text: str) -> QuerySet[Position]:
    if district.isdigit():
        found = found.filter(dong__startswith=district)
    term = text.strip()
    if term:
        found = found.filter(
            Q(title__icontains=term) | Q(place__icontains=term) | Q(host__organisation__name__icontains=term)
        )
    return found


def state_counts(call: Call) -> dict[str, int]:
    """Positions of the call by state."""
    return dict(Position.objects.filter(call=call).values_list("state").annotate(Count("pk")).order_by())


def waiting_in(calls: Any) -> int:
    """Positions and changes of ``calls`` that wait for the office."""
    asked = Position.objects.filter(call__in=calls, state="asked").count()
    return asked + PositionChange.objects.filter(position__call__in=calls, state="asked").count()


def kind_seats(call: Call, terms: Terms | None = None) -> list[KindSeats]:
    """The seats of each kind of host, granted and asked for, beside the call's quotas. One statement and the terms'."""
    terms = terms or terms_from(call.terms.settings)
    rows = (
        Position.objects.filter(call=call, state__in=("granted", "asked"))
        .values("host__kind")
        .annotate(
            granted=Coalesce(Sum("seats", filter=Q(state="granted")), 0),
            asked=Coalesce(Sum("seats", filter=Q(state="asked")), 0),
        )
        .order_by()
    )
    found = {row["host__kind"]: (row["granted"], row["asked"]) for row in rows}
    return [KindSeats(kind, terms.quotas.get(kind), *found.get(kind, (0, 0))) for kind in Host.Kind.values]


def mentored_seats(call: Call, mentor: User, states: tuple[str, ...], but: Position) -> int:
    """The seats of the call that ``mentor`` has in positions of ``states``, other than those of ``but``."""
    found = Position.objects.filter(call=call, mentor=mentor, state__in=states).exclude(pk=but.pk)
    total: int = found.aggregate(seats=Coalesce(Sum("seats"), 0))["seats"]
    return total


def granted(call: Call) -> QuerySet[Position]:
    """The granted positions of a call, those of suspended hosts too, by host and title."""
    return whole().filter(call=call, state="granted").order_by("host__organisation__name", "title", "pk")


def offered(call: Call) -> QuerySet[Position]:
    """What applicants are shown, wish for and are offered: granted positions of approved hosts, by host and title."""
    return granted(call).filter(host__state="approved")


def offered_like(
    call: Call, *, work: str = "", district: str = "", text: str = "", free: bool = False
) -> QuerySet[Position]:
    """:func:`offered` narrowed by kind of work, district (five digits), words and seats left."""
    found = _narrowed(offered(call), district, text)
    if work:
        found = found.filter(work=work)
    return found.filter(taken__lt=F("seats")) if free else found


def shown_call(call_id: int) -> Call:
    """An internship call whose positions everybody may see. Raises NotVisible."""
    call = Call.objects.filter(pk=call_id, programme=PROGRAMME, state__in=SHOWN_CALLS).first()
    if call is None:
        raise NotVisible()
    return call


def shown_position(position_id: int) -> Position:
    """A position that everybody may see. Raises NotVisible."""
    position = (
        whole()
        .filter(
            pk=position_id,
            state="granted",
            host__state="approved",
            call__programme=PROGRAMME,
            call__state__in=SHOWN_CALLS,
        )
        .first()
    )
    if position is None:
        raise NotVisible()
    return position
