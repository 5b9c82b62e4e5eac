"""Wishes, the matching of a call, and what follows by itself when a seat becomes free.

Locks are taken in the order call, application, position, placement, so that clicks at once wait for each other and
never in a circle. A position's lock leaves its key free: who saves wishes for it while it is filled waits for nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from internships.actions.placement import PROGRAMME, offer
from internships.errors import (
    MatchingChanged,
    NobodyToMatch,
    NoLot,
    NoWishesNow,
    TooManyWishes,
    UnknownWish,
    WishesOpen,
    WishesOver,
)
from internships.models import MatchingRun, Placement, Position, Wish, WishList
from internships.queries.access import require_manages
from internships.queries.matching import (
    last_moment,
    market_of,
    matched,
    placed_by,
    waiting_run,
    wish_list,
    wishes_open,
)
from internships.queries.position import offered
from internships.rules.matching import RULE, Market, Matching, match, prove, to_json
from internships.rules.terms import terms_from
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.areas import DISTRICTS, DONGS
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.transition import advance, lock
from programs.actions import call_next
from programs.actions.office import require_second_person
from programs.errors_aftermath import NobodyToCall
from programs.models import Application, Call
from programs.queries.evidence import RUNNING
from programs.rules.ranking.inputs import text_hash
from programs.wording import moment_text

# -- wishes --------------------------------------------------------------------------------------------------------


@action
def save_wishes(
    actor: Actor,
    application_id: int,
    positions: Sequence[int],
    *,
    districts: Sequence[str] = (),
    home: str = "",
    longest: int | None = None,
    revision: int = 0,
) -> WishList:
    """Keeps the applicant's whole list: ``positions`` dearest first, then ``districts`` (구, five digits), ``home`` the
    code of their dong, ``longest`` in minutes one way. ``revision`` is that of the list they saw.

    Raises NotVisible, NoWishesNow, WishesOver, TooManyWishes, UnknownWish, ChangedMeanwhile.
    """
    application: Application | None = (
        Application.objects.select_for_update(of=("self",)).select_related("call").filter(pk=application_id).first()
    )
    if application is None or application.user_id != actor.user_id or application.call.programme != "internships":
        raise NotVisible()
    _check_wishes(application, positions)
    listed = wish_list(application)
    if listed.revision != revision:
        raise ChangedMeanwhile()
    listed.home = home if home in DONGS else ""
    listed.districts = [one for one in dict.fromkeys(districts) if one in DISTRICTS]
    listed.longest = longest
    listed.revision += 1
    listed.saved_at = clock.now()
    listed.save()
    listed.wishes.all().delete()
    chosen = list(dict.fromkeys(positions))
    Wish.objects.bulk_create(Wish(of=listed, position_id=at, rank=rank) for rank, at in enumerate(chosen, 1))
    # Where somebody lives stays out of the trail.
    record(actor, "save_wishes", application, after={"positions": chosen, "districts": listed.districts})
    return listed


def _check_wishes(application: Application, positions: Sequence[int]) -> None:
    if application.state not in RUNNING:
        raise NoWishesNow(state=application.stage.label)
    if not wishes_open(application.call, clock.arrived()):
        raise WishesOver(until=_told(application.call))
    most = terms_from(application.call.terms.settings).most_wishes
    if len(set(positions)) > most:
        raise TooManyWishes(most=most, field="positions")
    if offered(application.call).filter(pk__in=positions).count() != len(set(positions)):
        raise UnknownWish(field="positions")


def _told(call: Call) -> str:
    until = last_moment(call)
    return moment_text(until) if until else ""


# -- the matching of a call ------------------------------------------------------------------------------------------


@action
def propose_matching(actor: Actor, call_id: int) -> MatchingRun:
    """Freezes wishes, scores, seats and lot, places everybody and keeps the proof. Nothing is offered before a second
    person confirms it; one that waits is superseded.

    Raises NotPermitted, NotVisible, WishesOpen, NoLot, NobodyToMatch.
    """
    call: Call = lock(Call, call_id)
    require_manages(actor, call)
    _check_ready(call)
    market = market_of(call)
    if not market.people or not any(place.seats for place in market.places):
        raise NobodyToMatch()
    earlier = waiting_run(call)
    if earlier:
        advance(earlier, "supersede_matching", actor)
    run = _keep(actor, call, market, match(market), MatchingRun.Kind.WHOLE)
    record(actor, "propose_matching", run, after={"call": call.pk, "inputs": run.inputs_hash})
    return run


def _check_ready(call: Call) -> None:
    if last_moment(call) and wishes_open(call, clock.settled()):
        raise WishesOpen(until=_told(call))
    if not call.terms.choosing_terms.marking.seed:
        raise NoLot()


def _keep(actor: Actor, call: Call, market: Market, matching: Matching, kind: str) -> MatchingRun:
    inputs = to_json(market)
    return MatchingRun.objects.create(
        call=call,
        kind=kind,
        rule=RULE,
        inputs=inputs,
        inputs_hash=text_hash(inputs),
        result=_result_of(matching),
        proof=asdict(prove(market, matching.placed)),
        made_by=actor.user,
        made_at=clock.now(),
    )


def _result_of(matching: Matching) -> dict[str, Any]:
    """What is kept of a matching: position and number of the wish by application."""
    return {
        "placed": {str(key): at for key, at in sorted(matching.placed.items())},
        "rank": {str(key): rank for key, rank in sorted(matching.rank.items())},
    }


@action
def confirm_matching(actor: Actor, run_id: int) -> MatchingRun:
    """Confirms a proposed matching as a second person and offers every place of it at once; everybody is told.

    Raises NotVisible, NotPermitted, SecondPersonNeeded, TransitionRefused, MatchingChanged when it would be made from
    something else now.
    """
    run = _locked(run_id)
    require_second_person(actor, run.call, run.made_by_id)
    _hold_positions(run.call)
    market = market_of(run.call)
    if text_hash(to_json(market)) != run.inputs_hash:
        raise MatchingChanged()
    advance(run, "confirm_matching", actor, confirmed_by=actor.user, confirmed_at=clock.now())
    _offer_all(actor, run)
    return run


@action
def send_back_matching(actor: Actor, run_id: int, reason: str) -> MatchingRun:
    """Gives a proposed matching back; nothing was offered. Raises NotVisible, SecondPersonNeeded, ReasonNeeded."""
    run = _locked(run_id)
    require_second_person(actor, run.call, run.made_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(run, "send_back_matching", actor, reason=reason.strip())


def _locked(run_id: int) -> MatchingRun:
    call_id = MatchingRun.objects.filter(pk=run_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotVisible()
    call: Call = lock(Call, call_id)
    run: MatchingRun = lock(MatchingRun, run_id)
    run.call = call
    return run


def _hold_positions(call: Call) -> None:
    """None is closed or made smaller between what a matching looks at and what it offers."""
    list(Position.objects.select_for_update(no_key=True).filter(call=call).order_by("pk").values_list("pk", flat=True))


def _offer_all(actor: Actor, run: MatchingRun) -> list[Placement]:
    placed = placed_by(run)
    applications = Application.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    people = {one.pk: one for one in applications.filter(pk__in=placed)}
    positions = Position.objects.select_for_update(of=("self",), no_key=True).select_related("host__organisation")
    seats = {one.pk: one for one in positions.filter(pk__in=set(placed.values())).order_by("pk")}
    ranks: Mapping[str, int] = run.result["rank"]
    return [
        offer(actor, people[key], seats[at], run.call, run=run, wish=ranks[str(key)])
        for key, at in sorted(placed.items())
    ]


# -- what follows by itself ------------------------------------------------------------------------------------------


@action
def fill_seats(actor: Actor, call_id: int) -> MatchingRun | None:
    """Offers free seats to selected applicants without a place, by the same rule as the matching; None when there is
    nobody or nothing to offer. Before the call's matching nothing follows by itself.

    Called by the system whenever a seat becomes free or a reserve is selected; harmless when called again.
    """
    call: Call = lock(Call, call_id)
    if not actor.is_system:
        require_manages(actor, call)
    if not matched(call):
        return None
    _hold_positions(call)
    market = market_of(call)
    matching = match(market)
    if not matching.placed:
        return None
    run = _keep(PROGRAMME, call, market, matching, MatchingRun.Kind.FOLLOWING)
    advance(run, "confirm_matching", PROGRAMME, confirmed_at=clock.now())
    _offer_all(PROGRAMME, run)
    return run


def go_on(call: Call) -> None:
    """After a selection was given up: seats go to who waits, and a place of the call to the next of the reserve list.
    Where nobody can be called it stays free and the board says so."""
    fill_seats(PROGRAMME, call.pk)
    if matched(call):
        try:
            call_next(PROGRAMME, call.pk)
        except NobodyToCall:
            return
