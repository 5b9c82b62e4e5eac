"""Rankings: proposed from frozen inputs, confirmed by a second person, sent back, made again.

The list is a function of the inputs that are kept with it. Whoever confirms it confirms exactly that: the inputs are
gathered anew, and one changed point refuses the confirmation.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import translation

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.decision import confirm_shown
from programs.actions.office import require_second_person
from programs.actions.window import require_over
from programs.errors_choosing import (
    BonusOpen,
    RankingUnknown,
    ResultsOut,
    ReviewsOpen,
    ScreeningOpen,
    SheetsShort,
    SumUnknown,
    TrackUnknown,
)
from programs.errors_screening import PointsMissing
from programs.messages_office import tell_ranking, tell_ranking_sent_back
from programs.models import Call, Decision, RankingRun
from programs.queries.publication import check_unchanged
from programs.queries.ranking import ranking_inputs, readiness, run_in_force
from programs.reasons import why_text
from programs.registry import programme
from programs.rules.ranking import Ranked, Ranking, place_to_json, rank, result_to_json, to_json
from programs.rules.ranking.inputs import RULE, text_hash
from programs.rules.scoring import Proposal
from programs.rules.terms import Told

# What a new ranking writes into a decision, and what of it stays where a person decided otherwise.
PROPOSED = (
    "run", "outcome", "score", "rank", "track", "bonus", "why", "amount", "reason", "proposed_by", "proposed_at",
    "decided_by", "decided_at",
)  # fmt: skip
PERSONAL = ("outcome", "amount", "reason", "proposed_by_id", "proposed_at")


@action
def propose_ranking(actor: Actor, call_id: int, *, without_outstanding: bool = False) -> RankingRun:
    """Freezes what the list follows from, makes the list and proposes its decisions; an earlier one is superseded.

    What a person decided otherwise stays as a deviation from the new list. ``without_outstanding`` leaves out sheets
    that were asked for and not handed in, where each application has as many as the terms need.

    Raises WindowStillOpen, StillArriving, ResultsOut, ScreeningOpen, ReviewsOpen, SheetsShort, BonusOpen, TrackUnknown,
    SumUnknown.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    check_ready(call, without_outstanding=without_outstanding)
    inputs = ranking_inputs(call)
    earlier = run_in_force(call)
    if earlier:
        advance(earlier, "supersede", actor)
    kept = to_json(inputs)
    listed = rank(inputs)
    run = RankingRun.objects.create(
        call=call,
        terms=call.terms,
        rule=RULE,
        inputs=kept,
        inputs_hash=text_hash(kept),
        result=result_to_json(listed),
        made_by=actor.user,
        made_at=clock.now(),
    )
    record(actor, "propose_ranking", run, after={"call": call.pk, "inputs": run.inputs_hash})
    _propose_decisions(actor, run, listed)
    tell_ranking(run)
    return run


def check_ready(call: Call, *, without_outstanding: bool) -> None:
    """Raises what stands between the call and its ranking, as :func:`propose_ranking`."""
    require_over(call)
    if call.state not in {"published", "closed"}:
        raise ResultsOut()
    found = readiness(call)
    if found.screening:
        raise ScreeningOpen(count=found.screening)
    if found.outstanding and not without_outstanding:
        raise ReviewsOpen(count=found.outstanding)
    if found.outstanding and found.short:
        raise SheetsShort(count=found.short, needed=call.terms.choosing_terms.marking.needed)
    if found.bonus_open:
        raise BonusOpen(count=found.bonus_open)
    if found.unmeasured:
        raise PointsMissing(count=found.unmeasured)
    if found.without_track:
        raise TrackUnknown(count=found.without_track)
    if found.without_sum:
        raise SumUnknown(count=found.without_sum)


# -- the decisions that follow -----------------------------------------------------------------------------------


def _propose_decisions(actor: Actor, run: RankingRun, listed: Ranking) -> None:
    """One for each place with a proposal. Decisions that a person took otherwise keep outcome, amount and reason."""
    earlier = {one.application_id: one for one in Decision.objects.filter(application__call=run.call)}
    made = []
    with translation.override("ko"):  # what is kept is for notices and documents; pages say it in the reader's language
        values = {place.application: _values(run, place) for place in listed.listed}
    for place in listed.listed:
        decision = earlier.get(place.application)
        changes = (
            values[place.application] if decision is None else _changes(decision, place, values[place.application])
        )
        if decision is not None and decision.state != "proposed":
            advance(decision, "propose_again", actor, fields=changes)
        elif decision is not None or place.proposal is not None:
            made.append(Decision(application_id=place.application, **changes))
    # Those that are proposed already stay so and are written over in the same statement.
    Decision.objects.bulk_create(
        made, batch_size=1000, update_conflicts=True, unique_fields=["application"], update_fields=PROPOSED
    )
    record(actor, "propose_decisions", run, after={"proposed": dict(Counter(one.outcome for one in made))})


def _values(run: RankingRun, place: Ranked) -> dict[str, Any]:
    """What a decision takes from its place; not selected, it carries the reason as a sentence."""
    why = place_to_json(place) | {"amount": _amount(run.call, place)}
    reason = "" if place.proposal in (None, Proposal.SELECTED) else _told(run, why)
    return {
        "run_id": run.pk,  # by key: a look at the earlier run would fetch its whole list
        "outcome": place.proposal.value if place.proposal else "",
        "score": place.score,
        "rank": place.rank,
        "track": place.track,
        "bonus": place.bonus,
        "why": why,
        "amount": _amount(run.call, place),
        "reason": reason,
        "proposed_by_id": run.made_by_id,
        "proposed_at": run.made_at,
        "decided_by_id": None,
        "decided_at": None,
    }


def _told(run: RankingRun, why: Mapping[str, Any]) -> str:
    """The reason as an applicant reads it: with its rank only where the call says so."""
    with_rank = run.terms.choosing_terms.told is Told.RANK
    return why_text(why, programme(run.call.programme).groups, with_rank=with_rank)


def _amount(call: Call, place: Ranked) -> int | None:
    """What the list gives; in programmes without money nothing."""
    return place.amount if programme(call.programme).amount else None


def _changes(decision: Decision, place: Ranked, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new ranking changes in a decision; what a person decided otherwise stays theirs."""
    personal = decision.run_id is None or decision.deviates or decision.why.get("proposal") is None
    same = (decision.outcome, decision.amount) == (values["outcome"], values["amount"])
    if place.proposal is not None and (same or not personal):
        return dict(values)
    return dict(values) | {name: getattr(decision, name) for name in PERSONAL}


# -- the second person ---------------------------------------------------------------------------------------------


@action
def confirm_ranking(actor: Actor, run_id: int, *, seen: str = "") -> RankingRun:
    """Confirms a proposed ranking with its decisions, but for those that the actor proposed. ``seen`` is the hash of
    what the person looked at; what changed since is refused.

    Raises SecondPersonNeeded, NotPermitted, InputsChanged naming what changed, ChangedMeanwhile.
    """
    run = _locked(actor, run_id)
    require_second_person(actor, run.call, run.made_by_id)
    check_unchanged(run)
    advance(run, "confirm", actor, confirmed_by=actor.user, confirmed_at=clock.now())
    confirm_shown(actor, run.call, seen)
    return run


@action
def send_back_ranking(actor: Actor, run_id: int, reason: str) -> RankingRun:
    """Gives a proposed ranking back; its decisions stay proposed until the next one. Raises ReasonNeeded,
    SecondPersonNeeded."""
    run = _locked(actor, run_id)
    require_second_person(actor, run.call, run.made_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(run, "send_back", actor, reason=reason.strip())
    tell_ranking_sent_back(run, reason.strip())
    return run


def _locked(actor: Actor, run_id: int) -> RankingRun:
    """The run under lock, its call locked before it as in every action of choosing. Raises RankingUnknown."""
    call_id = RankingRun.objects.filter(pk=run_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise RankingUnknown()
    call: Call = lock(Call, call_id)
    run: RankingRun = lock(RankingRun, run_id)
    run.call = call
    return run
