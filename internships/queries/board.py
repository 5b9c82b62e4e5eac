"""The board of seats and the way from applications to completion; a bounded number of statements."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from internships.lifecycles import HELD, SEATED
from internships.models import Placement, Position
from internships.queries.matching import market_of
from internships.queries.position import granted
from kernel import clock
from programs.models import Application, Call

TAKEN = ("accepted", "working", "completed", "incomplete", "left")
SOON = timedelta(days=1)  # an offer that is due so soon and not answered is at risk


@dataclass(frozen=True)
class Row:
    """One position. ``next_in_line``: people without a place who asked for it within their way."""

    position: Position
    states: Mapping[str, int]
    at_risk: int
    next_in_line: int

    @property
    def filled(self) -> int:
        """Seats whose person has accepted."""
        return sum(self.states.get(state, 0) for state in HELD)

    @property
    def offered(self) -> int:
        return self.states.get("proposed", 0)

    @property
    def free(self) -> int:
        return self.position.seats - self.filled - self.offered

    @property
    def suspended(self) -> bool:
        """Its host is suspended: nobody new is placed, and who is there may have to go."""
        return self.position.host.state != "approved"

    @property
    def lonely(self) -> bool:
        """A seat is free and nobody waits for it."""
        return self.free > 0 and self.next_in_line == 0


@dataclass(frozen=True)
class Board:
    """``only`` narrows the rows; the sums are of all."""

    rows: list[Row]
    sums: Mapping[str, int] = field(default_factory=dict)


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "free": lambda row: row.free > 0,
    "offered": lambda row: row.offered > 0,
    "risk": lambda row: row.at_risk > 0 or row.lonely or row.suspended,
    "full": lambda row: row.filled == row.position.seats,
}


def seats_board(call: Call, only: str = "") -> Board:
    """Every granted position with its seats; seven statements."""
    states: dict[int, Counter[str]] = {}
    held = Placement.objects.filter(position__call=call, state__in=SEATED)
    for position, state, count in held.values_list("position_id", "state").annotate(Count("pk")).order_by():
        states.setdefault(position, Counter())[state] = count
    due = held.filter(state="proposed", due_at__lte=clock.now() + SOON).values_list("position_id")
    risk = dict(due.annotate(Count("pk")).order_by())
    market = market_of(call)
    waiting: Counter[int] = Counter(
        wish.position for person in market.people for wish in person.wishes if person.within_way(wish)
    )
    rows = [Row(one, states.get(one.pk, {}), risk.get(one.pk, 0), waiting[one.pk]) for one in granted(call)]
    sums = {
        "seats": sum(row.position.seats for row in rows),
        "filled": sum(row.filled for row in rows),
        "offered": sum(row.offered for row in rows),
        "free": sum(row.free for row in rows),
        "risk": sum(1 for row in rows if FILTERS["risk"](row)),
        "waiting": len(market.people),
    }
    chosen = FILTERS.get(only)
    return Board([row for row in rows if chosen(row)] if chosen else rows, sums)


@dataclass(frozen=True)
class Step:
    """One step of the way. ``percent``: of the step before, to one decimal (None for the first); ``national``: the same
    of the national programme of 2020 (None where it has no such step)."""

    code: str
    label: str
    count: int
    percent: Decimal | None
    national: Decimal | None


# 8,440 selected and trained → 7,037 → 6,335 with a contract → 5,232 finished (national programme of 2020).
NATIONAL = (8_440, 7_037, 6_335, 5_232)


def funnel(call: Call) -> list[Step]:
    """From applications to completion: each as a share of the step before."""
    applications = dict(Application.objects.filter(call=call).values_list("state").annotate(Count("pk")).order_by())
    ever = Placement.objects.filter(position__call=call)
    handed_in = sum(count for state, count in applications.items() if state not in ("draft", "withdrawn"))
    chosen = applications.get("selected", 0) + applications.get("given_up", 0)
    counts = (
        ("applied", _("Applied"), handed_in, None),
        ("selected", _("Selected"), chosen, NATIONAL[0]),
        ("offered", _("Offered a place"), _people(ever), NATIONAL[1]),
        ("accepted", _("Accepted (contract)"), _people(ever.filter(state__in=TAKEN)), NATIONAL[2]),
        ("completed", _("Completed the internship"), _people(ever.filter(state="completed")), NATIONAL[3]),
    )
    steps: list[Step] = []
    before: int | None = None
    theirs: int | None = None
    for code, label, count, national in counts:
        steps.append(Step(code, label, count, _percent(count, before), _percent(national, theirs)))
        before, theirs = count, national
    return steps


def _people(placements: QuerySet[Placement]) -> int:
    return placements.values("application").distinct().count()


def _percent(count: int | None, of: int | None) -> Decimal | None:
    if count is None or not of:
        return None
    return (Decimal(100) * count / of).quantize(Decimal("0.1"), ROUND_HALF_UP)
