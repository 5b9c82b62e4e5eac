"""Deciding, and publishing every result at one moment."""

from decimal import Decimal

from django.db.models import Sum

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.errors import (
    DecisionReasonNeeded,
    MoreThanSeats,
    NothingToDecide,
    OverBudget,
    ResultsOut,
    ReviewsOpen,
    Undecided,
    WindowStillOpen,
)
from programs.messages import tell_decision
from programs.models import Application, Call, Decision, Review
from programs.queries.ranking import ranking
from programs.registry import programme
from programs.rules.ranking import Ranked
from programs.rules.scoring import Proposal
from programs.wording import RANK_REASONS, moment_text

VERBS = {"selected": "select", "reserve": "hold", "rejected": "reject"}


@action
def decide(
    actor: Actor,
    application_id: int,
    outcome: str,
    *,
    reason: str = "",
    amount: int | None = None,
    score: Decimal | None = None,
    rank: int | None = None,
) -> Decision:
    """Decides on one application, or decides anew before the results are out; the applicant sees nothing yet.

    ``amount`` in won. Raises NothingToDecide, ResultsOut, DecisionReasonNeeded when not selected without a reason.
    """
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if application.call.state == "decided":
        raise ResultsOut()
    if application.state not in {"eligible", "in_review"}:
        raise NothingToDecide(state=application.stage.label)
    if outcome != Decision.Outcome.SELECTED and not reason.strip():
        raise DecisionReasonNeeded(field="reason")
    if amount is None and outcome == Decision.Outcome.SELECTED:
        amount_of = programme(application.call.programme).amount
        amount = amount_of(application) if amount_of else None
    values = {
        "outcome": Decision.Outcome(outcome).value,
        "reason": reason.strip(),
        "amount": amount,
        "score": application.score if score is None else score,
        "rank": rank,
    }
    before = Decision.objects.filter(application=application).first()
    decision, _created = Decision.objects.update_or_create(
        application=application,
        defaults={**values, "decided_by": actor.user, "decided_at": clock.now()},
        create_defaults={**values, "proposed_by": actor.user, "decided_by": actor.user, "decided_at": clock.now()},
    )
    old = {name: getattr(before, name) for name in values} if before else {}
    record(actor, "decide", application, before=old, after=values, reason=reason.strip())
    return decision


@action
def decide_by_ranking(actor: Actor, call_id: int) -> list[Decision]:
    """Turns the ranking into decisions for every reviewed application that has none yet, in the order of the list.

    Raises ReviewsOpen while a review is outstanding.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    outstanding = Review.objects.filter(
        assignment__application__call=call, assignment__revoked_at=None, assignment__application__state="in_review"
    ).exclude(state="submitted")
    if outstanding.exists():
        raise ReviewsOpen(count=outstanding.count())
    decided = set(Decision.objects.filter(application__call=call).values_list("application_id", flat=True))
    return [
        _decide_ranked(actor, place)
        for place in ranking(call)
        if place.proposal is not None and place.application not in decided
    ]


def _decide_ranked(actor: Actor, place: Ranked) -> Decision:
    proposal = place.proposal or Proposal.REJECTED
    reason = "" if proposal is Proposal.SELECTED else str(RANK_REASONS[place.reason])
    return decide(actor, place.application, proposal.value, reason=reason, score=place.score, rank=place.rank)


@action
def publish_results(actor: Actor, call_id: int) -> Call:
    """Moves every decided application to its outcome at one moment and tells each applicant.

    Raises WindowStillOpen, Undecided, MoreThanSeats, OverBudget.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    moment = clock.now()
    if call.state == "published":
        if moment < call.closes_at:
            raise WindowStillOpen(moment=moment_text(call.closes_at))
        advance(call, "close", actor)
    _check_complete(call)
    decisions = list(
        Decision.objects.filter(application__call=call, application__state__in=["eligible", "in_review"])
        .select_related("application__organisation", "application__user", "application__call")
        .order_by("rank", "application_id")
    )
    hook = programme(call.programme).on_selected
    for decision in decisions:
        advance(decision.application, VERBS[decision.outcome], actor)
        tell_decision(decision.application, decision)
        if decision.outcome == Decision.Outcome.SELECTED:
            hook(actor, decision.application, decision)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(published_at=moment)
    advance(call, "publish_results", actor, results_published_at=moment)
    return call


def _check_complete(call: Call) -> None:
    waiting = Application.objects.filter(call=call, state__in=["submitted", "eligible", "in_review"])
    undecided = waiting.filter(decision=None).count()
    if undecided:
        raise Undecided(count=undecided)
    selected = Decision.objects.filter(application__in=waiting, outcome=Decision.Outcome.SELECTED)
    count = selected.count()
    if count > call.seats:
        raise MoreThanSeats(count=count, seats=call.seats)
    amount = selected.aggregate(total=Sum("amount"))["total"] or 0
    if call.budget and amount > call.budget:
        raise OverBudget(amount=f"{amount:,}", budget=f"{call.budget:,}")
