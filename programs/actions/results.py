"""Publishing every result of a call at one moment."""

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import advance, advance_all, lock
from programs.actions.window import require_over
from programs.messages import tell_decisions
from programs.models import Call, Decision
from programs.queries.decisions import WAITING
from programs.queries.publication import check_publishable, planned_moment
from programs.registry import programme

VERBS = {"selected": "select", "reserve": "hold", "rejected": "reject"}


@action
def publish_results(actor: Actor, call_id: int) -> Call:
    """Moves every application to its confirmed outcome at one moment and tells each applicant. A moment that was set
    for it is kept with that.

    Raises WindowStillOpen, StillArriving, Undecided, NotConfirmed, RankingNotConfirmed, InputsChanged since the
    ranking, TrackOverPlaces, TrackOverBudget, MoreThanSeats, OverBudget.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    moment = clock.now()
    if call.state == "published":
        require_over(call)
        advance(call, "close", actor)
    check_publishable(call)
    hook = programme(call.programme).on_selected
    decisions = _decisions(call)
    advance_all(decisions, "publish", actor, published_at=moment)
    for outcome, verb in VERBS.items():
        advance_all([one.application for one in decisions if one.outcome == outcome], verb, actor)
    tell_decisions(decisions)
    for decision in decisions:
        if decision.outcome == Decision.Outcome.SELECTED:
            hook(actor, decision.application, decision)
    advance(call, "publish_results", actor, results_published_at=moment)
    planned = planned_moment(call)
    if planned is not None:  # by hand before its moment, or by the worker at it
        advance(planned, "keep", actor, ended_at=moment)
    return call


def _decisions(call: Call) -> list[Decision]:
    found = Decision.objects.filter(application__call=call, application__state__in=WAITING)
    found = found.select_related("application__organisation", "application__user")
    decisions = list(found.order_by("rank", "application_id"))
    for one in decisions:
        one.application.call = call  # the same for all, and its terms read once
    return decisions
