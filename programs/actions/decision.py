"""Decisions on single applications: proposed by one person, confirmed by another, seen by nobody else before."""

from collections.abc import Iterable
from typing import Any

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile
from kernel.permissions import require
from kernel.transition import advance, advance_all, lock
from programs.actions.office import require_second_person
from programs.errors import SecondPersonNeeded
from programs.errors_choosing import (
    DecisionReasonNeeded,
    DeviationReasonNeeded,
    NothingToConfirm,
    NothingToDecide,
    RankingNotConfirmed,
    ResultsOut,
)
from programs.messages_office import tell_decision_proposed
from programs.models import Application, Call, Decision
from programs.queries.decisions import digest, mark, proposed_decisions
from programs.registry import programme


@action
def decide(
    actor: Actor,
    application_id: int,
    outcome: str,
    *,
    reason: str = "",
    amount: int | None = None,
    seen: str | None = None,
) -> Decision:
    """Proposes the decision on one application, or proposes it anew; a second person confirms it.

    ``amount`` in won; without one it is what the ranking gives, or what the application and the call give. ``seen`` is
    the mark of the decision that the person looked at (:func:`programs.queries.decisions.mark`).

    Raises NothingToDecide, ResultsOut, DecisionReasonNeeded when not selected without a reason, DeviationReasonNeeded
    when it is not what the ranking proposes, ChangedMeanwhile when another person decided since ``seen``.
    """
    application = _waiting(actor, application_id)
    decision = Decision.objects.filter(application=application).first()
    if seen is not None and seen != mark(decision):
        raise ChangedMeanwhile()
    if decision and decision.state == "published":
        raise ResultsOut()
    if application.call.state == "decided" and decision is None and not _upheld(application):
        raise ResultsOut()
    values = _values(application, decision, outcome, reason.strip(), amount)
    values |= {"proposed_by": actor.user, "proposed_at": clock.now(), "decided_by": None, "decided_at": None}
    if decision and not values["reason"] and Decision(why=decision.why, **values).deviates:
        raise DeviationReasonNeeded(field="reason")
    tell_decision_proposed(application.call, actor.user)
    if decision is None:
        return _first(actor, application, values)
    return advance(decision, "propose_again", actor, reason=reason.strip(), fields=values)


def _upheld(application: Application) -> bool:
    """Whether an appeal brought it back after the results were out: then it is decided for the first time."""
    return application.appeals.filter(state="upheld").exists()


def _waiting(actor: Actor, application_id: int) -> Application:
    """The application under lock, its call locked before it, as long as there is something to decide."""
    call_id = Application.objects.values_list("call_id", flat=True).get(pk=application_id)
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    application: Application = lock(Application, application_id)
    application.call = call
    if application.state not in {"eligible", "in_review"}:
        raise ResultsOut() if call.state == "decided" else NothingToDecide(state=application.stage.label)
    return application


def _values(
    application: Application, decision: Decision | None, outcome: str, reason: str, amount: int | None
) -> dict[str, Any]:
    chosen = Decision.Outcome(outcome)
    if chosen != Decision.Outcome.SELECTED:
        if not reason:
            raise DecisionReasonNeeded(field="reason")
        return {"outcome": chosen.value, "reason": reason, "amount": None}
    if amount is None:
        amount_of = programme(application.call.programme).amount
        ranked = decision.why.get("amount") if decision else None
        amount = ranked if ranked is not None else amount_of(application) if amount_of else None
    return {"outcome": chosen.value, "reason": reason, "amount": amount}


def _first(actor: Actor, application: Application, values: dict[str, Any]) -> Decision:
    decision = Decision.objects.create(
        application=application, score=application.score, track=application.track, **values
    )
    shown = {name: values[name] for name in ("outcome", "amount", "reason")}
    record(actor, "decide", application, after=shown, reason=values["reason"])
    return decision


# -- the second person ---------------------------------------------------------------------------------------------


@action
def confirm_decisions(
    actor: Actor, call_id: int, applications: Iterable[int] | None = None, *, seen: str = ""
) -> list[Decision]:
    """Confirms proposed decisions: of ``applications``, or all that others than the actor proposed.

    ``seen`` is the digest of what the person looked at. Raises SecondPersonNeeded for a named one of the actor's own,
    RankingNotConfirmed where its ranking is not, NothingToConfirm, ChangedMeanwhile.
    """
    call: Call = lock(Call, call_id)
    require(actor, "approve_call", call)
    found = proposed_decisions(call)
    if applications is not None:
        found = found.filter(application_id__in=list(applications))
        if actor.user and any(one.proposed_by_id == actor.user.pk for one in found):
            raise SecondPersonNeeded()
    made = confirm_shown(actor, call, seen, list(found))
    if not made:
        raise NothingToConfirm()
    return made


def confirm_shown(actor: Actor, call: Call, seen: str, found: list[Decision] | None = None) -> list[Decision]:
    """Inside an action that holds the call: confirms what others proposed, if it is still what was ``seen``."""
    decisions = list(proposed_decisions(call)) if found is None else found
    if seen and seen != digest(decisions):
        raise ChangedMeanwhile()
    moment = clock.now()
    mine = actor.user.pk if actor.user else None
    confirmed = [one for one in decisions if mine is None or one.proposed_by_id != mine]
    require_second_person(actor, call, None)
    if any(one.run is not None and one.run.state != "confirmed" for one in confirmed):
        raise RankingNotConfirmed()
    advance_all(confirmed, "confirm", actor, decided_by=actor.user, decided_at=moment)
    return confirmed
