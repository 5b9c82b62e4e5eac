"""What a matching looks at, gathered from the tables in a bounded number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from internships import lifecycles
from internships.models import MatchingRun, Placement, Position, Wish, WishList
from internships.rules.matching import Kept, Market, Person, Place, from_json, lot
from internships.rules.matching import Wish as Asked
from internships.rules.terms import Terms, terms_from
from internships.rules.way import Point, minutes
from kernel.areas import DONGS
from programs.models import Application, Call
from programs.queries.deadlines import end_of

OPEN = ("submitted", "correcting", "eligible", "in_review", "selected", "reserve")  # who may still be placed


def wishes_until(call: Call) -> datetime | None:
    """The half-open end of the time for wishes; None: until the matching is made."""
    day = terms_from(call.terms.settings).wishes_until
    return end_of(day) if day else None


def last_moment(call: Call) -> datetime | None:
    """The last minute in which wishes can be changed, as people are told it."""
    until = wishes_until(call)
    return until - timedelta(minutes=1) if until else None


def offered(call: Call) -> QuerySet[Position]:
    """Positions that can be wished for: granted and not closed, by host and title."""
    found = Position.objects.filter(call=call, state="granted").select_related("host__organisation", "call")
    return found.order_by("host__organisation__name", "title", "pk")


def without_place(call: Call) -> QuerySet[Application]:
    """Selected applicants who hold no seat."""
    seated = Placement.objects.filter(application=OuterRef("pk"), state__in=lifecycles.SEATED)
    return Application.objects.filter(~Exists(seated), call=call, state="selected").order_by("pk")


def wish_list(application: Application) -> WishList:
    """The applicant's list, or an empty one that is not saved yet."""
    kept = WishList.objects.filter(application=application).prefetch_related("wishes").first()
    return kept or WishList(application=application)


def matched(call: Call) -> bool:
    """Whether the call's seats have been offered by a matching."""
    return MatchingRun.objects.filter(call=call, kind=MatchingRun.Kind.WHOLE, state="confirmed").exists()


# -- the market ----------------------------------------------------------------------------------------------------


def market_of(call: Call) -> Market:
    """Who waits for a place, and the seats that are free; six statements, whatever their number."""
    return _market(call, without_place(call), lambda position: position.free, _taken_of_groups(call))


def whole_market(call: Call) -> Market:
    """Everybody who has a place or waits for one, and all seats: what a move by hand is judged against."""
    seated = Placement.objects.filter(application=OuterRef("pk"), state__in=lifecycles.SEATED)
    people = Application.objects.filter(Exists(seated), call=call) | Application.objects.filter(
        call=call, state="selected"
    )
    return _market(call, people.distinct().order_by("pk"), lambda position: position.seats, {})


def placed_now(call: Call) -> dict[int, int]:
    """Position of each application that holds a seat."""
    return dict(
        Placement.objects.filter(position__call=call, state__in=lifecycles.SEATED).values_list(
            "application_id", "position_id"
        )
    )


def _market(call: Call, people: QuerySet[Application], seats: Any, taken: Mapping[tuple[int, str], int]) -> Market:
    terms = terms_from(call.terms.settings)
    seed = call.terms.choosing_terms.marking.seed
    positions = list(offered(call).prefetch_related("reserved"))
    lists = {
        one.application_id: one
        for one in WishList.objects.filter(application__call=call).prefetch_related(
            Prefetch("wishes", Wish.objects.order_by("rank"))
        )
    }
    map_of = _Map(positions, terms)
    columns = people.values_list("pk", "score", "receipt_number", "groups", "answers")
    return Market(
        tuple(
            Person(
                pk,
                score or Decimal(0),
                lot(seed, receipt),
                map_of.wishes(lists.get(pk), answers),
                _longest(lists.get(pk), answers),
                frozenset(groups),
            )
            for pk, score, receipt, groups, answers in columns
        ),
        tuple(
            Place(
                position.pk,
                seats(position),
                tuple(
                    Kept(one.group, left)
                    for one in sorted(position.reserved.all(), key=lambda one: one.group)
                    if (left := one.seats - taken.get((position.pk, one.group), 0)) > 0
                ),
            )
            for position in positions
        ),
    )


def _taken_of_groups(call: Call) -> dict[tuple[int, str], int]:
    """Seats that members of a group hold already, by position and group: so many of those kept are used."""
    counted: dict[tuple[int, str], int] = defaultdict(int)
    for position, groups in (
        Placement.objects.filter(position__call=call, state__in=lifecycles.SEATED, position__reserved__isnull=False)
        .values_list("position_id", "application__groups")
        .distinct("pk")
    ):
        for group in groups:
            counted[position, group] += 1
    return counted


def _longest(listed: WishList | None, answers: Mapping[str, Any]) -> int | None:
    """The longest way of the list; without a list what the application says."""
    if listed is not None:
        return listed.longest
    return int(answers["commute"]) if str(answers.get("commute") or "").isdigit() else None


class _Map:
    """Positions with their points, by district; ways from a home to them are worked out once for each home."""

    def __init__(self, positions: Sequence[Position], terms: Terms) -> None:
        self.terms = terms
        self.points = {one.pk: _point(one) for one in positions}
        self.works = {one.pk: one.work for one in positions}
        self.by_district: dict[str, list[int]] = defaultdict(list)
        for one in positions:
            self.by_district[one.dong[:5]].append(one.pk)
        self._ways: dict[str, dict[int, int | None]] = {}

    def wishes(self, listed: WishList | None, answers: Mapping[str, Any]) -> tuple[Asked, ...]:
        """Named positions in their order, then those of the named districts, the nearest first."""
        home = (listed.home if listed else "") or str(answers.get("residence") or "")
        ways = self.ways(home)
        named = [wish.position_id for wish in listed.wishes.all()] if listed else []
        districts = listed.districts if listed else [str(answers.get("area") or "")]
        named += [at for district in districts for at in self._nearest(district, ways) if at not in named]
        liked = set(answers.get("work") or ())
        return tuple(
            Asked(at, ways[at], self.terms.fit_points if self.works[at] in liked else Decimal(0))
            for at in named
            if at in ways
        )

    def _nearest(self, district: str, ways: Mapping[int, int | None]) -> list[int]:
        def way(at: int) -> tuple[bool, int, int]:
            return ways[at] is None, ways[at] or 0, at

        return sorted(self.by_district.get(district, ()), key=way)

    def ways(self, home: str) -> dict[int, int | None]:
        """Minutes from a dong (ten digits) or district (five) to each position; None where a point is not known."""
        if home not in self._ways:
            start = point_of_home(home)
            self._ways[home] = {
                at: minutes(start, end, self.terms.pace) if start and end else None for at, end in self.points.items()
            }
        return self._ways[home]


def _point(position: Position) -> Point | None:
    if position.latitude is not None and position.longitude is not None:
        return Point(position.latitude, position.longitude)
    return point_of_home(position.dong)


def point_of_home(code: str) -> Point | None:
    """The point of a dong, or the middle of a district's dongs; None for what is not in the city."""
    if code in DONGS:
        return Point(DONGS[code].latitude, DONGS[code].longitude)
    inside = [dong for dong in DONGS.values() if len(code) == 5 and dong.gu_code == code]
    if not inside:
        return None
    return Point(
        sum((dong.latitude for dong in inside), Decimal(0)) / len(inside),
        sum((dong.longitude for dong in inside), Decimal(0)) / len(inside),
    )


def ways_to(call: Call, home: str) -> dict[int, int | None]:
    """Estimated minutes from a home to each offered position."""
    return _Map(list(offered(call)), terms_from(call.terms.settings)).ways(home)


# -- runs ----------------------------------------------------------------------------------------------------------


def frozen_market(run: MatchingRun) -> Market:
    return from_json(run.inputs)


def placed_by(run: MatchingRun) -> dict[int, int]:
    """Position of each application that the run placed."""
    return {int(key): position for key, position in run.result["placed"].items()}


def waiting_run(call: Call) -> MatchingRun | None:
    return MatchingRun.objects.filter(call=call, state="proposed").first()


def latest_run(call: Call) -> MatchingRun | None:
    """The one that waits for confirmation, else the latest matching of the whole call."""
    runs = MatchingRun.objects.filter(call=call, kind=MatchingRun.Kind.WHOLE).select_related("made_by", "confirmed_by")
    return runs.filter(state="proposed").first() or runs.order_by("-made_at", "-pk").first()


def names_of(applications: Iterable[int]) -> dict[int, Application]:
    return Application.objects.in_bulk(list(applications))
