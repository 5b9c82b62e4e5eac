"""What a matching looks at, gathered from the tables in a bounded number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from internships import lifecycles
from internships.models import MatchingRun, Placement, Position, Wish, WishList
from internships.queries.position import granted, offered
from internships.queries.priority import proven_groups
from internships.rules import matching as rules
from internships.rules.matching import (
    Kept,
    KeptSeats,
    Market,
    Met,
    Person,
    Place,
    Proof,
    from_json,
    lot,
    match,
    prove,
    wishes_of,
)
from internships.rules.matching import Wish as Asked
from internships.rules.terms import Terms, terms_from
from internships.rules.way import Point
from internships.rules.wishing import Atlas, Spot
from kernel.areas import DONGS
from programs.models import Application, Call
from programs.queries.deadlines import end_of
from programs.rules.deadlines import last_minute


def wishes_until(call: Call) -> datetime | None:
    """The half-open end of the time for wishes; None: until the matching is made."""
    day = terms_from(call.terms.settings).wishes_until
    return end_of(day) if day else None


def last_moment(call: Call) -> datetime | None:
    """The last minute in which wishes can be changed, as people are told it."""
    until = wishes_until(call)
    return last_minute(until) if until else None


def wishes_open(call: Call, moment: datetime) -> bool:
    """Whether wishes can still be changed at ``moment``."""
    until = wishes_until(call)
    return until is None or moment < until


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
    """Who waits for a place, and the seats that are free; seven statements, whatever their number."""
    return _market(call, without_place(call), offered(call), whole=False)


def market_without(position: Position) -> Market:
    """Who would wait and what would be free if the position were withdrawn now."""
    call = position.call
    freed = Application.objects.filter(placements__position=position, placements__state__in=lifecycles.ACTIVE)
    people = Application.objects.filter(Q(pk__in=without_place(call)) | Q(pk__in=freed)).order_by("pk")
    left = offered(call).exclude(pk=position.pk)
    return _market(call, people, left, whole=False)


def whole_market(call: Call) -> Market:
    """Everybody who has a place or waits for one, and all seats: what a move by hand is judged against."""
    seated = Placement.objects.filter(application=OuterRef("pk"), state__in=lifecycles.SEATED)
    people = Application.objects.filter(Exists(seated), call=call) | Application.objects.filter(
        call=call, state="selected"
    )
    return _market(call, people.distinct().order_by("pk"), granted(call), whole=True)


def placed_now(call: Call) -> dict[int, int]:
    """Position of each application that holds a seat."""
    return dict(
        Placement.objects.filter(position__call=call, state__in=lifecycles.SEATED).values_list(
            "application_id", "position_id"
        )
    )


def _market(call: Call, people: QuerySet[Application], positions: QuerySet[Position], *, whole: bool) -> Market:
    """``whole``: with the seats that are taken, else with the free ones."""
    terms = terms_from(call.terms.settings)
    seed = call.terms.choosing_terms.marking.seed
    at = list(positions.prefetch_related("reserved"))
    lists = {
        one.application_id: one
        for one in WishList.objects.filter(application__call=call).prefetch_related(
            Prefetch("wishes", Wish.objects.order_by("rank"))
        )
    }
    atlas = _atlas(at, terms)
    groups_of = proven_groups(call)
    taken = {} if whole else _taken_of_groups(groups_of)
    columns = people.values_list("pk", "score", "receipt_number", "answers")
    return Market(
        tuple(
            Person(
                pk,
                score or Decimal(0),
                lot(seed, receipt),
                _wishes(atlas, lists.get(pk), answers),
                _longest(lists.get(pk), answers),
                groups_of.get(pk, frozenset()),
            )
            for pk, score, receipt, answers in columns
        ),
        tuple(
            Place(
                position.pk,
                position.seats if whole else position.free,
                tuple(
                    Kept(one.group, left)
                    for one in sorted(position.reserved.all(), key=lambda one: one.group)
                    if (left := one.seats - taken.get((position.pk, one.group), 0)) > 0
                ),
            )
            for position in at
        ),
    )


def _taken_of_groups(groups_of: Mapping[int, frozenset[str]]) -> dict[tuple[int, str], int]:
    """Seats that members of a group hold already, by position and group: so many of those kept are used."""
    counted: dict[tuple[int, str], int] = defaultdict(int)
    held = Placement.objects.filter(application__in=groups_of, state__in=lifecycles.SEATED)
    for position, application in held.values_list("position_id", "application_id"):
        for group in groups_of[application]:
            counted[position, group] += 1
    return counted


def _longest(listed: WishList | None, answers: Mapping[str, Any]) -> int | None:
    """The longest way of the list; without a list what the application says."""
    if listed is not None:
        return listed.longest
    return int(answers["commute"]) if str(answers.get("commute") or "").isdigit() else None


def _atlas(positions: Iterable[Position], terms: Terms) -> Atlas:
    spots = (Spot(one.pk, one.work, one.dong[:5], _point(one)) for one in positions)
    return Atlas(spots, terms.pace, terms.fit_points)


def _wishes(atlas: Atlas, listed: WishList | None, answers: Mapping[str, Any]) -> tuple[Asked, ...]:
    """Of the list; without one the district that the application names."""
    named = [wish.position_id for wish in listed.wishes.all()] if listed else []
    districts = listed.districts if listed else [str(answers.get("area") or "")]
    return atlas.wishes(_home(listed, answers), named, districts, set(answers.get("work") or ()))


def _home(listed: WishList | None, answers: Mapping[str, Any]) -> Point | None:
    """The dong of the list, else the district of the application."""
    return point_of((listed.home if listed else "") or str(answers.get("residence") or ""))


def _point(position: Position) -> Point | None:
    if position.latitude is not None and position.longitude is not None:
        return Point(position.latitude, position.longitude)
    return point_of(position.dong)


def point_of(code: str) -> Point | None:
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


def ways_for(application: Application, listed: WishList, positions: Iterable[Position]) -> dict[int, int | None]:
    """Estimated minutes from the applicant's home to each position; None where it cannot be told."""
    atlas = _atlas(positions, terms_from(application.call.terms.settings))
    return atlas.ways(_home(listed, application.answers))


def passed_over(call: Call, application_id: int, position_id: int) -> list[int]:
    """Applications that a move by hand passes over, as :func:`internships.rules.matching.passed_over` finds them."""
    return list(rules.passed_over(whole_market(call), placed_now(call), application_id, position_id))


# -- runs ----------------------------------------------------------------------------------------------------------


def frozen_market(run: MatchingRun) -> Market:
    return from_json(run.inputs)


def placed_by(run: MatchingRun) -> dict[int, int]:
    """Position of each application that the run placed."""
    return {int(key): position for key, position in run.result["placed"].items()}


def proof_of(run: MatchingRun) -> Proof:
    """What was found when the run was made."""
    kept: dict[str, Any] = run.proof
    lists = {
        "blocking": tuple(map(tuple, kept["blocking"])),
        "kept": tuple(KeptSeats(**one) for one in kept["kept"]),
        **{name: tuple(kept[name]) for name in ("overfull", "unwished", "too_far")},
    }
    return Proof(**kept | lists)


def comes_out_again(run: MatchingRun) -> bool:
    """Whether the frozen inputs give the same places and the same proof once more."""
    market, placed = frozen_market(run), placed_by(run)
    return match(market).placed == placed and prove(market, placed) == proof_of(run)


def waiting_run(call: Call) -> MatchingRun | None:
    return MatchingRun.objects.filter(call=call, state="proposed").first()


def latest_run(call: Call) -> MatchingRun | None:
    """The one that waits for confirmation, else the latest matching of the whole call."""
    runs = MatchingRun.objects.filter(call=call, kind=MatchingRun.Kind.WHOLE).select_related("made_by", "confirmed_by")
    return runs.filter(state="proposed").first() or runs.order_by("-made_at", "-pk").first()


def wishes_met(placement: Placement) -> tuple[tuple[Met, ...], dict[int, Position]]:
    """What became of the person's wishes in the matching that placed them, with their positions; nothing for a place
    given by hand."""
    if placement.run is None:
        return (), {}
    met = wishes_of(frozen_market(placement.run), placed_by(placement.run)).get(placement.application_id, ())
    return met, Position.objects.select_related("host__organisation").in_bulk([one.position for one in met])


def positions_of(run: MatchingRun) -> dict[int, Position]:
    """Every position of the run's call, those closed since too."""
    return Position.objects.filter(call=run.call_id).select_related("host__organisation").in_bulk()
